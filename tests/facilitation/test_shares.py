"""Speaking time as people get to know it: one's own in minutes, and a hint each to who is silent and who guides."""

from __future__ import annotations

import json
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.machine import SERVER
from facilitation.agenda import Close, Pause
from facilitation.balance import STEP, most_heard_percent
from facilitation.cover import CoverGroup
from facilitation.fairness import OrderQueue
from facilitation.goround import EndRound, StartRound
from facilitation.groups import PlaceInGroup
from facilitation.queue import LowerHeard, RaiseHand
from facilitation.report import report_of
from facilitation.shares import SILENT_S
from facilitation.turns import WriteTurn
from rooms.interpreting import BindInterpreter
from rooms.order import SetSound
from rooms.places import Move
from rooms.spoken import Spoken
from tests.facilitation.evening import Evening, in_groups

MODERATOR, FACILITATOR = 1, 2


def talking() -> tuple[Evening, list[int]]:
    """In the step in which people talk; the three in group 1, which the facilitator guides."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[2] + 1)
    evening.hear({})
    return evening, evening.sitting()[0]


def minutes(evening: Evening, seat: int) -> int:
    found: int = evening.sees(seat)["spoken"]["minutes"]
    return found


def test_each_person_reads_the_own_minutes_alone() -> None:
    evening, (one, two, three) = talking()
    evening.hear({one: 130.0, two: 20.0}, seconds=5)
    assert [minutes(evening, seat) for seat in (one, two, three)] == [2, 0, 0]
    evening.hear({one: 1234.5}, seconds=5)
    assert minutes(evening, one) == 23
    seen = json.dumps([evening.sees(seat) for seat in (two, three, MODERATOR, FACILITATOR)])
    assert ("1364" in seen, '"minutes": 23' in seen) == (False, False)
    assert [set(evening.sees(seat)) & {"spoken"} for seat in (MODERATOR, FACILITATOR)] == [set(), set()]


def test_written_turn_in_a_group_counts_as_long_as_it_stands() -> None:
    evening, (one, *_) = talking()
    for text in ("Mehr Bänke", "Mehr Bäume", "Mehr Licht"):
        evening.do(WriteTurn(text), one)
    assert minutes(evening, one) == 1


def test_staff_read_how_many_have_not_spoken_yet() -> None:
    """After the round of introductions nobody has; the test asks the plenary's rule of a group without it."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    one, two, _ = evening.sitting()[0]
    evening.hear({})
    assert evening.sees(FACILITATOR)["quiet"] == {"count": 3, "of": 3}
    evening.hear({one: 6.0, two: 2.0}, seconds=5)
    assert evening.sees(FACILITATOR)["quiet"] == {"count": 2, "of": 3}


def test_queue_is_ordered_by_seconds_before_turns() -> None:
    evening, (one, two, three) = talking()
    evening.hear({one: 30.0, two: 90.0, three: 10.0}, seconds=5)
    for seat in (one, two, three):
        evening.do(RaiseHand(), seat)
    evening.do(OrderQueue(), FACILITATOR)
    assert evening.sees(one)["queue"]["hands"] == [three, one, two]


def dominated(evening: Evening, loud: int, other: int) -> None:
    """Three minutes in which one says four fifths."""
    for _ in range(36):
        evening.hear({loud: 4.0, other: 1.0}, seconds=5)


def test_who_guides_alone_is_told_that_one_person_says_most() -> None:
    evening, (one, two, three) = talking()
    dominated(evening, one, two)
    assert evening.sees(FACILITATOR)["uneven"] == {"minutes": 3}
    evening.do(Move(MODERATOR, "runde/1"), MODERATOR)
    assert ["uneven" in evening.sees(seat) for seat in (one, two, three, MODERATOR)] == [False] * 4


def test_who_covers_for_the_facilitator_is_told_instead() -> None:
    evening, (one, two, _) = talking()
    evening.drop(FACILITATOR)
    evening.do(CoverGroup("runde/1", MODERATOR), MODERATOR)
    dominated(evening, one, two)
    assert evening.sees(MODERATOR)["uneven"] == {"minutes": 3}


@pytest.mark.parametrize("said", [{0: 3.0, 1: 2.0}, {0: 0.5}, {}], ids=["60 percent", "hardly any talk", "silence"])
def test_nothing_is_told_while_talk_is_shared_or_rare(said: dict[int, float]) -> None:
    evening, group = talking()
    for _ in range(36):
        evening.hear({group[place]: seconds for place, seconds in said.items()}, seconds=5)
    assert "uneven" not in evening.sees(FACILITATOR)


def test_nothing_is_told_while_each_has_a_turn() -> None:
    evening, (one, two, _) = talking()
    dominated(evening, one, two)
    evening.do(StartRound("runde/1", 60), FACILITATOR)
    assert "uneven" not in evening.sees(FACILITATOR)
    evening.do(EndRound("runde/1"), FACILITATOR)
    assert "uneven" in evening.sees(FACILITATOR)


