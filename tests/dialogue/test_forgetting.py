"""Texts that a command forgets are gone: from the node, from its rows and from the bytes on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue.clock import Clock
from dialogue.codec import Codec
from dialogue.database import Database
from dialogue.log import Log
from dialogue.machine import Dialogue, Given, Machine, Part
from dialogue.task import DialogueTask


@dataclass(frozen=True, slots=True)
class Written:
    text: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """All of them."""


@dataclass(frozen=True, slots=True)
class Write:
    text: str


@dataclass(frozen=True, slots=True)
class Forget:
    """The first one."""


@dataclass(frozen=True, slots=True)
class Diary:
    texts: tuple[str, ...] = ()


def decide(dialogue: Dialogue, command: Write | Forget, actor: int, given: Given) -> Sequence[Any]:
    if isinstance(command, Write):
        return (Written(given.keep(command.text)),)
    given.forget(dialogue.part(Diary).texts[0])
    return (Forgotten(),)


def evolve(diary: Diary, event: Written | Forgotten) -> Diary:
    return Diary((*diary.texts, event.text)) if isinstance(event, Written) else Diary(diary.texts[1:])


MACHINE = Machine(
    [
        Part(
            slice=Diary,
            initial=Diary(),
            evolve=evolve,
            decide=decide,
            events={"written": Written, "forgotten": Forgotten},
            commands={"write": Write, "forget": Forget},
        )
    ]
)


def on_disk(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.iterdir() if file.suffix != ".lock")


async def test_forgotten_text_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await database.open()
    task = DialogueTask("d1", machine=MACHINE, codec=Codec(MACHINE), log=Log(database), clock=Clock())
    assert await task.log.create("d1", 0.0)
    await task.open()
    running = asyncio.create_task(task.run())
    for text in ("Das soll weg", "Das soll bleiben"):
        await task.submit(1, Write(text))
    assert on_disk(tmp_path, "Das soll weg")
    await task.submit(1, Forget())
    assert [*task.side.texts.values()] == ["Das soll bleiben"]
    assert [*(await task.log.side("d1")).texts.values()] == ["Das soll bleiben"]
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await database.close()
    assert [on_disk(tmp_path, text) for text in ("Das soll weg", "Das soll bleiben")] == [False, True]
