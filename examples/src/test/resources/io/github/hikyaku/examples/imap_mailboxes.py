"""The tree of mailboxes: names of every kind, subscriptions, status, renames, namespaces."""

import clients
from clients import equal, ok, refused

client = clients.imap()


def names(reference='""', pattern="*"):
    return sorted(line.split(b' "/" ')[1].strip(b'"').decode() for line in ok(client.list(reference, pattern)) if line)


equal(names(), ["INBOX"])
ok(client.create('"a b/c"'))
ok(client.create('"&mYWBGg-"'))
equal(names(), ["&mYWBGg-", "INBOX", "a b", "a b/c"])
equal(names(pattern="%"), ["&mYWBGg-", "INBOX", "a b"])
equal(names('"a b/"', "%"), ["a b/c"])
refused(client.create('"a b/c"'))
refused(client.create("inbox"))
refused(client.delete("INBOX"))
refused(client.select("nowhere"))

ok(client.append('"a b/c"', "(\\Seen)", None, b"Subject: x\r\n\r\nx\r\n"))
(status,) = ok(client.status('"a b/c"', "(MESSAGES UIDNEXT UNSEEN)"))
assert status.endswith(b"(MESSAGES 1 UIDNEXT 2 UNSEEN 0)"), status
ok(client.rename('"a b"', "d"))
equal(names(), ["&mYWBGg-", "INBOX", "d", "d/c"])
equal(ok(client.select("d/c", readonly=True)), [b"1"])
ok(client.close())

ok(client.subscribe("d/c"))
assert any(line.endswith((b' "d/c"', b" d/c")) for line in ok(client.lsub())), "not subscribed"
ok(client.unsubscribe("d/c"))
equal(ok(client.lsub()), [None])

# RFC 3501 §6.3.5: a name with others below it
ok(client.rename("INBOX", "old"))
equal(names(), ["&mYWBGg-", "INBOX", "d", "d/c", "old"])
ok(client.delete("d/c"))
ok(client.delete("old"))
assert b'"/"' in ok(client.namespace())[0]
client.logout()
