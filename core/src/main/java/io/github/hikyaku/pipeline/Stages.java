package io.github.hikyaku.pipeline;

import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.mime.HeaderSection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stages made of a lambda that has something to say at one point. What it throws counts as a failure of the stage. */
public final class Stages {
    private Stages() {}

    /** Judges a client that has connected, or, for another point, what it calls itself. */
    @FunctionalInterface
    public interface OriginJudge {
        /** Judges. May block on this machine's disk, not on a network. */
        Verdict judge(Origin origin) throws Exception;
    }

    /** Judges the beginning of a transaction. */
    @FunctionalInterface
    public interface MailJudge {
        /** Judges. May block on this machine's disk, not on a network. */
        Verdict judge(Origin origin, Envelope envelope) throws Exception;
    }

    /** Judges a recipient. */
    @FunctionalInterface
    public interface RecipientJudge {
        /** Judges. May block on this machine's disk, not on a network. */
        Verdict judge(Origin origin, Envelope envelope, Recipient recipient) throws Exception;
    }

    /** Judges a header section. */
    @FunctionalInterface
    public interface HeaderJudge {
        /** Judges. May block on this machine's disk, not on a network. */
        Verdict judge(Origin origin, Envelope envelope, HeaderSection header) throws Exception;
    }

    /** Judges a message by asking somebody else. */
    @FunctionalInterface
    public interface AsyncMailJudge {
        /** Answers later, from any thread. */
        CompletionStage<Verdict> judge(Mail mail) throws Exception;
    }

    /** Judges each client that connects. */
    public static SessionStage atConnect(OriginJudge judge) {
        return new At(SessionPoint.CONNECT) {
            @Override
            public CompletionStage<Verdict> connected(Origin origin) {
                return complete(() -> judge.judge(origin));
            }
        };
    }

    /** Judges what each client calls itself. */
    public static SessionStage atHelo(OriginJudge judge) {
        return new At(SessionPoint.GREETING) {
            @Override
            public CompletionStage<Verdict> greeted(Origin origin) {
                return complete(() -> judge.judge(origin));
            }
        };
    }

    /** Judges each reverse-path. */
    public static SessionStage atMail(MailJudge judge) {
        return new At(SessionPoint.MAIL) {
            @Override
            public CompletionStage<Verdict> mail(Origin origin, Envelope envelope) {
                return complete(() -> judge.judge(origin, envelope));
            }
        };
    }

    /** Judges each recipient. */
    public static SessionStage atRecipient(RecipientJudge judge) {
        return new At(SessionPoint.RECIPIENT) {
            @Override
            public CompletionStage<Verdict> recipient(Origin origin, Envelope envelope, Recipient recipient) {
                return complete(() -> judge.judge(origin, envelope, recipient));
            }
        };
    }

    /** Judges each header section, before the body comes. */
    public static SessionStage atHeader(HeaderJudge judge) {
        return new At(SessionPoint.HEADER) {
            @Override
            public CompletionStage<Verdict> header(Origin origin, Envelope envelope, HeaderSection header) {
                return complete(() -> judge.judge(origin, envelope, header));
            }

            @Override
            public boolean wantsHeader() {
                return true;
            }
        };
    }

    /** Judges each message: what the builder makes of a {@link MailStage}. */
    public static SessionStage atMessage(MailStage judge) {
        return new At(SessionPoint.MESSAGE) {
            @Override
            public CompletionStage<Verdict> message(Mail mail) {
                return complete(() -> judge.judge(mail));
            }
        };
    }

    /** Judges each message by asking somebody else, such as a server on the network; holds no thread meanwhile. */
    public static SessionStage atMessageAsync(AsyncMailJudge judge) {
        return new At(SessionPoint.MESSAGE) {
            @Override
            public CompletionStage<Verdict> message(Mail mail) {
                try {
                    return judge.judge(mail);
                } catch (Exception e) {
                    return failed(e);
                }
            }
        };
    }

    /** Has something to say at one point. */
    private abstract static class At implements SessionStage {
        private final SessionPoint point;

        At(SessionPoint point) {
            this.point = point;
        }

        @Override
        public final boolean answersAtOnce(SessionPoint asked) {
            return asked != point;
        }
    }

    private interface Judging {
        Verdict judge() throws Exception;
    }

    private static CompletionStage<Verdict> complete(Judging judging) {
        try {
            return CompletableFuture.completedFuture(judging.judge());
        } catch (Exception e) {
            return failed(e);
        }
    }

    private static CompletionStage<Verdict> failed(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return CompletableFuture.failedFuture(e);
    }
}
