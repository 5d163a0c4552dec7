"""A receiver's budget: down at once, up after calm, never by an estimate that only follows what is sent."""

from __future__ import annotations

from rooms.media.budget import LEAST_BPS, Budget


def second(budget: Budget, now: float, *, sent: float = 1e6, loss: float = 0.0, remb: float = 0.0) -> float | None:
    budget.update(now, sent_bps=sent, loss=loss, remb_bps=remb)
    return budget.bps


def filled() -> Budget:
    """One that a fall of the estimate has brought to 300 kbit/s at second 12."""
    budget = Budget(0.0)
    assert [second(budget, now, remb=remb) for now, remb in ((10.0, 2e6), (11.0, 3e5), (12.0, 3e5))] == [
        None,
        None,
        3e5,
    ]
    return budget


def test_budget_is_open_until_something_speaks_against_it() -> None:
    budget = Budget(0.0)
    assert [second(budget, 10.0 + n, remb=remb) for n, remb in enumerate((0, 1.5e6, 1e6, 9e5))] == [None] * 4


def test_budget_does_not_mind_an_estimate_that_lags_behind() -> None:
    budget = Budget(0.0)
    assert {second(budget, 10.0 + n, remb=2e5 * 1.08**n) for n in range(30)} == {None}


def test_budget_follows_a_full_line_in_its_second_bad_second() -> None:
    filled()


def test_budget_believes_no_fall_of_the_first_seconds() -> None:
    budget = Budget(0.0)
    assert [second(budget, 1.0 + n, remb=remb) for n, remb in enumerate((2e6, 3e5, 3e5))] == [None] * 3


def test_budget_shrinks_with_loss() -> None:
    budget = Budget(0.0)
    assert [second(budget, 10.0 + n, loss=0.2) for n in range(2)] == [None, 9e5]
    assert second(budget, 12.0, loss=0.2, sent=8e5) == 0.9 * 8e5


def test_budget_has_a_floor() -> None:
    assert second(filled(), 13.0, remb=1e4) == LEAST_BPS


def test_budget_rises_after_ten_seconds_of_calm_and_opens_again() -> None:
    budget = filled()
    assert [second(budget, now, sent=2e5) for now in (13.0, 21.0)] == [3e5, 3e5]
    assert second(budget, 22.0, sent=2e5) == 3e5 * 1.05
    for now in range(23, 100):
        second(budget, float(now), sent=2e5)
    assert budget.bps is None


def test_budget_does_not_rise_while_a_little_is_lost() -> None:
    budget = filled()
    assert {second(budget, 13.0 + n, sent=2e5, loss=0.05) for n in range(60)} == {3e5}
