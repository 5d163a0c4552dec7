"""Everybody of a rehearsal: makes the visitors, lets them live, notes what they hear and see, and how soon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from rooms.peer.line import Weather
from rooms.peer.marks import Gallery
from rooms.peer.sources import LayerShape
from web.creation import Invitation
from web.rehearsal.faults import behind
from web.rehearsal.matrix import DARK, Matrix
from web.visitor import studio
from web.visitor.media import Equipment
from web.visitor.profiles import Profile, cast, staff
from web.visitor.visitor import UNKNOWN, Course, Visitor

STAGGER_S: Final = 0.06
AT_ONCE: Final = 2
"""Reels that are drawn side by side: the machine has other things to do."""
WEAK_BPS: Final = 400_000
MEDIA: Final = ("none", "light", "full")

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Move:
    """Somebody came into a room: seconds to the first voice and picture of somebody there, once they came."""

    at: float
    room: str
    voice_s: float | None = None
    picture_s: float | None = None


@dataclass(slots=True)
class Ears:
    """When one visitor last heard anybody, and the longest silence while somebody should have been heard."""

    last: float = 0.0
    moves: list[Move] = field(default_factory=list)


class Company:
    """`enter` everybody, `course` them, `look` once a second, `leave`."""

    def __init__(self, visitors: Sequence[Visitor], length_s: float) -> None:
        self.visitors = visitors
        self.course = Course(length_s)
        self.matrix = Matrix()
        self.ears: dict[int, Ears] = {}
        self.by_seat: dict[int, Visitor] = {}
        for visitor in visitors:
            visitor.noticed, visitor.moved = self._noticed, self._moved

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """All of them live meanwhile; at the end all of them say goodbye."""
        tasks = [asyncio.create_task(self._live(visitor, number)) for number, visitor in enumerate(self.visitors)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            self.faults = [
                each for each in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(each, Exception)
            ]

    async def _live(self, visitor: Visitor, number: int) -> None:
        await asyncio.sleep(number * STAGGER_S)
        await visitor.live(self.course)

    def role(self, role: str) -> Visitor | None:
        return next((visitor for visitor in self.visitors if visitor.profile.role == role), None)

    @property
    def here(self) -> list[Visitor]:
        return [visitor for visitor in self.visitors if visitor.here]

    def _moved(self, visitor: Visitor, room: str) -> None:
        now = asyncio.get_running_loop().time()
        self.by_seat[visitor.seat] = visitor
        self.matrix.moved(visitor.seat, room, now)
        ears = self.ears.setdefault(visitor.seat, Ears())
        ears.moves.append(Move(now, room))
        if visitor.media is not None and visitor.media.peer is not None:
            visitor.media.peer.ledger.look_again()

    def _noticed(self, visitor: Visitor, kind: str, seat: int) -> None:
        now = asyncio.get_running_loop().time()
        self.matrix.noticed(visitor.seat, kind, seat, now)
        ears, other = self.ears.get(visitor.seat), self.by_seat.get(seat)
        if ears is None or other is None or not ears.moves:
            return
        if kind == "voice":
            ears.last = now
        move = ears.moves[-1]
        if move.room in DARK or move.room == UNKNOWN or other.room != move.room:
            return
        came = max(move.at, other.memory.stays[-1][0])
        if kind == "picture" and move.picture_s is None:
            move.picture_s = max(0.0, now - came)
        if kind == "voice" and move.voice_s is None and (since := other.memory.speaking_since) is not None:
            move.voice_s = max(0.0, now - max(came, since))

    def look(self) -> None:
        """Once a second: notes who should be heard and seen now, and judges what came."""
        now = asyncio.get_running_loop().time()
        here = [visitor for visitor in self.visitors if visitor.here and visitor.media is not None]
        speaking: dict[str, list[int]] = {}
        for visitor in here:
            since = visitor.memory.speaking_since
            if since is not None and now - since > 1.0:
                speaking.setdefault(visitor.room, []).append(visitor.seat)
        for visitor in here:
            assert visitor.media is not None
            if not visitor.media.instance:
                continue
            self.matrix.expected(visitor.seat, "voice", speaking.get(visitor.room, ()), now)
            if not visitor.profile.weak:
                self.matrix.expected(visitor.seat, "picture", self._shown(visitor), now)
        self.matrix.sweep(now)

    def _shown(self, visitor: Visitor) -> list[int]:
        assert visitor.media is not None
        return [
            seat
            for seat, _ in visitor.media.show
            if (other := self.by_seat.get(seat)) is not None
            and other.here
            and other.media is not None
            and other.media.instance
            and other.equipment is not None
            and other.equipment.layers
        ]

    def moves(self) -> list[Move]:
        return [move for ears in self.ears.values() for move in ears.moves if move.room not in (*DARK, UNKNOWN)]


def people(invitations: Sequence[Invitation], seed: int) -> list[tuple[Profile, str]]:
    """Profile and link of every synthetic seat: staff first, so that somebody is there when citizens come."""
    synthetic = [each for each in invitations if each.synthetic]
    team = [each for each in synthetic if each.role != "citizen"]
    citizens = [each for each in synthetic if each.role == "citizen"]
    leading = zip(staff([each.role for each in team], seed), team, strict=True)
    others = zip(cast(len(citizens), seed), citizens, strict=True)
    return [(profile, link.url) for profile, link in (*leading, *others)]


async def equip(
    invited: Sequence[tuple[Profile, str]],
    seats: Sequence[int],
    *,
    media: str,
    weather: Weather | None = None,
    progress: Progress = lambda what, done, of: None,
    folder: Path | None = None,
) -> list[Visitor]:
    """Visitors with their sound and pictures, which are drawn where nobody drew them before."""
    gallery, limit, done = Gallery(), asyncio.Semaphore(AT_ONCE), 0
    kept = folder or studio.folder()

    async def one(profile: Profile, url: str, seat: int) -> Visitor:
        nonlocal done
        async with limit:
            equipment = await asyncio.to_thread(equipment_of, profile, seat, media, gallery, kept)
        done += 1
        progress("equip", done, len(invited))
        if equipment is not None and weather is not None:
            equipment = replace(equipment, through=behind(weather, profile.seed))
        return Visitor(profile, url, equipment=equipment)

    made = (one(profile, url, seat) for (profile, url), seat in zip(invited, seats, strict=True))
    return list(await asyncio.gather(*made))


def equipment_of(profile: Profile, seat: int, media: str, gallery: Gallery, folder: Path) -> Equipment | None:
    """Drawn now where nobody drew it before: takes a second or two, so call it in a thread."""
    if media == "none":
        return None
    kit = studio.kit(profile.name, seat, shapes(profile, media), folder, gallery)
    return Equipment(kit.reels, kit.speech, gallery, WEAK_BPS if profile.weak else 0)


def shapes(profile: Profile, media: str) -> tuple[LayerShape, ...]:
    """The cameras of staff, who are on the stage, send all three sizes; those of citizens the two that groups show."""
    if media == "light":
        return studio.LIGHT
    return studio.FULL if profile.role in ("moderator", "podium") else studio.FULL[:2]
