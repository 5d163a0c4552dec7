"""Asking, writing, hiding, redacting and answering in any order: what is withheld reaches nobody whom it is not for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.machine import Audience, Refused
from dialogue.topics import Rendering
from facilitation.agenda import Next, Start
from facilitation.answers import GiveAnswer, StageAnswer
from facilitation.bundling import AddTheme, PublishThemes
from facilitation.cards import Cards, DeleteCard, EditCard, RevealCards, WriteCard
from facilitation.moderation import HideItem, ListWords, ShowItem
from facilitation.outcome import mine, outcome_of
from facilitation.questions import AnswerQuestion, AskQuestion, Questions, StageQuestion, SupportQuestion
from facilitation.questions import WithdrawQuestion as Withdraw
from facilitation.redaction import RedactText
from facilitation.report import report_of, to_plain
from facilitation.stacks import MergeCards
from facilitation.themes import Themes
from facilitation.withheld import Withheld
from rooms.seats import Seats
from tests.facilitation.evening import SCRIPT, Evening, prepared

STAFF = ("moderator", "facilitator", "editor", "podium")
CITIZENS = 4
SEATS = len(STAFF) + CITIZENS
ASKING = SCRIPT.replace("kind: talk", "kind: input").replace("kind: harvest", "kind: answer")
ASKING = ASKING.replace("per-person: 2", "per-person: 9")

Step = tuple[str, int, int, int, bool]
Make = Callable[[Evening, int, int, bool], Any]


def _any(known: Any, number: int) -> str:
    ids = [*known]
    return ids[number % len(ids)] if ids else "none"


def _item(evening: Evening, number: int) -> str:
    return _any([*evening.dialogue.part(Cards).cards, *evening.dialogue.part(Questions).questions], number)


def _card(evening: Evening, number: int) -> str:
    return _any(evening.dialogue.part(Cards).cards, number)


def _question(evening: Evening, number: int) -> str:
    return _any(evening.dialogue.part(Questions).questions, number)


def _text(evening: Evening, on: bool) -> str:
    """One that nobody else wrote, with the listed word or without."""
    return f"{'mist ' if on else ''}<{len(evening.rows)}>"


MAKES: dict[str, Make] = {
    "ask": lambda evening, a, b, on: AskQuestion(_text(evening, b == 0), on),
    "support": lambda evening, a, b, on: SupportQuestion(_question(evening, a), on),
    "withdraw": lambda evening, a, b, on: Withdraw(_question(evening, a)),
    "stage": lambda evening, a, b, on: StageQuestion(_question(evening, a) if b else None),
    "answered": lambda evening, a, b, on: AnswerQuestion(_question(evening, a), on),
    "write": lambda evening, a, b, on: WriteCard("gut", _text(evening, b == 0)),
    "edit": lambda evening, a, b, on: EditCard(_card(evening, a), _text(evening, b == 0)),
    "delete": lambda evening, a, b, on: DeleteCard(_card(evening, a)),
    "stack": lambda evening, a, b, on: MergeCards(_card(evening, a), _card(evening, b)),
    "reveal": lambda evening, a, b, on: RevealCards(f"runde/{b % 2 + 1}"),
    "hide": lambda evening, a, b, on: HideItem(_item(evening, a), _text(evening, False)),
    "show": lambda evening, a, b, on: ShowItem(_item(evening, a)),
    "words": lambda evening, a, b, on: ListWords(["mist"] if on else []),
    "redact": lambda evening, a, b, on: RedactText("card" if on else "question", a % 5 + 1),
    "bundle": lambda evening, a, b, on: AddTheme("Thema", {_card(evening, a): None}),
    "publish": lambda evening, a, b, on: PublishThemes(evening.dialogue.part(Themes).edits),
    "answer": lambda evening, a, b, on: GiveAnswer("theme" if on else "card", a % 3 + 1, b % 2, "planned", "Ja"),
    "answer-stage": lambda evening, a, b, on: StageAnswer(a % 3 + 1),
    "next": lambda evening, a, b, on: Next(evening.phase() or "start", now=True),
}
LEADS = ("hide", "show", "words", "redact", "stage", "answered", "bundle", "publish", "answer", "answer-stage", "next")
KINDS = [*MAKES, "ask", "ask", "write", "write", "write", "hide", "hide", "redact"]
STEPS = st.tuples(st.sampled_from(KINDS), st.integers(1, CITIZENS), st.integers(0, 9), st.integers(0, 4), st.booleans())
EVENINGS = st.lists(STEPS, min_size=15, max_size=35)


def _played(steps: list[Step], *, into: bool) -> Iterator[Evening]:
    """After each command; `into`: from the conversation in groups on."""
    evening = prepared(CITIZENS, staff=STAFF, script=ASKING)
    evening.do(Start(), 1)
    evening.wait(125)
    evening.do(ListWords(["mist"]), 1)
    if into:
        evening.do(Next("auftakt", now=True), 1)
        evening.to(evening.agenda().steps[2])
    for kind, actor, a, b, on in steps:
        try:
            evening.do(MAKES[kind](evening, a, b, on), 1 if kind in LEADS else len(STAFF) + actor)
        except Refused:
            continue
        yield evening


def _items(evening: Evening) -> list[Any]:
    return [*evening.dialogue.part(Cards).cards.values(), *evening.dialogue.part(Questions).questions.values()]


@settings(max_examples=12)
@given(EVENINGS, st.booleans())
def test_withheld_reaches_its_author_and_moderation_alone(steps: list[Step], into: bool) -> None:
    for evening in _played(steps, into=into):
        state = evening.dialogue.part(Withheld)  # not asked through `withheld`, which is under test
        kept = [item for item in _items(evening) if item.id in {*state.hidden, *state.held}]
        if not kept:
            continue
        seats = evening.dialogue.part(Seats)
        seen = {seat: json.dumps(evening.sees(seat)) for seat in seats.roles}
        public = json.dumps([to_plain(outcome_of(evening.dialogue, {}), evening.side)])
        report = json.dumps(to_plain(report_of(evening.dialogue), evening.side))
        for item in kept:
            text = evening.side.texts.get(item.text, "nowhere")
            readers = {seat for seat, data in seen.items() if text in data}
            moderates = {seat for seat in seats.roles if seats.role(seat).leads or seats.role(seat).guides}
            assert readers <= moderates | {item.author}
            assert (text in public, text in report) == (False, False)


@settings(max_examples=12)
@given(EVENINGS, st.booleans())
def test_redacted_and_nameless_stay_what_they_are(steps: list[Step], into: bool) -> None:
    """No text of a redacted item is left anywhere, and a nameless question names nobody."""
    for evening in _played(steps, into=into):
        events = [(kind, data) for _, row in evening.rows for kind, _, data in json.loads(row)]
        written: dict[str, set[str]] = {}
        for kind, data in events:
            item = data.get("card") or data.get("question") or data.get("item") if isinstance(data, dict) else None
            if kind in ("card-written", "card-edited", "question-asked"):
                written.setdefault(item, set()).add(data["text"])
            elif kind == "item-hidden":
                written.setdefault(item, set()).add(data["reason"])
            elif kind == "redacted":
                gone = written.pop(item, set())
                assert gone & evening.side.texts.keys() == set()
        for question in evening.sees(len(STAFF) + 1).get("questions", {}).values():
            named = {each.number for each in evening.dialogue.part(Questions).questions.values() if each.named}
            assert (question["name"] is not None) == (question["number"] in named)


@settings(max_examples=8)
@given(EVENINGS, st.booleans())
def test_stale_topics_rendered_again_equal_all_rendered_fresh(steps: list[Step], into: bool) -> None:
    held: dict[Audience, Rendering] = {}
    for evening in _played(steps, into=into):
        roles = evening.dialogue.part(Seats).roles
        shared = [Audience(role, room) for role in ("moderator", "facilitator", "citizen") for room in ("plenary",)]
        own = [Audience(roles[seat], evening.room(seat), seat) for seat in (1, 2, SEATS - 1, SEATS)]
        for audience in (*shared, Audience("facilitator", "runde/1"), *own):
            kept, fresh = held.setdefault(audience, Rendering(audience)), Rendering(audience)
            for rendering in (kept, fresh):
                rendering.refresh(evening.dialogue, evening.side)
            assert {name: entry.body for name, entry in kept.entries.items()} == {
                name: entry.body for name, entry in fresh.entries.items()
            }


@settings(max_examples=15)
@given(EVENINGS, st.booleans())
def test_log_replays_and_everybody_finds_the_own_cards(steps: list[Step], into: bool) -> None:
    played = [*_played(steps, into=into)]
    if not played:
        return
    evening = played[-1]
    assert evening.replayed().slices == evening.dialogue.slices
    cards = [card for card in evening.dialogue.part(Cards).cards.values() if not card.called]
    for seat in range(len(STAFF) + 1, SEATS + 1):
        found = to_plain(mine(evening.dialogue, seat, {}), evening.side)["cards"]
        assert [each["card"]["number"] for each in found] == [card.number for card in cards if card.author == seat]
