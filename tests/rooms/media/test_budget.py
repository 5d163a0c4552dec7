"""A receiver's budget: down at once, up after calm, never by an estimate that only follows what is sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.budget import EPISODE_S, LEAST_BPS, MOST_BPS, RETREAT, WARY_BPS, Budget


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


def test_one_overload_is_answered_once() -> None:
    """Reports go on telling of what was sent before the cut, and what is sent again fills the line for a while."""
    budget = Budget(0.0)
    assert second(budget, 10.0, sent=1.5e6, loss=0.5) == 1.5e6 * 0.75  # 750 kbit/s came through
    later = [second(budget, 11.0 + n, sent=sent, loss=0.6) for n, sent in enumerate((1.1e6, 8e5, 6.5e5))]
    assert later == [1.1e6 * 0.7, 7.5e5 * RETREAT, 7.5e5 * RETREAT]
    assert second(budget, 10.0 + EPISODE_S, sent=6e5, loss=0.6) == 6e5 * 0.7  # it goes on: another one


def test_budget_has_a_floor() -> None:
    assert second(filled(), 13.0, remb=1e4) == LEAST_BPS


def test_budget_does_not_wait_for_a_second_bad_second_when_most_is_lost() -> None:
    assert second(Budget(0.0), 10.0, loss=0.4) == 1e6 * 0.8


def test_budget_rises_after_ten_seconds_of_calm_and_opens_again() -> None:
    budget = filled()
    assert [second(budget, now, sent=2e5) for now in (13.0, 21.0)] == [3e5, 3e5]
    assert (budget.rising, second(budget, 22.0, sent=2e5), budget.rising) == (False, 340_000, True)
    for now in range(23, 100):
        second(budget, float(now), sent=2e5)
    assert (budget.bps, budget.rising) == (None, False)


def test_budget_does_not_rise_while_a_little_is_lost() -> None:
    budget = filled()
    assert {second(budget, 13.0 + n, sent=4e5, loss=0.05) for n in range(60)} == {3e5}


def test_budget_is_trimmed_once_to_what_comes_through_and_not_by_every_bad_second() -> None:
    budget = filled()
    assert {second(budget, 13.0 + n, sent=3e5, loss=0.08) for n in range(60)} == {3e5 * 0.9}


def test_budget_rises_past_an_estimate_that_only_stays_low() -> None:
    """As Chromium 156 does, which hears of nothing but what it is sent."""
    budget = filled()
    for at in range(13, 60):
        second(budget, float(at), sent=budget.bps or 1e6, remb=3e5)
    assert budget.bps is None or budget.bps > 1e6


def test_budget_retreats_from_a_rise_at_the_first_loss_and_is_wary_then() -> None:
    budget = filled()
    second(budget, 22.0, sent=2e5)
    assert second(budget, 23.0, sent=3e5, loss=0.04) == 340_000 * RETREAT
    assert {second(budget, 24.0 + n, sent=2e5) for n in range(14)} == {340_000 * RETREAT}
    assert second(budget, 38.0, sent=2e5) == 340_000 * RETREAT + WARY_BPS


class Wire:
    """A line of `rate_bps` with 300 ms of queue, and an estimate as Chromium makes it."""

    def __init__(self, rate_bps: float) -> None:
        self.rate_bps, self.queue, self.remb = rate_bps, 0.0, 2e6

    def second(self, budget: Budget, now: float, *, wants: float, least: float, estimates: bool) -> float:
        """One second of what the unit would send; the share lost."""
        granted = wants if budget.bps is None else min(wants, budget.bps)
        sent = max(least, granted)
        self.queue += sent - self.rate_bps
        lost = max(0.0, self.queue - 0.3 * self.rate_bps)
        if self.queue > 0.05 * self.rate_bps:
            self.remb = 0.85 * min(sent, self.rate_bps)
        else:
            self.remb = min(self.remb * 1.08, max(self.remb, 1.5 * sent + 10_000))
        self.queue = max(0.0, self.queue - lost)
        budget.update(now, sent_bps=sent, loss=lost / sent, remb_bps=self.remb if estimates else 0.0)
        return lost / sent


@given(st.integers(200, 1500), st.booleans(), st.integers(20, 90))
def test_budget_fits_any_line_and_rises_within_30_s_when_the_limit_goes(kbps: int, estimates: bool, held: int) -> None:
    budget, wire = Budget(0.0), Wire(kbps * 1000.0)
    losses = [wire.second(budget, 6.0 + n, wants=2e6, least=1e5, estimates=estimates) for n in range(held)]
    assert budget.bps is not None
    assert sum(losses[12:]) <= 0.03 * max(1, held - 12) + 0.3
    limited = budget.bps
    wire.rate_bps, wire.queue = 1e8, 0.0
    for n in range(30):
        wire.second(budget, 6.0 + held + n, wants=2e6, least=1e5, estimates=estimates)
    assert budget.bps is None or budget.bps >= limited + 350_000


@given(st.lists(st.tuples(st.floats(0, 3e6), st.floats(0, 1), st.floats(0, 3e6)), max_size=80))
def test_budget_stays_within_bounds_and_never_rises_in_a_bad_second(seconds: list[tuple[float, float, float]]) -> None:
    budget = Budget(0.0)
    for at, (sent, loss, remb) in enumerate(seconds):
        before = budget.bps
        after = second(budget, 10.0 + at, sent=sent, loss=loss, remb=remb)
        assert after is None or LEAST_BPS <= after <= MOST_BPS
        if loss > 0.02 and before is not None:
            assert after is not None
            assert after <= before
