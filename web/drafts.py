"""The script before the start: what organizers have written so far, and how it gets into the dialogue.

A draft is a row that is compared and swapped, never an event. What is sound in it becomes the dialogue's script as soon
as nobody has typed for a moment, so that foyer and Regiepult show it, and at the start at the latest.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.machine import SERVER, Refused
from dialogue.tables import drafts
from dialogue.task import DialogueTask
from facilitation.agenda import Prepare
from facilitation.course import Agenda
from facilitation.drafting import Assessed, assessed
from facilitation.findings import finding_text
from facilitation.script_json import to_document, to_json

QUIET_S = 3.0


@dataclass(frozen=True, slots=True)
class Draft:
    """`version` 0: nobody has changed the script that the dialogue was made with; `seat` is then 0."""

    version: int
    document: Any
    seat: int = 0


class Drafts:
    """All dialogues' drafts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.waiting: dict[str, asyncio.Task[None]] = {}

    async def read(self, task: DialogueTask) -> Draft:
        query = select(drafts.c.version, drafts.c.document, drafts.c.seat).where(drafts.c.dialogue == task.name)
        async with self.database.read() as connection:
            row = (await connection.execute(query)).first()
        return Draft(0, to_document(_script(task))) if row is None else Draft(row[0], json.loads(row[1]), row[2])

    async def write(self, task: DialogueTask, document: object, *, seen: int, seat: int) -> Draft | None:
        """None where somebody saved since version `seen`. Refuses `already-started`."""
        if task.state.part(Agenda).status != "waiting":
            raise Refused("already-started")
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        row = {"dialogue": task.name, "version": seen + 1, "seat": seat, "at": self.clock.now(), "document": text}
        swap = update(drafts).where(drafts.c.dialogue == task.name, drafts.c.version == seen)
        async with self.database.begin() as connection:
            made = await connection.execute(
                swap.values(**row) if seen else self.database.insert_new(drafts).values(**row)
            )
        return Draft(seen + 1, document, seat) if made.rowcount else None

    def soon(self, task: DialogueTask) -> None:
        """Freezes what is sound once nobody has saved for a moment."""
        if before := self.waiting.pop(task.name, None):
            before.cancel()
        waiting = self.waiting[task.name] = asyncio.create_task(self._later(task))
        waiting.add_done_callback(lambda done: self.waiting.get(task.name) is done and self.waiting.pop(task.name))

    async def _later(self, task: DialogueTask) -> None:
        await asyncio.sleep(QUIET_S)
        with contextlib.suppress(Refused):  # the start says it, and so does the editor
            await self.freeze(task, "de")

    def close(self) -> None:
        for waiting in self.waiting.values():
            waiting.cancel()

    async def begin_at(self, task: DialogueTask, at: float) -> None:
        """Another announced start. Refuses `already-started`."""
        await task.submit(SERVER, Prepare(script=to_json(_script(task)), starts_at=at))

    async def freeze(self, task: DialogueTask, language: str) -> None:
        """The draft becomes the dialogue's script. Refuses `script-faults` with their `count` and the `first`, in
        `language`. A rehearsal's copy stays as it is: its lengths are a fraction of any script's."""
        if task.state.part(Agenda).speed != 1:
            return
        draft = await self.read(task)
        found = assess(task, draft.document, language)
        if found.script is None:
            errors = [each for each in found.findings if each.level == "error"]
            raise Refused("script-faults", count=len(errors), first=finding_text(errors[0], language))
        agenda = task.state.part(Agenda)
        if agenda.status == "waiting" and found.script != agenda.script:
            await task.submit(SERVER, Prepare(script=to_json(found.script), starts_at=starts_at(task)))


def assess(task: DialogueTask, document: object, language: str) -> Assessed:
    return assessed(document, starts_at=starts_at(task), language=language)


def starts_at(task: DialogueTask) -> float:
    return task.state.part(Agenda).starts_at or 0.0


def _script(task: DialogueTask) -> Any:
    script = task.state.part(Agenda).script
    assert script is not None, "a dialogue is made with its script"
    return script
