package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Copies a Maildir that some program wrote, or a whole Maildir++ tree, into an account of any store. The directory is
 * read, never written, and may be in use: flags that change meanwhile cost nothing, mail that arrives meanwhile may be
 * left out.
 *
 * <p>The directory itself becomes INBOX, and {@code .a.b} in it the mailbox {@code a/b}; mailboxes that are missing are
 * made. Messages arrive in the order of the times in their names, with the time of their files as internal date, with
 * the flags in the names, the keywords of {@code dovecot-keywords} or, for P (passed), {@code $Forwarded}. The names in
 * {@code subscriptions} are subscribed to. What is there already stays: who imports twice has all messages twice.
 *
 * <p>Symbolic links are not followed. What cannot be imported is in the {@link Report} and ends nothing.
 */
public final class MaildirImporter {
    /** The most paths that a {@link Report} names. */
    public static final int MOST_SKIPPED = 1000;

    private static final Flag FORWARDED = Flag.of("$Forwarded");
    private static final String INFO = ":2,";
    // A file whose flags change has another name; one that changes that often is left out.
    private static final int TRIES = 3;

    private final Path maildir;
    private final MailAccount account;
    private final Disk disk = new Disk(false);
    private final List<Path> skipped = new ArrayList<>();
    private final Set<MailboxName> there = new HashSet<>();
    private long messages;
    private long withoutKeywords;

    private MaildirImporter(Path maildir, MailAccount account) {
        this.maildir = maildir;
        this.account = account;
    }

