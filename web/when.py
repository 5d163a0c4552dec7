"""A day and a time by a town's clock as an instant, and back; the two nights a year in which clocks jump are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from web.unfit import Unfit

ZONES: Final = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Luxembourg", "Europe/Brussels", "UTC")
"""Offered first; every other name of the IANA list is taken, too."""


def zone_of(name: str) -> ZoneInfo:
    """Refuses `bad-zone`."""
    if name not in available_timezones():
        raise Unfit("bad-zone", zone=name[:60])
    return ZoneInfo(name)


def instant(day: str, time: str, zone: ZoneInfo) -> float:
    """Epoch seconds of `2027-03-28`, `18:00`. The hour that comes twice in autumn is taken as its first. Refuses
    `bad-day`, and `no-such-hour` for the one that spring leaves out."""
    try:
        local = datetime.strptime(f"{day.strip()} {time.strip()}", "%Y-%m-%d %H:%M")
    except ValueError:
        raise Unfit("bad-day") from None
    if not 2000 <= local.year < 3000:
        raise Unfit("bad-day")
    meant = local.replace(tzinfo=zone)
    if meant.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise Unfit("no-such-hour", day=f"{local:%d.%m.%Y}", time=f"{local:%H:%M}")
    return meant.timestamp()


def written(at: float | None, zone: ZoneInfo) -> tuple[str, str]:
    """As the fields of a form want it."""
    if at is None:
        return "", ""
    local = datetime.fromtimestamp(at, zone)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"
