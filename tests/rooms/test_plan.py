"""The plan as text: whole on the other side, or refused."""

from __future__ import annotations

import pytest

from rooms.plan import Plan, RoomPlan, SeatPlan

ROOM = RoomPlan("plenary", (SeatPlan(1, rank=2, screen=True), SeatPlan(2, heard=False)), echo=True)
PLAN = Plan("d", 7, (ROOM,), (2,))


def test_plan_is_the_same_after_its_text() -> None:
    assert Plan.from_json(PLAN.to_json()) == PLAN


def test_plan_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="not a media plan"):
        Plan.from_json("[" * 100_000)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"dialogue":"d"', '"dialogue":null'),
        ('"seq":7', '"seq":"7"'),
        ('"seq":7', '"seq":true'),
        ('"seat":1', '"seat":[1]'),
        ('"heard":false', '"heard":"false"'),
        ('"rank":2', '"rank":1e400'),
        ('"echo":true', '"echo":1'),
        ('"room":"plenary"', '"room":3'),
        ('"measured":[2]', '"measured":["2"]'),
    ],
)
def test_plan_with_a_value_of_another_kind_is_refused(old: str, new: str) -> None:
    text = PLAN.to_json()
    assert old in text
    with pytest.raises(ValueError, match="not a media plan"):
        Plan.from_json(text.replace(old, new))
