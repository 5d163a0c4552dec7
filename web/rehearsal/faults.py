"""Faults that a rehearsal makes on purpose: processes killed at set times, a bad line for everybody. Reads and times
them; what they did to people is measured elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from rooms.peer.line import Line, Weather
from rooms.peer.radio import Address

PARTS: Final = ("media", "control")


@dataclass(frozen=True, slots=True)
class Kill:
    """`part` dies `at_s` seconds after the start."""

    part: str
    at_s: float


def read_kills(text: str) -> list[Kill]:
    """`media@600,control@900`. Raises `ValueError` with a sentence."""
    kills = []
    for word in filter(None, (word.strip() for word in text.split(","))):
        part, _, at = word.partition("@")
        if part not in PARTS or not at.replace(".", "", 1).isdigit():
            raise ValueError(f"--kill {word}: media@SECONDS or control@SECONDS is expected")
        kills.append(Kill(part, float(at)))
    return sorted(kills, key=lambda kill: kill.at_s)


def read_line(text: str) -> Weather:
    """`loss=5,delay=60,jitter=10,rate=500`: percent, milliseconds, kbit/s; each way. Raises `ValueError`."""
    given = {"loss": 0.0, "delay": 0.0, "jitter": 0.0, "rate": 0.0}
    for word in filter(None, (word.strip() for word in text.split(","))):
        name, _, value = word.partition("=")
        try:
            given[name] = float(value) if name in given else given[name]
        except (KeyError, ValueError):
            raise ValueError(f"--line {word}: loss=PERCENT, delay=MS, jitter=MS or rate=KBIT is expected") from None
    if not 0 <= given["loss"] <= 50 or min(given.values()) < 0:
        raise ValueError(f"--line {text}: a loss of 0 to 50 percent is expected, and nothing below zero")
    return Weather(given["loss"] / 100, given["delay"], given["jitter"], rate_bps=round(given["rate"] * 1000))


def behind(weather: Weather, seed: int) -> Callable[[Address], Awaitable[Line]]:
    """A relay of that weather, each way, in front of the media process."""

    async def through(server: Address) -> Line:
        return Line(server, up=weather, down=weather, seed=seed)

    return through
