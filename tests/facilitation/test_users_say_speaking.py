"""What users of other systems complain about in speaking, each as a case that holds here."""

from __future__ import annotations

from facilitation.agenda import Start
from facilitation.fairness import OrderQueue
from facilitation.queue import LowerHeard, RaiseHand
from rooms.voices import GiveFloor, TakeFloor
from tests.facilitation.evening import Evening, in_groups, prepared

MODERATOR = 1


def plenary(citizens: int) -> Evening:
    evening = prepared(citizens)
    evening.do(Start(), MODERATOR)
    return evening


def test_hands_can_be_sorted_by_who_spoke_least() -> None:
    """suitenumerique/meet #919, OpenSlides #7143."""
    evening = plenary(3)
    evening.do(GiveFloor(2), MODERATOR)
    evening.do(TakeFloor(2), 2)
    for seat in (2, 3):
        evening.do(RaiseHand(), seat)
    evening.do(OrderQueue(), MODERATOR)
    assert evening.sees(MODERATOR)["queue"]["hands"] == [3, 2]
    evening.hear({})
    evening.hear({3: 120.0}, seconds=5)
    evening.do(OrderQueue(), MODERATOR)
    assert evening.sees(MODERATOR)["queue"]["hands"] == [2, 3]


def test_everyone_of_many_reads_the_own_place_in_the_queue() -> None:
    """jitsi-meet #8104: over 25 people nobody can follow the order by eye."""
    evening = plenary(30)
    raised = [*range(31, 1, -1)]
    for seat in raised:
        evening.do(RaiseHand(), seat)
    assert [evening.sees(seat)["me"]["hand"] for seat in raised] == [*range(1, 31)]


def test_hand_is_down_after_speaking() -> None:
    """bigbluebutton #14204."""
    evening = plenary(3)
    evening.do(RaiseHand(), 2)
    evening.do(GiveFloor(2), MODERATOR)
    evening.do(TakeFloor(2), 2)
    assert (evening.sees(2)["me"]["hand"], evening.sees(MODERATOR)["queue"]["hands"]) == (None, [])


def test_hand_is_down_after_speaking_in_a_group_where_nobody_gives_the_floor() -> None:
    """bigbluebutton #14204."""
    evening = in_groups(6)
    speaker, _, other = evening.sitting()[0]
    evening.do(RaiseHand(), speaker)
    evening.hear({}, seconds=5)
    evening.hear({speaker: 5.0}, seconds=5)
    evening.hear({}, seconds=5)
    evening.do(LowerHeard())
    assert (evening.sees(speaker)["me"]["hand"], evening.sees(other)["queue"]["hands"]) == (None, [])
