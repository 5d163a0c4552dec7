"""Who is invited to a dialogue: seats with a link each, and beside them what the town calls these people and their mail
addresses. All of a list comes in, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import insert, select, update

from dialogue.machine import SERVER
from dialogue.tables import invited
from dialogue.task import DialogueTask
from facilitation import roster
from facilitation.choosing_groups import ASSIGNED
from facilitation.course import Agenda
from facilitation.roster import Examined, Fault
from rooms.seats import AddSeat, AddSeats, SeatAdded, Seats
from web.names import fault_of
from web.state import State

MOST_BYTES: Final = 4_000_000
CHUNK: Final = 500
WINDOWS: Final = "cp1252"


@dataclass(frozen=True, slots=True)
class Guest:
    """A citizen with a link: the name at the door, what the town calls them, where mail goes, and in which language;
    None: the dialogue's."""

    seat: int
    name: str | None
    called: str
    mail: str | None
    mailed_at: float | None
    reminded_at: float | None = None
    language: str | None = None


def decoded(body: bytes) -> tuple[str, str]:
    """The text of a file and how it was read: `utf-8`, `utf-16`, `windows`; or nothing and why: `spreadsheet`,
    `binary`, `large`."""
    if len(body) > MOST_BYTES:
        return "", "large"
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "", "spreadsheet"
    try:
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return body.decode("utf-16"), "utf-16"
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode(WINDOWS, errors="replace")
        return ("", "binary") if "\0" in text else (text, "windows")
    return ("", "binary") if "\0" in text else (text, "utf-8")


def needed(task: DialogueTask) -> list[str]:
    """The attributes that this dialogue forms groups by."""
    script = task.state.part(Agenda).script
    assert script is not None, "a dialogue is made with its script"
    columns = [column for phase in script.phases if phase.groups for column in phase.groups.columns()]
    return list(dict.fromkeys(columns))


async def examined(state: State, task: DialogueTask, text: str, meanings: dict[int, str]) -> Examined:
    """With faults of this dialogue: who is invited already, names that nobody may have."""
    found: Examined = await state.host.workers.call(roster.examined, text, meanings)
    known = {each.called.casefold() for each in await guests(state, task)} - {""}
    known |= {each.mail.casefold() for each in await guests(state, task) if each.mail}
    faults = list(found.faults)
    for person in found.people:
        if person.name and fault_of(person.name, "citizen"):
            faults.append(Fault(person.line, "name", {"name": person.name[:60]}))
        if person.id.casefold() in known or (person.mail or "").casefold() in known:
            faults.append(Fault(person.line, "invited", {"id": person.id}))
    return replace(found, faults=tuple(sorted(faults, key=lambda each: each.line)))


async def take_in(state: State, task: DialogueTask, people: Sequence[roster.Invited]) -> int:
    """A seat and a link for each, with those attributes alone that the script forms groups by."""
    kept = {ASSIGNED, *needed(task)}
    commands = [
        AddSeat("citizen", each.name, traits={name: cell for name, cell in each.traits.items() if name in kept})
        for each in people
    ]
    seats = await add_seats(task, commands)
    rows = [
        {"dialogue": task.name, "seat": seat, "called": each.id, "mail": each.mail, "language": each.language}
        for seat, each in zip(seats, people, strict=True)
    ]
    if rows:
        async with state.database.begin() as connection:
            await connection.execute(insert(invited), rows)
    await state.links.give_all(task.name, seats, "citizen")
    return len(seats)


async def add_seats(task: DialogueTask, commands: Sequence[AddSeat]) -> list[int]:
    """In their order, as one row of the log."""
    outcome = await task.submit(SERVER, AddSeats(tuple(commands)))
    return [event.seat for event in outcome.events if isinstance(event, SeatAdded)]


async def guests(state: State, task: DialogueTask) -> list[Guest]:
    """Citizens with a link of their own, in the order in which they were added; not who came by the open link."""
    query = select(invited).where(invited.c.dialogue == task.name)
    async with state.database.read() as connection:
        rows = {row.seat: row for row in await connection.execute(query)}
    found = []
    for seat in task.state.part(Seats).invited():
        row = rows.get(seat)
        known = (row.called, row.mail, row.mailed_at, row.reminded_at, row.language) if row else ("", None, None)
        found.append(Guest(seat, task.side.name(seat), *known))
    return found


async def mailed(state: State, dialogue: str, seats: Sequence[int], at: float, *, what: str = "mailed_at") -> None:
    """Notes whose invitation was queued, or (`reminded_at`) whose reminder."""
    async with state.database.begin() as connection:
        for first in range(0, len(seats), CHUNK):
            mine = (invited.c.dialogue == dialogue) & invited.c.seat.in_(seats[first : first + CHUNK])
            await connection.execute(update(invited).where(mine).values({what: at}))