    /**
     * What was imported.
     *
     * @param mailboxes how many mailboxes were read
     * @param messages how many messages were put into the account
     * @param withoutKeywords how many of them lost their keywords, because the store could not take so many
     * @param skipped directories that are no mailboxes by their names, and files that could not be read as messages;
     *     at most {@value MaildirImporter#MOST_SKIPPED}
     */
    public record Report(int mailboxes, long messages, long withoutKeywords, List<Path> skipped) {
        /** Copies the list. */
        public Report {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Imports all there is.
     *
     * @param maildir a directory with {@code cur} and {@code new}
     * @throws IOException if that is no Maildir, or its directories cannot be read
     * @throws MailStoreException if the account does not take a mailbox or a message, such as {@code OVER_QUOTA}; what was
     *     imported before stays
     */
    public static Report run(Path maildir, MailAccount account) throws IOException {
        return new MaildirImporter(maildir, account).run();
    }

    private Report run() throws IOException {
        if (!isMaildir(maildir)) {
            throw new NoSuchFileException(maildir + " is no Maildir: it has no cur and new");
        }
        account.list().stream().filter(MailboxInfo::selectable).forEach(info -> there.add(info.name()));
        Map<MailboxName, Set<SpecialUse>> uses = new SpecialUses(maildir, disk).read();
        Map<MailboxName, Path> found = mailboxes();
        for (Map.Entry<MailboxName, Path> each : found.entrySet()) {
            MailboxName name = each.getKey();
            importMessages(each.getValue(), open(name, uses.getOrDefault(name, Set.of())));
        }
        for (MailboxName name : new Subscriptions(maildir, Spelling.of(MaildirLayout.MAILDIR_PLUS_PLUS), disk).read()) {
            account.subscribe(name, true);
        }
        return new Report(found.size(), messages, withoutKeywords, skipped);
    }

    private static boolean isMaildir(Path directory) {
        return Files.isDirectory(directory.resolve("cur"), NOFOLLOW_LINKS)
                && Files.isDirectory(directory.resolve("new"), NOFOLLOW_LINKS);
    }

    private void skip(Path path) {
        if (skipped.size() < MOST_SKIPPED) {
            skipped.add(path);
        }
    }

    private static void forEach(Path directory, Consumer<Path> action) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(action);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private Map<MailboxName, Path> mailboxes() throws IOException {
        Map<MailboxName, Path> found = new TreeMap<>();
        found.put(MailboxName.INBOX, maildir);
        forEach(maildir, entry -> {
            String directory = entry.getFileName().toString();
            if (directory.startsWith(".") && Files.isDirectory(entry, NOFOLLOW_LINKS) && isMaildir(entry)) {
                Optional<MailboxName> name = DirectoryNames.mailboxOf(directory);
                name.ifPresentOrElse(mailbox -> found.put(mailbox, entry), () -> skip(entry));
            }
        });
        return found;
    }

    private Mailbox open(MailboxName name, Set<SpecialUse> uses) {
        // Making a mailbox makes its parents.
        Optional<MailboxName> made = Optional.of(name);
        if (there.contains(name)) {
            return account.open(name);
        }
        while (made.isPresent() && there.add(made.get())) {
            made = made.get().parent();
        }
        return account.create(name, uses);
    }

    private void importMessages(Path directory, Mailbox mailbox) throws IOException {
        Keywords keywords = new Keywords(directory, disk);
        keywords.refresh();
        Set<String> done = new HashSet<>();
        List<Path> missed = new ArrayList<>();
        for (int attempt = 0; attempt < TRIES && (attempt == 0 || !missed.isEmpty()); attempt++) {
            missed.clear();
            for (Map.Entry<String, Path> each : messages(directory)) {
                if (!done.contains(each.getKey())) {
                    try {
                        importMessage(each.getValue(), keywords, mailbox);
                        done.add(each.getKey());
                    } catch (NoSuchFileException e) {
                        missed.add(each.getValue());
                    } catch (IOException e) {
                        skip(each.getValue());
                        done.add(each.getKey());
                    }
                }
            }
        }
        missed.forEach(this::skip);
    }

    /** The files of messages by their base, the oldest first. */
    private static List<Map.Entry<String, Path>> messages(Path directory) throws IOException {
        Map<String, Path> files = new HashMap<>();
        // What is moved to cur/ in the meantime is seen twice, not never.
        for (String part : List.of("new", "cur")) {
            forEach(directory.resolve(part), entry -> {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    files.put(MessageFileName.base(name), entry);
                }
            });
        }
        return files.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Path> e) -> MessageFileName.seconds(e.getKey()))
                        .thenComparingLong(e -> micros(e.getKey()))
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }

    /** The microseconds of a second that a base has in the way of {@code 1276528487.M364837P9451.host}, or 0. */
    private static long micros(String base) {
        int from = base.indexOf(".M") + 2;
        int end = from;
        while (from > 1 && end < base.length() && end - from < 6 && Character.digit(base.charAt(end), 10) >= 0) {
            end++;
        }
        return end > from ? Long.parseLong(base, from, end, 10) : 0;
    }

    private void importMessage(Path file, Keywords keywords, Mailbox mailbox) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            skip(file);
            return;
        }
        Set<Flag> flags = flags(file.getFileName().toString(), keywords);
        Instant date = attributes.lastModifiedTime().toInstant();
        try (InputStream in = new CrlfInputStream(Files.newInputStream(file, NOFOLLOW_LINKS));
                Deposit deposit = deposit(mailbox, flags, date)) {
            byte[] buffer = new byte[16 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                deposit.write(buffer, 0, n);
            }
            deposit.commit();
            messages++;
        }
    }

    private static Set<Flag> flags(String file, Keywords keywords) {
        Set<Flag> flags = new HashSet<>(keywords.flags(MessageFileName.flags(file)));
        int at = file.indexOf(INFO);
        if (at >= 0 && file.indexOf('P', at + INFO.length()) >= 0) {
            flags.add(FORWARDED);
        }
        return flags;
    }

    private Deposit deposit(Mailbox mailbox, Set<Flag> flags, Instant date) {
        try {
            return mailbox.deposit(flags, date);
        } catch (MailStoreException e) {
            Set<Flag> system = flags.stream().filter(Flag::isSystem).collect(Collectors.toSet());
            if (e.kind() != Kind.LIMIT_REACHED || system.size() == flags.size()) {
                throw e;
            }
            withoutKeywords++;
            return mailbox.deposit(system, date);
        }
    }
}
