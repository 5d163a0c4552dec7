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


def test_what_never_left_is_no_loss_even_where_a_report_speaks_of_it_later() -> None:
    line = Downlink(0.0)
    line.reported(report(1, highest=100), 1.0)
    assert line.reported(report(1, highest=200, lost=4), 2.0, skipped=10) == 0
    assert line.reported(report(1, highest=300, lost=12), 3.0, skipped=10) == 2 / 100
    assert line.reported(report(1, highest=400, lost=13), 4.0, skipped=6) == 1 / 100  # four of them came late


def test_what_was_skipped_before_the_first_report_excuses_nothing_later() -> None:
    line = Downlink(0.0)
    line.reported(report(1, highest=100, lost=10), 1.0, skipped=10)
    assert line.reported(report(1, highest=200, lost=15), 2.0, skipped=10) == 5 / 100


def test_share_of_very_few_packets_says_nothing() -> None:
    line = Downlink(0.0)
    for second in range(1, 12):
        line.reported(report(1, highest=second, lost=second), float(second))
        line.judge(float(second), octets=second * 100_000)
    assert (line.loss, line.lossy, line.budget.bps) == (0.0, False, None)


def test_few_packets_prove_little() -> None:
    """A second of 30 packets that loses four of them does so once in sixteen where one of twenty is lost."""
    line = Downlink(0.0)
    for second in range(1, 9):
        line.reported(report(1, highest=second * 30, lost=second * 4), float(second))
        line.judge(float(second), octets=second * 100_000)
    assert (round(line.loss, 2), line.budget.bps) == (0.13, None)
    for second in range(9, 12):
        line.reported(report(1, highest=second * 300, lost=second * 40), float(second))
        line.judge(float(second), octets=second * 100_000)
    assert line.budget.bps is not None


def test_one_bad_report_is_not_heard_again_in_a_second_without_one() -> None:
    line = Downlink(0.0)
    line.reported(report(1, highest=100), 8.0)
    line.reported(report(1, highest=200, lost=25), 9.0)
    for second in (9.0, 10.0, 11.0):
        line.judge(second, octets=round(second) * 100_000)
    assert (line.loss, line.budget.bps) == (0.25, None)


def test_line_is_lossy_between_the_loss_of_a_good_line_and_that_of_a_full_one() -> None:
    found = {}
    for percent in (0, 1, 5, 20):
        line = Downlink(0.0)
        for second in range(1, 30):
            line.reported(report(1, highest=second * 100, lost=second * percent), float(second))
            line.judge(float(second), octets=0)
        found[percent] = line.lossy
    assert found == {0: False, 1: False, 5: True, 20: False}


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
