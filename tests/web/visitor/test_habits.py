"""A visitor does what the screen suggests, once, in time, the same way for the same seed."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from web.visitor.habits import THINKING_S, Act, Mind, acts
from web.visitor.leading import edit, moderate, over, staff_acts
from web.visitor.profiles import Profile
from web.visitor.visitor import left_s

PLAIN = Profile("plain", "Maria", 11)
ME = {"seat": 7, "room": "runde-1/2", "hand": None, "floor": False, "ready": False, "audible": True}
PHASE = {"id": "runde-1", "kind": "group-work", "manual": False, "ready": False}
EVENING = {"status": "running", "phase": PHASE, "ends_at": 100.0, "leaving": False, "steps": []}
BOARD = {"open": True, "columns": [{"id": "gut"}, {"id": "fehlt"}], "per_person": 5, "length": 40, "top_limit": 3}
CARD = {"into": None, "differs": None, "top": False, "number": 1}


def commands(profile: Profile = PLAIN, **topics: Any) -> list[tuple[str, dict[str, Any]]]:
    seen = {"me": ME, "evening": EVENING, **{name.replace("__", ":"): data for name, data in topics.items()}}
    return [(act.command, act.data) for act in acts(seen, profile, 7)]


def with_board(**board: Any) -> dict[str, Any]:
    return {"board:runde-1/2": BOARD | board}


def names(profile: Profile = PLAIN, **topics: Any) -> list[str]:
    return [name for name, _ in commands(profile, **topics)]


def test_somebody_with_nothing_on_the_screen_does_nothing() -> None:
    assert commands() == []


@pytest.mark.parametrize(("talk", "cards"), [(0.2, 1), (1.0, 2), (3.0, 3)])
def test_who_talks_more_writes_more_cards(talk: float, cards: int) -> None:
    profile = Profile("x", "Ömer", 3, talk=talk)
    assert names(profile, **with_board()).count("card.write") == cards


def test_nobody_writes_where_no_cards_are_taken() -> None:
    assert names(**with_board(open=False)) == []


def test_no_two_cards_are_alike() -> None:
    written = [data["text"] for name, data in commands(Profile("x", "A", 1, talk=3.0), **with_board())]
    assert len({*written}) == 3


def test_every_person_of_the_seat_votes_once() -> None:
    question = {"id": "q", "answer": "single", "options": [{"id": "a"}, {"id": "b"}]}
    scale = {"id": "s", "answer": "scale", "options": []}
    word = {"id": "w", "answer": "text", "options": []}
    polls = {"p": {"open": True, "questions": [question, scale, word]}, "old": {"open": False, "questions": []}}
    voted = {"chosen": {"q": ["a"]}, "texts": {}}
    cast = commands(polls=polls, **{"my-votes": {"p": {"1": None, "2": voted}}})
    assert [(name, data["person"]) for name, data in cast] == [("poll.vote", 1)]
    assert (cast[0][1]["chosen"].keys(), cast[0][1]["texts"].keys()) == ({"q", "s"}, {"w"})


def test_read_back_is_answered_until_one_has_answered() -> None:
    asked = {"readback": {"changed": False}, "my-readback": {"answered": False}}
    assert names(**asked) == ["readback.answer"]
    assert names(**(asked | {"my-readback": {"answered": True}})) == []


def test_dots_go_to_themes_while_there_are_some_left() -> None:
    themes = {"themes": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}
    dots = {"open": True, "phase": "themen", "total": 2}
    given = commands(dots=dots, themes=themes, **{"my-dots": {"left": 2, "given": {}}})
    assert [name for name, _ in given] == ["dots.give", "dots.give"]
    assert names(dots=dots, themes=themes, **{"my-dots": {"left": 0, "given": {"a": 1, "b": 1}}}) == []


def test_who_has_the_floor_gives_it_back() -> None:
    me = ME | {"room": "plenary", "floor": True}
    assert names(me=me, floor={"since": {"7": 5.0}}) == ["floor.take"]


def test_whose_turn_it_is_says_weiter() -> None:
    assert commands(round={"seat": 7, "left": 3}) == [("round.next", {"room": "runde-1/2", "seat": 7})]
    assert commands(round={"seat": 8, "left": 3}) == []


def test_who_has_no_microphone_says_it_in_writing() -> None:
    assert names(Profile("mute", "Ida", 5, microphone=False)) == ["turn.write"]


def test_a_troll_wants_what_is_refused() -> None:
    wanted = names(Profile("troll", "X", 1, troll=True), **with_board())
    assert "agenda.next" in wanted
    assert wanted.count("card.write") == 3


def test_the_same_seed_decides_the_same() -> None:
    assert commands(**with_board()) == commands(Profile("plain", "Other", 11), **with_board())
    assert commands(**with_board()) != commands(Profile("plain", "Maria", 12), **with_board())


def test_an_act_waits_for_its_moment_and_happens_once() -> None:
    mind, act = Mind(PLAIN, Random(1)), Act(("vote",), "poll.vote", {})
    assert mind.ripe(iter([act]), now=0.0, left_s=10.0) == []
    due = mind.due["vote",]
    assert 1.0 <= due <= 6.0
    assert mind.ripe(iter([act]), now=due - 0.01, left_s=10.0) == []
    assert mind.ripe(iter([act]), now=due, left_s=10.0) == [act]
    assert mind.ripe(iter([act]), now=due + 1, left_s=10.0) == []


def test_nobody_hurries_where_a_person_is_to_go_on_and_the_time_is_over() -> None:
    waiting = EVENING | {"phase": PHASE | {"manual": True}}
    assert left_s({"evening": waiting, "now": 90.0}) == 10.0
    assert left_s({"evening": waiting, "now": 130.0}) == THINKING_S
    assert left_s({"evening": EVENING, "now": 130.0}) == 0.0


def test_an_act_that_makes_no_sense_any_more_is_not_done() -> None:
    mind, act = Mind(PLAIN, Random(1)), Act(("vote",), "poll.vote", {})
    mind.ripe(iter([act]), now=0.0, left_s=10.0)
    assert mind.ripe(iter([]), now=50.0, left_s=10.0) == []


def test_the_moderator_gives_the_floor_to_the_first_hand() -> None:
    seen = {"me": ME | {"room": "plenary"}, "evening": EVENING, "queue": {"hands": [9, 12]}, "floor": {"seats": []}}
    assert [act.data for act in moderate(seen)] == [{"seat": 9}]
    assert list(moderate(seen | {"floor": {"seats": [3]}})) == []


def test_the_moderator_goes_on_when_a_phase_of_people_is_over() -> None:
    evening = EVENING | {"phase": PHASE | {"manual": True}}
    assert over({"evening": evening}, 99.0) is None
    assert over({"evening": evening}, 100.0) == {"leaving": "runde-1", "now": False}
    assert over({"evening": evening | {"leaving": True}}, 101.0) is None
    assert over({"evening": EVENING}, 101.0) is None


def test_a_facilitator_marks_cards_of_the_own_group_alone() -> None:
    cards = {f"c{number}": CARD for number in range(5)}
    steps = [{"starts_at": 0.0, "ends_at": 50.0, "cards": "choose"}]
    seen = {"me": ME, "evening": EVENING | {"steps": steps}, "now": 10.0, "lead": {"facilitator": 7}}
    seen |= with_board() | {"cards:runde-1/2": cards}
    guide = Profile("staff", "F", 1, role="facilitator")
    assert [act.command for act in staff_acts(seen, guide, 7)] == ["card.top"] * 3
    assert list(staff_acts(seen | {"lead": {"facilitator": 8}}, guide, 7)) == []


def test_an_editor_bundles_every_card_and_then_publishes() -> None:
    cards: dict[str, Any] = {f"c{number}": CARD | {"number": number} for number in range(20)}
    themes: dict[str, Any] = {}
    desk, commands = {"edit": 0, "published": None}, list[str]()
    for _ in range(20):
        wanted = list(edit({"editing": desk, "editing-cards": cards, "editing-themes": themes}))
        if not wanted:
            break
        [act] = wanted
        commands.append(act.command)
        desk = desk | {"edit": desk["edit"] + 1}
        match act.command:
            case "theme.add":
                themes[f"t{len(themes)}"] = {"version": 1, "cards": [*act.data["cards"]]}
            case "theme.take":
                themes[act.data["theme"]]["cards"] += [*act.data["cards"]]
            case _:
                desk = desk | {"edit": act.data["edit"], "published": act.data}
    assert sorted(card for theme in themes.values() for card in theme["cards"]) == sorted(cards)
    assert (commands.count("theme.add"), commands[-1]) == (6, "themes.publish")
