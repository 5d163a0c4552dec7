"""Topic choice with places, groups made beforehand, and groups made by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.agenda import Next, Start
from facilitation.choosing import ChooseTopic
from facilitation.choosing_groups import by_topic
from facilitation.groups import Groups, PlaceInGroup
from facilitation.script import GroupRule, Size, Text, Topic
from facilitation.script_yaml import parse
from facilitation.sitting import Group
from tests.facilitation.evening import SCRIPT, Evening, prepared

MODERATOR = 1
OFFER = "topics: [{id: a, title: Bus, places: 3}, {id: b, title: Bad}, {id: c, title: Park}]"
TOPICS = SCRIPT.replace("mix: new", f"mix: topic, {OFFER}")
MANUAL = SCRIPT.replace("mix: new", "mix: manual")


def choosing(citizens: int = 9) -> Evening:
    """Topics can be chosen, the groups are not proposed yet."""
    evening = prepared(citizens, staff=("moderator", "facilitator"), script=TOPICS)
    evening.do(Start(), MODERATOR)
    evening.wait(121)
    return evening


def test_topics_are_chosen_first_come_first_served_until_the_groups_are_proposed() -> None:
    evening = choosing()
    for seat in (3, 4, 5):
        evening.do(ChooseTopic("runde", "a"), seat)
    assert evening.refused(ChooseTopic("runde", "a"), 6) == ("topic-full", {"limit": 3})
    evening.do(ChooseTopic("runde", "b"), 5)
    evening.do(ChooseTopic("runde", "a"), 6)
    seen = evening.sees(6)
    assert [(topic["id"], topic["places"], topic["chosen"]) for topic in seen["choice"]["topics"]] == [
        ("a", 3, 3),
        ("b", None, 1),
        ("c", None, 0),
    ]
    assert (seen["my-choice"], evening.sees(7)["my-choice"]) == ({"topic": "a"}, {"topic": None})
    assert ("my-choice" in evening.sees(1), "choice" in evening.sees(1), "choice" in evening.sees(2)) == (
        False,
        True,
        False,
    )
    evening.wait(240)
    assert "choice" not in evening.sees(6)
    assert evening.refused(ChooseTopic("runde", "b"), 6)[0] == "phase-over"


def test_groups_follow_the_choice_and_say_their_topic() -> None:
    evening = choosing()
    for seat, topic in ((3, "a"), (4, "a"), (5, "a"), (6, "b"), (7, "b"), (8, "b")):
        evening.do(ChooseTopic("runde", topic), seat)
    evening.wait(240)
    assert evening.sees(3)["me"]["next_group"]["topic"] == {"de": "Bus"}
    evening.do(Next("auftakt", now=True), MODERATOR)
    topics = {group.topic["de"]: group.seats for group in evening.dialogue.part(Groups).now()}
    assert {name: sorted(seats) for name, seats in topics.items()} == {
        "Bus": [3, 4, 5],
        "Bad": [6, 7, 8],
        "Park": [9, 10, 11],
    }
    assert evening.sees(3)["lead"]["topic"] == {"de": "Bus"}
    assert evening.replayed().slices == evening.dialogue.slices


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (ChooseTopic("runde", "a"), 1, "not-allowed"),
        (ChooseTopic("runde", "a"), 2, "not-allowed"),
        (ChooseTopic("runde", "z"), 3, "unknown-topic"),
        (ChooseTopic("ernte", "a"), 3, "phase-over"),
    ],
)
def test_choice_is_refused(command: ChooseTopic, actor: int, code: str) -> None:
    assert choosing().refused(command, actor)[0] == code


SMALL = GroupRule(Size(3, 4, 5), "topic", topics=(Topic("a", Text("A"), places=6), Topic("b", Text("B"))))


@settings(max_examples=200)
@given(st.integers(2, 60), st.dictionaries(st.integers(0, 59), st.sampled_from(["a", "b", "gone"])))
def test_choice_seats_everybody_once_and_nobody_alone(people: int, chosen: dict[int, str]) -> None:
    groups = by_topic(range(people), chosen, SMALL)
    assert sorted(seat for group in groups for seat in group.seats) == [*range(people)]
    assert min(len(group.seats) for group in groups) >= min(3, people)
    assert [group.number for group in groups] == [*range(1, len(groups) + 1)]


def test_places_are_kept_while_another_topic_has_any() -> None:
    groups = by_topic(range(20), dict.fromkeys(range(20), "a"), SMALL)
    assert Counter(seats_of(groups)) == {"A": 20}
    some = by_topic(range(20), {0: "b"}, SMALL)
    assert Counter(seats_of(some)) == {"A": 6, "B": 14}


def seats_of(groups: tuple[Group, ...]) -> list[str]:
    """The topic of each person."""
    return [group.topic["de"] for group in groups for _ in group.seats]


def test_topic_that_finds_too_few_gives_way() -> None:
    groups = by_topic(range(4), {0: "a", 1: "a", 2: "a", 3: "b"}, SMALL)
    assert [(group.topic["de"], group.seats) for group in groups] == [("A", (0, 1, 2, 3))]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (OFFER, "topics: [{id: a, title: A}]", "no-topics"),
        (f"mix: topic, {OFFER}", "mix: topic", "no-topics"),
        ("{id: b,", "{id: a,", "id-twice"),
        ("mix: topic", "mix: new", "topics-unused"),
        ("places: 3", "places: viele", "not-a-number"),
    ],
)
def test_script_says_what_is_wrong_with_its_topics(old: str, new: str, code: str) -> None:
    assert [finding.code for finding in parse(TOPICS).findings] == []
    assert code in [finding.code for finding in parse(TOPICS.replace(old, new)).findings]


def test_random_balanced_representative_and_predefined_matching() -> None:
    """frankly #366: the first three are test_mixing; groups that the roster names are kept as they are."""
    evening = prepared(0, script=MANUAL)
    for number in range(6):
        evening.come(evening.seat("citizen", f"c{number}", group=("Raum 10", "Raum 2")[number < 3]))
    evening.come(evening.seat("citizen", "neu"))
    evening.do(Start(), MODERATOR)
    evening.wait(360)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert evening.sitting() == [[2, 3, 4, 8], [5, 6, 7]]


def test_distribution_is_seen_and_changed_before_sending_and_during() -> None:
    """frankly #541, #262; bigbluebutton #14648"""
    evening = prepared(6, script=MANUAL)
    evening.do(Start(), MODERATOR)
    evening.wait(360)
    groups = [group["seats"] for group in evening.sees(MODERATOR)["console"]["preview"]["groups"]]
    seat = groups[0][0]
    evening.do(PlaceInGroup("runde", seat, 2), MODERATOR)
    evening.do(Next("auftakt", now=True), MODERATOR)
    assert evening.room(seat) == "runde/2"
    evening.do(PlaceInGroup("runde", seat, 1), MODERATOR)
    assert evening.room(seat) == "runde/1"
