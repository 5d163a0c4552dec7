"""Time zones in calendar files, read by another library: the right instant on days around a change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar, Event

from web.zones import timezone


def instant_read(at: datetime, zone: ZoneInfo) -> datetime:
    event, found = Event(), Calendar()
    event.add("uid", "1")
    event.add("dtstart", at)
    found.add("version", "2.0")
    found.add("prodid", "x")
    found.add_component(timezone(zone, at))
    found.add_component(event)
    read: datetime = vobject.readOne(found.to_ical().decode()).vevent.dtstart.value
    return read.astimezone(UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("hour", [0, 6, 18])
def test_instant_is_right_around_every_change(zone: str, hour: int) -> None:
    place = ZoneInfo(zone)
    for change in ((2027, 3, 14), (2027, 3, 28), (2027, 10, 31), (2027, 11, 7)):
        for days in (-1, 0, 1, 60):
            local = datetime(*change, hour) + timedelta(days=days)
            at = local.replace(tzinfo=place)
            assert instant_read(at, place) == at.astimezone(UTC)
