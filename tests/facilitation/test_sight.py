"""Who may see what: rows of viewer, what could leak, and whether that viewer sees it."""

from __future__ import annotations

import json

import pytest

from dialogue.machine import Audience
from facilitation.agenda import Next, Start
from facilitation.cards import RevealCards, WriteCard
from facilitation.concern import RaiseConcern
from facilitation.helpcall import CallHelp
from facilitation.queue import RaiseHand
from rooms.order import Exclude
from rooms.places import Move
from rooms.presence import Drop
from tests.facilitation.evening import Evening, in_groups, prepared

STAFF = ("moderator", "director", "organizer", "facilitator", "editor", "podium", "support", "guest")
MODERATOR, DIRECTOR, ORGANIZER, FACILITATOR, EDITOR, PODIUM, SUPPORT, GUEST = range(1, 9)
HIDDEN, SHOWN = "nur für mich", "für die Gruppe"


@pytest.fixture(scope="module")
def evening() -> Evening:
    """Two groups of three, the first with the facilitator. In group 1 a card is hidden, in group 2 one is revealed; in
    group 2 a hand is up and help was called."""
    evening = in_groups(6, staff=STAFF)
    evening.to(evening.agenda().steps[1])
    one, two = (seats[0] for seats in evening.sitting())
    evening.do(WriteCard("gut", HIDDEN), one)
    evening.do(WriteCard("gut", SHOWN), two)
    evening.do(RevealCards("runde/2"), MODERATOR)
    evening.do(RaiseHand(), two)
    evening.do(CallHelp(), two)
    evening.do(RaiseConcern(), evening.sitting()[1][1])
    return evening


def viewer(evening: Evening, who: str) -> int:
    """`author 1` wrote the hidden card, `member 1` sits beside; the same in group 2."""
    kind, _, number = who.partition(" ")
    if not number:
        return STAFF.index(who) + 1
    return evening.sitting()[int(number) - 1][0 if kind == "author" else 1]


EVERYBODY = ("author 1", "member 1", "author 2", "member 2", *STAFF)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    ("what", "who_sees"),
    [
        (HIDDEN, {"author 1"}),
        (SHOWN, {"author 2", "member 2", "moderator", "director", "organizer", "editor"}),
        ('"editing-cards"', {"moderator", "director", "organizer", "editor"}),
        ('"editing-themes"', {"moderator", "director", "organizer", "editor"}),
        ("board:runde/1", {"author 1", "member 1", "facilitator"}),
        ("cards:runde/1", {"author 1", "member 1", "facilitator"}),
        ("board:runde/2", {"author 2", "member 2"}),
        ("cards:runde/2", {"author 2", "member 2"}),
        ('"hidden": 1', {"author 1", "member 1", "facilitator"}),
        ('"help": true', {"author 2", "member 2"}),
        ('"help_since"', {"moderator", "director", "organizer"}),
        ("Nur für die Regie", {"moderator", "director", "organizer", "facilitator", "editor", "support"}),
        ('"timeline"', {"moderator", "director", "organizer", "facilitator", "editor", "support"}),
        ('"console"', {"moderator", "director", "organizer"}),
        ('"wall"', set()),
        ('"visitors"', {"author 1", "member 1", "author 2", "member 2", "facilitator"}),
        ('"helped"', {"moderator", "director", "organizer", "support"}),
        ('"by_hand": false, "people"', {"support"}),
        ('"staff-line"', {"moderator", "director", "organizer", "facilitator", "editor", "support"}),
        ('"concerns"', {"moderator", "director", "organizer"}),
        ('"concern": true', {"member 2"}),
        ('"by_hand"', {"moderator", "director", "organizer", "support"}),
        ('"why"', {"moderator", "director", "organizer"}),
    ],
)
def test_sight_of_what_is_in_the_groups(evening: Evening, who: str, what: str, who_sees: set[str]) -> None:
    seen = json.dumps(evening.sees(viewer(evening, who)), ensure_ascii=False)
    assert (what in seen) is (who in who_sees)


@pytest.mark.parametrize("who", EVERYBODY)
def test_names_are_those_of_the_room_or_of_all_for_who_knows_them(evening: Evening, who: str) -> None:
    seat = viewer(evening, who)
    everybody = {str(other) for other in range(1, 15)}
    room = {str(other) for other in range(1, 15) if evening.room(other) == evening.room(seat)}
    knows_all = who in ("moderator", "director", "organizer", "support")
    assert set(evening.sees(seat)["names"]) == (everybody if knows_all else room)
    assert room < everybody


