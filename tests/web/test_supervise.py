"""The process tree with small real children, from a supervisor in a process of its own."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from dialogue.bus import HubBus
from dialogue.settings import Settings
from web import supervise

# Each child writes what it sees as JSON lines into the file it is given.
CHILD = """
import json, os, signal, sys, time
name, run, path, manner = sys.argv[1:]
def say(**facts):
    with open(path, "a") as file:
        file.write(json.dumps({"name": name, "run": run, "pid": os.getpid(), **facts}) + "\\n")
def end(*_):
    say(what="ended")
    sys.exit(0)
if manner == "refuses":
    sys.exit(7)
signal.signal(signal.SIGTERM, end if manner == "" else signal.SIG_IGN)
say(what="started", setting=os.environ.get("TOWN"))
if manner == "follows stdin":
    sys.stdin.read()
    say(what="stdin ended")
while True:
    time.sleep(60)
"""

SUPERVISOR = """
import asyncio, json, sys
from web import supervise
supervise.GRACE_S = float(sys.argv[2])
path, children = sys.argv[1], json.loads(sys.argv[3])

def child(name, manner):
    return supervise.Child(name, lambda run: [sys.executable, "-c", sys.argv[4], name, run, path, manner])

async def on_exit(name, run, code):
    with open(path, "a") as file:
        file.write(json.dumps({"name": name, "run": run, "pid": 0, "what": "exit", "code": code}) + "\\n")

async def main():
    signals = supervise.Signals()
    with signals.installed():
        return await supervise.supervise(
            [child(*each) for each in children], environment={"TOWN": "Aue"}, on_exit=on_exit, signals=signals)

