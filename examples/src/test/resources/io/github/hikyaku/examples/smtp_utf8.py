"""Mail with header fields in UTF-8, sent with SMTPUTF8 (RFC 6531)."""

import clients
from clients import FUGA, equal, ok

MESSAGE = (
    "From: 花子 <花子@例え.jp>\r\nTo: fuga@example.com\r\nSubject: 飛脚が来た\r\n"
    "Date: Sat, 01 Feb 2025 12:34:56 +0900\r\nMessage-ID: <飛脚@example.com>\r\n\r\n本文\r\n"
).encode()

with clients.submission() as client:
    equal(client.sendmail("花子@例え.jp", [FUGA], MESSAGE, mail_options=["SMTPUTF8", "BODY=8BITMIME"]), {})
    # without SMTPUTF8 such an address is no address
    client.ehlo_or_helo_if_needed()
    client.command_encoding = "utf-8"
    code, _ = client.docmd("MAIL", "FROM:<花子@例え.jp>")
    assert 500 <= code < 600, code

client = clients.imap()
ok(client.select())
stored = ok(client.fetch("1", "(BODY.PEEK[])"))[0][1]
assert stored.endswith(MESSAGE), stored
trace = stored[: -len(MESSAGE)]
assert trace.startswith("Return-Path: <花子@例え.jp>\r\n".encode()), trace
assert b" with UTF8SMTPSA " in trace, trace
client.logout()