@pytest.mark.parametrize("who", EVERYBODY)
def test_hands_are_those_of_the_room(evening: Evening, who: str) -> None:
    seat, raised = viewer(evening, who), evening.sitting()[1][0]
    assert evening.sees(seat)["queue"]["hands"] == ([raised] if who.endswith(" 2") else [])


@pytest.mark.parametrize("role", sorted({*STAFF, "citizen", "scribe", "interpreter"}))
def test_topics_of_a_group_go_to_its_room_whoever_stands_there(evening: Evening, role: str) -> None:
    """A visitor stands in the room's list and sees what the room sees; the same role elsewhere does not."""
    for room, expected in (("runde/2", True), ("runde/1", False), ("plenary", False), ("foyer", False)):
        topics = [part.topics(evening.dialogue, Audience(role, room)) for part in evening.dialogue.machine.parts]
        assert any("cards:runde/2" in each for each in topics) is expected


def test_author_of_a_card_is_in_nobodys_data(evening: Evening) -> None:
    """Neither as a field nor as an own card of somebody else."""
    for who in EVERYBODY:
        seen = evening.sees(viewer(evening, who))
        assert "author" not in json.dumps({name: data for name, data in seen.items() if name != "names"})
        assert set(seen["my-cards"]) == ({next(iter(seen["my-cards"]))} if who.startswith("author") else set())


def test_visit_shows_the_room_and_the_visitor_in_its_list() -> None:
    evening = in_groups(6)
    evening.do(Move(MODERATOR, "runde/2"), MODERATOR)
    assert "board:runde/2" in evening.sees(MODERATOR)
    member = evening.sitting()[1][0]
    assert {"seat": MODERATOR, "role": "moderator"} in evening.sees(member)["room"]["people"]
    assert MODERATOR not in [person["seat"] for person in evening.sees(evening.sitting()[0][0])["room"]["people"]]


def test_shared_topics_never_depend_on_the_person(evening: Evening) -> None:
    """What is rendered for a role in a room holds no topic that is rendered for a person, and the other way round."""
    shared, own = Audience("citizen", "runde/1"), Audience("citizen", "runde/1", viewer(evening, "author 1"))
    names = [
        {name for part in evening.dialogue.machine.parts for name in part.topics(evening.dialogue, audience)}
        for audience in (shared, own)
    ]
    assert names[0] & names[1] == set()
    assert names[1] == {"me", "my-cards", "my-hall", "my-questions", "my-withheld", "spoken"}


def test_preview_reaches_each_person_alone_and_the_desk() -> None:
    evening = prepared(6, staff=("moderator", "support"))
    evening.do(Start(), 1)
    evening.wait(120)
    evening.wait(240)
    groups = evening.sees(1)["console"]["preview"]["groups"]
    assert [len(group["seats"]) for group in groups] == [3, 3]
    for group in groups:
        for seat in group["seats"]:
            seen = evening.sees(seat)
            assert sorted(seen["me"]["next_group"]["seats"]) == sorted(group["seats"])
            assert "preview" not in json.dumps(seen)
    assert evening.sees(2)["me"]["next_group"] is None
    evening.do(Next("auftakt", now=True), 1)
    assert evening.sees(3)["me"]["next_group"] is None


def test_reason_of_an_exclusion_is_in_no_topic() -> None:
    evening = in_groups(6)
    evening.do(Exclude(3, "Beleidigungen trotz Hinweis"), MODERATOR)
    assert "Beleidigungen trotz Hinweis" in evening.side.texts.values()
    for seat in range(1, 8):
        assert "Beleidigungen" not in json.dumps(evening.sees(seat))
    assert [seat["excluded"] for seat in evening.sees(MODERATOR)["console"]["seats"]].count(True) == 1


def test_counts_are_people_and_add_up() -> None:
    evening = prepared(4, staff=("moderator", "support"))
    evening.seat("citizen")
    evening.drop(3)
    evening.do(Drop(4, left=True))
    evening.come(evening.seat("citizen"))
    assert evening.sees(1)["console"]["counts"] == {
        "registered": 6,
        "present": 3,
        "door": 3,
        "tech": 0,
        "inside": 0,
        "lost": 1,
        "staff": 2,
    }
    evening.do(Start(), 1)
    counts = evening.sees(1)["console"]["counts"]
    assert (counts["door"], counts["inside"]) == (0, 3)
