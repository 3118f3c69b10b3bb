"""Messages: append, fetch, flags, copy, move, expunge, and what another session sees of it."""

import imaplib
import time

import clients
from clients import equal, ok, refused

imaplib.Commands.setdefault("MOVE", ("SELECTED",))
MESSAGE = b"From: hoge@example.com\r\nSubject: runners\r\n\r\n.\r\nline\r\n"
DATE = '"01-Feb-2025 12:34:56 +0900"'

client = clients.imaps()
for name in ("IMAP4REV1", "IDLE", "UIDPLUS", "MOVE", "NAMESPACE", "UNSELECT", "LITERAL+", "ID", "CHILDREN", "SPECIAL-USE"):
    assert name in client.capabilities, client.capabilities
equal(ok(client.select()), [b"0"])
assert b"APPENDUID" in ok(client.append("INBOX", "(\\Flagged $Work)", DATE, MESSAGE))[0]
ok(client.append("INBOX", None, None, MESSAGE.replace(b"runners", b"letters")))
ok(client.noop())
equal(client.response("EXISTS")[1][-1], b"2")

data = ok(client.fetch("1", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[] BODY.PEEK[TEXT]<2.4>)"))
assert b"UID 1 " in data[0][0] and b"\\Flagged" in data[0][0] and b"$Work" in data[0][0], data
assert f"RFC822.SIZE {len(MESSAGE)} ".encode() in data[0][0], data
equal(time.mktime(imaplib.Internaldate2tuple(data[0][0])), 1738380896.0)
equal(data[0][1], MESSAGE)
assert data[1][0].endswith(b"BODY[TEXT]<2> {4}") and data[1][1] == b"\nlin", data

# another session sees what this one does, at its next command
other = clients.imap()
equal(ok(other.select()), [b"2"])
ok(client.store("1", "+FLAGS", "(\\Seen)"))
ok(client.store("1", "-FLAGS.SILENT", "($Work)"))
ok(other.noop())
assert any(b"\\Seen" in line and b"$Work" not in line for line in other.response("FETCH")[1]), "flags are not seen"

# a fetch of the text marks it as seen, a peek does not
ok(client.fetch("2", "(BODY.PEEK[TEXT])"))
equal(ok(client.search(None, "UNSEEN")), [b"2"])
ok(client.fetch("2", "(BODY[TEXT])"))
equal(ok(client.search(None, "UNSEEN")), [b""])

ok(client.create("Archive"))
ok(client.uid("COPY", "1:2", "Archive"))
assert client.response("COPYUID")[1][-1].endswith(b" 1:2 1:2"), "no UIDs of the copies"
ok(client._simple_command("MOVE", "2", "Archive"))
equal(client.response("EXPUNGE")[1], [b"2"])
equal(ok(client.search(None, "ALL")), [b"1"])
refused(client.copy("1", "Nowhere"))
ok(client.store("1", "+FLAGS", "(\\Deleted)"))
equal(ok(client.expunge()), [b"1"])

ok(other.noop())
equal(len(other.response("EXPUNGE")[1]), 2)
equal(ok(other.search(None, "ALL")), [b""])

equal(ok(client.select("Archive", readonly=True)), [b"3"])
subjects = [ok(client.fetch(n, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))[0][1] for n in ("1", "2", "3")]
equal(subjects, [b"Subject: runners\r\n\r\n", b"Subject: letters\r\n\r\n", b"Subject: letters\r\n\r\n"])
try:
    refused(client.store("1", "+FLAGS", "(\\Deleted)"))
except client.readonly:
    pass
ok(client.unselect())
client.logout()
other.logout()
