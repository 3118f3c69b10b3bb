package io.github.hikyaku.defence;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimeParser;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the form of messages: fields that may stand there once and do so twice, which programs read differently; header
 * sections and MIME structures of a size that no program writes; and messages that come by this server again and again.
 * Serves one server.
 */
public final class MessageForm implements SessionStage {
    private static final String FIELD = "X-Message-Form";

    /** RFC 5322 §3.6, but for From. */
    private static final List<String> ONCE = List.of(
            "Date", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject");

    private final Builder rules;
    private @Nullable StageContext context;

    private record Finding(Policy policy, String text) {}

    private MessageForm(Builder rules) {
        this.rules = new Builder(rules);
    }

    /** Begins with the defaults of each method. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void start(StageContext running) {
        context = running;
    }

    @Override
    public boolean wantsHeader() {
        return true;
    }

    @Override
    public CompletionStage<Verdict> header(Origin origin, Envelope envelope, HeaderSection header) {
        if (rules.exemption.covers(origin)) {
            return ACCEPTED;
        }
        List<Finding> findings = new ArrayList<>();
        if (header.fields().size() > rules.maxFields) {
            findings.add(new Finding(rules.tooMuch, "more than " + rules.maxFields + " header fields"));
        }
        int from = header.all("From").size();
        if (from > 1) {
            findings.add(new Finding(rules.severalFrom, from + " From fields"));
        } else if (from == 0) {
            findings.add(new Finding(rules.noFrom, "no From field"));
        }
        for (String name : ONCE) {
            int count = header.all(name).size();
            if (count > 1) {
                findings.add(new Finding(rules.duplicates, count + " " + name + " fields"));
            }
        }
        CompletionStage<Verdict> loop = loop(header);
        return loop != null ? loop : CompletableFuture.completedFuture(verdict(findings));
    }

    private @Nullable CompletionStage<Verdict> loop(HeaderSection header) {
        StageContext running = context;
        if (running == null) {
            return null;
        }
        // RFC 5321 §4.4: by-domain is behind "by"; a comment or another clause ends it.
        Pattern ours = Pattern.compile(
                "(^|\\s)by\\s+" + Pattern.quote(running.hostname()) + "(?![\\w.-])", Pattern.CASE_INSENSITIVE);
        long visits = header.all("Received").stream()
                .map(HeaderField::value)
                .filter(value -> ours.matcher(value).find())
                .count();
        return visits <= rules.maxVisits
                ? null
                : CompletableFuture.completedFuture(Verdict.reject(
                        "5.4.6", "The message goes in circles: it has been here " + visits + " times before"));
    }

    @Override
    public CompletionStage<Verdict> message(Mail mail) {
        if (rules.tooMuch == Policy.OFF || rules.exemption.covers(mail.origin())) {
            return ACCEPTED;
        }
        MimePart structure;
        try (InputStream in = mail.received().open()) {
            MimeLimits all = MimeLimits.DEFAULT;
            structure = MimeParser.parse(
                    in,
                    new MimeLimits(
                            rules.maxDepth + 1,
                            rules.maxParts + 1,
                            all.maxHeaderOctets(),
                            all.maxHeaderFields(),
                            all.maxBoundaryOctets(),
                            all.maxParameters(),
                            all.maxRetainedOctets()));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        List<Finding> findings = new ArrayList<>();
        if (depth(structure) > rules.maxDepth) {
            findings.add(new Finding(rules.tooMuch, "parts nested deeper than " + rules.maxDepth));
        }
        if (count(structure) > rules.maxParts) {
            findings.add(new Finding(rules.tooMuch, "more than " + rules.maxParts + " parts"));
        }
        return CompletableFuture.completedFuture(verdict(findings));
    }

    // The parser has seen to it that the recursion ends.

    private static int depth(MimePart part) {
        return 1 + part.children().stream().mapToInt(MessageForm::depth).max().orElse(0);
    }

    private static int count(MimePart part) {
        return 1 + part.children().stream().mapToInt(MessageForm::count).sum();
    }

    private static Verdict verdict(List<Finding> findings) {
        for (Policy worst : new Policy[] {Policy.REFUSE, Policy.DEFER, Policy.MARK}) {
            String text = findings.stream()
                    .filter(finding -> finding.policy() == worst)
                    .map(Finding::text)
                    .collect(Collectors.joining(", "));
            if (!text.isEmpty()) {
                String said = worst == Policy.MARK ? text : "The message has " + text;
                return Verdicts.of(worst, FIELD, "6.0", said);
            }
        }
        return Verdict.accept();
    }

    /** What is done about which message. Not safe for use by many threads. */
    public static final class Builder {
        private Policy severalFrom = Policy.REFUSE;
        private Policy noFrom = Policy.MARK;
        private Policy duplicates = Policy.MARK;
        private Policy tooMuch = Policy.REFUSE;
        private int maxFields = 1_000;
        private int maxDepth = 30;
        private int maxParts = 2_000;
        private int maxVisits = 5;
        private Exemption exemption = Exemption.LOOPBACK;

        private Builder() {}

        private Builder(Builder from) {
            severalFrom = from.severalFrom;
            noFrom = from.noFrom;
            duplicates = from.duplicates;
            tooMuch = from.tooMuch;
            maxFields = from.maxFields;
            maxDepth = from.maxDepth;
            maxParts = from.maxParts;
            maxVisits = from.maxVisits;
            exemption = from.exemption;
        }

        /** More than one From field: what is checked may not be what is shown; refused by default. */
        public Builder severalFrom(Policy what) {
            severalFrom = what;
            return this;
        }

        /** No From field; marked by default. */
        public Builder noFrom(Policy what) {
            noFrom = what;
            return this;
        }

        /** Another field twice that may be there once (RFC 5322 §3.6); marked by default. */
        public Builder duplicates(Policy what) {
            duplicates = what;
            return this;
        }

        /** More fields, parts or depth than the bounds below; refused by default. */
        public Builder tooMuch(Policy what) {
            tooMuch = what;
            return this;
        }

        /** Fields of the header section; 1,000 by default. */
        public Builder maxFields(int count) {
            maxFields = inRange(count, 4_000);
            return this;
        }

        /** How deep parts may nest, the message itself counted; 30 by default, at most 499. */
        public Builder maxDepth(int count) {
            maxDepth = inRange(count, 499);
            return this;
        }

        /** Parts, the message itself counted; 2,000 by default. */
        public Builder maxParts(int count) {
            maxParts = inRange(count, 1_000_000);
            return this;
        }

        /** How often a message may have been received by this server before, by its Received fields; 5 by default. */
        public Builder maxVisits(int count) {
            maxVisits = inRange(count, 4_000);
            return this;
        }

        /** Networks whose clients are not judged; by default the loopback networks. */
        public Builder trusted(Net... networks) {
            exemption = Exemption.of(networks);
            return this;
        }

        private static int inRange(int count, int most) {
            if (count < 1 || count > most) {
                throw new IllegalArgumentException("1 to " + most + ", not " + count);
            }
            return count;
        }

        /** Makes the stage. */
        public MessageForm build() {
            return new MessageForm(this);
        }
    }
}
