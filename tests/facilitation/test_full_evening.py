"""The classic evening with 42 citizens when things go wrong: the mayor is six minutes over, a facilitator drops out,
somebody is excluded. It still ends on time, in the Ausklang and in the report that is expected."""

from __future__ import annotations

from facilitation import pacing
from facilitation.agenda import Close, Next, Start
from facilitation.replanning import Accept
from facilitation.report import report_of
from rooms.exclusion import ProposeExclusion
from rooms.order import Exclude, Order
from rooms.places import people_in
from tests.facilitation.evening import Evening, prepared
from tests.facilitation.test_dry_run import source, write_everywhere

MODERATOR, LEAD = 1, 2
STAFF = ("moderator", *["facilitator"] * 6, "podium")
OVER_S = 6 * 60


def on(evening: Evening, *, over_s: int = 0) -> int:
    """To the end of the running phase, clicking on where a person must; returns how many cards were written in it."""
    phase, written = evening.agenda().phase, 0
    assert phase is not None
    for step in evening.agenda().steps:
        evening.to(step)
        written += write_everywhere(evening)
    evening.to(evening.agenda().ends_at + over_s)
    if pacing.manual(phase):
        evening.do(Next(phase.id, now=True), MODERATOR)
    return written


def until(evening: Evening, phase: str) -> int:
    written = 0
    while evening.phase() != phase:
        written += on(evening)
    return written


def accepted(evening: Evening) -> list[tuple[int, int]]:
    """One click on the plan that the desk sees."""
    plan = evening.sees(MODERATOR)["plan"]
    evening.do(Accept(plan["plan"]), MODERATOR)
    assert plan["short_s"] == 0
    return [(change["from_s"], change["to_s"]) for change in plan["changes"]]


def troubled(evening: Evening) -> int:
    """The first round: a facilitator's line is lost, another proposes to exclude somebody, the desk agrees."""
    assert sorted(len(seats) for seats in evening.sitting()) == [7] * 6
    group = evening.room(LEAD)
    evening.drop(LEAD)
    evening.wait(60)
    tile = next(each for each in evening.sees(MODERATOR)["console"]["groups"] if each["id"] == group)
    assert tile["alone_since"] is not None
    room = evening.room(LEAD + 1)
    seat = next(seat for seat in people_in(evening.dialogue, room) if seat > len(STAFF))
    evening.do(ProposeExclusion(seat, "Beleidigungen"), LEAD + 1)
    evening.do(Exclude(seat, evening.sees(MODERATOR)["exclusions"][0]["reason"]), MODERATOR)
    assert seat not in people_in(evening.dialogue, room)
    evening.come(LEAD)
    assert evening.room(LEAD) == group
    return seat


def test_classic_evening_goes_wrong_and_ends_on_time_in_the_expected_report() -> None:
    evening = prepared(42, staff=STAFF, script=source("classic"))
    evening.do(Start(), MODERATOR)
    promised = evening.sees(MODERATOR)["evening"]["end_at"]
    until(evening, "impuls")
    on(evening, over_s=OVER_S)
    changes = accepted(evening)
    assert sum(before - after for before, after in changes) >= OVER_S
    assert evening.phase() == "runde-1"
    excluded = troubled(evening)
    written = 0
    while evening.agenda().status == "running":
        written += on(evening)
    assert evening.agenda().status == "lingering"
    assert evening.agenda().runs[-1].ended_at == evening.now <= promised
    evening.do(Close(), MODERATOR)
    report = report_of(evening.dialogue)
    shown = [
        card for each in report.rounds for group in each.groups for column in group.columns for card in column.cards
    ]
    assert (len(shown), written > 0) == (written, True)
    assert list(evening.dialogue.part(Order).excluded) == [excluded]
    assert evening.replayed().slices == evening.dialogue.slices
