"""One synthetic person: through the door, into the dialogue, and doing there what the screen suggests, by a profile.

The meeting point of door, line, media and habits. It holds no policy of its own; rehearsals, benches and tests start it
and read what it remembers.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final

from web.visitor import door
from web.visitor.door import Held, Shut
from web.visitor.habits import RACED, THINKING_S, TROLLED, Act, Mind, acts
from web.visitor.leading import over, staff_acts
from web.visitor.line import Line
from web.visitor.looking import layout
from web.visitor.media import Equipment, Media
from web.visitor.profiles import Profile
from web.visitor.talking import speaks

PULSE_S: Final = 0.25
UNKNOWN: Final = "?"
"""The room of who has no line: the server may move them meanwhile."""
COUNTED: Final = {"card.write": "cards", "poll.vote": "votes", "dots.give": "dots", "readback.answer": "readbacks"}


class Course:
    """When visitors come, lose the line, change the device and go: shares of an evening whose beginning is known once
    it has begun."""

    def __init__(self, length_s: float) -> None:
        self.length_s = length_s
        self.begins_at = float("inf")
        self.begun = asyncio.Event()

    def begin(self) -> None:
        self.begins_at = asyncio.get_running_loop().time()
        self.begun.set()

    def due(self, share: float | None) -> bool:
        return share is not None and self.left_s(share) <= 0

    def left_s(self, share: float) -> float:
        return self.begins_at + share * self.length_s - asyncio.get_running_loop().time()


@dataclass(slots=True)
class Memory:
    """What the report asks for. `sent`: by kind, how many were acknowledged, with what was written; `stays`: since when
    in which room; `odd`: refusals that a well-behaved person should not get."""

    joined_s: float | None = None
    failed: str = ""
    sent: dict[str, list[Any]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    stays: list[tuple[float, str]] = field(default_factory=list)
    speaking_since: float | None = None
    odd: list[tuple[str, str]] = field(default_factory=list)
    left: bool = False


class Visitor:
    """`noticed(visitor, kind, seat)` hears of each packet that was read; `moved(visitor, room)` of each move."""

    def __init__(
        self,
        profile: Profile,
        url: str,
        *,
        equipment: Equipment | None = None,
        noticed: Callable[[Visitor, str, int], None] = lambda visitor, kind, seat: None,
        moved: Callable[[Visitor, str], None] = lambda visitor, room: None,
    ) -> None:
        self.profile = profile
        self.url = url
        self.equipment = equipment
        self.noticed = noticed
        self.moved = moved
        self.rng = Random(profile.seed)
        self.mind = Mind(profile, Random(profile.seed))
        self.memory = Memory()
        self.seat = 0
        self.acting, self.aloud = True, False
        self.line: Line | None = None
        self.media: Media | None = None
        self._held: Held | None = None
        self._errands: set[asyncio.Task[None]] = set()
        self._done: set[str] = set()

    @property
    def topics(self) -> dict[str, Any]:
        return self.line.topics if self.line is not None else {}

    @property
    def room(self) -> str:
        return str((self.topics.get("me") or {}).get("room") or "")

    @property
    def held(self) -> Held | None:
        """The seat, as long as this visitor has it."""
        return self._held

    async def quiet(self) -> None:
        """Returns once nothing that was sent waits for its answer."""
        await asyncio.gather(*self._errands, return_exceptions=True)

    @property
    def here(self) -> bool:
        return self.line is not None and self.line.connected.is_set() and bool(self.topics.get("me"))

    async def live(self, course: Course) -> None:
        """From the door to the end, or until cancelled; never without saying goodbye."""
        if self.profile.late is not None:
            await course.begun.wait()
            await asyncio.sleep(max(0.0, course.left_s(self.profile.late)))
        try:
            if await self._enter():
                await self._device(course)
        finally:
            await self.leave()

    async def _enter(self) -> bool:
        began = asyncio.get_running_loop().time()
        try:
            profile = self.profile
            self._held = await asyncio.to_thread(door.enter, self.url, profile.name, second=profile.second)
        except (Shut, OSError) as error:
            self.memory.failed = str(error) or repr(error)
            return False
        self._begin_line()
        self.memory.stays.append((began, ""))
        return True

    def _begin_line(self) -> None:
        assert self._held is not None
        self.line = Line(self._held, rng=self.rng)
        self.line.on_topic = self._topic
        self.line.on_signal = self._signal
        self.line.on_lost = self._lost
        if self.equipment is not None:
            self.media = Media(self.line, self.equipment, rng=self.rng, noticed=partial(self.noticed, self))

    async def _device(self, course: Course) -> None:
        """Until the line ends for good; a taken seat goes on at another device."""
        async with asyncio.TaskGroup() as tasks:
            assert self.line is not None
            line, media = self.line, self.media
            reading = tasks.create_task(line.run())
            others = [tasks.create_task(self._act(course))]
            others += [tasks.create_task(media.keep())] if media is not None else []
            await reading
            for task in others:
                task.cancel()

    def _topic(self, name: str) -> None:
        if name == "me":
            self._moved()
        elif name == "media" and self.media is not None:
            self.media.told()
        elif name.startswith("cards:") or name == "wall":
            self.memory.shown |= {card["text"] for card in (self.topics[name] or {}).values()}

    def _moved(self) -> None:
        now = asyncio.get_running_loop().time()
        memory, room = self.memory, self.room
        self.seat = self.topics["me"]["seat"] if self.topics["me"] else self.seat
        if memory.joined_s is None:
            memory.joined_s = now - memory.stays[0][0]
            memory.stays.clear()
        if not memory.stays or memory.stays[-1][1] != room:
            memory.stays.append((now, room))
            self.moved(self, room)

    def _lost(self) -> None:
        """Until the line is back nothing tells where one sits."""
        self.memory.stays.append((asyncio.get_running_loop().time(), UNKNOWN))
        self.moved(self, UNKNOWN)

    def _signal(self, name: str, data: dict[str, Any]) -> None:
        if self.media is not None:
            self.media.handle(name, data)

    async def _act(self, course: Course) -> None:
        """A few times a second: looks at the screen, does what is due."""
        assert self.line is not None
        await self.line.connected.wait()
        loop = asyncio.get_running_loop()
        offset = self.line.hello["now"] - loop.time()
        await self.line.say("media.microphone", works=self.profile.microphone)
        while True:
            await asyncio.sleep(PULSE_S * (0.8 + 0.4 * self.rng.random()))
            now = loop.time()
            await self._keep_course(course)
            if self.topics.get("me") and self.line.connected.is_set():
                await self._sense(now + offset)
                if self.acting:
                    self._decide(now, now + offset)

    async def _keep_course(self, course: Course) -> None:
        profile, line = self.profile, self.line
        assert line is not None
        if course.due(profile.drops) and self._once("drop"):
            line.hang_up(profile.gone_s)
        if course.due(profile.swaps) and self._once("swap"):
            await self._swap()
        if course.due(profile.early) and self._once("early"):
            await self.leave()
            line.why = line.why or "left"
            line.hang_up(0.0)

    def _once(self, what: str) -> bool:
        first = what not in self._done
        self._done.add(what)
        return first

    async def _swap(self) -> None:
        """Another device takes the seat over: the first line is told so, the second goes on with everything."""
        assert self.line is not None
        with contextlib.suppress(Shut, OSError):
            self._held = await asyncio.to_thread(door.enter, self.url, self.profile.name, second=self.profile.second)
            self.line.held = self._held
            self.line.hang_up(0.0)

    async def _sense(self, now: float) -> None:
        """Sound and picture follow the screen. `now` of the server."""
        media = self.media
        if media is None:
            return
        await media.look(layout(self.topics, weak=self.profile.weak, ratio=1.5 if self.seat % 2 else 1.0))
        able = self.profile.microphone and bool(media.instance)  # before, nobody could hear it
        on = able and speaks(self.topics, self.seat, now, aloud=self.aloud)
        if on != (self.memory.speaking_since is not None):
            self.memory.speaking_since = asyncio.get_running_loop().time() if on else None
        media.speak(on)

    def _decide(self, now: float, server_now: float) -> None:
        evening = self.topics.get("evening") or {}
        if evening.get("status") not in ("running", "lingering"):
            return
        seen = {**self.topics, "now": server_now}
        staff = self.profile.role != "citizen"
        wishes = staff_acts(seen, self.profile, self.seat) if staff else acts(seen, self.profile, self.seat)
        for act in self.mind.ripe(wishes, now=now, left_s=left_s(seen)):
            self._run(act)
        if self.profile.role == "moderator" and (data := over(seen, server_now)) and self._once(f"next/{data}"):
            self._run(Act(("next",), "agenda.next", data))

    def _run(self, act: Act) -> None:
        task = asyncio.create_task(self._send(act))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _send(self, act: Act) -> None:
        assert self.line is not None
        answer = await self.line.do(act.command, **act.data)
        if "ok" in answer and act.command in COUNTED:
            self.memory.sent.setdefault(COUNTED[act.command], []).append(act.data)
        elif "refused" in answer and answer["code"] not in RACED | (TROLLED if self.profile.troll else frozenset()):
            self.memory.odd.append((act.command, answer["code"]))

    async def leave(self) -> None:
        """Gives the seat back; nobody is left sitting there."""
        held, self._held = self._held, None
        for task in list(self._errands):
            task.cancel()
        if held is not None and not self.memory.left:
            self.memory.left = True
            with contextlib.suppress(OSError):
                await asyncio.shield(asyncio.to_thread(door.leave, held))


def left_s(seen: dict[str, Any]) -> float:
    """Seconds to the end of what runs now: a step, else the phase. Nobody hurries where a person is to go on and the
    time is over already."""
    evening, now = seen.get("evening") or {}, seen["now"]
    ends = [step["ends_at"] for step in evening.get("steps") or [] if step["starts_at"] <= now < step["ends_at"]]
    until = float(min(ends, default=evening.get("ends_at") or now))
    if until <= now and (evening.get("phase") or {}).get("manual"):
        return THINKING_S
    return max(0.0, until - float(now))
