"""What the media process tells browsers against the literal examples of web/PROTOCOL.md: every key, every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rooms.media.layout import Layout
from rooms.plan import Plan, RoomPlan
from tests.rooms.media.hall import Citizen, Hall, room
from tests.rooms.media.test_halls import Mosaic
from tests.web.document import ROOT, examples

SHOWN = {each["signal"]: each["data"] for each in examples("server") if each.get("signal", "").startswith("media.")}


def evening() -> Hall:
    """Two people who see and hear each other; one falls silent and is forgotten by the plan."""
    hall = Hall()
    hall.plan(RoomPlan("g", room("g", 1, 2).seats, hall=True))
    mosaic = Mosaic(hall)
    one, two = Citizen(hall, 1), Citizen(hall, 2)
    hall.layout(2, Layout(hall="wide"))
    for _ in range(20):
        one.speak()
        one.show(keyframe=True)
        two.speak()
        two.show(keyframe=True)
        hall.run(0.04)
    mosaic.paint(keyframe=True)
    for _ in range(12):
        one.probe()
        hall.run(1.0)
    hall.unit.plan(Plan("d", hall.seq + 1, ()), hall.now)
    return hall


def paths(at: str, value: Any) -> Iterator[str]:
    """Where there is what. What is null or empty has no kind."""
    match value:
        case None:
            pass
        case dict():
            for key, each in value.items():
                yield f"{at}.{key}"
                yield from paths(f"{at}.{key}", each)
        case list():
            for each in value:
                yield from paths(f"{at}[]", each)
        case _:
            yield f"{at}:{type(value).__name__}"


@pytest.mark.parametrize("signal", sorted(SHOWN))
def test_signal_of_the_media_process_is_as_its_example_shows(signal: str) -> None:
    hall = evening()
    told = [data for seat, name, data in hall.signals if f"media.{name}" == signal]
    assert told
    assert {*paths("", SHOWN[signal])} == {path for data in told for path in paths("", data)}


def test_every_state_of_a_line_is_named_in_the_document() -> None:
    states = {data["state"] for _, name, data in evening().signals if name == "state"}
    assert states == {"connected", "silent", "gone"}
    text = (ROOT / "web/PROTOCOL.md").read_text()
    assert [state for state in states if f"`{state}`" not in text] == []
