"""Days and times by a town's clock: the right instant all year, and the two nights in which clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.machine import Refused
from web.when import instant, written, zone_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        ("2027-03-27", "18:00", "2027-03-27T17:00"),  # the evening before summer time begins
        ("2027-03-28", "18:00", "2027-03-28T16:00"),
        ("2027-03-28", "01:59", "2027-03-28T00:59"),
        ("2027-03-28", "03:00", "2027-03-28T01:00"),
        ("2027-10-30", "18:00", "2027-10-30T16:00"),
        ("2027-10-31", "02:30", "2027-10-31T00:30"),  # comes twice: the first
        ("2027-10-31", "18:00", "2027-10-31T17:00"),
    ],
)
def test_time_is_an_instant_across_the_changes_of_the_clock(day: str, time: str, utc: str) -> None:
    at = instant(day, time, BERLIN)
    assert f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M}" == utc
    assert written(at, BERLIN) == (day, time)


def test_hour_that_spring_leaves_out_is_told() -> None:
    with pytest.raises(Refused) as refusal:
        instant("2027-03-28", "02:30", BERLIN)
    assert (refusal.value.code, refusal.value.facts) == ("no-such-hour", {"day": "28.03.2027", "time": "02:30"})


@pytest.mark.parametrize(("day", "time"), [("", ""), ("2027-02-30", "18:00"), ("2027-02-03", "25:00"), ("27-2-3", "1")])
def test_what_is_no_day_or_time_is_refused(day: str, time: str) -> None:
    with pytest.raises(Refused) as refusal:
        instant(day, time, BERLIN)
    assert refusal.value.code == "bad-day"


@pytest.mark.parametrize("name", ["", "Berlin", "Europe/Bonn", "../etc/passwd"])
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        zone_of(name)
    assert refusal.value.code == "bad-zone"


@settings(max_examples=50)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kolkata"])
)
def test_written_is_read_again_as_the_same_minute(local: datetime, zone: str) -> None:
    at = local.replace(tzinfo=UTC, second=0, microsecond=0).timestamp()
    day, time = written(at, ZoneInfo(zone))
    assert written(instant(day, time, ZoneInfo(zone)), ZoneInfo(zone)) == (day, time)
