"""Choosing a topic: open while its phase is next and its groups are not proposed yet; first come, first served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Refused, Topics
from facilitation.choices import Choices, TopicChosen
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.localized import localized
from facilitation.script import Phase, Topic
from facilitation.view import no_state
from rooms.roles import ROLES
from rooms.seats import Seats


@dataclass(frozen=True, slots=True)
class ChooseTopic:
    """`topic.choose`: citizens, for themselves, as often as they like while it is open. Refuses `not-allowed`,
    `phase-over`, `unknown-topic`, `topic-full` with the `limit`."""

    phase: str
    topic: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """A part without a state of its own."""


def open_choice(dialogue: Dialogue) -> Phase | None:
    """The phase whose topics can be chosen now."""
    following, wanted = dialogue.part(Agenda).next, dialogue.part(Groups).wanted
    if following is None or following.groups is None or following.groups.mix != "topic":
        return None
    return None if wanted and wanted.phase == following.id else following


def decide(dialogue: Dialogue, command: ChooseTopic, actor: int, given: Given) -> Sequence[Event]:
    if not dialogue.part(Seats).role(actor).grouped:
        raise Refused("not-allowed", command="topic.choose")
    phase = open_choice(dialogue)
    if phase is None or phase.id != command.phase:
        raise Refused("phase-over", phase=command.phase)
    topic = next((each for each in _topics(phase) if each.id == command.topic), None)
    if topic is None:
        raise Refused("unknown-topic")
    chosen = dialogue.part(Choices).of(phase.id)
    if chosen.get(actor) == topic.id:
        return ()
    if topic.places and Counter(chosen.values())[topic.id] >= topic.places:
        raise Refused("topic-full", limit=topic.places)
    return (TopicChosen(phase.id, actor, topic.id),)


def _topics(phase: Phase) -> tuple[Topic, ...]:
    return phase.groups.topics if phase.groups else ()


def topics(dialogue: Dialogue, audience: Audience) -> Topics:
    """Who gets a place in groups, and who leads, sees the topics and how many chose each, never who; each person sees
    its own choice."""
    phase = open_choice(dialogue)
    if phase is None or not (ROLES[audience.role].grouped or ROLES[audience.role].leads):
        return {}
    chosen = dialogue.part(Choices).of(phase.id)
    if audience.seat is not None:
        return {"my-choice": {"topic": chosen.get(audience.seat)}} if ROLES[audience.role].grouped else {}
    count = Counter(chosen.values())
    offered = [
        {
            "id": topic.id,
            "title": localized(topic.title, topic.easy),
            "places": topic.places or None,
            "chosen": count[topic.id],
        }
        for topic in _topics(phase)
    ]
    return {"choice": {"phase": phase.id, "title": localized(phase.title), "topics": offered}}


CHOOSING: Part[Choosing] = no_state(Choosing(), decide=decide, commands={"topic.choose": ChooseTopic}, topics=topics)
