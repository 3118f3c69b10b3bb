"""What smtplib and email make is what poplib and email read."""

import email
import email.policy
import smtplib
from email.message import EmailMessage

import clients
from clients import FUGA, HOGE, PORT, equal

message = EmailMessage()
message["From"] = HOGE
message["To"] = FUGA
message["Subject"] = "Läufer und 飛脚"
message.set_content(".\n..\nLäufer\n.\n")
message.add_attachment(bytes(range(256)) * 100, maintype="application", subtype="octet-stream", filename="b.bin")

# sendmail sends octets as they are, and a bare LF is refused
OCTETS = message.as_bytes(policy=email.policy.SMTP)

for connect in (clients.submission, clients.submissions):
    with connect() as client:
        for extension in ("size", "8bitmime", "smtputf8", "pipelining", "enhancedstatuscodes"):
            assert client.has_extn(extension), extension
        equal(client.send_message(message), {})
        # one transaction after the other, and a recipient that is refused among one that is not
        refused = client.sendmail(HOGE, [FUGA, "nobody@example.com"], OCTETS)
        equal(list(refused), ["nobody@example.com"])
        equal(refused["nobody@example.com"][0], 550)
        equal(client.noop()[0], 250)
        equal(client.rset()[0], 250)
        equal(client.verify("fuga")[0], 252)

with smtplib.SMTP(clients.HOST, PORT["submission"], timeout=20) as client:
    try:
        client.sendmail(HOGE, [FUGA], OCTETS)
        raise AssertionError("mail was taken without a login")
    except smtplib.SMTPSenderRefused as refused:
        equal(refused.smtp_code, 530)
    client.starttls(context=clients.TLS)
    try:
        client.login(HOGE, "guessed")
        raise AssertionError("a guess was taken for the password")
    except smtplib.SMTPAuthenticationError as refused:
        equal(refused.smtp_code, 535)

with smtplib.SMTP(clients.HOST, PORT["smtp"], timeout=20) as client:
    equal(client.sendmail("", [FUGA], OCTETS), {})
    try:
        client.sendmail(HOGE, ["somebody@elsewhere.example"], OCTETS)
        raise AssertionError("mail was relayed")
    except smtplib.SMTPRecipientsRefused as refused:
        equal(refused.recipients["somebody@elsewhere.example"][0], 550)

client = clients.pop3s()
equal(client.stat()[0], 5)
for number in range(1, 6):
    received = email.message_from_bytes(b"\r\n".join(client.retr(number)[1]), policy=email.policy.default)
    equal(received["Subject"], "Läufer und 飛脚")
    equal(received.get_body().get_content().replace("\r\n", "\n"), ".\n..\nLäufer\n.\n")
    (attachment,) = received.iter_attachments()
    equal(attachment.get_content(), bytes(range(256)) * 100)
    assert received["Message-ID"] or number == 5, "the submission server completes what is missing"
    assert received["Date"] or number == 5
client.quit()
