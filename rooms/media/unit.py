"""The forwarding unit without a loop: datagrams and wishes in, packets out through outboxes. Knows no asyncio, no DTLS.

Every method takes `now`, in seconds of any steady clock; `wake_at` says when `tick` is due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

from rooms.media import stun
from rooms.media.forward import Forwarder
from rooms.media.layout import Layout
from rooms.media.limits import MOST_STRANGERS, STRANGERS_PER_S, Allowance
from rooms.media.peer import CONNECTED, GONE, LOCAL_SSRC, NEW, SILENT, Peer
from rooms.media.sdp import parse_offer
from rooms.media.seating import Seating, Signal
from rooms.media.srtp import Cipher
from rooms.media.udp import Outbox
from rooms.plan import Plan

TICK_S = 0.020
TURNS = 5  # ticks until it is a peer's turn again: feedback each 100 ms, and never everybody's at once
REPORTS = 50  # ticks between two reports to a peer
REFRESH = 25  # ticks until it is a room's turn again
SILENT_S, GONE_S, FORGET_S, JOIN_S = 5.0, 10.0, 300.0, 30.0
MOST_ADDRESSES = 8
QUIET_PATH_S = 1.0


class Unit:
    """`on_dtls(peer, datagram)` and `on_end(peer)` go to the shell that drives the handshakes."""

    def __init__(
        self,
        *,
        signal: Signal,
        on_dtls: Callable[[Peer, bytes], None],
        on_end: Callable[[Peer], None],
        epoch: Callable[[float], float],
        random: Random,
    ) -> None:
        self._signal, self._on_dtls, self._on_end, self._random = signal, on_dtls, on_end, random
        self.peers: dict[tuple[str, int], Peer] = {}
        self._by_ufrag: dict[str, Peer] = {}
        self._by_address: dict[bytes, Peer] = {}
        self.knocked = stun.new_credentials()  # who asks whether the port is open names these, and is no peer
        self.dropped: Counter[str] = Counter()
        self._strangers = Allowance(STRANGERS_PER_S, MOST_STRANGERS)
        self.seating = Seating(signal)
        self.forwarder = Forwarder(self.seating, dropped=self.dropped, epoch=epoch)
        self._tick_at = 0.0
        self._ticks = 0
        self._turns = count()

    # -- wishes of the control process

    def offer(self, dialogue: str, seat: int, sdp: str, now: float) -> Peer:
        """A new peer for that seat, in place of a former one, or the same where the browser restarts ICE.

        Raises `ValueError` for a bad offer.
        """
        offer = parse_offer(sdp)
        held = self.peers.get((dialogue, seat))
        if held is not None and offer.restarts(held.offer):
            if held.next is not None:
                del self._by_ufrag[held.next[0]]
            self._by_ufrag[held.restart(offer)] = held
            return held
        self.leave(dialogue, seat, now)
        peer = Peer(dialogue, seat, offer, random=self._random, now=now)
        peer.turn = next(self._turns)
        self.peers[dialogue, seat] = peer
        self._by_ufrag[peer.ufrag] = peer
        self.seating.enter(peer, now)
        return peer

    def applied(self, dialogue: str, seat: int, now: float) -> None:
        peer = self.peers.get((dialogue, seat))
        if peer is not None and not peer.applied:
            peer.applied = True
            self.seating.tell_demand(peer)
            self._changed(peer)

    def leave(self, dialogue: str, seat: int, now: float) -> None:
        peer = self.peers.get((dialogue, seat))
        if peer is not None:
            self.remove(peer, now)

    def layout(self, dialogue: str, seat: int, layout: Layout, now: float) -> None:
        peer = self.peers.get((dialogue, seat))
        if peer is not None:
            peer.layout = layout
            self.seating.retell(peer, now)
            self._changed(peer)

    def camera(self, dialogue: str, seat: int, now: float, *, on: bool) -> None:
        peer = self.peers.get((dialogue, seat))
        if peer is not None:
            peer.camera_said(on=on, now=now)
            if peer.room is not None and not on:
                self.seating.halls.leave(peer.room, seat, now)
            self._changed(peer)

    def plan(self, plan: Plan, now: float) -> None:
        peers = [peer for peer in self.peers.values() if peer.dialogue == plan.dialogue]
        for peer in self.seating.apply(plan, peers, now):
            self._state(peer, GONE)
            self.remove(peer, now)
        self._ask(now)
        self._blank(now)

    # -- peers

    def keyed(self, peer: Peer, tx: Cipher, rx: Cipher, now: float) -> None:
        """The handshake is over."""
        peer.tx, peer.rx, peer.heard_at = tx, rx, now
        self._wake(peer, now)

    def remove(self, peer: Peer, now: float) -> None:
        """For ever: its credentials are void."""
        if self.peers.get((peer.dialogue, peer.seat)) is not peer:
            return
        del self.peers[peer.dialogue, peer.seat]
        for ufrag in (peer.ufrag, *(peer.next or ())[:1]):
            del self._by_ufrag[ufrag]
        for address in peer.addresses:
            self._by_address.pop(address, None)
        self.seating.leave(peer, now)
        peer.forget()
        self._on_end(peer)

    def ended(self, peer: Peer, now: float) -> None:
        """Its DTLS session failed or was closed by the browser."""
        if self.peers.get((peer.dialogue, peer.seat)) is peer:
            self._state(peer, GONE)
            self.remove(peer, now)

    def _wake(self, peer: Peer, now: float) -> None:
        self._state(peer, CONNECTED)
        self.seating.enter(peer, now)

    def _state(self, peer: Peer, state: str) -> None:
        if peer.state != state:
            peer.state = state
            self._signal(peer.dialogue, peer.seat, "state", {"state": state})

    @staticmethod
    def _changed(peer: Peer) -> None:
        """Its room is refreshed at the next tick: of seventy-five who are moved at once everybody says a new layout."""
        if peer.room is not None:
            peer.room.dirty = True

    # -- datagrams

    def datagram(self, outbox: Outbox, view: memoryview, data: Any, length: int, address: bytes, now: float) -> None:
        """One datagram from `address`; `outbox` is the socket's it came by. `data` is `view` for C code."""
        first = view[0] if length else 255
        peer = self._by_address.get(address)
        if first < 4:  # RFC 7983: how the first byte tells protocols apart
            self._stun(outbox, bytes(view[:length]), address, now)
        elif peer is None:
            self.dropped["address"] += 1
        elif 128 <= first < 192 and length >= 12:
            if 192 <= view[1] < 224:
                self.forwarder.rtcp(peer, view, data, length, now)
            else:
                self.forwarder.rtp(peer, view, data, length, now)
        elif 20 <= first < 64:
            if peer.conduct.checks.take(now):
                self._on_dtls(peer, bytes(view[:length]))
            else:
                self.dropped["flood"] += 1
        else:
            self.dropped["datagram"] += 1

    def forward(self, now: float) -> None:
        """What the datagrams so far brought leaves; to be called soon, and at once where `forwarder.owed` is large."""
        self.forwarder.forward(now)
        self.seating.halls.flush()

    def painted(self, message: bytes, now: float) -> None:
        """What the mosaic process says; a picture leaves with the next `forward`."""
        try:
            found = self.seating.halls.heard(message)
        except ValueError:
            self.dropped["hall"] += 1
            return
        if found is not None:
            canvas, picture = found
            self.forwarder.painted(canvas, picture.frame, now)

    def _stun(self, outbox: Outbox, data: bytes, address: bytes, now: float) -> None:
        known = self._by_address.get(address)
        if not (self._strangers if known is None else known.conduct.checks).take(now):
            self.dropped["flood"] += 1
            return
        try:
            request = stun.parse_request(data)
        except ValueError:
            self.dropped["stun"] += 1
            return
        if request is None:
            return
        if request.ufrag == self.knocked[0] and request.verify(self.knocked[1]):
            _reply(outbox, request, self.knocked[1], address)
            return
        peer = self._by_ufrag.get(request.ufrag)
        password = peer.password_of(request.ufrag) if peer is not None else ""
        if peer is None or not request.verify(password):
            self.dropped["credentials"] += 1
            return
        if peer.conduct.replayed(request.message.transaction_id, address):
            self.dropped["replay"] += 1
            return
        if peer.next is not None and request.ufrag == peer.next[0]:
            del self._by_ufrag[peer.ufrag]
            (peer.ufrag, peer.password), peer.next = peer.next, None
        self._know(peer, address)
        # phones roam: the nominated pair, or whatever works when the old path has fallen silent
        if peer.address != address and (request.nominated or now - peer.heard_at > QUIET_PATH_S or not peer.address):
            peer.move(outbox, address)
        peer.heard_at = now
        _reply(outbox, request, password, address)

    def _know(self, peer: Peer, address: bytes) -> None:
        if self._by_address.get(address) is peer:
            return
        former = self._by_address.get(address)
        if former is not None:  # the same browser with a new connection
            former.addresses.remove(address)
        self._by_address[address] = peer
        peer.addresses.append(address)
        if len(peer.addresses) > MOST_ADDRESSES:
            oldest = next(known for known in peer.addresses if known != peer.address)
            peer.addresses.remove(oldest)
            del self._by_address[oldest]

    # -- time

    def wake_at(self) -> float | None:
        return self._tick_at if self.peers else None

    def tick(self, now: float) -> None:
        self._tick_at = now + TICK_S
        self._ticks += 1
        for peer in list(self.peers.values()):
            if (peer.turn - self._ticks) % TURNS == 0:
                self._check(peer, now)
            if peer.downlink.budget.rising and peer.state == CONNECTED:
                peer.send_padding(now)
        for number, room in enumerate(list(self.seating.rooms.values())):
            if room.dirty or room.rest is not None or (number - self._ticks) % REFRESH == 0:
                self.seating.refresh_some(room, now)
        self._ask(now)
        self._blank(now)
        self.forwarder.repair.ask(now, ssrc=LOCAL_SSRC)
        self.forwarder.repair.repeat(now)
        self.forwarder.release(now)

    def _check(self, peer: Peer, now: float) -> None:
        quiet = now - peer.heard_at
        peer.conduct.refill(TURNS * TICK_S)
        if peer.conduct.hostile:
            self.dropped["hostile"] += 1
            self.ended(peer, now)
        elif peer.state == NEW:
            if now - peer.born_at > JOIN_S:
                self.ended(peer, now)
        elif quiet < SILENT_S:
            if peer.state != CONNECTED:
                self._wake(peer, now)
        elif quiet > FORGET_S:
            self.remove(peer, now)
        elif quiet > GONE_S:
            self._state(peer, GONE)
        elif peer.state == CONNECTED:
            self._state(peer, SILENT)
            self.seating.leave(peer, now)
        if peer.state == CONNECTED:
            self.forwarder.feedback(peer, now)
            if (peer.turn - self._ticks) % REPORTS == 0:
                self.forwarder.report(peer, now)

    def _ask(self, now: float) -> None:
        awaiting = self.seating.awaiting
        for source in list(awaiting):
            source.wish = source.wish and (bool(source.sinks) or source.tap is not None)
            if not source.waiting and not source.wish:
                awaiting.discard(source)
        for source in awaiting:
            self.forwarder.ask(source, now)

    def _blank(self, now: float) -> None:
        blanking = self.seating.blanking
        for slot in list(blanking):
            slot.owner.send_blank(slot, now)
            if not slot.blanks:
                blanking.discard(slot)


def _reply(outbox: Outbox, request: stun.Request, password: str, address: bytes) -> None:
    reply = stun.answer(request, password, address=address)
    outbox.view[: len(reply)] = reply
    outbox.push(len(reply), outbox.destination(address))
