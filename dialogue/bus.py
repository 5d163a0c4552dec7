"""The bus: publish, subscribe, request between the processes of one server; it must not know what the messages mean.

Losing it loses no data: whoever must not miss something reads the log. Four rules hold for every implementation:

- A handler never runs inside `publish`; each subscription gets its messages in order, one at a time.
- A publisher that subscribes to its own subject hears itself.
- Who is too slow loses the oldest messages; they are counted.
- A message belongs to the bus once it is published: neither side changes it afterwards.

One process answers a subject; of several the first answer counts.

Several machines: each has a hub, joined by an `Uplink` (Redis). Without it each goes on by itself; `up_since` tells.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dialogue.delivery import (
    Answerer,
    BusTimeout,
    Cancel,
    Desk,
    Envelope,
    Handler,
    Message,
    first_of,
    matches,
    nobody,
)
from dialogue.frames import Out, listen, pack, read_frame

if TYPE_CHECKING:  # who needs no Redis need not load it
    from dialogue.uplink import Uplink

__all__ = ["Answerer", "Bus", "BusTimeout", "Cancel", "Handler", "HubBus", "LinkBus", "Message"]

BACKOFF_S = (0.02, 0.4)  # first and longest wait between two attempts to reach the hub

log = logging.getLogger(__name__)


class Bus(Protocol):
    @property
    def up_since(self) -> float | None:
        """Since when (monotonic) everybody can be reached, other machines included; None while not."""

    async def publish(self, subject: str, message: Message) -> None:
        """Fire and forget."""

    def subscribe(self, pattern: str, handler: Handler) -> Cancel:
        """Pattern: an exact subject, or a prefix ending in ".*". Returns what ends the subscription."""

    async def request(self, subject: str, message: Message, *, timeout: float = 5.0) -> Message:
        """The answer; `{"error": "internal"}` if the answerer failed. Raises BusTimeout, at once if nobody answers."""

    def answer(self, subject: str, handler: Answerer) -> Cancel:
        """Answer the requests of a subject."""


class Peer:
    """One child's connection, seen from the hub."""

    def __init__(self, out: Out) -> None:
        self.out = out
        self.patterns: set[str] = set()

    def wants(self, subject: str) -> bool:
        return any(matches(pattern, subject) for pattern in self.patterns)


