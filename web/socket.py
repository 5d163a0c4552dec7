"""The thin place where socket, session and policy meet: reads messages, takes the actor from the session, answers."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from dialogue.machine import Refused
from facilitation.agenda import Start
from facilitation.forming import BROKEN, MICROPHONE
from web.carrying import carried
from web.connection import CLOSE_CODES, Connection
from web.flood import Bucket
from web.signals import fitting

if TYPE_CHECKING:
    from web.gathering import Gathering
    from web.state import State

logger = logging.getLogger(__name__)

MESSAGE_LENGTH = 120_000
"""Signs of one message; an offer has some twenty thousand."""


async def talk(websocket: WebSocket) -> None:
    """The endpoint `/d/{dialogue}/socket`."""
    app: State = websocket.app.state.dialogue
    await websocket.accept()
    if websocket.headers.get("origin") not in app.origins:
        await websocket.close(4403)
        return
    dialogue = websocket.path_params["dialogue"]
    held = app.holders.read(websocket.cookies, dialogue)
    try:
        gathering = await app.gathering(dialogue)
    except Refused:  # a newer release writes it: its node is found by coming again
        await _close(websocket, "restart")
        return
    if held is None or gathering is None:
        await websocket.close(4401 if gathering else 4404)
        return
    if not await app.holders.holds(held):
        await _close(websocket, "taken-over")
        return
    line = Line(websocket, app, gathering, held.seat)
    await line.run()


class Line:
    """One socket's life: a reading and a writing task that end together."""

    def __init__(self, websocket: WebSocket, app: State, gathering: Gathering, seat: int) -> None:
        self.websocket = websocket
        self.app = app
        self.gathering = gathering
        self.seat = seat
        self.language = app.language_of(websocket)
        self.bucket = Bucket(at=app.clock.now())
        self.answering: set[asyncio.Task[None]] = set()
        self.connection = Connection(seat, send=websocket.send_text, hello=self._hello)

    def _hello(self) -> dict[str, Any]:
        return self.app.hello(self.gathering.task, self.seat)

    async def run(self) -> None:
        try:
            await self.gathering.join(self.connection, knocks="door" in self.websocket.query_params)
        except Refused as refusal:
            await _close(self.websocket, refusal.code if refusal.code in CLOSE_CODES else "restart")
            return
        reading = asyncio.create_task(self._read())
        writing = asyncio.create_task(self.connection.write())
        try:
            await asyncio.wait([reading, writing], return_when=asyncio.FIRST_COMPLETED)
            if writing.done() and not writing.cancelled() and writing.exception() is None:
                await _close(self.websocket, writing.result())
        finally:
            self.gathering.leave(self.connection)
            if self.seat not in self.gathering.connections:
                self.app.switchboard.probe(self.gathering.task.name, self.seat, on=False)
            tasks = (reading, writing, *self.answering)
            for task in tasks:
                task.cancel()
            # Errors of a line that is gone anyway: the browser comes back with a new one.
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> None:
        while True:
            frame = await self.websocket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            wait = self.bucket.take(self.app.clock.now())
            if wait is None:
                self.connection.say_goodbye("flood")
                return
            if wait:
                await asyncio.sleep(wait)
            # Each in a task of its own: a media process that is slow to answer must not hold up a card. Commands keep
            # their order all the same, since each task runs up to the dialogue's inbox before the next one starts.
            task = asyncio.create_task(self._answer(frame.get("text") or ""))
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)

    async def _answer(self, text: str) -> None:
        message_id: str | None = None
        try:
            message = _parsed(text)
            message_id = _id_of(message)
            if "command" in message:
                await self._command(message, message_id)
            elif "signal" in message:
                await self._signal(message, message_id)
            else:
                raise Refused("malformed", where="message")
        except Refused as refusal:
            self._refuse(message_id, refusal)
        except Exception:
            logger.exception("x a message failed")
            self._refuse(message_id, Refused("internal"))

    def _refuse(self, message_id: str | None, refusal: Refused) -> None:
        facts = self.gathering.task.side.filled(refusal.facts)
        text = self.app.words(self.language).refusal(refusal.code, facts)
        self.connection.say({"refused": message_id, "code": refusal.code, "facts": facts, "text": text})

    async def _command(self, message: dict[str, Any], message_id: str | None) -> None:
        if message_id is None:
            raise Refused("malformed", where="id")
        self._at_door_is_refused()
        command = self.app.adapters.read(message["command"], message.get("data", {}))
        if isinstance(command, Start):
            async with carried(self.app, self.gathering.task.name):
                await self.app.drafts.freeze(self.gathering.task, self.language)
                await self._submit(command, message_id)
        else:
            await self._submit(command, message_id)

    async def _submit(self, command: object, message_id: str) -> None:
        with self.app.command_seconds.time():
            outcome = await self.gathering.task.submit(self.seat, command, command_id=message_id)
        self.connection.say({"ok": message_id, "seq": outcome.seq})

    def _at_door_is_refused(self) -> None:
        if self.connection.at_door:
            raise Refused("at-door")

    async def _signal(self, message: dict[str, Any], message_id: str | None) -> None:
        data = message.get("data", {})
        if not isinstance(data, dict):
            raise Refused("malformed", where="data")
        reply = await self._signalled(message["signal"], data)
        if message_id is not None:
            self.connection.say({"reply": message_id, "data": reply})

    async def _signalled(self, name: object, given: dict[str, Any]) -> dict[str, Any]:
        board, dialogue = self.app.switchboard, self.gathering.task.name
        data = fitting(name, given)
        match name:
            case "clock":
                return {"now": self.app.clock.now()}
            case "media.offer":
                return await board.offer(dialogue, self.seat, data["sdp"])
            case "media.applied":
                await board.tell("applied", dialogue, self.seat, {})
            case "media.layout":
                await board.tell("layout", dialogue, self.seat, data)
            case "media.camera":
                await board.tell("camera", dialogue, self.seat, data)
            case "media.microphone":
                self.gathering.task.side.reported[self.seat] = {MICROPHONE: "" if data["works"] else BROKEN}
            case "turn.typing":
                self._at_door_is_refused()
                self.gathering.typed(self.seat, data["text"])
            case "caption":
                self._at_door_is_refused()
                self.gathering.captioned(self.seat, data)
            case "media.quality":
                self.gathering.quality[self.seat] = data
            case "probe.start":
                board.probe(dialogue, self.seat, on=True)
            case "probe.done":
                if self.connection.at_door:
                    await self.gathering.come_in(self.connection)
                board.probe(dialogue, self.seat, on=False)
        return {}


def _id_of(message: dict[str, Any]) -> str | None:
    """The browser's id, if it is one that the log can keep."""
    given = message.get("id")
    return given if isinstance(given, str) and 0 < len(given) <= 80 and given.isprintable() else None


def _parsed(text: str) -> dict[str, Any]:
    """A binary frame comes as empty text."""
    if len(text) > MESSAGE_LENGTH:
        raise Refused("malformed", where="length")
    try:
        message = json.loads(text)
        if "\\ud" in text.lower():  # half a surrogate pair can neither be stored nor sent on (RFC 8259, 8.2)
            json.dumps(message, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused("malformed", where="json") from None
    if not isinstance(message, dict):
        raise Refused("malformed", where="message")
    return message


async def _close(websocket: WebSocket, why: str) -> None:
    """Says why, then closes; a line that is gone already needs neither."""
    try:
        await websocket.send_text(json.dumps({"bye": why}))
        await websocket.close(CLOSE_CODES[why])
    except (RuntimeError, WebSocketDisconnect):
        pass
