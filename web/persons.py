"""One person's data, for the person's rights: everything that is kept under one seat, and its erasure.

What was said aloud is nowhere. What was written stands in cards that others talked about; therefore who erases a person
chooses whether the texts stay without anybody's number beside them, or go.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue import erasing
from dialogue.machine import SERVER, Refused
from dialogue.tables import invited, log
from dialogue.task import DialogueTask
from facilitation.cards import Cards
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.questions import Questions
from facilitation.redaction import RedactText
from rooms.rekeying import SEATS
from rooms.seats import PersonForgotten, Seats, known_seat
from web.consents import Consent, Consents
from web.retention import Counts, Retention, note
from web.subscribers import Subscribers

WRITES: Final = {"card-written": "text", "card-edited": "text", "question-asked": "text", "turn-written": "text"}
"""Events that carry a text of whoever acts."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a person; `number` as people call it by; None: no longer to be read."""

    kind: str
    number: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Everything. `fields`: name and attributes; `invitation`: the town's own name and address; `groups`: phase and
    number; `log`: what the log says under this number, and when."""

    seat: int
    role: str
    fields: Mapping[str, str]
    invitation: Mapping[str, str | None]
    consents: tuple[Consent, ...]
    texts: tuple[Written, ...]
    groups: tuple[tuple[str, int], ...]
    log: tuple[tuple[float, str], ...]


class Persons:
    def __init__(self, retention: Retention, consents: Consents, subscribers: Subscribers) -> None:
        self.retention = retention
        self.consents = consents
        self.subscribers = subscribers
        self.database = retention.database

    async def show(self, task: DialogueTask, seat: int) -> Person:
        """Refuses `unknown-seat`."""
        seats = task.state.part(Seats)
        role = seats.roles[known_seat(task.state, seat)]
        rounds = task.state.part(Groups).rounds.items()
        groups = tuple((phase, group.number) for phase, groups in rounds for group in groups if seat in group.seats)
        async with self.database.read() as connection:
            entries = tuple([entry async for entry in _entries(connection, task.name, seat)])
            answers = await _answers(connection, task.name, seat)
            mine = (invited.c.dialogue == task.name) & (invited.c.seat == seat)
            row = (
                await connection.execute(select(invited.c.called, invited.c.mail, invited.c.language).where(mine))
            ).first()
        texts = (*_written(task, seat), *(Written("answer", None, task.side.texts.get(id)) for id in sorted(answers)))
        consents = [await self._told(each) for each in (await self.consents.of(task.name)).get(seat, ())]
        invitation = dict(row._mapping) if row else {}
        known = task.side.people.get(seat, {})
        return Person(seat, role, known, invitation, tuple(consents), texts, groups, entries)

    async def _told(self, consent: Consent) -> Consent:
        """With the address in place of its mark: the person may know all that hangs on the seat."""
        found = await self.subscribers.by_hash(consent.said) if consent.what == "news" else None
        return replace(consent, said=found.address if found else "") if consent.what == "news" else consent

    async def erase(self, task: DialogueTask, seat: int, *, texts: str) -> Counts:
        """`texts`: "keep" them without a number, or "redact" them. Refuses `unknown-seat`, `evening-runs`."""
        seats = task.state.part(Seats)
        role = seats.role(known_seat(task.state, seat))
        if task.state.part(Agenda).under_way:
            raise Refused("evening-runs")
        person = await self.show(task, seat)
        addresses = {person.invitation.get("mail"), *(each.said for each in person.consents if each.what == "news")}
        redacted = await _redact(task, seat) if texts == "redact" else 0
        async with self.database.begin() as connection:
            counts = await erasing.erase_people(connection, task.name, seats=[seat], but=[seat] if role.leads else [])
            counts["mails"] = await erasing.erase_mails(connection, task.name, to=[one for one in addresses if one])
            marks = [self.subscribers.hash(task.name, one) for one in addresses if one]
            counts["subscribers"] = await erasing.erase_subscribers(connection, task.name, marks)
            counts["redacted"] = redacted
            if texts == "redact":
                rest = await _answers(connection, task.name, seat) | await erasing.texts_of(
                    connection, task.name, WRITES, actor=seat
                )
                counts["redacted"] += await erasing.erase_texts(connection, task.name, rest)
            rows = await _without_author(connection, task.name, seat)
            marker = self.retention.host.codec.dump([PersonForgotten(seat)])
            await erasing.rewrite(connection, task.name, rows, marker=marker)
            await note(connection, task.name, self.retention.clock.now(), "person", {"people": 1, **counts})
        await self.database.forget_deleted(*erasing.OF_EVENING.values())
        await task.refresh()
        return counts


def _written(task: DialogueTask, seat: int) -> Iterator[Written]:
    for card in task.state.part(Cards).cards.values():
        if card.author == seat:
            yield Written("card", card.number, task.side.texts.get(card.text))
    for question in task.state.part(Questions).questions.values():
        if question.author == seat:
            yield Written("question", question.number, task.side.texts.get(question.text))


async def _redact(task: DialogueTask, seat: int) -> int:
    """By number, as staff would; so that everybody reads that a text was there."""
    wanted = [(each.kind, each.number) for each in _written(task, seat) if each.text is not None]
    for kind, number in wanted:
        await task.submit(SERVER, RedactText(kind, number))  # type: ignore[arg-type]  # cards and questions alone
    return len(wanted)


async def _rows(connection: AsyncConnection, dialogue: str) -> list[Any]:
    columns = (log.c.seq, log.c.at, log.c.actor, log.c.command, log.c.events)
    query = select(*columns).where(log.c.dialogue == dialogue).order_by(log.c.seq)
    return list((await connection.execute(query)).all())


async def _entries(connection: AsyncConnection, dialogue: str, seat: int) -> Any:
    """When, and which kind of event, wherever this seat acted or was named."""
    for row in await _rows(connection, dialogue):
        for kind, _, data in json.loads(row.events):
            named = [data[field] for field in SEATS & data.keys()]
            if row.actor == seat or seat in named or any(seat in each for each in named if isinstance(each, list)):
                yield row.at, kind


async def _answers(connection: AsyncConnection, dialogue: str, seat: int) -> set[str]:
    """Ids of what this person wrote into open polls."""
    found: set[str] = set()
    for row in await _rows(connection, dialogue):
        for kind, _, data in json.loads(row.events):
            if kind == "voted" and data["seat"] == seat:
                found |= set((data["vote"].get("texts") or {}).values())
    return found


async def _without_author(connection: AsyncConnection, dialogue: str, seat: int) -> list[tuple[int, int, str, str]]:
    """The rows in which this person wrote something, as if nobody had."""
    changed = []
    for row in await _rows(connection, dialogue):
        events = json.loads(row.events)
        mine = [data for _, _, data in events if data.get("author") == seat]
        for data in mine:
            data["author"] = SERVER
        if mine or (row.actor == seat and any(kind in WRITES for kind, _, _ in events)):
            body = json.dumps(events, ensure_ascii=False, separators=(",", ":"))
            changed.append((row.seq, SERVER, f"row-{row.seq}", body))
    return changed
