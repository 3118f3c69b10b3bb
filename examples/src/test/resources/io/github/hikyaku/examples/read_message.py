"""Writes the only message of the inbox to the standard output, read by the client that the argument names."""

import sys

import clients
from clients import ok

kind = clients.ARGUMENTS[0]
client = getattr(clients, kind)()
if kind.startswith("pop3"):
    _, lines, size = client.retr(1)
    message = b"".join(line + b"\r\n" for line in lines)
    # poplib counts the octets before it takes the stuffed dots away
    assert size >= len(message)
    client.quit()
else:
    ok(client.select("INBOX", readonly=True))
    message = ok(client.fetch("1", "(BODY.PEEK[])"))[0][1]
    client.logout()
sys.stdout.buffer.write(message)
