"""A session of POP3 with every command that poplib has."""

import poplib

import clients
from clients import FUGA, HOGE, PORT, equal

MESSAGES = [
    f"From: {HOGE}\r\nDate: Sat, 01 Feb 2025 12:34:56 +0900\r\nMessage-ID: <{n}@example.com>\r\n"
    f"Subject: number {n}\r\n\r\n.first\r\n..second\r\nthird\r\n"
    for n in (1, 2, 3)
]
with clients.submissions() as sender:
    for message in MESSAGES:
        sender.sendmail(HOGE, [FUGA], message.encode())

client = clients.pop3()
capabilities = client.capa()
for name in ("TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"):
    assert name in capabilities, capabilities
count, size = client.stat()
equal(count, 3)
_, listing, _ = client.list()
equal([line.split()[0] for line in listing], [b"1", b"2", b"3"])
equal(sum(int(line.split()[1]) for line in listing), size)
for number, message in enumerate(MESSAGES, 1):
    lines = client.retr(number)[1]
    text = b"\r\n".join(lines) + b"\r\n"
    assert text.endswith(message.encode()), text
    equal(int(client.list(number).split()[2]), len(text))
equal(client.top(2, 1)[1][-2:], [b"", b".first"])
identifiers = client.uidl()[1]
equal(len(set(line.split()[1] for line in identifiers)), 3)
client.dele(1)
client.dele(2)
equal(client.stat()[0], 1)
try:
    client.retr(1)
    raise AssertionError("a deleted message was retrieved")
except poplib.error_proto:
    pass
client.rset()
equal(client.stat()[0], 3)
client.dele(2)
client.quit()

client = clients.pop3s()
equal(client.stat()[0], 2)
equal([line.split()[1] for line in client.uidl()[1]], [identifiers[0].split()[1], identifiers[2].split()[1]])
client.quit()

client = poplib.POP3(clients.HOST, PORT["pop3"], timeout=20)
client.stls(clients.TLS)
client.utf8()
client.user(FUGA)
try:
    client.pass_("guessed")
    raise AssertionError("a guess was taken for the password")
except poplib.error_proto as refused:
    assert b"[AUTH]" in refused.args[0], refused
client.quit()
