"""The newest message to everybody or to one room, sent by who leads the evening; a later one replaces it and deletes
its text. So whoever wants one gone sends another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from annotated_types import MaxLen

from dialogue.machine import SERVER, Audience, Dialogue, Event, Given, Part, Refused, Topics
from dialogue.refs import Text
from facilitation.wording import worded
from rooms.places import rooms_in_use
from rooms.seats import Seats, must_lead

LENGTH = 500


@dataclass(frozen=True, slots=True)
class MessageSent:
    """`text` is a text id; `by_role` is shown instead of a name. `room` None: to everybody."""

    text: str
    by_role: str
    at: float
    room: str | None = None


@dataclass(frozen=True, slots=True)
class SendMessage:
    """`message.send`: leading staff only, to everybody or to those in one room. Refuses `empty`, `too-long`,
    `unknown-room`."""

    text: Annotated[str, MaxLen(10_000)]
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """`rooms`: the newest to each room alone."""

    newest: MessageSent | None = None
    rooms: Mapping[str, MessageSent] = field(default_factory=dict)

    def at(self, room: str) -> MessageSent | None:
        """What people in that room read: the newest to all or to them."""
        both = [sent for sent in (self.newest, self.rooms.get(room)) if sent]
        return max(both, key=lambda sent: sent.at, default=None)


def decide(dialogue: Dialogue, command: SendMessage, actor: int, given: Given) -> Sequence[Event]:
    must_lead(dialogue, actor, "message.send")
    if command.room is not None and command.room not in rooms_in_use(dialogue):
        raise Refused("unknown-room")
    text = worded(command.text, limit=LENGTH)
    by_role = "moderator" if actor == SERVER else dialogue.part(Seats).roles[actor]
    message = dialogue.part(Message)
    before = message.newest if command.room is None else message.rooms.get(command.room)
    given.forget(*([before.text] if before else []))
    return (MessageSent(given.keep(text), by_role, given.now, command.room),)


def evolve(message: Message, event: MessageSent) -> Message:
    if event.room is None:
        return replace(message, newest=event)
    return replace(message, rooms={**message.rooms, event.room: event})


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """A message to all is for everybody, one to a room for who is in it; who sent it is a role, never a seat."""
    sent = dialogue.part(Message).at(audience.room)
    if audience.seat is not None or sent is None:
        return {}
    return {"message": {"text": Text(sent.text), "at": sent.at, "by_role": sent.by_role, "room": sent.room}}


MESSAGE: Part[Message] = Part(
    slice=Message,
    initial=Message(),
    evolve=evolve,
    decide=decide,
    topics=topics,
    events={"message-sent": MessageSent},
    commands={"message.send": SendMessage},
)