class HubBus:
    """The bus of the control process: its own handlers, and the children that connect to the Unix socket at `path`. On
    one of several machines it belongs to the supervisor, and the `uplink` to the others.

    Subscribe and answer before `start`: children ask as soon as they are connected.
    """

    def __init__(self, path: Path, *, uplink: Uplink | None = None) -> None:
        self.path = path
        self.uplink = uplink
        self.desk = Desk(self.route, self.note)
        self.started_at: float | None = None
        self.climbing: asyncio.Task[None] | None = None
        self.peers: set[Peer] = set()
        self.connections: set[asyncio.Task[None]] = set()
        self.server: asyncio.Server | None = None
        self.lost = 0

    @property
    def dropped(self) -> int:
        """Messages lost because a child or a handler was too slow."""
        afar = self.uplink.lost if self.uplink else 0
        return self.lost + sum(peer.out.dropped for peer in self.peers) + self.desk.dropped + afar

    @property
    def up_since(self) -> float | None:
        return self.uplink.up_since if self.uplink else self.started_at

    async def start(self) -> None:
        """Raises OSError if another living process serves at the path."""
        self.server = await asyncio.start_unix_server(self.serve, sock=listen(self.path))
        self.started_at = time.monotonic()
        if self.uplink is not None:
            self.uplink.arrived, self.uplink.wanted, self.uplink.unheard = self.arrive, self.wants, self.answer_nobody
            self.uplink.changed = self.tell_peers
            self.uplink.want(f"{self.desk.inbox}.*")
            self.climbing = asyncio.create_task(self.uplink.run(), name="bus uplink")

    async def close(self) -> None:
        if self.climbing is not None:
            self.climbing.cancel()
            await asyncio.gather(self.climbing, return_exceptions=True)
        if self.server is not None:
            self.server.close()
            self.path.unlink(missing_ok=True)
        for connection in self.connections:
            connection.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        await self.desk.close()

    async def publish(self, subject: str, message: Message) -> None:
        self.route(Envelope(subject, message))

    def subscribe(self, pattern: str, handler: Handler) -> Cancel:
        return self.desk.subscribe(pattern, handler)

    def answer(self, subject: str, handler: Answerer) -> Cancel:
        return self.desk.answer(subject, handler)

    async def request(self, subject: str, message: Message, *, timeout: float = 5.0) -> Message:
        return await self.desk.request(subject, message, timeout=timeout)

    def note(self, pattern: str, wanted: bool) -> None:
        if self.uplink is not None:
            (self.uplink.want if wanted else self.uplink.leave)(pattern)

    def wants(self, subject: str) -> bool:
        here = any(matches(each.pattern, subject) for each in self.desk.subscriptions)
        return here or any(peer.wants(subject) for peer in self.peers)

    def route(self, envelope: Envelope) -> None:
        """From here: to whoever wants it on this machine, and to the others. A request, or an answer, that somebody
        here takes stays here."""
        reached = self.hand_out(envelope)
        addressed = envelope.reply is not None or envelope.subject.startswith("reply.")
        if self.uplink is not None and not (reached and addressed):
            self.uplink.send(envelope)
        elif envelope.reply is not None and not reached:
            self.answer_nobody(envelope)

    def hand_out(self, envelope: Envelope) -> int:
        reached = self.desk.deliver(envelope)
        peers = [peer for peer in self.peers if peer.wants(envelope.subject)]
        if peers:
            frame = frame_of(envelope)
            for peer in peers:
                peer.out.put(frame)
        return reached + len(peers)

    def arrive(self, envelope: Envelope) -> None:
        self.hand_out(envelope)

    def answer_nobody(self, envelope: Envelope) -> None:
        self.route(nobody(envelope))

    def tell_peers(self, up: bool) -> None:
        for peer in self.peers:
            peer.out.put_now(pack({"up": up}))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        peer = Peer(Out(writer))
        self.peers.add(peer)
        try:
            await first_of(self.listen_to(peer, reader), peer.out.run())
        except asyncio.CancelledError:
            pass  # only `close` cancels; the stream server would log the cancellation as an error
        except (OSError, EOFError, ValueError, KeyError) as reason:
            log.debug("- child gone: %r", reason)
        finally:
            self.connections.discard(task)
            self.peers.discard(peer)
            for pattern in peer.patterns:
                self.note(pattern, False)
            self.lost += peer.out.dropped
            await peer.out.close()

    async def listen_to(self, peer: Peer, reader: asyncio.StreamReader) -> None:
        while True:
            frame = await read_frame(reader)
            match frame:
                case {"wants": str(pattern)} if pattern not in peer.patterns:
                    peer.patterns.add(pattern)
                    self.note(pattern, True)
                case {"leaves": str(pattern)} if pattern in peer.patterns:
                    peer.patterns.discard(pattern)
                    self.note(pattern, False)
                case {"wants": _} | {"leaves": _}:
                    pass
                case {"ready": _}:
                    peer.out.put_now(pack({"ready": True, "up": self.up_since is not None}))
                case _:
                    self.route(envelope_of(frame))


