"""Which dialogues a node has open: it opens what is due, and lets go of what a newer release writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.host import Host
from dialogue.machine import Dialogue, Given, Machine, Part, Refused


@dataclass(frozen=True, slots=True)
class Noted:
    text: str


@dataclass(frozen=True, slots=True)
class Starred:
    """Known to the newer release alone."""


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Star:
    pass


@dataclass(frozen=True, slots=True)
class Notes:
    all: tuple[str, ...] = ()


def decide(dialogue: Dialogue, command: Note | Star, actor: int, given: Given) -> tuple[Any, ...]:
    return (Starred(),) if isinstance(command, Star) else (Noted(command.text),)


def evolve(notes: Notes, event: Noted | Starred) -> Notes:
    return Notes((*notes.all, "*" if isinstance(event, Starred) else event.text))


OLD = Part(
    slice=Notes,
    initial=Notes(),
    evolve=evolve,
    decide=decide,
    events={"noted": Noted},
    commands={"note": Note},
)
NEW = replace(OLD, events={"noted": Noted, "starred": Starred}, commands={"note": Note, "star": Star})


@asynccontextmanager
async def node(database: Database, part: Part[Notes] = OLD) -> AsyncIterator[Host]:
    host = Host(machine=Machine([part]), database=database, clock=Clock())
    running = asyncio.create_task(host.run())
    async with asyncio.timeout(10):
        while host.group is None:  # noqa: ASYNC110 - set in its first turn
            await asyncio.sleep(0)
    try:
        yield host
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def gone(host: Host) -> asyncio.Event:
    """Set once the host let go of a dialogue."""
    event = asyncio.Event()
    host.closed.append(lambda name: event.set())
    return event


async def test_dialogue_that_a_newer_release_writes_is_let_go(database: Database) -> None:
    async with node(database) as old, node(database, NEW) as new:
        held, let_go = await old.create("d1"), gone(old)
        await held.submit(7, Note("a"), command_id="c1")
        newer = await new.open("d1")
        assert newer is not None
        await newer.submit(8, Star())
        with pytest.raises(Refused, match="busy"):  # meets the row, stores nothing, and lets go
            await held.submit(7, Note("b"), command_id="c2")
        await asyncio.wait_for(let_go.wait(), 10)
        assert (old.tasks, old.outgrown) == ({}, {"d1"})
        with pytest.raises(Refused, match="busy"):
            await old.open("d1")
        # Sent again where the newer release runs, both act once.
        again = [await newer.submit(7, Note(text), command_id=id) for text, id in (("a", "c1"), ("b", "c2"))]
        assert [each.seq for each in again] == [1, 3]
        assert newer.state.part(Notes).all == ("a", "*", "b")


async def test_who_waits_when_a_dialogue_is_let_go_is_answered(database: Database) -> None:
    """By a word of another node, with commands behind it: none of them waits for ever."""
    async with node(database) as old, node(database, NEW) as new:
        held = await old.create("d1")
        newer = await new.open("d1")
        assert newer is not None
        await newer.submit(8, Star())
        held.hear(1, 1, None)
        waiting = [asyncio.ensure_future(held.submit(7, Note(f"n{n}"))) for n in range(3)]
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [each.code for each in answers if isinstance(each, Refused)] == ["busy"] * 3
        with pytest.raises(Refused, match="busy"):
            await held.submit(7, Note("late"))


async def test_other_dialogues_go_on(database: Database) -> None:
    async with node(database) as old, node(database, NEW) as new:
        one, two = await old.create("d1"), await old.create("d2")
        newer = await new.open("d1")
        assert newer is not None
        await newer.submit(8, Star())
        with pytest.raises(Refused):
            await one.submit(7, Note("a"))
        assert (await two.submit(7, Note("b"))).seq == 1
        await old.adopt("d1")
        assert list(old.tasks) == ["d2"]


async def test_log_of_a_newer_release_is_not_opened_and_no_other_look_at_it_reads_it(database: Database) -> None:
    async with node(database, NEW) as new:
        await (await new.create("d1")).submit(8, Star())
    async with node(database) as old:
        assert await old.open("unknown") is None
        with pytest.raises(Refused, match="busy"):
            await old.open("d1")
        assert (old.tasks, old.outgrown) == ({}, {"d1"})
