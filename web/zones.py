"""A time zone as calendar programs want it: the changes of the clock around one evening (RFC 5545, 3.6.5).

The library's own puts the beginning of summer time an hour late, which moves an evening on that very day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

AROUND: Final = timedelta(days=370)
DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)


def timezone(zone: ZoneInfo, around: datetime) -> Timezone:
    """With every change from a year before until a year after."""
    found = Timezone()
    found.add("tzid", zone.key)
    begin, end = around.astimezone(UTC) - AROUND, around.astimezone(UTC) + AROUND
    changes = list(_changes(zone, begin, end)) or [begin]  # a zone without changes still needs one observance
    for change in changes:
        before, after = (change - MINUTE).astimezone(zone), change.astimezone(zone)
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        part.add("dtstart", (change + _offset(before)).replace(tzinfo=None))  # by the clock as it was
        part.add("tzoffsetfrom", _offset(before))
        part.add("tzoffsetto", _offset(after))
        part.add("tzname", after.tzname())
        found.add_component(part)
    return found


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants at which the offset changes, to the minute."""
    day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        if _offset(day.astimezone(zone)) != _offset((day + DAY).astimezone(zone)):
            low, high = day, day + DAY
            while high - low > MINUTE:
                middle = low + ((high - low) // 2 // MINUTE) * MINUTE
                same = _offset(middle.astimezone(zone)) == _offset(low.astimezone(zone))
                low, high = (middle, high) if same else (low, middle)
            yield high
        day += DAY


def _offset(at: datetime) -> timedelta:
    offset = at.utcoffset()
    assert offset is not None
    return offset
