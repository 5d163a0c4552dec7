"""Makes a dialogue: the script frozen into it, seats for everybody, a link for each seat and one open link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from dialogue.machine import SERVER, Refused
from dialogue.task import DialogueTask
from facilitation import roster
from facilitation.agenda import Prepare
from facilitation.choosing_groups import ASSIGNED
from facilitation.course import Agenda
from facilitation.findings import finding_line
from facilitation.moderation import ListWords
from facilitation.rehearsal import AddVisitor, MarkRehearsal
from facilitation.script import Script
from facilitation.script_json import to_json
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped
from rooms.roles import ROLES
from rooms.seats import AddSeat, AddSeats, NamePerson, Seats
from web.carrying import booked
from web.names import NAME_LIMIT, fault_of
from web.state import State
from web.words import words_for


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order for a dialogue. `script`: a shipped one's name or YAML; `starts_at` epoch seconds; `staff`: a role for
    each seat beyond organizer, moderator and facilitators; `roster`: CSV, whose people are the first citizens; `speed`
    divides the script's lengths. `rehearsal`: everybody reads that it is one; `visitors`: roles of the synthetic people
    who may come then."""

    name: str
    script: str
    starts_at: float
    facilitators: int = 2
    citizens: int = 8
    staff: Sequence[str] = ()
    roster: str = ""
    speed: float = 1.0
    rehearsal: bool = False
    visitors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """`seat` None: the open link. `code` is for letters. Citizens come in the order of the roster, synthetic people
    last."""

    role: str
    seat: int | None
    url: str
    code: str | None
    synthetic: bool = False


def read_script(text: str) -> Script:
    """A shipped script by name, or YAML. Raises `ValueError` naming what is wrong where."""
    if text in NAMES:
        return shipped(text)
    parsed = parse(text)
    if parsed.script is None:
        raise ValueError("\n".join(finding_line(each, "de") for each in parsed.findings))
    return parsed.script


def read_roster(text: str, script: Script) -> list[roster.Invited]:
    """The people, with those attributes alone that the script forms groups by: what nobody needs is not kept."""
    people = roster.read(text)
    kept = {ASSIGNED, *(column for phase in script.phases if phase.groups for column in phase.groups.columns())}
    for person in people:
        if person.name and (fault := fault_of(person.name, "citizen")):
            raise ValueError(f"Zeile {person.line}: {words_for('de').t(fault, limit=NAME_LIMIT)}")
    return [
        replace(person, traits={column: cell for column, cell in person.traits.items() if column in kept})
        for person in people
    ]


async def create(state: State, wanted: Wanted) -> list[Invitation]:
    """Raises `ValueError` where script or roster have findings, a role is none or the name is taken. Refuses
    `no-room-then`."""
    if unknown := [role for role in (*wanted.staff, *wanted.visitors) if role not in ROLES]:
        raise ValueError(f"no such role: {', '.join(unknown)} (there are {', '.join(ROLES)})")
    script = read_script(wanted.script)
    people = read_roster(wanted.roster, script) if wanted.roster else ()
    async with booked(state, wanted.starts_at):
        task = await state.host.create(wanted.name)
        await task.submit(SERVER, Prepare(script=to_json(script), starts_at=wanted.starts_at, speed=wanted.speed))
    await task.submit(SERVER, ListWords(state.settings.words_held()))
    if wanted.rehearsal:
        await task.submit(SERVER, MarkRehearsal())
    staff = ["organizer", "moderator", *["facilitator"] * wanted.facilitators, *wanted.staff]
    citizens = [AddSeat("citizen", person.name, traits=person.traits) for person in people]
    seats = (*map(AddSeat, staff), *citizens, *[AddSeat("citizen")] * wanted.citizens)
    await task.submit(SERVER, AddSeats(seats))
    for role in wanted.visitors:
        await task.submit(SERVER, AddVisitor(role))
    return await invitations(state, task)


async def sample(state: State, wanted: Wanted) -> list[Invitation]:
    """The sample dialogue: the one that is there, or a new one once that is over."""
    number, name = 1, wanted.name
    while await state.host.log.taken(name):
        task = await state.host.open(name)
        if task and task.state.part(Agenda).status != "closed":
            return await invitations(state, task)
        number += 1
        name = f"{wanted.name}-{number}"
    return await create(state, replace(wanted, name=name))


async def invitations(state: State, task: DialogueTask) -> list[Invitation]:
    """Every seat's link and code, and the open link; opens those that are not open yet."""
    base, seats = state.settings.public_url, task.state.part(Seats)
    found = []
    for seat, role in seats.roles.items():
        token, code = await state.links.give(task.name, seat, role), state.links.code(task.name, seat)
        found.append(Invitation(role, seat, f"{base}/j/{token}", code, seat in seats.synthetic))
    token = await state.links.give(task.name, None, "citizen")
    return [*found, Invitation("citizen", None, f"{base}/o/{token}", None)]


async def name_seat(task: DialogueTask, seat: int, name: str) -> None:
    """What the organizers know before anybody comes to the door."""
    if task.side.name(seat) is None:
        await task.submit(SERVER, NamePerson(seat, name))


async def answer(state: State, message: dict[str, Any]) -> dict[str, Any]:
    """The bus subject `control.create`: what `dialogue new` and `serve --sample` ask the running server for."""
    make = sample if message.pop("sample", False) else create
    try:
        made = await make(state, Wanted(**message))
    except ValueError as error:
        return {"error": str(error)}
    except Refused as refusal:
        return {"error": words_for("de").refusal(refusal.code, refusal.facts)}
    return {"invitations": [list(astuple(each)) for each in made]}


def from_answer(message: dict[str, Any]) -> Sequence[Invitation]:
    """The other end of `answer`. Raises `ValueError` with the server's sentence."""
    if "error" in message:
        raise ValueError(message["error"])
    return [Invitation(*each) for each in message["invitations"]]