class LinkBus:
    """The bus of a child: one connection to the hub, made again for ever by itself.

    `connected` is set while the hub knows this child's subscriptions; `on_connect` runs each time it is set and may ask
    and publish. What is published without a connection is dropped, and what waits when the link is closed.
    """

    def __init__(self, path: Path, *, on_connect: Callable[[], Awaitable[None] | None] | None = None) -> None:
        self.path = path
        self.on_connect = on_connect
        self.connected = asyncio.Event()
        self.desk = Desk(self.send, self.tell)
        self.out: Out | None = None
        self.keeper: asyncio.Task[None] | None = None
        self.up_since: float | None = None
        self.lost = 0

    @property
    def dropped(self) -> int:
        """Messages lost because there was no connection, or because the hub or a handler was too slow."""
        return self.lost + (self.out.dropped if self.out else 0) + self.desk.dropped

    async def start(self) -> None:
        """Returns at once; wait for `connected` where it matters."""
        self.keeper = asyncio.create_task(self.keep(), name="bus link")

    async def close(self) -> None:
        if self.keeper is not None:
            self.keeper.cancel()
            await asyncio.gather(self.keeper, return_exceptions=True)
        await self.desk.close()

    async def publish(self, subject: str, message: Message) -> None:
        self.send(Envelope(subject, message))

    def subscribe(self, pattern: str, handler: Handler) -> Cancel:
        return self.desk.subscribe(pattern, handler)

    def answer(self, subject: str, handler: Answerer) -> Cancel:
        return self.desk.answer(subject, handler)

    async def request(self, subject: str, message: Message, *, timeout: float = 5.0) -> Message:
        """As `Bus.request`; waits for a connection within the same timeout."""
        ends_at = asyncio.get_running_loop().time() + timeout
        try:
            async with asyncio.timeout_at(ends_at):
                await self.connected.wait()
        except TimeoutError:
            raise BusTimeout(f"no connection for {subject} within {timeout:g} s") from None
        return await self.desk.request(subject, message, timeout=ends_at - asyncio.get_running_loop().time())

    def send(self, envelope: Envelope) -> None:
        if self.out is None:
            self.lost += 1
        else:
            self.out.put(frame_of(envelope))

    def tell(self, pattern: str, wanted: bool) -> None:
        if self.out is not None:
            self.out.put_now(pack({"wants" if wanted else "leaves": pattern}))

    async def keep(self) -> None:
        wait_s = BACKOFF_S[0]
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(str(self.path))
            except OSError as reason:
                log.debug("- no hub at %s: %s", self.path, reason)
            else:
                await self.live(reader, Out(writer))
                wait_s = BACKOFF_S[0]
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))  # jitter: not all children at the same moment
            wait_s = min(2 * wait_s, BACKOFF_S[1])

    async def live(self, reader: asyncio.StreamReader, out: Out) -> None:
        """From connecting until the connection ends."""
        self.out = out
        for pattern in self.desk.patterns():
            self.tell(pattern, True)
        out.put_now(pack({"ready": True}))
        try:
            await first_of(self.listen(reader), out.run())
        except (OSError, EOFError, ValueError, KeyError) as reason:
            log.debug("- hub gone: %r", reason)
        finally:
            self.connected.clear()
            self.up_since = self.out = None
            self.lost += out.dropped
            await out.close()

    async def listen(self, reader: asyncio.StreamReader) -> None:
        greeting: asyncio.Task[None] | None = None
        try:
            while True:
                frame = await read_frame(reader)
                if "up" in frame:
                    self.up_since = time.monotonic() if frame["up"] else None
                if "ready" in frame:
                    self.connected.set()
                    greeting = asyncio.create_task(self.greet(), name="bus greeting")
                elif "subject" in frame:
                    self.desk.deliver(envelope_of(frame))
                elif "up" not in frame:
                    raise ValueError("a bus frame without a subject")
        finally:
            if greeting is not None:
                greeting.cancel()

    async def greet(self) -> None:
        try:
            waiting = self.on_connect() if self.on_connect else None
            if waiting is not None:
                await waiting
        except Exception:  # the link lives on without its greeting
            log.exception("x on_connect failed")


def frame_of(envelope: Envelope) -> bytes:
    return pack({"subject": envelope.subject, "message": envelope.message, "reply": envelope.reply})


def envelope_of(frame: dict[str, Any]) -> Envelope:
    return Envelope(frame["subject"], frame["message"], frame.get("reply"))