def nudged(evening: Evening, seat: int) -> str | None:
    found: str | None = evening.sees(seat)["spoken"]["nudge"]
    return found


def test_who_is_silent_for_long_is_asked_alone_and_no_more_once_heard() -> None:
    evening, (one, two, three) = talking()
    evening.hear({two: 5.0, three: 5.0}, seconds=SILENT_S - 60)
    assert nudged(evening, one) is None
    evening.hear({two: 5.0, three: 5.0}, seconds=60)
    assert [nudged(evening, seat) for seat in (one, two, three)] == ["runde", None, None]
    assert [set(evening.sees(seat)) & {"spoken"} for seat in (MODERATOR, FACILITATOR)] == [set(), set()]
    evening.hear({one: 5.0}, seconds=5)
    assert nudged(evening, one) is None


@pytest.mark.parametrize(
    "why", ["silenced", "no microphone", "signs", "hand up", "wrote", "round", "paused", "came late"]
)
def test_who_cannot_be_heard_or_need_not_be_asked_is_not(why: str) -> None:
    evening, (one, *_) = talking()
    if why == "came late":
        evening.drop(one)
    evening.hear({}, seconds=SILENT_S - 10)
    match why:
        case "silenced":
            evening.do(SetSound(one, True), FACILITATOR)
        case "no microphone":
            evening.lent[Spoken] = Spoken(at=evening.now, began_at=1.0, mute=frozenset({one}))
        case "signs":
            evening.do(BindInterpreter(evening.seat("interpreter"), one), MODERATOR)
        case "hand up":
            evening.do(RaiseHand(), one)
        case "wrote":
            evening.do(WriteTurn("Mehr Bänke"), one)
        case "round":
            evening.do(StartRound("runde/1", 120), FACILITATOR)
        case "paused":
            evening.do(Pause(), MODERATOR)
        case "came late":
            evening.come(one)
    evening.hear({}, seconds=20)
    assert nudged(evening, one) is None


def test_hand_goes_down_by_itself_after_speaking_in_a_group() -> None:
    """Not before somebody has said something, nor while they go on."""
    evening, (one, two, _) = talking()
    for seat in (one, two):
        evening.do(RaiseHand(), seat)
    evening.hear({one: 0.0}, seconds=5)
    evening.hear({one: 4.0, two: 1.0}, seconds=5)
    assert evening.do(LowerHeard(), SERVER) == []
    evening.hear({}, seconds=5)
    evening.do(LowerHeard(), SERVER)
    assert evening.sees(one)["queue"]["hands"] == [two]


def test_hand_of_a_written_turn_goes_down_with_it() -> None:
    evening, (one, *_) = talking()
    evening.do(RaiseHand(written=True), one)
    evening.do(WriteTurn("Mehr Bänke"), one)
    assert evening.sees(one)["queue"] == {"hands": [], "written": []}


def test_one_number_per_group_is_all_that_remains() -> None:
    """Of the group of six; that of the pair would tell of persons, and the silent one has nothing to tell."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    one, two, three = evening.sitting()[0]
    for seat in evening.sitting()[1]:
        evening.do(PlaceInGroup("runde", seat, 1), MODERATOR)
    newcomers = [evening.seat("citizen") for _ in range(2)]
    evening.come(*newcomers)
    for seat in newcomers:
        evening.do(PlaceInGroup("runde", seat, 2), MODERATOR)
    evening.hear({})
    evening.hear({one: 300.0, two: 200.0, three: 400.0, newcomers[0]: 200.0}, seconds=5)
    evening.do(Close(), MODERATOR)
    assert [group.most_heard for group in report_of(evening.dialogue).rounds[0].groups] == [80, None]
    [row] = [row for _, row in evening.rows if "balance-kept" in row]
    assert '["balance-kept",1,{"groups":{"runde/1":80}}]' in row


@given(
    st.lists(st.floats(0, 10_000, allow_nan=False), min_size=5, max_size=12).filter(lambda spoken: sum(spoken) >= 60)
)
def test_share_of_the_most_heard_third_is_between_its_even_part_and_all(seconds: list[float]) -> None:
    even = 100 * ceil(len(seconds) / 3) / len(seconds)
    assert even - STEP / 2 <= most_heard_percent(seconds) <= 100
    assert most_heard_percent([7.0] * len(seconds)) == round(even / STEP) * STEP


def test_nothing_that_was_measured_is_in_the_log() -> None:
    evening, (one, two, _) = talking()
    dominated(evening, one, two)
    evening.do(RaiseHand(), one)
    assert evening.replayed().slices[Spoken] == Spoken() == evening.dialogue.slices[Spoken]
