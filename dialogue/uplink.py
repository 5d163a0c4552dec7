"""Joins the hub of this machine with those of the others through Redis; it must not know what the messages mean.

Fire and forget: what is published while Redis is away reaches this machine alone, and is counted. Subjects become
channels; a prefix becomes a pattern, except the inbox of a process that waits for answers, which is one channel. Of
several machines that could answer a request, one does: whoever is first to note its reply in Redis.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
import re
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError, ResponseError

from dialogue.delivery import Envelope, first_of
from dialogue.frames import FRAME_LIMIT, OUT_LIMIT

BACKOFF_S = (0.1, 1.0)
PULSE_S, PATIENCE_S = 1.0, 2.0
CLAIM_MS = 60_000
AT_ONCE = 64
LOST = (RedisError, OSError, TimeoutError, ValueError)

OLDEST_REDIS = 6

log = logging.getLogger(__name__)


class TooOld(RedisError):
    """This Redis is older than what we are tested with."""


class Uplink:
    """The owner sets `arrived` (what to do with an envelope from elsewhere), `wanted` (whether anybody here wants a
    subject), `unheard` (a request that reached nobody) and `changed` (up or down) before `run`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.prefix = f"dialogue{urlsplit(url).path.strip('/') or '0'}:"  # databases of one Redis share their channels
        self.origin = secrets.token_hex(6)
        self.arrived: Callable[[Envelope], None] = lambda envelope: None
        self.wanted: Callable[[str], bool] = lambda subject: False
        self.unheard: Callable[[Envelope], None] = lambda envelope: None
        self.changed: Callable[[bool], None] = lambda up: None
        self.patterns: Counter[str] = Counter()
        self.out: deque[tuple[str, bytes, Envelope]] = deque()
        self.asked: deque[tuple[bool, str]] = deque()
        self.some = asyncio.Event()
        self.confirmed: dict[str, asyncio.Event] = {}
        self.heard: dict[str, int] = {}
        self.claims: set[asyncio.Task[None]] = set()
        self.number = 0
        self.lost = 0
        self.up_since: float | None = None

    def want(self, pattern: str) -> None:
        self.patterns[pattern] += 1
        if self.patterns[pattern] == 1:
            self._ask(True, pattern)

    def leave(self, pattern: str) -> None:
        self.patterns[pattern] -= 1
        if not self.patterns[pattern]:
            del self.patterns[pattern]
            self._ask(False, pattern)

    def _ask(self, wanted: bool, pattern: str) -> None:
        if self.up_since is not None:
            self.asked.append((wanted, pattern))
            self.some.set()

    def send(self, envelope: Envelope) -> None:
        """Raises ValueError for a message over the limit."""
        if self.up_since is None:
            self._drop(envelope)
            return
        self.number += 1
        frame = {"o": self.origin, "n": self.number, "s": envelope.subject, "m": envelope.message, "r": envelope.reply}
        body = json.dumps(frame, separators=(",", ":"), ensure_ascii=False).encode()
        if len(body) > FRAME_LIMIT:
            raise ValueError(f"a bus message of {len(body)} bytes is over the limit of {FRAME_LIMIT}")
        if len(self.out) >= OUT_LIMIT:
            self._drop(self.out.popleft()[2])
        self.out.append((self._channel(envelope.subject), body, envelope))
        self.some.set()

    def _drop(self, envelope: Envelope) -> None:
        self.lost += 1
        if envelope.reply is not None:
            self.unheard(envelope)

    def _channel(self, subject: str) -> str:
        return self.prefix + (inbox_of(subject) or subject)

    async def run(self) -> None:
        """Connects, and connects again, until cancelled."""
        wait_s, too_old = BACKOFF_S[0], ""
        while True:
            client = Redis.from_url(self.url, socket_connect_timeout=PATIENCE_S, socket_timeout=None, retry=None)
            try:
                await self._live(client)
            except TooOld as reason:
                if too_old != (too_old := str(reason)):  # once, not each second
                    log.error("x %s", reason)
            except LOST as reason:
                log.debug("- no Redis: %s", reason)
            finally:
                if self.up_since is not None:
                    wait_s = BACKOFF_S[0]
                    log.warning("- Redis is gone; this machine goes on by itself")
                self._down()
                with contextlib.suppress(*LOST):
                    await client.aclose()
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))
            wait_s = min(2 * wait_s, BACKOFF_S[1])

    def _down(self) -> None:
        was_up, self.up_since = self.up_since is not None, None
        waiting, self.out = self.out, deque()
        self.asked.clear()
        for _, _, envelope in waiting:
            self._drop(envelope)
        for task in self.claims:
            task.cancel()
        if was_up:
            self.changed(False)

    async def _live(self, client: Redis) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await client.ping()
            await _must_be_new_enough(client)
        pubsub = client.pubsub()
        try:
            await pubsub.subscribe(f"{self.prefix}node.{self.origin}")
            await first_of(self._listen(pubsub, client), self._pulse(client), self._speak(pubsub, client))
        finally:
            with contextlib.suppress(*LOST):
                await pubsub.aclose()  # type: ignore[no-untyped-call]

    async def _pulse(self, client: Redis) -> None:
        """A Redis that hangs is as good as gone."""
        while True:
            await asyncio.sleep(PULSE_S)
            async with asyncio.timeout(PATIENCE_S):
                await client.ping()

    async def _speak(self, pubsub: PubSub, client: Redis) -> None:
        for pattern in list(self.patterns):
            await self._subscribe(pubsub, True, pattern)
        self.up_since = time.monotonic()
        log.info("- Redis is there")
        self.changed(True)
        while True:
            await self.some.wait()
            self.some.clear()
            while self.asked or self.out:
                while self.asked:
                    await self._subscribe(pubsub, *self.asked.popleft())
                await self._publish(client)

    async def _publish(self, client: Redis) -> None:
        batch = [self.out.popleft() for _ in range(min(AT_ONCE, len(self.out)))]
        if not batch:
            return
        pipeline = client.pipeline(transaction=False)
        for channel, body, _ in batch:
            pipeline.publish(channel, body)
        async with asyncio.timeout(PATIENCE_S):
            reached = await pipeline.execute()
        for count, (_, _, envelope) in zip(reached, batch, strict=True):
            if not count and envelope.reply is not None:
                self.unheard(envelope)

    async def _subscribe(self, pubsub: PubSub, wanted: bool, pattern: str) -> None:
        """Returns once Redis knows it: an answer must not come before its inbox is there."""
        name, is_pattern = self._redis_pattern(pattern)
        if not wanted:
            await (pubsub.punsubscribe(name) if is_pattern else pubsub.unsubscribe(name))
            return
        known = self.confirmed[name] = asyncio.Event()
        await (pubsub.psubscribe(name) if is_pattern else pubsub.subscribe(name))
        async with asyncio.timeout(PATIENCE_S):
            await known.wait()

    def _redis_pattern(self, pattern: str) -> tuple[str, bool]:
        if inbox := inbox_of(pattern):
            return self.prefix + inbox, False
        if not pattern.endswith(".*"):
            return self.prefix + pattern, False
        return re.sub(r"([\[\]?*\\^])", r"\\\1", self.prefix + pattern[:-1]) + "*", True

    async def _listen(self, pubsub: PubSub, client: Redis) -> None:
        async for message in pubsub.listen():
            match message["type"]:
                case "subscribe" | "psubscribe":
                    if known := self.confirmed.pop(message["channel"].decode(), None):
                        known.set()
                case "message" | "pmessage":
                    self._take(message["data"], client)

    def _take(self, body: bytes, client: Redis) -> None:
        try:
            frame: dict[str, Any] = json.loads(body)
            origin, number = str(frame["o"]), int(frame["n"])
            envelope = Envelope(str(frame["s"]), dict(frame["m"]), frame["r"])
        except (ValueError, KeyError, TypeError):
            log.warning("x Redis brought what is no message of ours")
            return
        # Own words came back, or the same ones by a channel and by a pattern.
        if origin == self.origin or number <= self.heard.get(origin, 0):
            return
        self.heard[origin] = number
        if envelope.reply is None:
            self.arrived(envelope)
        elif self.wanted(envelope.subject):
            task = asyncio.create_task(self._claim(envelope, client), name="claim")
            self.claims.add(task)
            task.add_done_callback(self.claims.discard)

    async def _claim(self, envelope: Envelope, client: Redis) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                mine = await client.set(f"{self.prefix}claim:{envelope.reply}", self.origin, nx=True, px=CLAIM_MS)
        except LOST:
            return
        if mine:
            self.arrived(envelope)


async def _must_be_new_enough(client: Redis) -> None:
    """Raises `TooOld`. A Redis that keeps its version to itself, as some that are rented do, is believed."""
    with contextlib.suppress(ResponseError):
        found = str((await client.info("server")).get("redis_version", ""))
        if (major := found.partition(".")[0]).isdigit() and int(major) < OLDEST_REDIS:
            raise TooOld(f"Redis {found} is too old: {OLDEST_REDIS} or newer is needed; this machine goes on by itself")


def inbox_of(subject: str) -> str | None:
    """`reply.1f2e` of `reply.1f2e.7` and of the pattern `reply.1f2e.*`."""
    parts = subject.split(".")
    return f"reply.{parts[1]}" if len(parts) == 3 and parts[0] == "reply" else None
