"""Those with fewest turns first, without a number about anybody."""

from __future__ import annotations

from facilitation.agenda import Start
from facilitation.fairness import OrderQueue, signed_s
from facilitation.queue import RaiseHand
from facilitation.turns import WriteTurn
from rooms.interpreting import BindInterpreter
from rooms.voices import GiveFloor, TakeFloor
from tests.facilitation.evening import Evening, in_groups, prepared

MODERATOR, ONE, TWO, THREE = 1, 2, 3, 4


def hands_up() -> Evening:
    """One had the floor twice, Two once in writing, Three never."""
    evening = prepared(4)
    evening.do(Start(), MODERATOR)
    for seat in (ONE, ONE):
        evening.do(GiveFloor(seat), MODERATOR)
        evening.do(TakeFloor(seat), MODERATOR)
    evening.do(GiveFloor(TWO), MODERATOR)
    evening.do(WriteTurn("Mehr Bänke"), TWO)
    for seat in (ONE, TWO, THREE):
        evening.do(RaiseHand(), seat)
    return evening


def test_queue_is_ordered_by_who_had_fewest_turns() -> None:
    evening = hands_up()
    evening.do(OrderQueue(), MODERATOR)
    assert evening.sees(ONE)["queue"]["hands"] == [THREE, TWO, ONE]
    assert evening.do(OrderQueue(), MODERATOR) == []


def test_equal_turns_keep_the_order_in_which_hands_were_raised() -> None:
    evening = prepared(4)
    evening.do(Start(), MODERATOR)
    for seat in (THREE, ONE, TWO):
        evening.do(RaiseHand(), seat)
    assert evening.do(OrderQueue(), MODERATOR) == []


def test_floor_of_who_signs_counts_as_long_as_it_lasts() -> None:
    """Also their place in a round; of anybody else only what is heard counts."""
    evening = prepared(4, staff=("moderator", "interpreter"))
    signer, other = 3, 4
    evening.do(BindInterpreter(2, signer), MODERATOR)
    evening.do(Start(), MODERATOR)
    evening.hear({})
    evening.now += 3
    for seat in (signer, other):
        evening.do(GiveFloor(seat), MODERATOR)
    evening.now += 2
    assert signed_s(evening.seen, evening.now) == {signer: 2.0}
    evening.hear({signer: 2.0}, seconds=0)
    evening.now += 5
    assert signed_s(evening.seen, evening.now) == {signer: 5.0}
    evening.do(TakeFloor(signer), signer)
    assert signed_s(evening.seen, evening.now) == {}


def test_only_who_guides_orders_the_queue() -> None:
    assert hands_up().refused(OrderQueue(), ONE) == ("not-allowed", {"command": "queue.least"})


def test_staff_read_a_count_and_citizens_nothing() -> None:
    evening = hands_up()
    assert evening.sees(MODERATOR)["quiet"] == {"count": 2, "of": 4}
    assert "quiet" not in evening.sees(ONE)


def test_turn_in_a_round_counts_and_a_facilitator_reads_of_the_own_group() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[0] + 1)
    assert evening.sees(2)["quiet"] == {"count": 2, "of": 3}
