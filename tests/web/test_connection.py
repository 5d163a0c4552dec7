"""A line: topics newest only, answers in order, slow lines closed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from dialogue.machine import Audience
from dialogue.topics import Entry, Rendering
from web import connection as module
from web.connection import Connection


class Browser:
    """The far end; `open` lets messages through."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, text: str) -> None:
        await self.open.wait()
        self.received.append(json.loads(text))


def rendering(**versions: int) -> Rendering:
    made = Rendering(Audience("citizen", "plenary"))
    made.entries = {name: Entry(v, json.dumps(v)) for name, v in versions.items()}
    return made


async def written(line: Connection) -> None:
    """Everything that waits is sent: the goodbye comes last."""
    writing = asyncio.create_task(line.write())
    async with asyncio.timeout(5):
        while line.wake.is_set() or line.stale or line.direct:  # noqa: ASYNC110 - the line has no event for "empty"
            await asyncio.sleep(0)
    line.say_goodbye("restart")
    await writing


async def test_only_the_newest_version_of_a_topic_is_sent() -> None:
    browser = Browser()
    line = Connection(7, send=browser.take, hello=dict)
    shared = rendering(room=1)
    line.attach(shared, rendering())
    shared.entries["room"] = Entry(2, "2")
    line.mark({"room"})
    await written(line)
    assert browser.received == [{"topic": "room", "v": 2, "data": 2}]


async def test_what_changed_without_a_row_is_sent_and_what_stayed_is_not() -> None:
    """Speaking time and line quality are lent to the state: a topic may say something else about the same row."""
    browser = Browser()
    line = Connection(7, send=browser.take, hello=dict)
    own = rendering(spoken=15)
    line.attach(rendering(), own)
    await written(line)
    line.bye = None
    own.entries["spoken"] = Entry(15, "1")
    line.mark({"spoken"})
    await written(line)
    line.bye = None
    other = rendering()
    other.entries["spoken"] = Entry(15, "1")  # another audience's, and the same
    line.attach(rendering(), other)
    await written(line)
    assert [message["data"] for message in browser.received] == [15, 1]


async def test_patch_is_for_who_holds_what_it_was_made_from() -> None:
    browser = Browser()
    line = Connection(7, send=browser.take, hello=dict)
    first = Entry(15, '{"a":1}')
    missed = Entry(15, '{"a":2}', {"a": "2"}, '"set":{"a":2},"gone":[]}', first.serial)
    newest = Entry(15, '{"a":2,"b":3}', {"a": "2", "b": "3"}, '"set":{"b":3},"gone":[]}', missed.serial)
    shared = Rendering(Audience("citizen", "plenary"), {"cards": first})
    line.attach(shared, rendering())
    await written(line)
    line.bye = None
    shared.entries["cards"] = newest  # the one between never went out on this slow line
    line.mark({"cards"})
    await written(line)
    assert browser.received[-1] == {"topic": "cards", "v": 15, "data": {"a": 2, "b": 3}}


async def test_changing_the_audience_takes_back_what_it_may_no_longer_see() -> None:
    browser = Browser()
    line = Connection(7, send=browser.take, hello=dict)
    line.attach(rendering(wall=1, room=1), rendering(me=1))
    await written(line)
    line.bye = None
    browser.received.clear()
    line.attach(rendering(room=1), rendering(me=1))
    await written(line)
    assert browser.received == [{"topic": "wall", "v": 1, "data": None}]


async def test_answers_keep_their_order_and_come_before_topics() -> None:
    browser = Browser()
    line = Connection(7, send=browser.take, hello=dict)
    line.attach(rendering(room=1), rendering())
    line.say({"ok": "a"})
    line.say({"ok": "b"})
    await written(line)
    assert [next(iter(message)) for message in browser.received] == ["ok", "ok", "topic"]


async def test_line_that_takes_nothing_is_closed_as_slow(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "SLOW_AFTER_S", 0.01)
    browser = Browser()
    browser.open.clear()
    line = Connection(7, send=browser.take, hello=dict)
    line.say({"ok": "a"})
    async with asyncio.timeout(5):
        assert await line.write() == "slow"
