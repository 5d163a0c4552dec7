"""The classic evening on a real server with 42 synthetic citizens and their staff, its lengths divided: from the first
click to the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from facilitation import clock_plan
from facilitation.shipped import shipped
from tests.town import Town, town
from web.creation import Invitation
from web.rehearsal.evening import Order, Rehearsal
from web.rehearsal.place import Use
from web.visitor import door

SPEED, CITIZENS = 60, 42


class Place:
    """The town as the place of a rehearsal; keeps the links, to read the report afterwards."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.base = town.base
        self.links: Sequence[Invitation] = ()

    async def new(self, wanted: dict[str, Any]) -> Sequence[Invitation]:
        self.links = await self.town.new("d1", **wanted)
        return self.links

    def use(self) -> Use | None:
        return None

    def kill(self, part: str) -> None:
        raise NotImplementedError

    def report(self) -> dict[str, Any]:
        organizer = next(link for link in self.links if link.role == "organizer" and not link.synthetic)
        found: dict[str, Any] = json.loads(door.fetch(door.enter(organizer.url, "Olga"), "report.json"))["report"]
        return found


@pytest.mark.long
async def test_classic_evening_of_42_ends_on_time_in_the_expected_report(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        place = Place(here)
        figures = await Rehearsal(Order("classic", CITIZENS, speed=SPEED, media="none"), place).run()
        report = place.report()
    assert figures.seconds >= clock_plan.total(shipped("classic")) / SPEED - 2
    assert figures.phases == [phase.id for phase in shipped("classic").phases]
    assert figures.cards_sent == figures.cards_stored > CITIZENS
    assert figures.votes_sent == figures.votes_stored > CITIZENS
    assert len(report["rounds"]) == 2
    assert all(38 <= sum(group["people"] for group in each["groups"]) <= CITIZENS for each in report["rounds"])
