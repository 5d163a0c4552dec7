"""Everybody's topics, rendered a slice at a time: who comes or goes meanwhile has the same as everybody in the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from dialogue.task import DialogueTask
from dialogue.topics import Rendering
from facilitation.agenda import Pause
from rooms.places import FOYER, Move
from tests.facilitation.ballot_house import VOTERS, begin, house
from tests.facilitation.polling import MODERATOR
from web import gathering as module
from web.connection import Connection
from web.gathering import Gathering


class Screen:
    """The newest of each topic, as a browser would hold it."""

    def __init__(self, seat: int) -> None:
        self.topics: dict[str, Any] = {}
        self.line = Connection(seat, send=self.take, hello=dict)
        self.writing = asyncio.create_task(self.line.write())

    async def take(self, frame: str) -> None:
        message = json.loads(frame)
        if "topic" in message and "data" in message:
            self.topics[message["topic"]] = message["data"]


def fresh(task: DialogueTask, line: Connection) -> dict[str, Any]:
    """What this line's audience is to see, rendered anew."""
    found: dict[str, Any] = {}
    for rendering in (line.shared, line.own):
        assert rendering is not None
        anew = Rendering(rendering.audience)
        anew.refresh(task.seen, task.side)
        found |= {name: json.loads(entry.body) for name, entry in anew.entries.items()}
    return found


async def rest_of(slices: Coroutine[Any, None, None]) -> None:
    """Goes on with what was begun by hand."""
    with contextlib.suppress(StopIteration):
        while True:
            slices.send(None)
            await asyncio.sleep(0)


async def settled(screens: list[Screen]) -> None:
    while any(each.line.stale or each.line.wake.is_set() for each in screens):  # noqa: ASYNC110 - a line has no such event
        await asyncio.sleep(0)


async def test_who_comes_between_two_slices_has_what_all_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)  # one line a slice
    async with house(tmp_path) as (_, task):
        await begin(task)
        apart, late = VOTERS[-2:]
        for seat in (apart, late):
            await task.submit(MODERATOR, Move(seat, FOYER))
        gathering = Gathering(task, limit=75)
        screens = [Screen(seat) for seat in (*VOTERS[:3], apart)]
        for each in screens:
            await gathering.join(each.line)
        await settled(screens)
        before = screens[-1].topics["evening"]["status"]
        await task.submit(MODERATOR, Pause())
        flushing = gathering.flush(citizens=True)
        flushing.send(None)  # the first one has been served
        screens.append(Screen(late))
        await gathering.join(screens[-1].line)
        await settled(screens[-1:])  # into the room of who waits for the refresh, and has read it all by now
        await rest_of(flushing)
        await settled(screens)
        assert (before, {each.topics["evening"]["status"] for each in screens}) == ("running", {"paused"})
        assert [each.topics for each in screens] == [fresh(task, each.line) for each in screens]
        for each in screens:
            each.writing.cancel()


async def test_a_line_that_ends_between_two_slices_ends_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    async with house(tmp_path) as (_, task):
        await begin(task)
        gathering = Gathering(task, limit=75)
        screens = [Screen(seat) for seat in VOTERS]
        for each in screens:
            await gathering.join(each.line)
        await settled(screens)
        await task.submit(MODERATOR, Pause())
        flushing = gathering.flush(citizens=True)
        flushing.send(None)
        gathering.leave(screens[5].line)
        await rest_of(flushing)
        rest = [each for each in screens if each is not screens[5]]
        await settled(rest)
        assert {each.topics["evening"]["status"] for each in rest} == {"paused"}
        gathering.came_back(screens[5].line.seat)
        for each in screens:
            each.writing.cancel()
