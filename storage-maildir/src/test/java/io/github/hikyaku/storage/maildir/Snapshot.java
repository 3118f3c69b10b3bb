package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that a client can know of a mailbox, as the store or as Dovecot tells it: equal where the two agree. */
record Snapshot(long uidValidity, long uidNext, List<Message> messages) {
    record Message(long uid, Set<String> flags, Instant date, long octets, String content) {
        @Override
        public String toString() {
            String start = content.substring(0, Math.min(40, content.length())).replace("\r\n", "|");
            return "\n" + uid + " " + flags + " " + date + " " + octets + " " + start + " #" + content.hashCode();
        }
    }

    private static final Pattern VALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d+)]");
    private static final Pattern NEXT = Pattern.compile("\\[UIDNEXT (\\d+)]");
    private static final Pattern FETCH = Pattern.compile(
            "\\* \\d+ FETCH \\(UID (\\d+) FLAGS \\(([^)]*)\\) INTERNALDATE \"([^\"]+)\" RFC822.SIZE (\\d+)"
                    + " BODY\\[] \\{\\d+}\r\n(.*)\\)",
            Pattern.DOTALL);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ROOT);

    List<Long> uids() {
        return messages.stream().map(Message::uid).toList();
    }

    static Snapshot of(Mailbox mailbox) throws IOException {
        MailboxView view = mailbox.view();
        List<Message> messages = new ArrayList<>();
        for (int row = 0; row < view.size(); row++) {
            Set<String> flags = new TreeSet<>();
            for (Flag flag : view.flags(row)) {
                flags.add(flag.name());
            }
            long uid = view.uid(row);
            String content = MaildirFixture.text(mailbox, uid);
            messages.add(new Message(uid, flags, view.internalDate(row), view.octets(row), content));
        }
        MailboxStatus status = mailbox.status();
        return new Snapshot(status.uidValidity(), status.uidNext(), messages);
    }

    /** Selects the mailbox, whose name is in modified UTF-7, and reads it. */
    static Snapshot of(DovecotDialogue imap, String mailbox) throws IOException {
        String selected = String.join("\n", imap.ok("SELECT \"" + mailbox.replace("\\", "\\\\") + "\""));
        return new Snapshot(number(VALIDITY, selected), number(NEXT, selected), messages(imap));
    }

    /** Reads the mailbox that is selected. */
    static List<Message> messages(DovecotDialogue imap) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (String response : imap.ok("UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])")) {
            Matcher fetch = FETCH.matcher(response);
            if (fetch.matches()) {
                Set<String> flags = new TreeSet<>(Set.of(fetch.group(2).split(" ")));
                flags.remove("\\Recent");
                flags.remove("");
                messages.add(new Message(
                        Long.parseLong(fetch.group(1)),
                        flags,
                        OffsetDateTime.parse(fetch.group(3).trim(), DATE).toInstant(),
                        Long.parseLong(fetch.group(4)),
                        fetch.group(5)));
            }
        }
        return messages;
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(pattern + " is not in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
