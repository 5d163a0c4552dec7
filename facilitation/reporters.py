"""Reporters: who tells the plenary what a group talked about; afterwards they are called to the stage in order.

Knows no script and no card. Groups not heard after an earlier round come first; who is not here is skipped with a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.groups import Groups
from rooms.order import Excluded
from rooms.places import PLENARY, Places, Seated, group_id, group_number, people_in
from rooms.roles import ROLES
from rooms.seats import Seats, known_seat, must_lead
from rooms.voices import FloorGiven, FloorLimited, FloorTaken, Voices, guides

REPORT_S = 90
"""For each report; the clock counts on, nobody is cut."""


@dataclass(frozen=True, slots=True)
class ReporterNamed:
    """Of that group, instead of whoever was it."""

    group: str
    seat: int


@dataclass(frozen=True, slots=True)
class ReporterReleased:
    group: str


@dataclass(frozen=True, slots=True)
class ReportCalled:
    """On stage from here on. `limit_s`: the time per turn that held before the first report."""

    group: str
    seat: int
    at: float
    limit_s: int = 0


@dataclass(frozen=True, slots=True)
class ReportSkipped:
    """Nobody was named, or who was is not here."""

    group: str


@dataclass(frozen=True, slots=True)
class ReportsEnded:
    """The phase is over."""


@dataclass(frozen=True, slots=True)
class NameReporter:
    """`reporter.name`: a citizen for oneself, where nobody is named yet (else `has-reporter`); who guides the group
    names anyone of it. Refuses `wrong-room` for who is not of the group, `not-allowed`, `unknown-room`."""

    group: str
    seat: int


@dataclass(frozen=True, slots=True)
class ReleaseReporter:
    """`reporter.release`: by who was named or who guides the group. Changes nothing where nobody is."""

    group: str


@dataclass(frozen=True, slots=True)
class NextReport:
    """`report.next`: leading staff call the next group; the present report ends. `leaving`: the group that this ends,
    else `report-over`. Skips whom nobody can call; refuses `no-reporter` where nobody is left, `wrong-room` while
    groups work."""

    leaving: str | None = None


@dataclass(frozen=True, slots=True)
class CallReport:
    """`report.call`: that group out of its turn, or once more. Refuses as `report.next`; `unknown-room`."""

    group: str


@dataclass(frozen=True, slots=True)
class Reports:
    """Seat by group; `heard` in the order in which they were; `limit_s`: what to go back to, None before a report."""

    by_group: Mapping[str, int] = field(default_factory=dict)
    heard: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()
    running: ReportCalled | None = None
    limit_s: int | None = None


Command = NameReporter | ReleaseReporter | NextReport | CallReport


def decide(dialogue: Dialogue, command: Command, actor: int, given: Given) -> Sequence[Event]:
    match command:
        case NameReporter(group=group, seat=seat):
            return _name(dialogue, group, known_seat(dialogue, seat), actor)
        case ReleaseReporter(group=group):
            named = dialogue.part(Reports).by_group.get(group)
            if not (guides(dialogue, actor, group) or (named is not None and named == actor)):
                raise Refused("not-allowed", command="reporter.release")
            return () if named is None else (ReporterReleased(group),)
        case NextReport(leaving=leaving):
            must_lead(dialogue, actor, "report.next")
            return _next(dialogue, leaving, given.now)
        case CallReport(group=group):
            must_lead(dialogue, actor, "report.call")
            return _called(dialogue, group, given.now)
        case _:
            assert_never(command)


def _name(dialogue: Dialogue, group: str, seat: int, actor: int) -> Sequence[Event]:
    groups, named = dialogue.part(Groups), dialogue.part(Reports).by_group.get(group)
    if group not in groups.rooms():
        raise Refused("unknown-room")
    leads = guides(dialogue, actor, group)
    if not (leads or actor == seat):
        raise Refused("not-allowed", command="reporter.name")
    if groups.room_of(seat) != group or not dialogue.part(Seats).role(seat).counted:
        raise Refused("wrong-room")
    if named is not None and named != seat and not leads:
        raise Refused("has-reporter")
    return () if named == seat else (ReporterNamed(group, seat),)


def order(dialogue: Dialogue) -> list[str]:
    """The groups of the newest round, those first whose number was not heard after an earlier one."""
    rounds, heard = dialogue.part(Groups).rounds, dialogue.part(Reports).heard
    if not rounds:
        return []
    phase = [*rounds][-1]
    rooms = [group_id(phase, group.number) for group in rounds[phase] if group.seats]
    before = {group_number(room) for room in heard if room not in rooms}
    return sorted(rooms, key=lambda room: (group_number(room) in before, group_number(room)))


def _must_be_together(dialogue: Dialogue) -> None:
    if dialogue.part(Groups).open is not None:
        raise Refused("wrong-room")


def _next(dialogue: Dialogue, leaving: str | None, now: float) -> Sequence[Event]:
    _must_be_together(dialogue)
    reports = dialogue.part(Reports)
    if leaving != (reports.running.group if reports.running else None):
        raise Refused("report-over")
    skipped: list[Event] = []
    for group in order(dialogue):
        if group in reports.heard or group in reports.skipped:
            continue
        if _here(dialogue, reports.by_group.get(group)):
            return [*skipped, *_on_stage(dialogue, group, reports.by_group[group], now)]
        skipped.append(ReportSkipped(group))
    if not (skipped or reports.running):
        raise Refused("no-reporter")
    return [*skipped, *_off_stage(dialogue)]


def _called(dialogue: Dialogue, group: str, now: float) -> Sequence[Event]:
    _must_be_together(dialogue)
    if group not in order(dialogue):
        raise Refused("unknown-room")
    seat = dialogue.part(Reports).by_group.get(group)
    if seat is None or not _here(dialogue, seat):
        raise Refused("no-reporter")
    return _on_stage(dialogue, group, seat, now)


def _here(dialogue: Dialogue, seat: int | None) -> bool:
    return seat is not None and seat in people_in(dialogue, PLENARY)


def _on_stage(dialogue: Dialogue, group: str, seat: int, now: float) -> list[Event]:
    events = _off_stage(dialogue)
    voices, before = dialogue.after(*events).part(Voices), dialogue.part(Reports).limit_s
    limit = voices.limits.get(PLENARY, 0)
    if limit != REPORT_S:
        events.append(FloorLimited(PLENARY, REPORT_S))
    if seat not in voices.floor(PLENARY):
        events.append(FloorGiven(PLENARY, seat, now))
    return [*events, ReportCalled(group, seat, now, limit if before is None else before)]


def _off_stage(dialogue: Dialogue) -> list[Event]:
    running = dialogue.part(Reports).running
    on = running is not None and running.seat in dialogue.part(Voices).floor(PLENARY)
    return [FloorTaken(PLENARY, running.seat)] if running and on else []


def stop(dialogue: Dialogue) -> list[Event]:
    """At the end of a phase: turns take as long again as before the reports."""
    limit = dialogue.part(Reports).limit_s
    return [] if limit is None else [FloorLimited(PLENARY, limit), ReportsEnded()]


ReportEvent = ReporterNamed | ReporterReleased | ReportCalled | ReportSkipped | ReportsEnded


def evolve(reports: Reports, event: ReportEvent | FloorTaken | Seated | Excluded) -> Reports:
    match event:
        case ReporterNamed(group=group, seat=seat):
            return replace(reports, by_group={**reports.by_group, group: seat}, skipped=reports.skipped - {group})
        case ReporterReleased(group=group):
            return replace(reports, by_group={room: seat for room, seat in reports.by_group.items() if room != group})
        case ReportCalled(group=group, limit_s=limit_s):
            heard = tuple(room for room in reports.heard if room != group)
            return replace(
                reports, heard=(*heard, group), skipped=reports.skipped - {group}, running=event, limit_s=limit_s
            )
        case ReportSkipped(group=group):
            return replace(reports, skipped=reports.skipped | {group})
        case ReportsEnded():
            return replace(reports, running=None, limit_s=None)
        case FloorTaken(room=room, seat=seat):
            return _ended(reports, seat) if room == PLENARY else reports
        case Seated(rooms=rooms):
            gone = reports.running is not None and rooms.get(reports.running.seat, PLENARY) != PLENARY
            return replace(reports, running=None) if gone else reports
        case Excluded(seat=seat):
            left = {room: other for room, other in reports.by_group.items() if other != seat}
            return replace(_ended(reports, seat), by_group=left) if seat in reports.by_group.values() else reports
        case _:
            assert_never(event)


def _ended(reports: Reports, seat: int) -> Reports:
    running = reports.running
    return replace(reports, running=None) if running is not None and running.seat == seat else reports


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """In a group: who reports for it, everyone there. In the plenary: who reports now and which group is next,
    everyone; for which group and when oneself will, oneself alone. All groups with their reporters: leading staff."""
    if audience.seat is not None:
        return _own(dialogue, audience.seat)
    found: Topics = {}
    reports = dialogue.part(Reports)
    if audience.room in dialogue.part(Groups).rooms():
        found["reporter"] = {"seat": reports.by_group.get(audience.room)}
    if audience.room == PLENARY and reports.limit_s is not None:
        left = _left(dialogue)
        number = group_number(left[0]) if left else None
        found["reports"] = {"running": _running(reports), "next": number, "seconds": REPORT_S}
    if ROLES[audience.role].leads and (desk := order(dialogue)) and dialogue.part(Groups).open is None:
        found["report-desk"] = [_row(dialogue, room) for room in desk]
    return found


def _left(dialogue: Dialogue) -> list[str]:
    """The groups that are still to be called, as far as somebody is named."""
    reports = dialogue.part(Reports)
    gone = {*reports.heard, *reports.skipped}
    return [room for room in order(dialogue) if room in reports.by_group and room not in gone]


def _running(reports: Reports) -> dict[str, Any] | None:
    running = reports.running
    return {"number": group_number(running.group), "seat": running.seat, "at": running.at} if running else None


def _row(dialogue: Dialogue, room: str) -> dict[str, Any]:
    reports = dialogue.part(Reports)
    seat, running = reports.by_group.get(room), reports.running is not None and reports.running.group == room
    state = "running" if running else "heard" if room in reports.heard else "waiting"
    state = "skipped" if room in reports.skipped else state
    return {"group": room, "number": group_number(room), "seat": seat, "here": _here(dialogue, seat), "state": state}


def _own(dialogue: Dialogue, seat: int) -> Topics:
    """Told in the plenary, once groups are over."""
    reports = dialogue.part(Reports)
    if dialogue.part(Places).of(seat) != PLENARY or seat not in reports.by_group.values():
        return {}
    left = _left(dialogue)
    room = next((each for each in left if reports.by_group[each] == seat), None)
    return {} if room is None else {"my-report": {"number": group_number(room), "place": left.index(room) + 1}}


REPORTERS: Part[Reports] = Part(
    slice=Reports,
    initial=Reports(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={
        "reporter-named": ReporterNamed,
        "reporter-released": ReporterReleased,
        "report-called": ReportCalled,
        "report-skipped": ReportSkipped,
        "reports-ended": ReportsEnded,
    },
    follows=(FloorTaken, Seated, Excluded),
    commands={
        "reporter.name": NameReporter,
        "reporter.release": ReleaseReporter,
        "report.next": NextReport,
        "report.call": CallReport,
    },
)
