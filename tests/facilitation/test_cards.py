"""Cards from writing to the wall: who may do what, when, and how much of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facilitation.agenda import Next
from facilitation.boards import GRACE_S
from facilitation.cards import (
    UNDO_S,
    Cards,
    DeleteCard,
    EditCard,
    MoveCard,
    RestoreCard,
    RevealCards,
    WriteCard,
)
from rooms.places import Move
from tests.facilitation.evening import SCRIPT, Evening, in_groups

MODERATOR, FACILITATOR, SCRIBE = 1, 2, 3


def writing(*, open_cards: bool = True) -> Evening:
    """In the silent step, or in the open one after it; two groups of three, the first with facilitator and scribe."""
    evening = in_groups(6, staff=("moderator", "facilitator", "scribe"))
    evening.do(Move(SCRIBE, "runde/1"), MODERATOR)
    evening.to(evening.agenda().steps[2 if open_cards else 1])
    return evening


def member(evening: Evening, group: int, index: int = 0) -> int:
    return evening.sitting()[group - 1][index]


def written(evening: Evening, group: int = 1, index: int = 0, text: str = "Mehr Bänke", column: str = "fehlt") -> str:
    """A card of that member of that group; returns its id."""
    return str(evening.do(WriteCard(column, text), member(evening, group, index))[0].card)


def test_written_card_is_in_the_group_with_its_author_kept_and_a_number() -> None:
    evening = writing()
    first, second = written(evening), written(evening, 2, text="Ein Café", column="gut")
    cards = evening.dialogue.part(Cards).cards
    assert [(cards[c].number, cards[c].group, cards[c].column) for c in (first, second)] == [
        (1, "runde/1", "fehlt"),
        (2, "runde/2", "gut"),
    ]
    assert evening.side.texts[cards[first].text] == "Mehr Bänke"


def test_number_of_a_deleted_card_never_comes_again() -> None:
    evening = writing()
    evening.do(DeleteCard(written(evening)), member(evening, 1))
    second = written(evening)
    assert evening.dialogue.part(Cards).cards[second].number == 2


def test_hidden_card_is_only_a_number_to_the_others() -> None:
    evening = writing(open_cards=False)
    card = written(evening)
    other = evening.sees(member(evening, 1, 1))
    assert (other["board:runde/1"]["hidden"], other["cards:runde/1"], other["my-cards"]) == (1, {}, {})
    own = evening.sees(member(evening, 1))["my-cards"][card]
    assert (own["text"], own["revealed"], own["group"]) == ("Mehr Bänke", False, "runde/1")


def test_open_step_reveals_and_later_cards_are_seen_at_once() -> None:
    evening = writing(open_cards=False)
    first = written(evening)
    evening.to(evening.agenda().steps[2])
    second = written(evening, text="Zweite")
    seen = evening.sees(member(evening, 1, 1))
    assert list(seen["cards:runde/1"]) == [first, second]
    assert (seen["board:runde/1"]["hidden"], seen["board:runde/1"]["revealed"]) == (0, True)


def test_facilitator_reveals_before_the_step_does_in_the_own_group_only() -> None:
    evening = writing(open_cards=False)
    card = written(evening)
    assert evening.refused(RevealCards("runde/2"), FACILITATOR)[0] == "not-allowed"
    assert evening.refused(RevealCards("runde/1"), member(evening, 1))[0] == "not-allowed"
    evening.do(RevealCards("runde/1"), FACILITATOR)
    assert list(evening.sees(member(evening, 1, 1))["cards:runde/1"]) == [card]
    assert evening.sees(member(evening, 2))["board:runde/2"]["revealed"] is False
    assert evening.do(RevealCards("runde/1"), FACILITATOR) == []


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("", "empty", {}),
        (" \n\t ", "empty", {}),
        ("\x00\x1b", "empty", {}),
        ("x" * 41, "too-long", {"length": 41, "limit": 40}),
    ],
)
def test_text_that_is_no_card_is_refused_with_its_length(text: str, code: str, facts: dict[str, int]) -> None:
    evening = writing()
    card = written(evening)
    assert evening.refused(WriteCard("gut", text), member(evening, 1)) == (code, facts)
    assert evening.refused(EditCard(card, text), member(evening, 1)) == (code, facts)


def test_text_is_kept_as_typed_without_control_signs_and_blank_ends() -> None:
    evening = writing()
    card = written(evening, text="  <b>Mehr\nBänke</b>\x00 👩\u200d🌾 ")
    assert evening.sees(member(evening, 1))["my-cards"][card]["text"] == "<b>Mehr\nBänke</b> 👩\u200d🌾"


def test_citizen_has_a_limit_and_scribe_and_facilitator_have_none() -> None:
    evening = writing()
    for _ in range(2):
        written(evening)
    assert evening.refused(WriteCard("gut", "Dritte"), member(evening, 1)) == ("too-many", {"limit": 2})
    for actor in (SCRIBE, FACILITATOR):
        for _ in range(3):
            evening.do(WriteCard("gut", "Für die Gruppe"), actor)
    assert len(evening.dialogue.part(Cards).of("runde/1")) == 8


def test_write_is_refused_outside_of_a_writing_step() -> None:
    evening = in_groups(6)
    evening.to(evening.agenda().steps[0])
    assert evening.refused(WriteCard("gut", "Zu früh"), member(evening, 1))[0] == "no-cards"


def test_write_is_refused_in_an_unknown_column() -> None:
    evening = writing()
    assert evening.refused(WriteCard("partei", "x"), member(evening, 1))[0] == "unknown-column"


def test_card_for_a_group_one_does_not_sit_in_is_refused() -> None:
    evening = writing()
    for group in ("runde/2", "runde/9", "plenary", "runde/x", "/", "ernte/1"):
        assert evening.refused(WriteCard("gut", "Fremd", group=group), member(evening, 1))[0] == "wrong-room"


def test_role_that_does_not_write_is_refused_also_in_the_room() -> None:
    evening = writing()
    evening.do(Move(MODERATOR, "runde/1"), MODERATOR)
    assert evening.refused(WriteCard("gut", "Regie"), MODERATOR)[0] == "not-allowed"


def test_card_is_changed_by_author_facilitator_and_scribe_and_by_nobody_else() -> None:
    evening = writing()
    card = written(evening)
    for actor, text in ((member(evening, 1), "Selbst"), (FACILITATOR, "Moderation"), (SCRIBE, "Mitschrift")):
        evening.do(EditCard(card, text), actor)
        assert evening.sees(member(evening, 1, 1))["cards:runde/1"][card]["text"] == text
    assert evening.refused(EditCard(card, "x"), member(evening, 1, 1))[0] == "not-allowed"
    assert evening.refused(DeleteCard(card), member(evening, 1, 1))[0] == "not-allowed"
    assert evening.refused(EditCard(card, "x"), member(evening, 2))[0] == "unknown-card"
    assert evening.refused(DeleteCard("none"), member(evening, 1))[0] == "unknown-card"
    evening.do(DeleteCard(card), FACILITATOR)
    assert evening.dialogue.part(Cards).cards == {}


def test_hidden_card_does_not_exist_for_facilitator_and_scribe_yet() -> None:
    evening = writing(open_cards=False)
    card = written(evening)
    for actor in (FACILITATOR, SCRIBE, member(evening, 1, 1)):
        assert evening.refused(EditCard(card, "x"), actor)[0] == "unknown-card"


def test_card_is_moved_to_another_column_by_whoever_may_change_it() -> None:
    evening = writing()
    card = written(evening)
    evening.do(MoveCard(card, "gut"), member(evening, 1))
    assert evening.dialogue.part(Cards).cards[card].column == "gut"
    assert evening.do(MoveCard(card, "gut"), FACILITATOR) == []
    assert evening.refused(MoveCard(card, "partei"), FACILITATOR)[0] == "unknown-column"
    assert evening.refused(MoveCard(card, "fehlt"), member(evening, 1, 1))[0] == "not-allowed"
    assert evening.refused(MoveCard(card, "fehlt"), member(evening, 2))[0] == "unknown-card"


def test_deleted_card_is_had_back_for_a_minute_by_who_deleted_it() -> None:
    evening = writing()
    card = written(evening)
    before = evening.dialogue.part(Cards).cards
    evening.do(DeleteCard(card), FACILITATOR)
    assert evening.refused(RestoreCard(card), member(evening, 1))[0] == "unknown-card"
    evening.wait(UNDO_S - 1)
    evening.do(RestoreCard(card), FACILITATOR)
    assert evening.dialogue.part(Cards).cards == before
    assert evening.do(RestoreCard(card), FACILITATOR) == []
    evening.wait(UNDO_S)
    assert evening.sees(member(evening, 1))["my-cards"][card]["text"] == "Mehr Bänke"


def test_text_of_a_deleted_card_is_gone_after_a_minute() -> None:
    evening = writing()
    card = written(evening)
    text = evening.dialogue.part(Cards).cards[card].text
    evening.do(DeleteCard(card), member(evening, 1))
    assert evening.side.texts[text] == "Mehr Bänke"
    evening.wait(UNDO_S)
    assert (text in evening.side.texts, evening.dialogue.part(Cards).deleted) == (False, {})
    assert evening.refused(RestoreCard(card), member(evening, 1))[0] == "unknown-card"
    assert evening.replayed().slices == evening.dialogue.slices


def test_wording_that_was_written_over_is_kept_nowhere() -> None:
    evening = writing()
    card = written(evening)
    before = evening.dialogue.part(Cards).cards[card].text
    evening.do(EditCard(card, "Mehr Schatten"), member(evening, 1))
    assert before not in evening.side.texts
    assert [text for text in evening.side.texts.values() if "Mehr" in text] == ["Mehr Schatten"]


@pytest.mark.parametrize("named", [False, True])
def test_cards_carry_names_only_where_the_script_says_so(named: bool) -> None:
    script = SCRIPT.replace("      per-person: 2", f"      anonymous: {str(not named).lower()}\n      per-person: 2")
    evening = in_groups(6, staff=("moderator", "facilitator"), script=script)
    evening.to(evening.agenda().steps[2])
    author, other = evening.sitting()[0][:2]
    card = evening.do(WriteCard("gut", "Bänke"), author)[0].card
    called = evening.do(WriteCard("gut", "Gesagt", called=True), FACILITATOR)[0].card
    seen = evening.sees(other)
    assert seen["board:runde/1"]["anonymous"] is not named
    assert seen["cards:runde/1"][card]["name"] == (evening.side.name(author) if named else None)
    assert seen["cards:runde/1"][called]["name"] is None
    evening.do(Next("runde", now=True), MODERATOR)
    assert evening.sees(MODERATOR)["wall"][card]["name"] == (evening.side.name(author) if named else None)


def test_draft_of_the_last_second_arrives_once_in_the_group_one_sat_in() -> None:
    evening = writing()
    author = member(evening, 1)
    card = written(evening)
    evening.to(evening.agenda().ends_at + GRACE_S - 1)
    assert (evening.phase(), evening.room(author)) == ("ernte", "plenary")
    evening.do(WriteCard("gut", "Noch angekommen", group="runde/1"), author)
    evening.do(EditCard(card, "Noch verbessert"), author)
    assert evening.refused(WriteCard("gut", "Fremd", group="runde/2"), author)[0] == "wrong-room"
    assert evening.refused(WriteCard("gut", "Ohne Gruppe"), author)[0] == "wrong-room"
    wall = evening.sees(author)["wall"]
    assert sorted(each["text"] for each in wall.values()) == ["Noch angekommen", "Noch verbessert"]
    evening.wait(1)
    assert evening.refused(WriteCard("gut", "Zu spät", group="runde/1"), author)[0] == "no-cards"
    assert evening.refused(EditCard(card, "Zu spät"), author)[0] == "no-cards"


def test_differing_opinion_of_the_last_second_arrives_too() -> None:
    evening = writing()
    card, (author, other, *_), (stranger, *_) = written(evening), *evening.sitting()
    evening.to(evening.agenda().ends_at + GRACE_S - 1)
    late = WriteCard("", "Ich sehe das anders", group="runde/1", differs=card)
    own = evening.do(late, other)[0].card
    assert evening.sees(author)["wall"][own]["differs"] == card
    assert evening.refused(late, stranger)[0] == "wrong-room"
    assert evening.refused(replace(late, group="runde/2"), stranger)[0] == "unknown-card"
    evening.wait(1)
    assert evening.refused(late, other)[0] == "no-cards"


def test_wall_shows_every_group_from_the_harvest_on_the_silent_ones_too() -> None:
    evening = writing(open_cards=False)
    card = written(evening)
    assert "wall" not in evening.sees(MODERATOR)
    evening.to(evening.agenda().ends_at)
    seen = evening.sees(member_of_plenary := 4)
    assert (evening.room(member_of_plenary), evening.phase()) == ("plenary", "ernte")
    assert seen["harvest"]["groups"] == [
        {"id": "runde/1", "number": 1, "cards": 1},
        {"id": "runde/2", "number": 2, "cards": 0},
    ]
    assert seen["wall"][card] == {
        "group": "runde/1",
        "number": 1,
        "column": "fehlt",
        "text": "Mehr Bänke",
        "top": False,
        "called": False,
        "into": None,
        "original": None,
        "name": None,
        "differs": None,
        "at": evening.dialogue.part(Cards).cards[card].at,
    }
    evening.wait(10_000)
    assert card in evening.sees(4)["wall"]


def test_redacted_text_is_null_to_everybody() -> None:
    evening = writing()
    card = written(evening)
    del evening.side.texts[evening.dialogue.part(Cards).cards[card].text]
    assert evening.sees(member(evening, 1, 1))["cards:runde/1"][card]["text"] is None
