package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.command.ModifiedUtf7;
import io.github.hikyaku.imap.internal.response.Wire;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** LIST and LSUB (RFC 3501 §6.3.8, §6.3.9) with the attributes of RFC 3348 and RFC 6154. */
final class ListCommands {
    private ListCommands() {}

    static Completion list(ImapSession session, Command.ListMailboxes command) {
        if (command.pattern().isEmpty()) {
            delimiter(session, "LIST");
            return Completion.ok("LIST completed");
        }
        ListPattern pattern = new ListPattern(command.reference() + command.pattern());
        List<MailboxInfo> all = session.account().list();
        Set<MailboxName> parents = parents(all);
        for (MailboxInfo info : all) {
            if (info.exists() && matches(pattern, info.name())) {
                List<String> attributes = new ArrayList<>();
                if (!info.selectable()) {
                    attributes.add("\\Noselect");
                }
                attributes.add(parents.contains(info.name()) ? "\\HasChildren" : "\\HasNoChildren");
                for (SpecialUse use : new TreeSet<>(info.uses())) {
                    attributes.add(use.attribute());
                }
                line(session.out(), "LIST", attributes, info.name());
            }
        }
        return Completion.ok("LIST completed");
    }

    static Completion lsub(ImapSession session, Command.ListMailboxes command) {
        if (command.pattern().isEmpty()) {
            delimiter(session, "LSUB");
            return Completion.ok("LSUB completed");
        }
        ListPattern pattern = new ListPattern(command.reference() + command.pattern());
        Set<MailboxName> told = new HashSet<>();
        for (MailboxInfo info : session.account().list()) {
            if (!info.subscribed()) {
                continue;
            }
            if (matches(pattern, info.name())) {
                if (told.add(info.name())) {
                    line(session.out(), "LSUB", info.selectable() ? List.of() : List.of("\\Noselect"), info.name());
                }
            } else if (pattern.hidesChildren()) {
                // RFC 3501 §6.3.9: a name that % hides shows by the parent that % finds.
                subscribedParent(pattern, info.name())
                        .filter(told::add)
                        .ifPresent(parent -> line(session.out(), "LSUB", List.of("\\Noselect"), parent));
            }
        }
        return Completion.ok("LSUB completed");
    }

    private static Optional<MailboxName> subscribedParent(ListPattern pattern, MailboxName name) {
        Optional<MailboxName> parent = name.parent();
        while (parent.isPresent() && !matches(pattern, parent.get())) {
            parent = parent.get().parent();
        }
        return parent;
    }

    private static Set<MailboxName> parents(List<MailboxInfo> all) {
        Set<MailboxName> parents = new HashSet<>();
        for (MailboxInfo info : all) {
            if (info.exists()) {
                info.name().parent().ifPresent(parents::add);
            }
        }
        return parents;
    }

    private static boolean matches(ListPattern pattern, MailboxName name) {
        return pattern.matches(ModifiedUtf7.encode(name.toString()));
    }

    /** An empty pattern asks for the delimiter. */
    private static void delimiter(ImapSession session, String response) {
        session.out().append("* ").append(response).append(" (\\Noselect) \"/\" \"\"\r\n");
    }

    private static void line(ReplyBuffer out, String response, List<String> attributes, MailboxName name) {
        out.append("* ")
                .append(response)
                .append(" (")
                .append(String.join(" ", attributes))
                .append(") \"/\" ");
        Wire.mailbox(out, name);
        out.append("\r\n");
    }
}