sys.exit(asyncio.run(main()))
"""

Fact = dict[str, Any]


class Tree:
    """A running supervisor and what its children wrote."""

    def __init__(self, process: asyncio.subprocess.Process, path: Path) -> None:
        self.process = process
        self.path = path

    def facts(self, what: str | None = None) -> list[Fact]:
        text = self.path.read_text() if self.path.exists() else ""
        facts = [json.loads(line) for line in text.splitlines()]
        return [fact for fact in facts if what in (None, fact["what"])]

    async def until(self, holds: Callable[[list[Fact]], bool]) -> list[Fact]:
        """Files say nothing when they change: look again until it holds."""
        async with asyncio.timeout(20):
            while not holds(facts := self.facts()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return facts

    async def started(self, count: int) -> list[Fact]:
        await self.until(lambda facts: len(self.facts("started")) >= count)
        return self.facts("started")

    async def ended(self) -> int:
        return await asyncio.wait_for(self.process.wait(), 20)


@contextlib.asynccontextmanager
async def tree(path: Path, *children: tuple[str, str], grace_s: float = 10.0) -> AsyncIterator[Tree]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SUPERVISOR, str(path / "facts"), str(grace_s), json.dumps(children), CHILD
    )
    grown = Tree(process, path / "facts")
    try:
        yield grown
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        for fact in grown.facts("started"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(fact["pid"], signal.SIGKILL)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # An orphan that nobody reaps in this container still has its number.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def until_gone(pids: list[int]) -> None:
    async with asyncio.timeout(10):
        while any(alive(pid) for pid in pids):  # noqa: ASYNC110 - no event tells of another's child
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_supervisor_ends_its_children_in_order(tmp_path: Path, number: signal.Signals) -> None:
    async with tree(tmp_path, ("control", ""), ("media0", ""), ("media1", "")) as grown:
        started = await grown.started(3)
        assert {fact["setting"] for fact in started} == {"Aue"}
        grown.process.send_signal(number)
        assert await grown.ended() == 0
        assert [fact["name"] for fact in grown.facts("ended")] == ["control", "media0", "media1"]


async def test_killed_child_is_back_as_a_new_one(tmp_path: Path) -> None:
    async with tree(tmp_path, ("control", ""), ("media0", "")) as grown:
        first = {fact["name"]: fact for fact in await grown.started(2)}
        os.kill(first["media0"]["pid"], signal.SIGKILL)
        again = (await grown.started(3))[2]
        assert again["name"] == "media0"
        assert again["run"] != first["media0"]["run"]
        assert again["pid"] != first["media0"]["pid"]
        assert [(fact["run"], fact["code"]) for fact in grown.facts("exit")] == [(first["media0"]["run"], -9)]


def test_first_restart_comes_at_once_and_later_ones_wait_longer() -> None:
    assert supervise.BACKOFF_S[0] < 0.1
    assert sorted(supervise.BACKOFF_S) == list(supervise.BACKOFF_S)


async def test_child_that_cannot_start_ends_the_tree_with_its_code(tmp_path: Path) -> None:
    async with tree(tmp_path, ("control", ""), ("media0", "refuses")) as grown:
        assert await grown.ended() == 7
        await until_gone([fact["pid"] for fact in grown.facts("started")])


async def test_stubborn_child_is_killed_after_its_grace(tmp_path: Path) -> None:
    async with tree(tmp_path, ("control", "stubborn"), ("media0", ""), grace_s=0.1) as grown:
        started = await grown.started(2)
        grown.process.terminate()
        assert await grown.ended() == 0
        assert [fact["name"] for fact in grown.facts("ended")] == ["media0"]
        await until_gone([fact["pid"] for fact in started])


async def test_second_signal_cuts_the_grace_short(tmp_path: Path) -> None:
    async with tree(tmp_path, ("control", "stubborn"), ("media0", "stubborn"), grace_s=3600) as grown:
        await grown.started(2)
        grown.process.terminate()
        grown.process.send_signal(signal.SIGINT)
        assert await grown.ended() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the death of a parent")
async def test_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    async with tree(tmp_path, ("control", ""), ("media0", "")) as grown:
        started = await grown.started(2)
        grown.process.kill()
        await until_gone([fact["pid"] for fact in started])
        assert sorted(fact["name"] for fact in grown.facts("ended")) == ["control", "media0"]


async def test_killed_supervisor_ends_the_stdin_of_its_children(tmp_path: Path) -> None:
    async with tree(tmp_path, ("media0", "follows stdin")) as grown:
        await grown.started(1)
        grown.process.kill()
        await grown.until(lambda facts: facts[-1]["what"] == "stdin ended")


def test_children_follow_the_settings(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        media_addresses=("10.0.0.5", "fd00::5"),
        media_advertise=("1.1.1.1", "::1"),
        media_processes=2,
    )
    children = supervise.children_of(settings)
    assert [child.name for child in children] == ["control", "media0", "media1", "hall0", "hall1"]
    assert children[0].command("x") == [sys.executable, "-m", "web.control"]
    assert " ".join(children[2].command("media1-aa")[1:]) == (
        f"-m rooms.process --bus {tmp_path}/bus --address 10.0.0.5:10001 --address [fd00::5]:10001"
        f" --hall {tmp_path}/h1 --advertise 1.1.1.1:10001 --advertise [::1]:10001 --instance media1-aa"
    )
    assert " ".join(children[4].command("hall1-aa")[1:]) == (
        f"-m rooms.mosaic.process --media {tmp_path}/h1 --instance hall1-aa"
    )
    assert [child.name for child in children if not child.vital] == ["hall0", "hall1"]


async def test_run_says_on_the_bus_which_media_process_died(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run` as the command calls it; deaths before the supervisor found the bus go unheard, later ones do not."""
    hub = HubBus(tmp_path / "bus")
    heard: asyncio.Queue[Fact] = asyncio.Queue()
    hub.subscribe("media.gone", lambda _, message: heard.put_nowait(message))
    await hub.start()
    child = supervise.Child("media0", lambda run: [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)", run])
    monkeypatch.setattr(supervise, "children_of", lambda _: [child])
    running = asyncio.create_task(supervise.run(Settings(data_dir=tmp_path)))
    first, second = [await asyncio.wait_for(heard.get(), 10) for _ in range(2)]
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0
    assert [first["code"], second["code"]] == [-signal.SIGKILL] * 2
    assert first["instance"].startswith("media0-")
    assert first["instance"] != second["instance"]
    await hub.close()
