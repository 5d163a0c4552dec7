"""The dialogues that this node has open: opens them when somebody comes or a tick is due, runs their tasks and jobs.

What a newer release writes it hands over: such a dialogue is closed here, and stays so while this process lives.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable

from sqlalchemy.exc import DBAPIError

from dialogue.clock import Clock
from dialogue.codec import Codec, UnknownEvent
from dialogue.database import Database
from dialogue.log import Log
from dialogue.machine import SERVER, Job, Machine, Refused
from dialogue.task import DialogueTask
from dialogue.workers import Workers

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
DUE_WITHIN_S = 30.0
BETWEEN_OPENINGS_S = 0.25
SECOND_S = 3.0


class Host:
    """`opened` is called with every task before it runs: who wants to hear of its changes hangs itself in there;
    `closed` with the name of one that is no more. `outgrown`: dialogues that a newer release writes."""

    def __init__(self, *, machine: Machine, database: Database, clock: Clock) -> None:
        self.machine = machine
        self.codec = Codec(machine)
        self.database = database
        self.log = Log(database)
        self.clock = clock
        self.tasks: dict[str, DialogueTask] = {}
        self.opened: list[Callable[[DialogueTask], None]] = []
        self.closed: list[Callable[[str], None]] = []
        self.running: dict[str, asyncio.Task[None]] = {}
        self.outgrown: set[str] = set()
        self.group: asyncio.TaskGroup | None = None
        self.opening = asyncio.Lock()
        self.jobs: set[tuple[str, str]] = set()
        self.well = True  # whether the database took the last beat
        self.workers = Workers()
        self.leads: Callable[[str], bool] = lambda name: True  # among several nodes: whether this one works first

    async def run(self) -> None:
        """Owns everything that goes on in the background; ends when cancelled."""
        try:
            async with asyncio.TaskGroup() as self.group:
                self.group.create_task(self.clock.keep(self.database.now))
                while True:
                    await self._open_due()
                    await self._beat()
                    await asyncio.sleep(LOOK_EVERY_S)
        finally:
            self.workers.close()

    async def _open_due(self) -> None:
        """A database that does not answer is asked again at the next look: nobody here ends for it."""
        with contextlib.suppress(DBAPIError):
            await self._open_all(await self.log.due(self.clock.now() + DUE_WITHIN_S))

    async def _open_all(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.tasks and name not in self.outgrown:
                await self.adopt(name)
                await asyncio.sleep(BETWEEN_OPENINGS_S)

    async def _beat(self) -> None:
        """A beat that fails is the next one's business."""
        try:
            await self.log.beat(list(self.tasks), self.clock.now())
            self.well = True
            if self.database.unforgotten:
                await self.database.forget_deleted()
        except DBAPIError as error:
            if self.well:
                logger.error("x the database does not take what happens: %s", error.orig)
            self.well = False

    async def create(self, name: str) -> DialogueTask:
        """A new dialogue. Raises `ValueError` where the name is taken."""
        if not await self.log.create(name, self.clock.now()):
            raise ValueError(f"a dialogue {name} exists already")
        task = await self.open(name)
        assert task is not None
        return task

    async def open(self, name: str) -> DialogueTask | None:
        """The running task of a dialogue; None where there is none. Raises `Refused` (`busy`) where a newer release
        writes it: another node has that, or this one soon will."""
        async with self.opening:
            if name in self.tasks:
                return self.tasks[name]
            if name in self.outgrown:
                raise Refused("busy")
            if not await self.log.exists(name):
                return None
            task = DialogueTask(name, machine=self.machine, codec=self.codec, log=self.log, clock=self.clock)
            try:
                task.silent_s = await self.log.silent_s(name, self.clock.now())
                await task.open()
            except UnknownEvent as error:
                self._let_go(name, error)
                raise Refused("busy") from None
            self._start(task)
            return task

    async def adopt(self, name: str) -> None:
        """Opens it where it can be opened; nobody asked, so nobody is told."""
        with contextlib.suppress(DBAPIError, Refused):
            await self.open(name)

    def _start(self, task: DialogueTask) -> None:
        assert self.group is not None, "the host runs"
        self.tasks[task.name] = task
        task.changed.append(lambda: self._want_jobs(task))
        for listener in self.opened:
            listener(task)
        self._want_jobs(task)
        self.running[task.name] = self.group.create_task(self._run(task), name=f"dialogue {task.name}")

    async def _run(self, task: DialogueTask) -> None:
        try:
            await task.run()
        except UnknownEvent as error:
            self._let_go(task.name, error)

    def _let_go(self, name: str, error: UnknownEvent) -> None:
        """Half of an evening would be worse than none: the browsers find a node of the newer release."""
        logger.error("x %s is left to a newer release: %s", name, error)
        self.outgrown.add(name)
        self.close(name)

    def close(self, name: str) -> None:
        """Forgets a dialogue whose rows are gone, or no longer for this release."""
        if task := self.tasks.pop(name, None):
            self.running.pop(name).cancel()
            for listener in self.closed:  # first of all they say goodbye: a browser asks again elsewhere
                listener(name)
            task.end()

    def _want_jobs(self, task: DialogueTask) -> None:
        assert self.group is not None
        for job in self.machine.jobs(task.state):
            key = (task.name, job.key)
            if key not in self.jobs:
                self.jobs.add(key)
                self.group.create_task(self._work(task, job, key), name=f"job {job.key}")

    async def _work(self, task: DialogueTask, job: Job, key: tuple[str, str]) -> None:
        """A job that fails is logged; whoever wanted it has a way without it. Where another node works first, this one
        does so only if nothing came of it."""
        if not self.leads(task.name):
            await asyncio.sleep(SECOND_S)
            if job.key not in {each.key for each in self.machine.jobs(task.state)}:
                self.jobs.discard(key)
                return
        arguments = (*job.arguments, task.side.traits()) if job.wants_traits else job.arguments
        try:
            result = await self.workers.call(job.run, *arguments)
            await task.submit(SERVER, job.command(result), command_id=f"job-{job.key}-{task.state.seq}")
        except Refused as refusal:
            logger.info("- %s: the result of %s came too late (%s)", task.name, job.key, refusal.code)
        except Exception:
            logger.exception("x %s: job %s failed", task.name, job.key)
