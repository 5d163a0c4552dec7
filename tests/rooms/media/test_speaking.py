"""Speaking seconds as the media process counts them: from levels, of those the plan names, while they may be heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.speaking import FRAME_S, PAUSE_S, Speaking
from rooms.plan import RoomPlan, SeatPlan
from tests.rooms.media.hall import Citizen, Hall, room

LOUD, SILENT = 20, 127


def seconds(speaking: Speaking, seat: int, where: str = "g") -> float:
    return speaking.told().get("d", {}).get(where, {}).get(str(seat), 0.0)


def test_speech_and_its_short_pauses_count_and_silence_does_not() -> None:
    speaking = Speaking()
    speaking.measure("d", [1])
    for at in (10.0, 10.4, 10.8, 20.0):
        speaking.spoke("d", "g", 1, at=at)
    assert speaking.told() == {"d": {"g": {"1": pytest.approx(2 * FRAME_S + 0.8, abs=0.05)}}}


def test_nobody_is_counted_whom_the_plan_does_not_name() -> None:
    speaking = Speaking()
    speaking.measure("d", [1])
    for seat, dialogue in ((1, "d"), (2, "d"), (1, "other")):
        speaking.spoke(dialogue, "g", seat, at=1.0)
    assert speaking.told() == {"d": {"g": {"1": FRAME_S}}}


def test_counts_are_forgotten_when_nobody_is_measured_any_more() -> None:
    speaking = Speaking()
    for dialogue in ("d", "other"):
        speaking.measure(dialogue, [1])
        speaking.spoke(dialogue, "g", 1, at=1.0)
    speaking.measure("d", [])
    speaking.spoke("d", "g", 1, at=2.0)
    assert speaking.told() == {"other": {"g": {"1": FRAME_S}}}


@given(st.lists(st.floats(0, 3, allow_nan=False), max_size=60))
def test_counted_time_never_exceeds_the_time_that_passed(gaps: list[float]) -> None:
    """Nor does it go back, whatever comes late."""
    speaking, at, before = Speaking(), 100.0, 0.0
    speaking.measure("d", [1])
    for gap in gaps:
        at += gap
        speaking.spoke("d", "g", 1, at=at)
        now = seconds(speaking, 1)
        assert before <= now <= before + PAUSE_S + 0.01
        before = now
    assert before <= at - 100 + FRAME_S * len(gaps) + 0.1


def talk(plan: RoomPlan, *, level: int = LOUD, measured: tuple[int, ...] = (1, 2)) -> dict[str, dict[str, float]]:
    """Seats 1 and 2 are connected; 1 sends 100 packets."""
    hall = Hall()
    hall.plan(plan, measured=measured)
    one, _ = Citizen(hall, 1), Citizen(hall, 2)
    hall.run(0.1)
    for _ in range(100):
        one.speak(level)
        hall.run(0.02)
    return hall.unit.seating.speaking.told().get("d", {})


def test_who_speaks_in_a_room_is_counted_there() -> None:
    told = talk(room("g", 1, 2))
    assert list(told) == ["g"]
    assert list(told["g"]) == ["1"]
    assert told["g"]["1"] > 1


@pytest.mark.parametrize(
    ("plan", "level", "measured"),
    [
        (room("g", 1, 2), SILENT, (1, 2)),
        (room("g", 1, 2), LOUD, (2,)),
        (room("g", SeatPlan(1, heard=False), 2), LOUD, (1, 2)),
        (room("foyer", 1, 2, dark=True), LOUD, (1, 2)),
        (room("g", 1), LOUD, (1, 2)),
        (room("probe/1", 1, echo=True), LOUD, (1, 2)),
    ],
    ids=["silent", "staff", "muted", "foyer", "alone", "probe"],
)
def test_not_counted(plan: RoomPlan, level: int, measured: tuple[int, ...]) -> None:
    assert talk(plan, level=level, measured=measured) == {}
