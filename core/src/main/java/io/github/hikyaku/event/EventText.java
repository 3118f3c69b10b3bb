package io.github.hikyaku.event;

import io.github.hikyaku.event.MailEvent.ClientNamed;
import io.github.hikyaku.event.MailEvent.CommandRefused;
import io.github.hikyaku.event.MailEvent.ConnectionClosed;
import io.github.hikyaku.event.MailEvent.ConnectionOpened;
import io.github.hikyaku.event.MailEvent.ConnectionRefused;
import io.github.hikyaku.event.MailEvent.FilingFailed;
import io.github.hikyaku.event.MailEvent.FilterUnavailable;
import io.github.hikyaku.event.MailEvent.InternalError;
import io.github.hikyaku.event.MailEvent.LimitReached;
import io.github.hikyaku.event.MailEvent.ListenerOpened;
import io.github.hikyaku.event.MailEvent.LoggedIn;
import io.github.hikyaku.event.MailEvent.LoginRefused;
import io.github.hikyaku.event.MailEvent.MessageAccepted;
import io.github.hikyaku.event.MailEvent.MessageDiscarded;
import io.github.hikyaku.event.MailEvent.MessageFiled;
import io.github.hikyaku.event.MailEvent.MessageJudged;
import io.github.hikyaku.event.MailEvent.MessageRefused;
import io.github.hikyaku.event.MailEvent.RecipientAccepted;
import io.github.hikyaku.event.MailEvent.RecipientRefused;
import io.github.hikyaku.event.MailEvent.ServerStarted;
import io.github.hikyaku.event.MailEvent.ServerStopped;
import io.github.hikyaku.event.MailEvent.StageRefused;
import io.github.hikyaku.event.MailEvent.TlsEstablished;
import io.github.hikyaku.event.MailEvent.TlsFailed;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Events as lines for people. */
final class EventText {
    private static final int LONGEST = 2_000;

    private EventText() {}

    static Level level(MailEvent event) {
        if (event instanceof InternalError) {
            return Level.ERROR;
        }
        boolean warning = event instanceof FilingFailed
                || event instanceof FilterUnavailable
                || event instanceof LimitReached
                || event instanceof ConnectionRefused;
        if (warning) {
            return Level.WARN;
        }
        boolean detail = event instanceof ConnectionOpened
                || event instanceof ClientNamed
                || event instanceof ConnectionClosed
                || event instanceof TlsEstablished
                || event instanceof TlsFailed
                || event instanceof CommandRefused
                || event instanceof RecipientAccepted;
        return detail ? Level.DEBUG : Level.INFO;
    }

    /** What is worth a stack trace: an error of this program or of the store, never one that a peer can make. */
    static @Nullable Throwable stackTrace(MailEvent event) {
        if (event instanceof InternalError error) {
            return error.cause();
        }
        return event instanceof FilingFailed failed ? failed.cause() : null;
    }

    /** One line, without control characters. */
    static String of(MailEvent event) {
        String text = text(event);
        StringBuilder line = new StringBuilder(text.length());
        int end = Math.min(text.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                line.append("\\r");
            } else if (c == '\n') {
                line.append("\\n");
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        return end < text.length() ? line.append('\u2026').toString() : line.toString();
    }

    private static String text(MailEvent event) {
        if (event instanceof ServerStarted e) {
            return e.hostname() + " started in " + e.took().toMillis() + " ms";
        } else if (event instanceof ServerStopped e) {
            return e.hostname() + " stopped";
        } else if (event instanceof ListenerOpened e) {
            return e.service() + " listens on " + address(e.address());
        } else if (event instanceof ConnectionOpened e) {
            return peer(e.peer()) + "connected";
        } else if (event instanceof ClientNamed e) {
            return peer(e.by()) + "speaks for " + address(e.client().remote());
        } else if (event instanceof ConnectionRefused e) {
            return peer(e.peer()) + "turned away by " + e.limit();
        } else if (event instanceof ConnectionClosed e) {
            return peer(e.peer()) + "closed, " + e.octetsIn() + " octets in, " + e.octetsOut() + " out";
        } else if (event instanceof TlsEstablished e) {
            return peer(e.peer()) + e.protocol() + " with " + e.cipherSuite();
        } else if (event instanceof TlsFailed e) {
            return peer(e.peer()) + "TLS failed: " + e.cause();
        } else if (event instanceof LoggedIn e) {
            return peer(e.peer()) + e.account() + " logged in with " + e.mechanism();
        } else if (event instanceof LoginRefused e) {
            return peer(e.peer()) + "login as \"" + e.login() + "\" with " + e.mechanism() + " refused: " + e.reason();
        } else if (event instanceof CommandRefused e) {
            return peer(e.peer()) + e.command() + " refused: " + e.reply();
        } else if (event instanceof LimitReached e) {
            return peer(e.peer()) + "limit " + e.limit() + " reached: " + e.detail();
        } else {
            return mailText(event);
        }
    }

    private static String mailText(MailEvent event) {
        if (event instanceof RecipientAccepted e) {
            return peer(e.peer()) + "from " + e.reversePath() + " to " + e.recipient() + " accepted";
        } else if (event instanceof RecipientRefused e) {
            return peer(e.peer()) + "from " + e.reversePath() + " to " + e.recipient() + " refused: " + e.reply();
        } else if (event instanceof MessageAccepted e) {
            return peer(e.peer()) + e.mailId() + " from " + e.reversePath() + " to " + recipients(e) + " accepted, "
                    + e.octets() + " octets";
        } else if (event instanceof MessageRefused e) {
            String who = e.stage().map(stage -> " by stage " + stage).orElse("");
            return peer(e.peer()) + e.mailId() + " from " + e.reversePath() + " refused" + who + ": " + e.reply();
        } else if (event instanceof MessageDiscarded e) {
            return peer(e.peer()) + e.mailId() + " discarded by stage " + e.stage();
        } else if (event instanceof MessageJudged e) {
            return peer(e.peer()) + e.mailId() + " by stage " + e.stage() + ": " + e.verdict();
        } else if (event instanceof StageRefused e) {
            return peer(e.peer()) + e.point() + " refused by stage " + e.stage() + ": " + e.reply();
        } else if (event instanceof FilterUnavailable e) {
            return peer(e.peer()) + e.mailId().map(id -> id + " ").orElse("") + (e.passed() ? "passed" : "put off")
                    + " by stage " + e.stage() + " without its filter: " + e.cause();
        } else if (event instanceof MessageFiled e) {
            return e.mailId() + " for " + e.recipient() + " filed into " + e.mailbox() + " of " + e.account()
                    + " as UID " + e.uid();
        } else if (event instanceof FilingFailed e) {
            return e.mailId() + " for " + e.recipient() + " could not be filed for " + e.account() + ": " + e.cause();
        } else if (event instanceof InternalError e) {
            return e.peer().map(EventText::peer).orElse("") + "internal error in " + e.where() + ": " + e.cause();
        }
        return event.toString();
    }

    private static String recipients(MessageAccepted e) {
        int more = e.recipients().size() - 20;
        String some = e.recipients().stream().limit(20).collect(Collectors.joining(", "));
        return more > 0 ? some + " and " + more + " more" : some;
    }

    private static String peer(Peer peer) {
        return peer.service() + " " + peer.connectionId() + " " + address(peer.remote()) + ": ";
    }

    /** Never asks a name server. */
    private static String address(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            return address.getHostString() + ":" + address.getPort();
        }
        String host = ip.getHostAddress();
        return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
