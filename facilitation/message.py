"""The newest message to everybody, sent by who leads the evening. Knows no room: it reaches all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from dialogue.machine import SERVER, Audience, Dialogue, Event, Given, Part, Topics
from dialogue.refs import Text
from facilitation.wording import worded
from rooms.seats import Seats, must_lead

LENGTH = 500


@dataclass(frozen=True, slots=True)
class MessageSent:
    """`text` is a text id; `by_role` is shown instead of a name."""

    text: str
    by_role: str
    at: float


@dataclass(frozen=True, slots=True)
class SendMessage:
    """`message.send`: leading staff only. Refuses `empty`, `too-long`."""

    text: Annotated[str, MaxLen(10_000)]


@dataclass(frozen=True, slots=True)
class Message:
    newest: MessageSent | None = None


def decide(dialogue: Dialogue, command: SendMessage, actor: int, given: Given) -> Sequence[Event]:
    must_lead(dialogue, actor, "message.send")
    text = worded(command.text, limit=LENGTH)
    by_role = "moderator" if actor == SERVER else dialogue.part(Seats).roles[actor]
    return (MessageSent(given.keep(text), by_role, given.now),)


def evolve(message: Message, event: MessageSent) -> Message:
    return Message(event)


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Everybody may read the message; who sent it is a role, never a seat."""
    sent = dialogue.part(Message).newest
    if audience.seat is not None or sent is None:
        return {}
    return {"message": {"text": Text(sent.text), "at": sent.at, "by_role": sent.by_role}}


MESSAGE: Part[Message] = Part(
    slice=Message,
    initial=Message(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"message-sent": MessageSent},
    commands={"message.send": SendMessage},
)
