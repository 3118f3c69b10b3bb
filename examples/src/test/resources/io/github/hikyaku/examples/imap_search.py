"""SEARCH by what is in a message, in ASCII and in UTF-8, and by what is known of it."""

from email.message import EmailMessage

import clients
from clients import equal, ok

client = clients.imap()
ok(client.select())


def append(subject, text, flags, date):
    message = EmailMessage()
    message["From"] = "花子 <hanako@example.com>"
    message["To"] = "fuga@example.com"
    message["Subject"] = subject
    message["Date"] = "Sat, 01 Feb 2025 12:34:56 +0900"
    message.set_content(text, cte="base64")
    ok(client.append("INBOX", flags, f'"{date} 12:00:00 +0000"', message.as_bytes().replace(b"\n", b"\r\n")))


append("飛脚が来た", "手紙を運ぶ\n", "(\\Seen)", "01-Feb-2025")
append("The runners", "carry letters\n" * 100, "(\\Flagged $Work)", "02-Feb-2025")
append("Läufer", "Grüße\n", "", "03-Feb-2025")


def search(*criteria):
    return ok(client.search(None, *criteria))[0].decode()


def search_utf8(key, text):
    client.literal = text.encode()
    return ok(client.search("UTF-8", key))[0].decode()


equal(search_utf8("SUBJECT", "飛脚"), "1")
equal(search_utf8("BODY", "手紙"), "1")
equal(search_utf8("TEXT", "grüße"), "3")
equal(search_utf8("FROM", "花子"), "1 2 3")
equal(search_utf8("UNSEEN SUBJECT", "LÄUFER"), "3")
equal(search_utf8("SUBJECT", "手紙"), "")

equal(search("SUBJECT", "runners"), "2")
equal(search("BODY", '"carry letters"'), "2")
equal(search("UNSEEN"), "2 3")
equal(search("FLAGGED"), "2")
equal(search("KEYWORD", "$Work"), "2")
equal(search("SINCE", "2-Feb-2025", "BEFORE", "3-Feb-2025"), "2")
equal(search("ON", "3-Feb-2025"), "3")
equal(search("SENTON", "1-Feb-2025"), "1 2 3")
equal(search("LARGER", "1000"), "2")
equal(search("OR", "SEEN", "SUBJECT", "runners"), "1 2")
equal(search("NOT", "(OR SEEN FLAGGED)"), "3")
equal(search("UID", "2:*"), "2 3")
equal(search("2:3", "SMALLER", "1000"), "3")
equal(search("HEADER", "To", '"fuga@"'), "1 2 3")
equal(ok(client.uid("SEARCH", "UID", "1", "ALL")), [b"1"])

client.literal = "é".encode("latin-1")
kind, data = client.search("X-UNKNOWN", "TEXT")
equal(kind, "NO")
assert b"BADCHARSET" in data[0], data
client.logout()
