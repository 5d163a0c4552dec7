"""All dialogues of the town at a glance: title, when, how far. Folds what is not open without running it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select

from dialogue.codec import UnknownEvent
from dialogue.host import Host
from dialogue.machine import Dialogue
from dialogue.tables import dialogues, log, publications
from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.localized import localized
from rooms.presence import Presence
from rooms.seats import Seats

Phase = Literal["coming", "running", "over", "unreadable"]
ORDER: tuple[Phase, ...] = ("running", "coming", "over", "unreadable")


@dataclass(frozen=True, slots=True)
class Listed:
    """`people`: citizens with a seat while it is coming, present while it runs. `starts_at` epoch seconds."""

    name: str
    phase: Phase
    title: Mapping[str, str | None]
    starts_at: float | None
    people: int
    published: bool = False


class Listing:
    """Keeps what it folded as long as the log has nothing newer."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.known: dict[str, tuple[int, Listed]] = {}

    async def all(self) -> list[Listed]:
        """Running ones first, then the next, then the last."""
        newest = select(log.c.dialogue, func.max(log.c.seq).label("seq")).group_by(log.c.dialogue).subquery()
        query = (
            select(dialogues.c.id, newest.c.seq, publications.c.published_at)
            .join(newest, newest.c.dialogue == dialogues.c.id)
            .join(publications, publications.c.dialogue == dialogues.c.id, isouter=True)
        )
        async with self.host.database.read() as connection:
            rows = (await connection.execute(query)).all()
        self.known = {name: kept for name, kept in self.known.items() if name in {row.id for row in rows}}
        found = [await self._one(name, seq, published_at is not None) for name, seq, published_at in rows]
        return sorted(found, key=_place)

    async def _one(self, name: str, seq: int, published: bool) -> Listed:
        if (task := self.host.tasks.get(name)) and task.state.seq >= seq:  # else another node wrote on
            return listed(name, task.state, published=published)
        known = self.known.get(name)
        if known is None or known[0] != seq or known[1].published != published:
            self.known[name] = known = (seq, await self._folded(name, published))
        return known[1]

    async def _folded(self, name: str, published: bool) -> Listed:
        host = self.host
        task = DialogueTask(name, machine=host.machine, codec=host.codec, log=host.log, clock=host.clock)
        try:
            await task.open()
        except UnknownEvent:
            return Listed(name, "unreadable", {"de": name}, None, 0, published)
        return listed(name, task.state, published=published)


def listed(name: str, state: Dialogue, *, published: bool) -> Listed:
    agenda, seats = state.part(Agenda), state.part(Seats)
    title = localized(agenda.script.title) if agenda.script else {"de": name}
    phase: Phase = {"waiting": "coming", "closed": "over"}.get(agenda.status, "running")  # type: ignore[assignment]
    here = state.part(Presence).here if phase == "running" else seats.roles.keys() - seats.synthetic
    people = sum(1 for seat in seats.counted() if seat in here)
    return Listed(name, phase, title, agenda.starts_at, people, published)


def _place(one: Listed) -> tuple[int, float, str]:
    at = one.starts_at or 0.0
    return ORDER.index(one.phase), at if one.phase == "coming" else -at, one.name
