"""The one local writer of a dialogue: decides what is in its inbox, commits it as one transaction, then answers.

`submit` returns after the commit, never before. Whoever wrote first wins by the log's primary key; the other catches
up, looks whether its command is already there, and only then decides again.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from time import monotonic
from typing import Any

from sqlalchemy.exc import DBAPIError

from dialogue.clock import Clock
from dialogue.codec import Codec, UnknownEvent
from dialogue.log import Beside, Entry, Log, beside
from dialogue.machine import SERVER, Dialogue, Event, Given, Machine, Refused, Tick
from dialogue.refs import Side
from dialogue.turns import Turns

logger = logging.getLogger(__name__)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PATIENCE_S = 5.0  # of trying again while other nodes are first each time


def new_id() -> str:
    """A short random id for texts and cards; unguessable enough not to be enumerated (10 signs, 49 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


@dataclass(frozen=True, slots=True)
class Look:
    """No command: another node wrote something, read it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The row a command made, or the state in which it had nothing to do. `events` are empty also for a command that
    was sent before: they are known only to whoever was first."""

    seq: int
    events: tuple[Event, ...] = ()


@dataclass(slots=True)
class Request:
    """A command waiting in the inbox, and who waits for it."""

    actor: int
    command_id: str
    command: Any
    answer: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class DialogueTask:
    """`state` and `side` are what this node knows; `changed` is called after every new row, its own or another
    node's; `wrote(first, last, beside)` after its own alone; `lost(try_s)` when another node was first, and trying took
    so long. `silent_s`: for how long no node had run the dialogue when this one opened it.
    """

    def __init__(self, name: str, *, machine: Machine, codec: Codec, log: Log, clock: Clock) -> None:
        self.name = name
        self.machine = machine
        self.codec = codec
        self.log = log
        self.clock = clock
        self.state = machine.empty()
        self.side = Side()
        self.done: dict[tuple[int, str], int] = {}
        self.inbox: asyncio.Queue[Request] = asyncio.Queue()
        self.changed: list[Callable[[], None]] = []
        self.wrote: list[Callable[[int, int, Beside], None]] = []
        self.lost: list[Callable[[float], None]] = []
        self.told: dict[int, Beside] = {}  # by the number of a row that another node told of: what it wrote beside
        self.quiet_until = 0.0
        self.noted_due_at: float | None = math.nan  # what the database says; unknown after others wrote
        self.silent_s = 0.0
        self.folding = asyncio.Lock()  # rows are folded by one at a time
        self.ended = False
        self.turns = Turns()

    async def open(self) -> None:
        """Replays the log. Raises `UnknownEvent` where a newer release wrote it."""
        await self.catch_up()

    @property
    def seen(self) -> Dialogue:
        """The state with what this node measures laid over it."""
        return self.state.with_lent(self.side.lent)

    def lend(self, slice: Any) -> None:
        """From now on topics and decisions see this slice."""
        self.side.lent[type(slice)] = slice
        self._tell()

    async def submit(self, actor: int, command: Any, *, command_id: str | None = None) -> Outcome:
        """Returns once the command is in the log. Raises `Refused`. Sent twice with the same id, it acts once."""
        if self.ended:
            raise Refused("busy")
        request = Request(actor, command_id or f"s-{secrets.token_hex(8)}", command)
        self.inbox.put_nowait(request)
        return await request.answer

    async def run(self) -> None:
        """Works for ever. A fault in one round is logged and answered, the next round goes on. Raises `UnknownEvent`
        once a newer release writes the log: whoever started it must let go, and `end` it."""
        while True:
            batch = await self._next_batch()
            try:
                async with self.folding:
                    if any(isinstance(request.command, Look) for request in batch):
                        await self.catch_up()
                        batch = [request for request in batch if not isinstance(request.command, Look)]
                    if batch:
                        await self._settle(batch)
            except UnknownEvent:
                _refuse_all(batch, Refused("busy"))
                raise
            except Exception:
                logger.exception("x %s: a round failed", self.name)
                _refuse_all(batch, Refused("internal"))

    def end(self) -> None:
        """Nobody works on it here any more: what waits is refused, and what still comes."""
        self.ended = True
        while not self.inbox.empty():
            _refuse_all([self.inbox.get_nowait()], Refused("busy"))

    def hear(self, first: int, last: int, what: Beside | None) -> None:
        """Another node says that it wrote these rows, and what beside them (None: not known)."""
        if last <= self.state.seq or self.ended:
            return
        if what is not None:
            self.told |= dict.fromkeys(range(max(first, self.state.seq + 1), last + 1), what)
        self.inbox.put_nowait(Request(SERVER, "", Look()))

    def give_way(self, try_s: float) -> None:
        """Another node says that it could not write yet, and how long its try took."""
        self.turns.other_lost(monotonic(), try_s=try_s)

    async def _next_batch(self) -> list[Request]:
        """Everything that waits; or a tick, when the clock says so."""
        due_at = self.machine.due_at(self.state)
        timeout = None if due_at is None else max(0.0, max(due_at, self.quiet_until) - self.clock.now())
        try:
            async with asyncio.timeout(timeout):  # `wait_for` takes a task and two more turns of a busy loop
                batch = [await self.inbox.get()]
        except TimeoutError:
            # A tick that fails or finds nothing to do must not be asked again without pause.
            self.quiet_until = self.clock.now() + 0.05
            return [Request(SERVER, f"tick-{self.state.seq + 1}", Tick())]
        if pause_s := self.turns.pause_s(monotonic()):
            await asyncio.sleep(pause_s)
        while not self.inbox.empty():
            batch.append(self.inbox.get_nowait())
        return batch

    async def _settle(self, batch: list[Request]) -> None:
        until = monotonic() + PATIENCE_S
        while (began := monotonic()) < until:
            batch = self._answer_known(batch)
            entries, state, waiting = self._decide(batch)
            if not entries:
                return
            due_at = self.machine.due_at(state)
            try:
                written = await self.log.append(self.name, entries, due_at=due_at, same_due=due_at == self.noted_due_at)
            except DBAPIError:
                logger.exception("x %s: the database did not take a commit", self.name)
                await self._after_failure(waiting)
                return
            if written:
                self.turns.wrote(monotonic())
                self.noted_due_at = due_at
                self._adopt(entries, state, waiting)
                return
            await self.catch_up()
            batch = [request for request, _ in waiting]
            for listener in self.lost:
                listener(monotonic() - began)
        _refuse_all(batch, Refused("busy"))

    def _answer_known(self, batch: list[Request]) -> list[Request]:
        """Answers what is in the log already; returns the rest."""
        unknown = []
        for request in batch:
            seq = self.done.get((request.actor, request.command_id))
            if seq is None:
                unknown.append(request)
            else:
                _resolve(request, Outcome(seq))
        return unknown

    def _decide(self, batch: list[Request]) -> tuple[list[Entry], Dialogue, list[tuple[Request, Outcome]]]:
        """Rows for the whole batch, each decided on the state after the one before; refusals are answered at once."""
        state, entries, waiting = self.state, [], []
        own: dict[tuple[int, str], Outcome] = {}
        boxes = dict(self.side.ballots)
        for request in batch:
            key = (request.actor, request.command_id)
            if key in own:  # the same command twice in one batch
                waiting.append((request, own[key]))
                continue
            try:
                events, entry, state = self._row(state, request, boxes)
            except Refused as refusal:
                _refuse_all([request], refusal)
                continue
            except Exception:
                logger.exception("x %s: %s failed", self.name, type(request.command).__name__)
                _refuse_all([request], Refused("internal"))
                continue
            waiting.append((request, Outcome(state.seq, events)))
            if entry is not None:
                own[key] = Outcome(state.seq)
                entries.append(entry)
                _fill(boxes, entry)
        if not entries:
            for request, outcome in waiting:
                _resolve(request, outcome)
        return entries, state, waiting

    def _row(
        self, state: Dialogue, request: Request, boxes: dict[str, list[str]]
    ) -> tuple[tuple[Event, ...], Entry | None, Dialogue]:
        seq = state.seq + 1
        given = Given(
            now=max(self.clock.now(), state.at),
            seed=zlib.crc32(f"{self.name}/{seq}".encode()),
            new_id=new_id,
            traits=self.side.traits(),
            ballots=boxes,
        )
        events = self.machine.decide(state.with_lent(self.side.lent), request.command, request.actor, given)
        if not events:
            return (), None, state
        after = self.machine.apply(state, seq, given.now, events)
        entry = Entry(
            seq=seq,
            at=given.now,
            actor=request.actor,
            command=request.command_id,
            events=self.codec.dump(events),
            texts=given.texts,
            people=given.people,
            forgotten=given.forgotten,
            cast=given.cast,
            emptied=given.emptied,
        )
        return tuple(events), entry, after

    def _adopt(self, entries: list[Entry], state: Dialogue, waiting: list[tuple[Request, Outcome]]) -> None:
        for entry in entries:
            self.side.texts.update(entry.texts)
            for text_id in entry.forgotten:
                self.side.texts.pop(text_id, None)
            for seat, fields in entry.people.items():
                self.side.people[seat] = {**self.side.people.get(seat, {}), **fields}
            _fill(self.side.ballots, entry)
            self.done[entry.actor, entry.command] = entry.seq
        self.state = state
        for request, outcome in waiting:
            _resolve(request, outcome)
        self._tell()
        if self.wrote:
            what = beside(entries)
            for listener in self.wrote:
                listener(entries[0].seq, entries[-1].seq, what)

    async def _after_failure(self, waiting: list[tuple[Request, Outcome]]) -> None:
        """The outcome of the commit is unknown: what turns out to be in the log is answered, the rest is refused."""
        try:
            await self.catch_up()
        except DBAPIError:
            logger.warning("x %s: the log cannot be read", self.name)
        rest = self._answer_known([request for request, _ in waiting])
        _refuse_all(rest, Refused("busy"))

    async def catch_up(self) -> None:
        """Folds the rows that others wrote."""
        self.noted_due_at = math.nan
        rows = await self.log.read(self.name, after=self.state.seq)
        if not rows:
            return
        loaded = [(row, self.codec.load(row.events)) for row in rows]
        if any(getattr(event, "REREAD", False) for _, events in loaded for event in events):
            rows = await self.log.read(self.name)
            loaded = [(row, self.codec.load(row.events)) for row in rows]
            self.state, self.done, self.told = self.machine.empty(), {}, {}
        await self._renew_side([row.seq for row, _ in loaded])
        for row, events in loaded:
            self.state = self.machine.apply(self.state, row.seq, row.at, events)
            self.done[row.actor, row.command] = row.seq
        self._tell()

    async def _renew_side(self, seqs: list[int]) -> None:
        """Reads what stands beside those rows, all of it where not every row was told of."""
        told = [self.told.pop(seq, None) for seq in seqs]
        self.told = {seq: what for seq, what in self.told.items() if seq > seqs[-1]}
        known = [what for what in told if what is not None]
        if len(known) == len(told):
            await self.log.renew(self.side, self.name, reduce(or_, known))
            return
        held, self.side = self.side, await self.log.side(self.name)
        self.side.reported, self.side.lent = held.reported, held.lent

    async def refresh(self) -> None:
        """Looks at the database again, after somebody changed rows or the side tables without a command."""
        async with self.folding:
            try:
                await self.catch_up()
            except UnknownEvent:  # `run` meets it too, and says so
                self.inbox.put_nowait(Request(SERVER, "", Look()))
                return
            held, self.side = self.side, await self.log.side(self.name)
            self.side.reported, self.side.lent = held.reported, held.lent
            self._tell()

    def _tell(self) -> None:
        for listener in self.changed:
            listener()


def _fill(boxes: dict[str, list[str]], entry: Entry) -> None:
    """The boxes as they are after the entry."""
    for box, ballot in entry.cast:
        boxes[box] = sorted([*boxes.get(box, ()), ballot])
    for box in entry.emptied:
        boxes.pop(box, None)


def _resolve(request: Request, outcome: Outcome) -> None:
    if not request.answer.done():
        request.answer.set_result(outcome)


def _refuse_all(batch: list[Request], refusal: Refused) -> None:
    for request in batch:
        if not request.answer.done():
            request.answer.set_exception(refusal)
            request.answer.exception()  # a tick's answer is awaited by nobody
