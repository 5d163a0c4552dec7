"""The elastic plan: proposed from the first minute over, its price sums up, one click accepts what one saw."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.machine import Refused
from facilitation import ahead, replanning
from facilitation.agenda import Close, Extend, Next, Pause, Resume, Start
from facilitation.course import Agenda, PlanProposed
from facilitation.detours import Back, InsertBreak, Jump, Skip
from facilitation.replanning import Accept, Outage
from tests.facilitation.evening import NOON, Evening, prepared

MODERATOR, CITIZEN = 1, 2

TOWN_HALL = """
format: 1
title: {de: Rathaus, en: Town hall}
language: de
end: fixed
phases:
  - {id: start, kind: arrive, title: {de: Start, en: Start}, minutes: 5}
  - {id: impuls, kind: talk, title: {de: Impuls, en: Input}, minutes: {target: 10, min: 7, max: 12}}
  - {id: berichte, kind: arrive, title: {de: Berichte, en: Reports}, minutes: {target: 6, min: 4, max: 8}}
  - {id: runde, kind: group-work, room: groups, title: {de: Runde, en: Round}, change: 1, return: 30,
     minutes: {target: 25, min: 20, max: 30}, groups: {size: {min: 2, aim: 3, max: 4}}}
  - {id: pause, kind: break, title: {de: Pause, en: Break}, minutes: {target: 7, min: 5, max: 8}, gives: first}
  - {id: ausblick, kind: arrive, title: {de: Ausblick, en: Outlook}, minutes: {target: 9, min: 7, max: 12}}
  - {id: antwort, kind: answer, title: {de: Antwort, en: Answer}, minutes: {target: 17, min: 12, max: 20}}
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 3}
"""
END = NOON + (5 + 10 + 6 + 1 + 25 + 1 + 7 + 9 + 17 + 3) * 60


def talking() -> Evening:
    evening = prepared(4, script=TOWN_HALL)
    evening.do(Start(), MODERATOR)
    evening.wait(300)
    return evening


def price(evening: Evening) -> dict[str, tuple[int, int]]:
    """In minutes, as the console shows it."""
    plan = evening.sees(MODERATOR).get("plan")
    return {line["phase"]: (line["from_s"] // 60, line["to_s"] // 60) for line in plan["changes"]} if plan else {}


def test_plan_is_proposed_from_the_first_minute_over() -> None:
    evening = talking()
    evening.wait(600 + 59)
    assert "plan" not in evening.sees(MODERATOR)
    evening.wait(1)
    assert price(evening) == {"pause": (7, 6)}


def test_plan_follows_a_mayor_who_goes_on() -> None:
    evening = talking()
    evening.wait(600 + 6 * 60)
    # The break gives first; what is left is shared by those who give normally; answer and groups keep theirs.
    assert price(evening) == {"pause": (7, 5), "berichte": (6, 4), "ausblick": (9, 7)}
    plan = evening.sees(MODERATOR)["plan"]
    assert sum(line["from_s"] - line["to_s"] for line in plan["changes"]) == plan["over_s"] == 360
    assert (plan["short_s"], plan["end_at"]) == (0, END)


def test_group_work_gives_last_and_the_answer_never() -> None:
    evening = talking()
    evening.wait(600 + 8 * 60)
    assert price(evening)["runde"] == (25, 23)
    evening.wait(20 * 60)
    assert price(evening) == {"pause": (7, 5), "berichte": (6, 4), "ausblick": (9, 7), "runde": (25, 20)}
    assert evening.sees(MODERATOR)["plan"]["short_s"] > 0


def test_accepted_plan_ends_on_time() -> None:
    evening = talking()
    evening.wait(600 + 90)
    evening.do(Accept(evening.sees(MODERATOR)["plan"]["plan"]), MODERATOR)
    assert "plan" not in evening.sees(MODERATOR)
    evening.do(Next("impuls"), MODERATOR)
    assert 0 <= END - evening.sees(CITIZEN)["evening"]["end_at"] < 60
    lines = {line["id"]: line for line in evening.sees(MODERATOR)["timeline"]}
    assert (lines["pause"]["planned_minutes"], lines["pause"]["minutes"]) == (7, 5)


def test_accepting_names_the_plan_one_saw() -> None:
    evening = talking()
    evening.wait(600 + 60)
    seen = evening.sees(MODERATOR)["plan"]["plan"]
    evening.wait(60)
    assert evening.refused(Accept(seen), MODERATOR) == ("plan-changed", {"plan": seen + 1})
    evening.do(Accept(seen + 1), MODERATOR)
    assert evening.refused(Accept(seen + 1), MODERATOR) == ("plan-changed", {"plan": None})


def test_plan_is_for_those_who_lead() -> None:
    evening = prepared(2, staff=("moderator", "facilitator", "podium"), script=TOWN_HALL)
    evening.do(Start(), MODERATOR)
    evening.wait(300 + 700)
    assert [seat for seat in range(1, 6) if "plan" in evening.sees(seat)] == [MODERATOR]
    assert evening.refused(Accept(1), 2)[0] == "not-allowed"


def test_plan_is_withdrawn_when_time_is_made_good() -> None:
    evening = talking()
    evening.wait(600 + 120)
    evening.do(Skip("berichte"), MODERATOR)
    assert "plan" not in evening.sees(MODERATOR)


def test_minutes_saved_later_go_back_to_the_phases_that_gave_them() -> None:
    evening = talking()
    evening.wait(600 + 240)
    evening.do(Accept(evening.sees(MODERATOR)["plan"]["plan"]), MODERATOR)
    evening.do(Next("impuls"), MODERATOR)
    evening.do(Extend("berichte", -2), MODERATOR)
    assert price(evening) == {"pause": (5, 6), "ausblick": (8, 9)}


def test_open_end_needs_no_plan() -> None:
    evening = prepared(3)
    evening.do(Start(), MODERATOR)
    evening.wait(2_000)
    assert "plan" not in evening.sees(MODERATOR)


def test_rehearsal_at_another_hour_owes_nothing_to_the_announced_end() -> None:
    evening = prepared(3, script=TOWN_HALL)
    evening.wait(3 * 3600)
    evening.do(Start(), MODERATOR)
    assert "plan" not in evening.sees(MODERATOR)


def test_pause_lets_the_plan_grow() -> None:
    evening = talking()
    evening.do(Pause(), MODERATOR)
    evening.wait(130)
    assert price(evening) == {"pause": (7, 5), "berichte": (6, 5)}
    evening.do(Resume(), MODERATOR)
    assert price(evening) == {"pause": (7, 5), "berichte": (6, 5)}


def test_minutes_of_an_outage_are_given_back_through_the_plan() -> None:
    evening = talking()
    evening.wait(600)
    evening.do(Next("impuls"), MODERATOR)
    evening.wait(100)
    evening.do(Outage(95))
    plan = evening.sees(MODERATOR)["plan"]
    assert (plan["give_s"], price(evening)) == (120, {"pause": (7, 5)})
    before = evening.agenda().ends_at
    evening.do(Accept(plan["plan"]), MODERATOR)
    assert (evening.agenda().ends_at, "plan" in evening.sees(MODERATOR)) == (before + 120, False)
    assert evening.sees(CITIZEN)["evening"]["end_at"] <= END


def test_outage_of_twenty_seconds_is_not_worth_a_question() -> None:
    evening = talking()
    evening.wait(600)
    evening.do(Next("impuls"), MODERATOR)
    evening.wait(100)
    assert evening.do(Outage(20)) == []


def test_phase_that_began_after_the_outage_gets_nothing() -> None:
    evening = talking()
    evening.wait(600)
    evening.do(Next("impuls"), MODERATOR)
    assert evening.do(Outage(95)) == []


def test_outage_is_forgotten_with_its_phase() -> None:
    evening = talking()
    evening.wait(600)
    evening.do(Next("impuls"), MODERATOR)
    evening.wait(100)
    evening.do(Outage(60))
    evening.to(evening.agenda().ends_at)
    assert "plan" not in evening.sees(MODERATOR)


PHASES = ("impuls", "berichte", "runde", "pause", "ausblick", "antwort", "ende")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("wait", "wait", "next", "extend", "pause", "resume", "skip", "jump", "back", "break", "accept")
        ),
        st.integers(0, 6),
        st.integers(-5, 9),
    ),
    min_size=5,
    max_size=25,
)


def _act(evening: Evening, kind: str, which: int, number: int) -> None:
    here, phase, plan = evening.phase() or "", PHASES[which], evening.agenda().proposal
    commands = {
        "next": Next(here, now=number > 4),
        "extend": Extend(here, number),
        "pause": Pause(),
        "resume": Resume(),
        "skip": Skip(phase, number > 0, anyway=True),
        "jump": Jump(here, phase, anyway=True),
        "back": Back(here, phase, abs(number) + 1),
        "break": InsertBreak(phase, abs(number) + 1),
        "accept": Accept(plan.plan if plan else 0),
    }
    try:
        if kind == "wait":
            evening.wait((17, 60, 61, 133, 300, 601, 1_500)[which])
        else:
            evening.do(commands[kind], MODERATOR)
    except Refused:
        pass


def _left_to_take(agenda: Agenda, plan: PlanProposed) -> list[str]:
    """Phases to come that could give more than this plan takes of them."""
    planned = {change.phase: change.to_s for change in plan.changes}
    return [
        phase.id
        for phase in agenda.coming
        if phase.gives != "never"
        and planned.get(phase.id, agenda.lengths.get(phase.id, round(phase.minutes.target * 60)))
        > round(phase.minutes.min * 60)
    ]


@settings(max_examples=60)
@given(STEPS)
def test_any_time_commands_keep_a_fixed_end_or_say_why_not(steps: list[tuple[str, int, int]]) -> None:
    evening = talking()
    for step in steps:
        _act(evening, *step)
        evening.wait(0)
        agenda = evening.agenda()
        over, plan = replanning.over_s(agenda, evening.now), agenda.proposal
        if not agenda.coming or over < replanning.OVER_S:
            assert plan is None or plan.short_s == 0
        else:
            assert plan is not None
            saved = sum(change.from_s - change.to_s for change in plan.changes)
            assert plan.short_s > 0 or over - saved <= 0
            assert saved + plan.short_s == plan.over_s
            assert plan.short_s == 0 or not _left_to_take(agenda, plan)


@settings(max_examples=60)
@given(STEPS)
def test_plan_never_goes_below_a_minimum_nor_touches_what_never_gives(steps: list[tuple[str, int, int]]) -> None:
    evening = talking()
    for step in steps:
        _act(evening, *step)
        script = evening.agenda().script
        assert script is not None
        for phase in script.phases:
            bent = evening.agenda().lengths.get(phase.id)
            assert bent is None or phase.minutes.min * 60 <= bent <= phase.minutes.target * 60
            assert bent is None or phase.gives != "never"


def test_closed_evening_has_no_plan() -> None:
    evening = talking()
    evening.wait(900)
    evening.do(Close(), MODERATOR)
    assert "plan" not in evening.sees(MODERATOR)
    assert ahead.end_at(evening.agenda()) == evening.now
