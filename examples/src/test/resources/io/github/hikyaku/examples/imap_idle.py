"""IDLE, which imaplib does not know: a line is there as soon as something happens, without asking."""

import clients
from clients import FUGA, HOGE, equal, ok

client = clients.imaps()
ok(client.select())
client.sock.settimeout(20)


def line():
    return client.readline().rstrip(b"\r\n")


def until(end):
    lines = [line()]
    while not lines[-1].endswith(end):
        assert lines[-1], f"the server has closed: {lines}"
        lines.append(line())
    return lines


client.send(b"i1 IDLE\r\n")
assert line().startswith(b"+ ")

with clients.submission() as sender:
    sender.sendmail(HOGE, [FUGA], b"Subject: now\r\n\r\nnow\r\n")
until(b"* 1 EXISTS")

other = clients.imap()
ok(other.select())
ok(other.store("1", "+FLAGS", "(\\Flagged)"))
assert any(b"\\Flagged" in each for each in until(b")")), "no flags"

ok(other.store("1", "+FLAGS.SILENT", "(\\Deleted)"))
ok(other.expunge())
until(b"* 1 EXPUNGE")

client.send(b"DONE\r\n")
done = line()
while done.startswith(b"* "):
    done = line()
assert done.startswith(b"i1 OK "), done

# after IDLE the session is as any other
client.send(b"i2 NOOP\r\n")
assert line().startswith(b"i2 OK "), "no answer to NOOP"
client.logout()
other.logout()
