"""Retention by itself: what goes when, that the disk tells nothing afterwards, and that the report is the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dialogue.erasing import OF_EVENING
from dialogue.tables import deletions, dialogues, log, metadata, people, texts
from facilitation.agenda import Prepare
from facilitation.report import report_of, to_plain
from rooms.seats import AddSeat, Seats
from tests.facilitation.evening import NOON, frozen
from tests.web.guests import ROUND
from tests.web.keeping import (
    CAME,
    IN_CARD,
    MAIL,
    NAMES,
    NEVER,
    NEWS,
    REDACTED,
    STAFF_LINE,
    WHY,
    ZONE,
    Archive,
    archive,
    held,
)
from web.retention import DAY_S, STEPS, due_at, night_after
from web.terms import Terms

KEPT = {"followups", "publications", "reports", "deletions", "retentions", "terms", "looks"}
"""What stays of a dialogue for good: answers, whether it is public and how it looks, the report, the record, and when
what was due."""
OF_TOWN = {"dialogues", "barriers", "accounts", "account_links", "sessions", "deeds", "nodes"}
"""Of no single evening: barriers until they are answered, organizers while they work, sessions and links until they
expire, the audit list, which has numbers only."""


async def record(place: Archive, name: str = "d1") -> list[tuple[str, dict[str, int]]]:
    query = (
        select(deletions.c.step, deletions.c.counts).where(deletions.c.dialogue == name).order_by(deletions.c.number)
    )
    async with place.database.read() as connection:
        return [(step, json.loads(counts)) for step, counts in await connection.execute(query)]


async def count(place: Archive, table: Any) -> int:
    async with place.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


def test_every_table_says_how_long_its_rows_stay() -> None:
    """Who adds a table decides: deleted with the evening (`dialogue.erasing`), or named here with its reason."""
    gone = {table.name for table in OF_EVENING.values()}
    assert set(metadata.tables) - gone - KEPT - OF_TOWN == set()


async def test_each_step_takes_its_names_from_the_disk_and_only_what_the_record_names_remains(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await held(place)
        # Redacting and closing have deleted theirs at once; everything else is there to be found.
        assert living(place) == set(NAMES) - {REDACTED, STAFF_LINE}
        place.back_up("sonntag")
        await place.later(1)
        assert living(place) == {CAME, NEVER, MAIL, NEWS, IN_CARD, WHY}  # not NEED, MESSAGE, TURN, REASON
        await place.later(7)
        assert living(place) == {CAME, MAIL, NEWS, IN_CARD, WHY}
        assert copied(place) == set(NAMES) - {REDACTED, STAFF_LINE}
        assert {backup.until - NOON for backup in place.backups.list()} == {14 * DAY_S}
        await place.later(23)
        assert place.on_disk() == {"dialogue.db": {IN_CARD, NEWS}}  # the backups are too old, too
        await place.later(153)
        assert place.on_disk() == {"dialogue.db": {IN_CARD}}  # in the report, which stays
        assert [step for step, _ in await record(place)] == list(STEPS)


def living(place: Archive) -> set[str]:
    """Names anywhere but in backups."""
    return set().union(*(names for file, names in place.on_disk().items() if not file.startswith("backups")))


def copied(place: Archive) -> set[str]:
    return set().union(*(names for file, names in place.on_disk().items() if file.startswith("backups")))


async def test_report_is_the_same_before_and_after_and_outlives_the_log(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        task = await held(place)
        before = to_plain(report_of(task.state), task.side)
        assert any(group["columns"] for each in before["rounds"] for group in each["groups"])
        roles = dict(task.state.part(Seats).roles)
        await place.later(31)
        assert to_plain(report_of(task.state), task.side) == before
        assert sorted(task.state.part(Seats).roles) != sorted(roles)
        assert task.side.people == {}
        assert not any("device" in row.command for row in await task.log.read("d1"))
        await place.later(160)
        frozen = await place.retention.frozen("d1")
        assert frozen is not None
        assert frozen["report"] == json.loads(json.dumps(before))
        assert (await count(place, log), await count(place, texts), "d1" in place.host.tasks) == (0, 0, False)
        assert await place.host.open("d1") is None


async def test_record_counts_what_went(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        task = await held(place)
        await place.later(200)
        steps = dict(await record(place))
        assert steps["night"] == {"needs": 1, "spoken_texts": 3}
        assert steps["never"] == {"people": 1, "links": 2}
        assert steps["people"]["people"] == 6
        assert steps["people"]["rekeyed"] == task.state.seq - 1
        assert not any(name in json.dumps(steps) for name in NAMES)


@pytest.mark.long
async def test_another_node_that_comes_later_does_nothing_twice(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await held(place)
        await place.later(40)
        again = await record(place)
        await place.retention.perform("d1", "people")
        await place.later(0)
        assert await record(place) == again


@pytest.mark.long
async def test_a_server_that_was_off_catches_up_in_order(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await held(place)
    async with archive(tmp_path) as place:
        place.now = NOON + 400 * DAY_S
        await place.later(0)
        assert [step for step, _ in await record(place)] == list(STEPS)
        assert place.on_disk() == {"dialogue.db": {IN_CARD}}


@pytest.mark.long
async def test_terms_of_a_dialogue_decide(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await held(place)
        await place.terms.save("d1", Terms(never_days=2, people_days=3, log_days=100))
        await place.later(4.5)
        assert [step for step, _ in await record(place)] == ["night", "never", "people"]
        assert await count(place, people) == 0


async def test_an_evening_to_come_is_left_alone_and_one_that_never_began_is_over_a_day_later(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await place.host.create("empty")
        task = await place.host.create("d2")
        await task.submit(0, Prepare(frozen(ROUND), NOON + 10 * DAY_S))
        await task.submit(0, AddSeat("citizen", CAME))
        for days in (0, 10.5):
            await place.later(days)
            assert await place.retention.over_at("d2") is None
        await place.later(8)
        assert await place.retention.over_at("d2") is not None
        assert await record(place, "d2") == [("night", {}), ("never", {"people": 1})]
        assert await record(place, "empty") == []


async def test_dialogue_of_a_newer_release_is_left_to_it_and_others_are_looked_after(tmp_path: Path) -> None:
    async with archive(tmp_path) as place:
        await held(place, "a")
        await held(place, "b")
        unknown = {"dialogue": "c", "seq": 1, "at": NOON, "actor": 0, "command": "x", "events": '[["starred", 1, {}]]'}
        async with place.database.begin() as connection:
            await connection.execute(dialogues.insert().values(id="c", created_at=NOON))
            await connection.execute(log.insert().values(**unknown))
        await place.later(1)
        assert [len(await record(place, name)) for name in ("a", "b", "c")] == [1, 1, 0]


def test_the_same_night_is_three_o_clock_in_the_town() -> None:
    def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> float:
        return datetime(2026, month, day, hour, minute, tzinfo=UTC).timestamp()

    assert night_after(utc(4, 19, 30), ZONE) == utc(5, 2)
    assert night_after(utc(4, 23, 30), ZONE) == utc(5, 2)
    assert night_after(utc(5, 1, 59), ZONE) == utc(5, 2)
    assert night_after(utc(5, 2), ZONE) == utc(6, 2)
    # Seven days over the end of summer time are seven nights, not 168 hours.
    assert due_at("never", utc(20, 18, month=10), Terms(), ZONE) == utc(28, 2, month=10)
    assert night_after(utc(20, 18, month=10), ZONE) == utc(21, 1, month=10)


@pytest.mark.parametrize("step", STEPS)
def test_steps_come_in_order(step: str) -> None:
    at = [due_at(each, NOON, Terms(), ZONE) for each in STEPS]
    assert at == sorted(at)
    assert due_at(step, NOON, Terms(), ZONE) > NOON
