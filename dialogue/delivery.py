"""The desk of a bus: subscriptions, their inboxes, pending requests; it must not know any transport."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
Handler = Callable[[str, Message], Awaitable[None] | None]
Answerer = Callable[[Message], Awaitable[Message]]
Cancel = Callable[[], None]

INBOX_LIMIT = 4096  # messages a subscription may be behind before its oldest is dropped: signals are repeatable

log = logging.getLogger(__name__)


class BusTimeout(Exception):
    """A request got no answer in time, or nobody is there who could give one."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message on its way; `reply` is the subject where an answer is awaited."""

    subject: str
    message: Message
    reply: str | None = None


def matches(pattern: str, subject: str) -> bool:
    """A pattern is an exact subject, or a prefix ending in ".*" ("media.*" covers "media.a" and "media.a.b")."""
    return subject.startswith(pattern[:-1]) if pattern.endswith(".*") else subject == pattern


@dataclass(slots=True, eq=False)
class Subscription:
    """One handler, its messages in order; it never runs inside the sender's `publish`."""

    pattern: str
    handle: Callable[[Envelope], Awaitable[None] | None]
    inbox: deque[Envelope] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None
    dropped: int = 0

    def put(self, envelope: Envelope) -> None:
        if len(self.inbox) >= INBOX_LIMIT:
            self.inbox.popleft()
            self.dropped += 1
        self.inbox.append(envelope)
        if self.worker is None:
            self.worker = asyncio.create_task(self.drain(), name=f"bus {self.pattern}")

    async def drain(self) -> None:
        try:
            while self.inbox:
                await self.handle_one(self.inbox.popleft())
        finally:
            self.worker = None

    async def handle_one(self, envelope: Envelope) -> None:
        try:
            waiting = self.handle(envelope)
            if waiting is not None:
                await waiting
        except Exception:  # a broken handler must not end the loop of the others
            log.exception("x handler of %s failed on %s", self.pattern, envelope.subject)


class Desk:
    """Subscriptions and pending requests of one process.

    The owner carries envelopes: it gives those that arrive to `deliver`, and sends those that `send` is called with.
    `on_change(pattern, wanted)` tells it when the first subscription of a pattern comes and the last one goes.
    """

    def __init__(self, send: Callable[[Envelope], None], on_change: Callable[[str, bool], None] | None = None) -> None:
        self.send = send
        self.on_change = on_change
        self.subscriptions: list[Subscription] = []
        self.inbox = f"reply.{secrets.token_hex(8)}"
        self.numbers = itertools.count(1)
        self.waiting: dict[str, asyncio.Future[Message]] = {}
        self.answering: set[asyncio.Task[None]] = set()
        self.dropped_before = 0

    @property
    def dropped(self) -> int:
        """Messages lost because a handler was too slow, since the start."""
        return self.dropped_before + sum(each.dropped for each in self.subscriptions)

    def patterns(self) -> list[str]:
        """What must reach this process, its own replies included."""
        return [f"{self.inbox}.*", *dict.fromkeys(each.pattern for each in self.subscriptions)]

    def wants(self, pattern: str) -> bool:
        return any(each.pattern == pattern for each in self.subscriptions)

    def deliver(self, envelope: Envelope) -> int:
        """Hand to every subscription that matches; returns how many there were."""
        if envelope.subject.startswith(self.inbox):
            return self.settle(envelope)
        reached = [each for each in self.subscriptions if matches(each.pattern, envelope.subject)]
        for each in reached:
            each.put(envelope)
        return len(reached)

    def settle(self, envelope: Envelope) -> int:
        pending = self.waiting.get(envelope.subject)
        if pending is not None and not pending.done():
            pending.set_result(envelope.message)
        return 1

    def subscribe(self, pattern: str, handler: Handler) -> Cancel:
        return self.add(Subscription(pattern, lambda envelope: handler(envelope.subject, envelope.message)))

    def add(self, subscription: Subscription) -> Cancel:
        first = not self.wants(subscription.pattern)
        self.subscriptions.append(subscription)
        if first and self.on_change:
            self.on_change(subscription.pattern, True)
        return lambda: self.remove(subscription)

    def remove(self, subscription: Subscription) -> None:
        if subscription not in self.subscriptions:
            return
        self.subscriptions.remove(subscription)
        self.dropped_before += subscription.dropped
        subscription.inbox.clear()
        if self.on_change and not self.wants(subscription.pattern):
            self.on_change(subscription.pattern, False)

    def answer(self, subject: str, handler: Answerer) -> Cancel:
        """Requests are answered side by side: a slow one does not hold up the next."""

        def begin(envelope: Envelope) -> None:
            if envelope.reply is not None:
                task = asyncio.create_task(self.answer_one(envelope, envelope.reply, handler), name=f"answer {subject}")
                self.answering.add(task)
                task.add_done_callback(self.answering.discard)

        return self.add(Subscription(subject, begin))

    async def answer_one(self, envelope: Envelope, reply: str, handler: Answerer) -> None:
        try:
            self.send(Envelope(reply, {"answer": await handler(envelope.message)}))
        except Exception:  # the asker learns that it failed, the log learns why
            log.exception("x answer to %s failed", envelope.subject)
            self.send(Envelope(reply, {"answer": {"error": "internal"}}))

    async def request(self, subject: str, message: Message, *, timeout: float) -> Message:
        reply = f"{self.inbox}.{next(self.numbers)}"
        pending = self.waiting[reply] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                self.send(Envelope(subject, message, reply))
                outcome = await pending
        except TimeoutError:
            raise BusTimeout(f"no answer to {subject} within {timeout:g} s") from None
        finally:
            del self.waiting[reply]
        if "answer" not in outcome:
            raise BusTimeout(f"nobody answers {subject}")
        answer: Message = outcome["answer"]
        return answer

    async def close(self) -> None:
        """End what still runs; pending requests run into their timeout."""
        tasks = [each.worker for each in self.subscriptions if each.worker] + list(self.answering)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def nobody(envelope: Envelope) -> Envelope:
    """The reply to a request that no subscription matched: the asker need not wait for its timeout."""
    assert envelope.reply is not None
    return Envelope(envelope.reply, {"nobody": True})


async def first_of(*parts: Awaitable[None]) -> None:
    """Run until one part ends, then end the others; raises what ended it."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def roused(news: asyncio.Event, *, within_s: float) -> None:
    """Returns once there is news, or after that time, and takes the news: what comes from then on rouses again."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await news.wait()
    news.clear()
