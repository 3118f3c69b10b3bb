"""Clients of the server that a test has started, logged in over TLS and trusting its certificate alone."""

import imaplib
import poplib
import smtplib
import ssl
import sys

HOST, CERTIFICATE = sys.argv[1:3]
SERVICES = ["smtp", "submission", "submissions", "pop3", "pop3s", "imap", "imaps"]
PORT = dict(zip(SERVICES, map(int, sys.argv[3:10])))
ARGUMENTS = sys.argv[10:]
HOGE, FUGA, SECRET = "hoge@example.com", "fuga@example.com", "secret"
TLS = ssl.create_default_context(cafile=CERTIFICATE)


def submission(user=HOGE):
    client = smtplib.SMTP(HOST, PORT["submission"], timeout=20)
    client.starttls(context=TLS)
    client.login(user, SECRET)
    return client


def submissions(user=HOGE):
    client = smtplib.SMTP_SSL(HOST, PORT["submissions"], timeout=20, context=TLS)
    client.login(user, SECRET)
    return client


def pop3(user=FUGA):
    client = poplib.POP3(HOST, PORT["pop3"], timeout=20)
    client.stls(TLS)
    client.user(user)
    client.pass_(SECRET)
    return client


def pop3s(user=FUGA):
    client = poplib.POP3_SSL(HOST, PORT["pop3s"], timeout=20, context=TLS)
    client.user(user)
    client.pass_(SECRET)
    return client


def imap(user=FUGA):
    client = imaplib.IMAP4(HOST, PORT["imap"], timeout=20)
    client.starttls(TLS)
    client.login(user, SECRET)
    return client


def imaps(user=FUGA):
    client = imaplib.IMAP4_SSL(HOST, PORT["imaps"], timeout=20, ssl_context=TLS)
    client.login(user, SECRET)
    return client


def ok(answer):
    """What a command of imaplib answered, which must be OK."""
    kind, data = answer
    assert kind == "OK", answer
    return data


def refused(answer):
    kind, data = answer
    assert kind == "NO", answer
    return data


def equal(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"
