"""Rehearsals that organizers start: keys for other machines, and one that runs beside this server, with its progress.

A rehearsal is always a copy: a dialogue of its own with the script of the real one, whose people, links and cards it
never touches. The one that runs here is the command `dialogue rehearse` in a process with low priority.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from dialogue.ties import tied_to_parent
from facilitation.course import Agenda
from facilitation.script_dump import dumped
from facilitation.script_json import to_document
from rooms.roles import ROLES
from web import creation
from web.accounts import Account
from web.doors import evening_of, state_of
from web.preparing import address, for_dialogue
from web.sign_in import form_of
from web.state import BUILD, State
from web.words import words_for

VALID_S: Final = 7 * 24 * 3600
SEATS: Final = 130
SIZES: Final = (12, 40, 75)
SPEEDS: Final = (1, 5, 20)
LOW: Final = 10
SAID: Final = 12
"""Lines of a running rehearsal that its page shows."""


@dataclass(slots=True)
class Running:
    """One that runs beside this server, or has ended: where its report is."""

    process: asyncio.subprocess.Process
    folder: Path

    @property
    def on(self) -> bool:
        return self.process.returncode is None

    def said(self) -> list[str]:
        return (self.folder / "said.txt").read_text(errors="replace").splitlines()[-SAID:]

    def report(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def end(self) -> None:
        """As Ctrl-C: all of them say goodbye first."""
        if self.on:
            self.process.terminate()


RUNNING: Final[dict[str, Running]] = {}
"""By dialogue; of this process alone, since each is its child."""


def routes() -> list[Route]:
    return [
        Route("/rehearsal", make, methods=["POST"]),
        Route("/organize/d/{dialogue}/rehearsal", show, methods=["GET"]),
        Route("/organize/d/{dialogue}/rehearsal", start, methods=["POST"]),
        Route("/organize/d/{dialogue}/rehearsal/stop", stop, methods=["POST"]),
        Route("/organize/d/{dialogue}/rehearsal/report.html", report),
    ]


def _signer(state: State) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(state.key, salt="rehearsal")


async def make(request: Request) -> Response:
    """`POST /rehearsal`: `key` `build` `script` `speed` `visitors` as JSON. Whoever has a key gets a rehearsal."""
    state = state_of(request)
    try:
        order = json.loads(await request.body())
        _signer(state).loads(order["key"], max_age=VALID_S)
    except (BadData, ValueError, KeyError, TypeError):
        return JSONResponse({"code": "not-allowed"}, status_code=403)
    if order.get("build") != BUILD:
        return JSONResponse({"code": "build", "build": BUILD}, status_code=409)
    try:
        made = await creation.create(state, _wanted(state, order))
    except (ValueError, KeyError, TypeError) as error:
        return JSONResponse({"error": str(error)}, status_code=422)
    except Refused as refusal:
        return JSONResponse({"error": words_for("de").refusal(refusal.code, refusal.facts)}, status_code=422)
    return JSONResponse({"invitations": [astuple(each) for each in made]})


def _wanted(state: State, order: dict[str, Any]) -> creation.Wanted:
    """Raises `ValueError`, `KeyError`, `TypeError` where it is no order."""
    visitors, speed = [str(role) for role in order["visitors"]], float(order["speed"])
    if len(visitors) > SEATS or not 1 <= speed <= 60 or not set(visitors) <= ROLES.keys():
        raise ValueError("no such rehearsal")
    return creation.Wanted(
        name=f"probe-{secrets.token_hex(4)}",
        script=str(order["script"]),
        starts_at=state.clock.now() + 60,
        facilitators=0,
        citizens=0,
        speed=speed,
        rehearsal=True,
        visitors=visitors,
    )


@for_dialogue
async def show(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/rehearsal`: starts one, shows how it goes, and its report."""
    state, running = state_of(request), RUNNING.get(task.name)
    return state.pages.render(
        request,
        "organize/rehearsal",
        account=account,
        dialogue=task.name,
        evening=evening_of(task),
        running=running is not None and running.on,
        lines=running.said() if running else [],
        report=running.report() if running and not running.on else None,
        sizes=SIZES,
        speeds=SPEEDS,
        key=_signer(state).dumps(task.name),
        base=state.settings.public_url,
    )


@for_dialogue
async def start(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST` to the same: `citizens` `speed`. One at a time for each dialogue."""
    state, form, before = state_of(request), await form_of(request), RUNNING.get(task.name)
    if before is None or not before.on:
        citizens, speed = (_chosen(form.get(name, ""), of) for name, of in (("citizens", SIZES), ("speed", SPEEDS)))
        RUNNING[task.name] = await _started(state, task, citizens, speed)
        await state.deeds.note("rehearsal-started", by=account.id, dialogue=task.name)
    return RedirectResponse(address(request, task, "/rehearsal"), 303)


def _chosen(text: str, offered: tuple[int, ...]) -> int:
    """What the page offers; its first for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and int(text[:6]) in offered else offered[0]


async def _started(state: State, task: DialogueTask, citizens: int, speed: int) -> Running:
    folder = state.settings.data_dir / "rehearsals" / task.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").unlink(missing_ok=True)
    script = task.state.part(Agenda).script
    assert script is not None, "a dialogue is made with its script"
    (folder / "script.yaml").write_text(dumped(to_document(script)), encoding="utf-8")
    options = {"citizens": citizens, "speed": speed, "script": folder / "script.yaml", "media": "light"}
    options |= {"json": folder / "report.json", "html": folder / "report.html", "language": state.settings.language}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with (folder / "said.txt").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "web.cli", "rehearse", state.settings.public_url, *words),
            env=os.environ | {"REHEARSAL_KEY": str(_signer(state).dumps(task.name))},
            stdout=out,
            stderr=out,
            stdin=asyncio.subprocess.DEVNULL,
            preexec_fn=_calm(),
        )
    return Running(process, folder)


def _calm() -> Callable[[], None]:
    """Called in the child: with low priority, and gone with this process."""
    tie = tied_to_parent()

    def calm() -> None:
        os.nice(LOW)
        if tie is not None:
            tie()

    return calm


@for_dialogue
async def stop(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/rehearsal/stop`."""
    if running := RUNNING.get(task.name):
        running.end()
    return RedirectResponse(address(request, task, "/rehearsal"), 303)


@for_dialogue
async def report(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/rehearsal/report.html`: the last report as a file to keep."""
    file = state_of(request).settings.data_dir / "rehearsals" / task.name / "report.html"
    if not file.exists():
        return state_of(request).pages.problem(request, "not-found", status=404)
    name = f"attachment; filename={task.name}-probe.html"
    return Response(file.read_bytes(), media_type="text/html", headers={"Content-Disposition": name})
