"""The outbox against a real SMTP server: sent, tried again, given up, and gone from the row once it is sent."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope
from sqlalchemy import select

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.settings import Settings, SettingsError, load
from dialogue.tables import outbox as rows
from web.mail import Letter, deliver
from web.outbox import FIRST_S, GIVE_UP_S, Outbox

LETTER = ("ada@example.org", "Einladung: Größe?", "Guten Tag, Ada Groß,\n", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


class Post:
    """The mail server: `got` is what it took; `reply` what it says to recipients, by address."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.reply: dict[str, str] = {}
        self.port = free_port()
        self.server: asyncio.Server | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.reply:
            return self.reply[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.got.append(envelope)
        return "250 OK"

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", self.port)

    async def close(self) -> None:
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()
            self.server = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Desk:
    """An outbox whose clock the test sets, beside its mail server."""

    def __init__(self, database: Database, post: Post) -> None:
        clock, self.at = Clock(), 1_795_000_000.0
        clock.now = lambda: self.at  # type: ignore[method-assign]
        self.database, self.post = database, post
        settings = Settings(_env_file=None, smtp_url=post.url, contact_mail="dialog@stadt.de")
        self.outbox = Outbox(database, clock, settings)

    async def look(self) -> None:
        """One look at what is due."""
        while await self.outbox._batch():
            pass

    async def row(self) -> Any:
        async with self.database.read() as connection:
            return (await connection.execute(select(rows))).one()


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    post = Post()
    await post.open()
    yield Desk(database, post)
    await post.close()


async def test_letter_is_sent_and_its_words_are_gone_from_the_row(desk: Desk) -> None:
    await desk.outbox.queue("invitation", [LETTER], dialogue="d1")
    await desk.look()
    (got,) = desk.post.got
    assert (got.mail_from, got.rcpt_tos) == ("dialog@stadt.de", ["ada@example.org"])
    assert isinstance(got.content, bytes)
    message: Any = message_from_bytes(got.content, policy=policy.default)
    assert message["Subject"] == "Einladung: Größe?"
    assert message.get_body().get_content().splitlines() == ["Guten Tag, Ada Groß,"]
    assert [part.get_filename() for part in message.iter_attachments()] == ["termin.ics"]
    row = await desk.row()
    assert (row.address, row.subject, row.body, row.calendar, row.tries) == ("", "", "", None, 1)
    assert (await desk.outbox.waiting(), await desk.outbox.sent()) == ([], {"invitation": 1})


async def test_server_that_is_away_is_tried_again_ever_more_seldom(desk: Desk) -> None:
    await desk.post.close()
    await desk.outbox.queue("invitation", [LETTER])
    waits = []
    for _ in range(4):
        await desk.look()
        (waiting,) = await desk.outbox.waiting()
        assert waiting.next_at is not None
        assert waiting.fault == "unreachable"
        waits.append(waiting.next_at - desk.at)
        desk.at = waiting.next_at
    assert waits == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S, 8 * FIRST_S]
    await desk.post.open()
    await desk.look()
    assert (len(desk.post.got), await desk.outbox.waiting()) == (1, [])


async def test_after_three_days_it_is_given_up_and_can_be_tried_by_hand(desk: Desk) -> None:
    await desk.post.close()
    await desk.outbox.queue("invitation", [LETTER])
    desk.at += GIVE_UP_S + 1
    await desk.look()
    assert [(each.next_at, each.fault) for each in await desk.outbox.waiting()] == [(None, "unreachable")]
    await desk.post.open()
    await desk.look()
    assert desk.post.got == []
    await desk.outbox.again()
    await desk.look()
    assert len(desk.post.got) == 1


async def test_address_that_is_none_stops_nobody_else(desk: Desk) -> None:
    desk.post.reply = {"gone@example.org": "550 no such user", "busy@example.org": "450 later"}
    addresses = ["gone@example.org", "busy@example.org", "here@example.org", "bad\nBcc: x@y.z"]
    await desk.outbox.queue("invitation", [(each, "s", "b", None) for each in addresses])
    await desk.look()
    assert [got.rcpt_tos for got in desk.post.got] == [["here@example.org"]]
    waiting = {each.address: (each.fault, each.next_at is None) for each in await desk.outbox.waiting()}
    assert waiting == {
        "gone@example.org": ("address", True),
        "busy@example.org": ("refused", False),
        "bad\nBcc: x@y.z": ("address", True),
    }


async def test_password_is_never_sent_in_the_clear(desk: Desk) -> None:
    url = desk.post.url.replace("//", "//name:secret@")
    fates = await asyncio.to_thread(deliver, url, "a@b.de", [Letter(1, "x@y.de", "s", "b")])
    assert (fates, desk.post.got) == ({1: "unreachable"}, [])


async def test_dropped_letter_is_not_sent(desk: Desk) -> None:
    await desk.outbox.queue("invitation", [LETTER])
    await desk.outbox.drop((await desk.row()).id)
    await desk.look()
    assert desk.post.got == []


async def test_it_works_by_itself_and_wakes_for_what_is_queued(desk: Desk) -> None:
    running = asyncio.create_task(desk.outbox.run())
    await desk.outbox.queue("invitation", [LETTER])
    async with asyncio.timeout(30):
        while not desk.post.got:  # noqa: ASYNC110  # another thread sends
            await asyncio.sleep(0.02)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_without_a_server_nothing_is_queued(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/d.db")
    await database.open()
    outbox = Outbox(database, Clock(), Settings(_env_file=None))
    await outbox.queue("invitation", [LETTER])
    assert (outbox.on, await outbox.waiting()) == (False, [])
    await outbox.run()  # ends at once
    await database.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"smtp_url": "mail.stadt.de"}, "SMTP_URL is wrong: it must look like smtp://user:password@host:587."),
        ({"smtp_url": "smtp://mail.stadt.de"}, "SMTP_URL needs MAIL_FROM or CONTACT_MAIL."),
    ],
)
def test_wrong_setting_is_told_without_its_password(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(_env_file=None, **given)
    assert said in str(error.value)
