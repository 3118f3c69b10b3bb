"""Writes mailboxes with Python's mailbox module, or reads one that Hikyaku exported."""
import calendar
import mailbox
import sys

BODY = b"Dear fuga,\nFrom here\n>From there\n\nthe runners are back!\n"


def text(subject):
    return b"Return-Path: <hoge@example.com>\nSubject: " + subject + b"\n\n" + BODY


def write(mbox_file, maildir):
    mbox = mailbox.mbox(mbox_file)
    for number, flags in enumerate(["RO", "ROAF", "O", "D"]):
        message = mailbox.mboxMessage(text(b"mbox %d" % number))
        message.set_from("hoge@example.com", (1996, 1, 3, 1, 5, 30 + number, 2, 3, 0))
        message.set_flags(flags)
        mbox.add(message)
    mbox.close()

    inbox = mailbox.Maildir(maildir)
    for number, flags in enumerate(["S", "FRS", "T"]):
        message = mailbox.MaildirMessage(text(b"maildir %d" % number))
        message.set_subdir("cur")
        message.set_flags(flags)
        message.set_date(calendar.timegm((1996, 1, 3, 1, 5, 30 + number)))
        inbox.add(message)
    inbox.add_folder("Sent").add(mailbox.MaildirMessage(text(b"sent")))


def read(mbox_file):
    found = [
        (message["Subject"], message.get_from(), message.get_flags(), message["X-Keywords"])
        for message in mailbox.mbox(mbox_file, create=False)
    ]
    address = "hoge@example.com Wed Jan  3 01:05:"
    assert found == [
        ("mbox 0", address + "30 1996", "RO", ""),
        ("mbox 1", address + "31 1996", "ROAF", ""),
        ("mbox 2", address + "32 1996", "O", ""),
        ("mbox 3", address + "33 1996", "OD", ""),
    ], found
    bodies = {message.get_payload() for message in mailbox.mbox(mbox_file)}
    # The module quotes From alone, as mboxo, and takes no quotes off: this is what it wrote.
    quoted = BODY.decode().replace("\nFrom", "\n>From")
    assert bodies == {quoted}, bodies


{"write": write, "read": read}[sys.argv[1]](*sys.argv[2:])
