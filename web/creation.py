"""Makes a dialogue: the script frozen into it, seats for everybody, a link for each seat and one open link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dialogue.machine import SERVER
from dialogue.task import DialogueTask
from facilitation.agenda import Prepare
from facilitation.course import Agenda
from facilitation.findings import finding_line
from facilitation.script import Script
from facilitation.script_json import to_json
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped
from rooms.roles import ROLES
from rooms.seats import AddSeat, Seats
from web.state import State


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order for a dialogue. `script`: a shipped one's name or YAML; `starts_at` epoch seconds; `staff`: a role for
    each seat beyond organizer, moderator and facilitators."""

    name: str
    script: str
    starts_at: float
    facilitators: int = 2
    citizens: int = 8
    staff: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """`seat` None: the open link. `code` is for letters."""

    role: str
    seat: int | None
    url: str
    code: str | None


def read_script(text: str) -> Script:
    """A shipped script by name, or YAML. Raises `ValueError` naming what is wrong where."""
    if text in NAMES:
        return shipped(text)
    parsed = parse(text)
    if parsed.script is None:
        raise ValueError("\n".join(finding_line(each, "de") for each in parsed.findings))
    return parsed.script


async def create(state: State, wanted: Wanted) -> list[Invitation]:
    """Raises `ValueError` where the script has findings, a role is none or the name is taken."""
    if unknown := [role for role in wanted.staff if role not in ROLES]:
        raise ValueError(f"no such role: {', '.join(unknown)} (there are {', '.join(ROLES)})")
    script = read_script(wanted.script)
    task = await state.host.create(wanted.name)
    await task.submit(SERVER, Prepare(script=to_json(script), starts_at=wanted.starts_at))
    staff = ["organizer", "moderator", *["facilitator"] * wanted.facilitators, *wanted.staff]
    for role in [*staff, *["citizen"] * wanted.citizens]:
        await task.submit(SERVER, AddSeat(role))
    return await invitations(state, task)


async def sample(state: State, wanted: Wanted) -> list[Invitation]:
    """The sample dialogue: the one that is there, or a new one once that is over."""
    number, name = 1, wanted.name
    while (task := await state.host.open(name)) and task.state.part(Agenda).status == "closed":
        number += 1
        name = f"{wanted.name}-{number}"
    if task:
        return await invitations(state, task)
    return await create(state, replace(wanted, name=name))


async def invitations(state: State, task: DialogueTask) -> list[Invitation]:
    """Every seat's link and code, and the open link; opens those that are not open yet."""
    base, roles = state.settings.public_url, task.state.part(Seats).roles
    found = []
    for seat, role in roles.items():
        token = await state.links.give(task.name, seat, role)
        found.append(Invitation(role, seat, f"{base}/j/{token}", state.links.code(task.name, seat)))
    token = await state.links.give(task.name, None, "citizen")
    return [*found, Invitation("citizen", None, f"{base}/o/{token}", None)]


async def answer(state: State, message: dict[str, Any]) -> dict[str, Any]:
    """The bus subject `control.create`: what `dialogue new` and `serve --sample` ask the running server for."""
    make = sample if message.pop("sample", False) else create
    try:
        made = await make(state, Wanted(**message))
    except ValueError as error:
        return {"error": str(error)}
    return {"invitations": [[each.role, each.seat, each.url, each.code] for each in made]}


def from_answer(message: dict[str, Any]) -> Sequence[Invitation]:
    """The other end of `answer`. Raises `ValueError` with the server's sentence."""
    if "error" in message:
        raise ValueError(message["error"])
    return [Invitation(*each) for each in message["invitations"]]
