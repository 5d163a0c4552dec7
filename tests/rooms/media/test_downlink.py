"""What a receiver's reports say about its line, and the padding that tries it out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.downlink import PADDING, Downlink
from rooms.media.rtcp import Report


def report(ssrc: int, *, highest: int, lost: int = 0, fraction: int = 0) -> Report:
    return Report(ssrc, fraction, lost, highest, 0, 0, 0)


def limited() -> Downlink:
    """One whose estimate fell to 300 kbit/s; judged up to second 12, calm since."""
    line = Downlink(0.0)
    for second, remb in ((10, 2_000_000), (11, 300_000), (12, 300_000)):
        line.estimated(remb, second)
        line.judge(float(second), octets=second * 125_000)
    assert line.budget.bps == 300_000
    return line


def test_loss_is_what_the_counters_say_over_all_streams() -> None:
    line = Downlink(0.0)
    for highest, lost in ((100, 0), (200, 30)):
        line.reported(report(1, highest=highest, lost=lost), 1.0)
    for highest in (100, 400):
        line.reported(report(2, highest=highest), 1.0)
    line.judge(1.0, octets=0)
    assert line.loss == 30 / 400


def test_loss_of_a_browser_that_says_only_the_fraction_counts_too() -> None:
    line = Downlink(0.0)
    assert [line.reported(report(1, highest=at, fraction=64), 1.0) for at in (100, 200)] == [0.25, 0.25]
    line.judge(1.0, octets=0)
    assert line.loss == 0.25


def test_loss_outlives_a_second_without_reports_but_not_a_silent_line() -> None:
    line = Downlink(0.0)
    for highest, lost in ((100, 0), (200, 50)):
        line.reported(report(1, highest=highest, lost=lost), 1.0)
    found = []
    for second in (1.0, 2.0, 5.0):
        line.judge(second, octets=0)
        found.append(line.loss)
    assert found == [0.5, 0.5, 0.0]


@given(st.lists(st.tuples(st.integers(0, 1 << 32), st.integers(-(1 << 23), 1 << 23), st.integers(0, 255))))
def test_loss_stays_a_share_whatever_is_reported(reports: list[tuple[int, int, int]]) -> None:
    line = Downlink(0.0)
    for highest, lost, fraction in reports:
        assert 0 <= line.reported(report(1, highest=highest, lost=lost, fraction=fraction), 1.0) <= 1
    line.judge(1.0, octets=0)
    assert 0 <= line.loss <= 1


def test_old_estimate_says_nothing() -> None:
    line = limited()
    line.judge(16.0, octets=12 * 125_000 + 500_000)
    assert line.budget.bps == 300_000


def test_padding_fills_what_the_rise_grants_and_nothing_else() -> None:
    line = limited()
    line.hungry = True
    padded = {}
    for tick in range(12 * 50, 27 * 50):
        now = tick / 50
        if tick % 50 == 0:
            line.judge(now, octets=12 * 125_000 + (tick - 600) * 500)
        padded[tick // 50] = padded.get(tick // 50, 0) + line.padding(now) * PADDING * 8
    assert [padded[second] for second in range(12, 22)] == [0] * 10
    for second, granted in enumerate((340_000, 380_000, 420_000), start=22):
        assert abs(padded[second] - (granted - 200_000)) < 2 * PADDING * 8 + granted / 50


def test_nobody_is_padded_who_would_not_get_more() -> None:
    line = limited()
    line.judge(22.0, octets=0)
    assert (line.budget.rising, line.padding(22.1)) == (True, 0)
