"""Groups that people or organizers chose: by topic with its places, by a name from the roster. Pure; mixes nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facilitation.localized import localized
from facilitation.mixing_sizes import group_sizes, smallest
from facilitation.script import GroupRule, Topic
from facilitation.sitting import Group

ASSIGNED = "group"
"""The roster's column for groups that were made beforehand (Zoom calls it `Pre-assign Room Name`)."""


def by_topic(seats: Sequence[int], chosen: Mapping[int, str], rule: GroupRule) -> tuple[Group, ...]:
    """Every topic that found enough people, in groups of the script's sizes. Who did not choose goes where fewest are,
    and so do those whose topic found too few; places are kept as long as any are left."""
    people = {topic.id: [seat for seat in seats if chosen.get(seat) == topic.id] for topic in rule.topics}
    topics = {topic.id: topic for topic in rule.topics}
    taken = {seat for each in people.values() for seat in each}
    _spread([seat for seat in seats if seat not in taken], people, topics)
    while len(people) > 1 and len(few := min(people.values(), key=len)) < smallest(rule.size):
        people = {id: each for id, each in people.items() if each is not few}
        _spread(few, people, topics)
    return tuple(_groups(people, topics, rule))


def _spread(seats: Sequence[int], people: Mapping[str, list[int]], topics: Mapping[str, Topic]) -> None:
    for seat in seats:
        free = [id for id in people if not topics[id].places or len(people[id]) < topics[id].places] or [*people]
        people[min(free, key=lambda id: len(people[id]))].append(seat)


def _groups(people: Mapping[str, list[int]], topics: Mapping[str, Topic], rule: GroupRule) -> list[Group]:
    made: list[Group] = []
    for id, seats in people.items():
        first = 0
        for size in group_sizes(len(seats), rule.size):
            title = localized(topics[id].title, topics[id].easy)
            made.append(Group(len(made) + 1, tuple(seats[first : first + size]), topic=title))
            first += size
    return made


def by_name(seats: Sequence[int], traits: Mapping[int, Mapping[str, str]]) -> tuple[Group, ...]:
    """The groups that the roster names, in the order of their names; empty where it names none."""
    named: dict[str, list[int]] = {}
    for seat in seats:
        if name := traits.get(seat, {}).get(ASSIGNED, "").strip():
            named.setdefault(name, []).append(seat)
    ordered = sorted(named, key=lambda name: (len(name), name))  # "Raum 2" before "Raum 10"
    return tuple(Group(number, tuple(named[name])) for number, name in enumerate(ordered, start=1))
