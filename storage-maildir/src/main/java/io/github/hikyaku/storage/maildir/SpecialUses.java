package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The file {@code hikyaku-special-use}: a line for each mailbox that has special uses, the attributes and its directory
 * in Maildir++, whatever the layout, with spaces between, such as {@code \\Sent .Sent}. The directory comes last, as it
 * may have spaces. Guarded by the account's lock.
 */
final class SpecialUses {
    private static final String NAME = "hikyaku-special-use";

    private final Path file;
    private final Disk disk;

    SpecialUses(Path account, Disk disk) {
        this.file = account.resolve(NAME);
        this.disk = disk;
    }

    Map<MailboxName, Set<SpecialUse>> read() throws IOException {
        Map<MailboxName, Set<SpecialUse>> all = new TreeMap<>();
        for (String line : new String(Disk.readIfThere(file, Disk.MANY_LINES), US_ASCII).split("\n")) {
            int cut = line.indexOf(" .");
            if (cut > 0) {
                Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
                for (String attribute : line.substring(0, cut).split(" ")) {
                    SpecialUse.ofAttribute(attribute).ifPresent(uses::add);
                }
                Spelling.MAILDIR_PLUS_PLUS.split(line.substring(cut + 2), '.').ifPresent(name -> all.put(name, uses));
            }
        }
        return all;
    }

    /** Sets the uses of one mailbox. */
    void set(MailboxName name, Set<SpecialUse> uses) throws IOException {
        Map<MailboxName, Set<SpecialUse>> all = read();
        if (uses.isEmpty() ? all.remove(name) != null : !uses.equals(all.put(name, uses))) {
            write(all);
        }
    }

    /** Has the uses go with renamed mailboxes. */
    void rename(UnaryOperator<MailboxName> renamed) throws IOException {
        Map<MailboxName, Set<SpecialUse>> all = read();
        Map<MailboxName, Set<SpecialUse>> now = new TreeMap<>();
        all.forEach((name, uses) -> now.put(renamed.apply(name), uses));
        if (!now.equals(all)) {
            write(now);
        }
    }

    /** Forgets those of names that are no mailboxes, which a crash may leave. */
    void keep(Set<MailboxName> mailboxes) throws IOException {
        Map<MailboxName, Set<SpecialUse>> all = read();
        if (all.keySet().retainAll(mailboxes)) {
            write(all);
        }
    }

    private void write(Map<MailboxName, Set<SpecialUse>> all) throws IOException {
        StringBuilder text = new StringBuilder();
        all.forEach((name, uses) -> {
            uses.stream().sorted().forEach(use -> text.append(use.attribute()).append(' '));
            text.append('.').append(Spelling.MAILDIR_PLUS_PLUS.join(name, '.')).append('\n');
        });
        byte[] octets = text.toString().getBytes(US_ASCII);
        disk.replace(file, Disk.checkSize(octets, Disk.MANY_LINES, file));
    }
}
