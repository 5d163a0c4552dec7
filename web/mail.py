"""Sends mail by SMTP, in a thread; knows no table. One connection for a batch, each message's fate on its own."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

PATIENCE_S: Final = 20.0
Fate = Literal["sent", "unreachable", "sign-in", "refused", "address"]
FOR_GOOD: Final = ("address",)
"""What trying again does not mend."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text; `calendar`: an .ics that goes with it."""

    id: int
    address: str
    subject: str
    body: str
    calendar: str | None = None


def deliver(url: str, sender: str, letters: Sequence[Letter]) -> dict[int, Fate]:
    """What became of each. Never raises: a server that is away is a fate, too."""
    fates: dict[int, Fate] = {}
    try:
        with _connection(url) as server:
            for letter in letters:
                fates[letter.id] = _send(server, sender, letter)
    except smtplib.SMTPAuthenticationError:
        return _all(letters, "sign-in") | fates
    except (OSError, smtplib.SMTPException):
        return _all(letters, "unreachable") | fates
    return fates


def _all(letters: Sequence[Letter], fate: Fate) -> dict[int, Fate]:
    return {each.id: fate for each in letters}


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    """`smtp://` takes up TLS wherever it is offered, and must before a password; `smtps://` from the first byte."""
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_S, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE_S)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and (server.has_extn("starttls") or parts.username):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _send(server: smtplib.SMTP, sender: str, letter: Letter) -> Fate:
    try:
        server.send_message(message(sender, letter))
    except smtplib.SMTPRecipientsRefused as error:
        code = max((reply[0] for reply in error.recipients.values()), default=550)
        return "address" if code >= 500 else "refused"
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError):
        with suppress(smtplib.SMTPException):
            server.rset()
        return "refused"
    except ValueError:
        return "address"  # no header can be made of it
    return "sent"


def message(sender: str, letter: Letter) -> EmailMessage:
    found = EmailMessage()
    found["From"] = sender
    found["To"] = letter.address
    found["Subject"] = letter.subject
    found["Date"] = formatdate(localtime=False)
    found["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    found["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from holidays
    found.set_content(letter.body)
    if letter.calendar:
        found.add_attachment(letter.calendar, subtype="calendar", filename="termin.ics")
    return found
