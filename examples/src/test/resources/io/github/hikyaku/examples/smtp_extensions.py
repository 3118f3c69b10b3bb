"""What extensions bring: chunks (RFC 3030), reports (RFC 3461), times and priorities, limits (RFC 9422)."""

import clients
from clients import FUGA, HOGE, equal, ok

MESSAGE = b"From: hoge@example.com\r\nTo: fuga@example.com\r\nSubject: chunks\r\n\r\n.\r\n..\r\nno end"

with clients.submission() as client:
    client.ehlo()
    features = client.esmtp_features
    for keyword in ["chunking", "binarymime", "dsn", "deliverby", "mt-priority", "requiretls", "limits"]:
        assert keyword in features, features
    assert "futurerelease" not in features, features
    assert "RCPTMAX=" in features["limits"], features
    equal(client.mail(HOGE, ["RET=FULL", "ENVID=a+2Bb", "BY=120;R", "MT-PRIORITY=3", "REQUIRETLS"])[0], 250)
    equal(client.rcpt(FUGA, ["NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;fuga@example.com"])[0], 250)
    for chunk in [MESSAGE[:10], MESSAGE[10:11], MESSAGE[11:]]:
        client.send(b"BDAT %d\r\n" % len(chunk) + chunk)
        equal(client.getreply()[0], 250)
    equal(client.docmd("BDAT", "0 LAST")[0], 250)

    equal(client.mail(HOGE, ["RET=SOME"])[0], 501)
    equal(client.mail(HOGE, ["MT-PRIORITY=10"])[0], 501)
    equal(client.mail(HOGE, ["HOLDFOR=60"])[0], 555)
    equal(client.sendmail(HOGE, [FUGA], MESSAGE, ["SIZE=90"], ["NOTIFY=NEVER"]), {})

client = clients.imap()
ok(client.select())
stored = ok(client.fetch("1", "(BODY.PEEK[])"))[0][1]
assert stored.endswith(MESSAGE[MESSAGE.index(b"Subject"):]), stored
client.logout()

client = clients.pop3()
lines = client.retr(1)[1]
equal(lines[-4:], [b"", b".", b"..", b"no end"])
client.quit()
