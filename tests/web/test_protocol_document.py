"""web/PROTOCOL.md against the code: nothing that is said or refused is missing in it, nothing in it is invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from dialogue.machine import Refused
from facilitation.agenda import Next, Pause, Resume, Start
from facilitation.answers import GiveAnswer, StageAnswer
from facilitation.boards import Boards
from facilitation.bundling import AddTheme, PublishThemes
from facilitation.cards import Cards, EditCard, RevealCards, WriteCard
from facilitation.choosing import ChooseTopic
from facilitation.concern import RaiseConcern
from facilitation.corner import AskTech, TakeTech
from facilitation.cover import CoverGroup
from facilitation.groups import PlaceInGroup
from facilitation.helpcall import CallHelp
from facilitation.message import SendMessage
from facilitation.moderation import HideItem, ListWords, ShowItem
from facilitation.picks import PickCard, TopCard
from facilitation.questions import AskQuestion, Questions, StageQuestion, SupportQuestion
from facilitation.queue import RaiseHand
from facilitation.readback import AnswerReadBack
from facilitation.reporters import NameReporter, NextReport
from facilitation.scribes import NameScribe
from facilitation.slides import AddSlides, ShowSlides
from facilitation.stacks import MergeCards
from facilitation.staffline import TellStaff
from facilitation.turns import WriteTurn
from facilitation.voting import AskPoll, ClosePoll
from rooms.assignment import AssignMedia
from rooms.exclusion import ProposeExclusion
from rooms.interpreting import BindInterpreter
from rooms.places import Move, group_id
from rooms.seats import NamePerson
from rooms.voices import GiveFloor
from tests.facilitation import polling
from tests.facilitation.evening import MACHINE, SCRIPT, Evening, in_groups, prepared
from tests.facilitation.test_dots import FIRST, gave, weighing
from tests.web.document import ROOT, column, examples
from web.app import _pages
from web.commands import Adapters
from web.connection import CLOSE_CODES
from web.signals import SIGNALS as MODELS
from web.words import LANGUAGES, catalogue

COMMANDS = [example for example in examples("browser") if "command" in example]
SIGNALS = [example for example in examples("browser") if "signal" in example]
TOPICS = [example for example in examples("server") if "topic" in example and example.get("data", "set") is not None]
# Objects whose keys are ids, by path in the examples; the values of all of them have one shape.
BY_ID = {
    "polls",
    "poll-desk",
    "my-votes",
    "my-votes.*",
    "my-votes.*.*.chosen",
    "my-votes.*.*.texts",
    "picks",
    "my-dots.given",
    "editing-cards",
    "editing-themes",
    "theme-cards",
    "editing.rounds",
    "themes.rounds",
    "staff-line",
    "floor.since",
    "names",
    "my-cards",
    "cards",
    "wall",
    "me.next_group.names",
    "answers",
    "questions",
    "my-questions.own",
    "withheld",
    "my-withheld",
}
OPEN = {"console.preview.notes[].facts", "console.preview.groups[].why.facts", "console.groups[].why.facts"}


@pytest.mark.parametrize("example", COMMANDS, ids=lambda example: f"{example['command']} {example['id']}")
def test_command_example_is_accepted(example: dict[str, Any]) -> None:
    assert set(example) == {"command", "id", "data"}
    Adapters(MACHINE).read(example["command"], example["data"])


def test_every_command_has_an_example() -> None:
    assert sorted({example["command"] for example in COMMANDS}) == sorted(MACHINE.commands)


@pytest.mark.parametrize("example", SIGNALS, ids=lambda example: str(example["signal"]))
def test_signal_example_fits_its_model(example: dict[str, Any]) -> None:
    read = MODELS[example["signal"]].model_validate(example["data"]).model_dump()
    assert read == example["data"]


def test_every_signal_has_an_example() -> None:
    source = (ROOT / "web/socket.py").read_text()
    acted_on = re.findall(r'case "([a-z.]+)":', source)
    assert sorted({example["signal"] for example in SIGNALS}) == sorted(acted_on) == sorted(MODELS)
    media = (ROOT / "rooms/media").glob("*.py")
    sent = {"health"} | {name for file in media for name in re.findall(r'_signal\([^"\n]*"([a-z]+)"', file.read_text())}
    shown = {example["signal"].removeprefix("media.") for example in examples("server") if "signal" in example}
    assert shown == sent | {"turn.typing", "caption"}


def test_every_refusal_is_in_the_table_and_has_its_sentence() -> None:
    packages = ("dialogue", "rooms", "facilitation", "web")
    files = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    raised = {code for file in files for code in re.findall(r'Refused\(\s*"([a-z-]+)"', file.read_text())}
    raised -= {"full"}  # who finds no place is not refused, the socket is closed with a reason
    assert sorted(raised) == sorted(column("code"))
    for language in LANGUAGES:
        assert sorted(code for code in raised if f"refused.{code}" not in catalogue(language)) == []


def test_every_reason_to_close_is_in_the_table() -> None:
    assert column("bye") == [*CLOSE_CODES]
    table = re.search(r"^\| bye \|.*?\n\n", (ROOT / "web/PROTOCOL.md").read_text(), re.M | re.S)
    assert table is not None
    assert [int(code) for code in re.findall(r"\| (\d{4}) \|", table[0])] == [*CLOSE_CODES.values()]


def test_every_address_is_in_the_table() -> None:
    written = set(column("address"))
    served = {f"{route.path}" for route in _pages() if not route.path.endswith("/socket")}
    assert {re.sub(r"^(GET|POST|GET, POST) ", "", each) for each in written} >= served - {"/theme.css"}


def test_every_topic_is_in_the_table() -> None:
    assert sorted(_named()) == sorted(column("topic"))


@pytest.mark.parametrize("name", sorted({example["topic"].partition(":")[0] for example in TOPICS}))
def test_topic_example_has_the_keys_that_are_sent(name: str) -> None:
    shown = set[str]()
    for example in TOPICS:
        if example["topic"].partition(":")[0] == name:
            shown |= {*_paths(name, example["set"] if "set" in example else example["data"])}
    assert _keys(shown) == _keys(_sent()[name])
    assert shown - _sent()[name] - {f"{path}:{kind}" for path in OPEN for kind in ("number", "string")} == set()


def test_every_topic_has_an_example() -> None:
    assert {example["topic"].partition(":")[0] for example in TOPICS} == set(_sent())


def _keys(paths: set[str]) -> set[str]:
    return {path for path in paths if ":" not in path}


def _paths(at: str, value: Any) -> Iterator[str]:
    """Where there is what: `me.hand:number`, and `me.hand` also where it is null."""
    if at in OPEN:
        return
    match value:
        case None:
            yield at
        case dict() if at in BY_ID:
            yield from (path for each in value.values() for path in _paths(f"{at}.*", each))
        case dict() if set(value) <= {"de", "en", "easy"}:
            yield from (at, f"{at}:localized")
        case dict():
            yield at
            for key, each in value.items():
                yield from _paths(f"{at}.{key}", each)
        case list():
            yield at
            yield from (path for each in value for path in _paths(f"{at}[]", each))
        case _:
            kind = "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
            yield from (at, f"{at}:{kind}")


@cache
def _evening() -> tuple[dict[str, Any], ...]:
    """What everybody is sent at every moment of an evening in which everything happens."""
    seen: list[dict[str, Any]] = []
    for evening in _course():
        seen += [evening.sees(seat) for seat in range(1, 9)]
    return tuple(seen)


def _course() -> Iterator[Evening]:
    yield from _chosen()
    yield from _helped()
    yield from _polled()
    yield _interpreted()
    script = SCRIPT.replace("Introductions}", "Introductions}, text: {de: Sagen Sie Ihren Namen.}")
    script = script.replace("kind: talk", "kind: input")
    script = script.replace("per-person: 2", "per-person: 5\n      anonymous: false")
    evening = prepared(6, staff=("moderator", "facilitator"), script=script)
    evening.do(AssignMedia("m0-4f2a"))
    yield evening
    evening.do(Start(), 1)
    evening.do(AddSlides("k3f9x2m4pq", "Haushalt", ("Haushalt 2027", "Seite 2"), 1.778), 1)
    evening.do(ShowSlides("k3f9x2m4pq", 1), 1)
    evening.do(RaiseHand(), 3)
    evening.do(CallHelp(), 4)
    evening.do(Pause(), 1)
    yield evening
    evening.do(Resume(), 1)
    evening.wait(120)
    evening.do(RaiseHand(), 3)
    evening.do(RaiseHand(written=True), 4)
    evening.do(GiveFloor(3), 1)
    evening.do(SendMessage("Noch fünf Minuten.", "plenary"), 1)
    evening.do(RaiseConcern(), 5)
    evening.do(TellStaff("Gruppe 2 wartet."), 1)
    evening.wait(290)
    yield evening
    for named, seat in ((False, 3), (True, 5)):
        evening.do(AskQuestion("Wann kommt der Radweg?", named), seat)
    first, second = evening.dialogue.part(Questions).questions
    evening.do(SupportQuestion(first, True), 5)
    evening.do(StageQuestion(first), 1)
    yield evening
    evening.do(ListWords(["mist"]), 1)
    evening.do(HideItem(second, "Ein Name"), 1)
    yield evening
    evening.do(WriteTurn("Ich schreibe."), 3)
    yield evening
    one, two, _ = evening.sees(1)["console"]["preview"]["groups"][0]["seats"]
    for group in (2, 1):
        evening.do(PlaceInGroup("runde", one, group), 1)
        evening.do(PlaceInGroup("runde", two, group), 1)
        yield evening
    evening.do(Next("auftakt", now=True), 1)
    evening.wait(90)
    yield evening
    evening.wait(110)
    for seat in (3, 4, 5):
        evening.do(WriteCard("gut", f"Karte {seat}"), seat)
    evening.do(CallHelp(), 5)
    evening.do(
        ProposeExclusion(evening.sitting()[0][0], "Grund"), evening.sees(1)["console"]["groups"][0]["facilitator"]
    )
    yield evening
    evening.do(NameScribe(evening.room(3), 3), 1)
    yield evening
    for group in (group_id("runde", 1), group_id("runde", 2)):
        evening.do(RevealCards(group), 1)
    hidden = next(iter(evening.dialogue.part(Cards).of("runde/1")))
    evening.do(HideItem(hidden.id, "Ein Name"), 1)
    yield evening
    evening.do(ShowItem(hidden.id), 1)
    evening.do(TopCard(next(iter(evening.dialogue.part(Cards).cards)), True), 1)
    yield from _arranged(evening)
    few = evening.sitting()[0][:2]
    evening.drop(2, *few)
    yield evening
    evening.do(CoverGroup("runde/1", 1), 1)
    yield evening
    evening.do(Move(1, "runde/2"), 1)
    yield evening
    evening.do(Move(1, "plenary"), 1)
    evening.come(*few)
    evening.wait(400)
    evening.do(Next("runde", now=True), 1)
    assert evening.dialogue.part(Boards).wall == "runde"
    yield evening
    evening.do(AddTheme("Sitzen im Ort", {next(iter(evening.dialogue.part(Cards).cards)): None}), 1)
    evening.do(PublishThemes(1), 1)
    yield evening
    evening.do(GiveAnswer("theme", 1, 0, "checked", "Die Stadt prüft es.", "Tiefbauamt", "2027-03-31"), 1)
    evening.do(StageAnswer(1), 1)
    yield evening
    yield from _weighed()
    late = prepared(6, staff=("moderator", "facilitator"), script=SCRIPT.replace("end: open", "end: fixed"))
    late.do(Start(), 1)
    late.wait(120 + 300 + 200)
    yield late
    yield from _spoken()
    yield from _read_back()


def _arranged(evening: Evening) -> Iterator[Evening]:
    """Each group puts its first two cards together and words them anew; the one without facilitator gives dots."""
    cards = evening.dialogue.part(Cards)
    for room, seats in zip((group_id("runde", 1), group_id("runde", 2)), evening.sitting(), strict=True):
        for text in ("Karte A", "Karte B"):
            evening.do(WriteCard("fehlt", text), seats[2])
        host, other = cards.of(room)[-2:] if len(cards.of(room)) > 1 else evening.dialogue.part(Cards).of(room)[-2:]
        guide = 2 if evening.room(2) == room else seats[0]
        evening.do(MergeCards(other.id, host.id), guide)
        evening.do(EditCard(host.id, "Für beide"), host.author)
        evening.do(WriteCard("", "Anders", differs=host.id), seats[2])
        if guide != 2:
            evening.do(PickCard(host.id, True), guide)
    yield evening


def _read_back() -> Iterator[Evening]:
    """The last step asks; one group's answer is counted, the other one is asked again."""
    evening = in_groups(7, script=SCRIPT.replace("cards: choose", "cards: read-back"))
    evening.to(evening.agenda().steps[2])
    for seats in evening.sitting():
        evening.do(WriteCard("gut", "Bänke"), seats[0])
    evening.to(evening.agenda().steps[3])
    for number, seats in enumerate(evening.sitting(), start=1):
        evening.do(AnswerReadBack(group_id("runde", number), True), seats[0])
    yield evening
    for seat in evening.sitting()[0][1:]:
        evening.do(AnswerReadBack("runde/1", False), seat)
    yield evening
    for number, seats in enumerate(evening.sitting(), start=1):
        evening.do(NameReporter(group_id("runde", number), seats[0]), seats[0])
    yield evening
    evening.do(Next("runde", now=True), 1)
    evening.do(NextReport(), 1)
    yield evening


def _weighed() -> Iterator[Evening]:
    evening = weighing()
    gave(evening, FIRST, "A", 1)
    yield evening
    evening.do(Next("themen"), 1)
    yield evening


def _spoken() -> Iterator[Evening]:
    """One person says everything for a while, the others are silent."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    evening.to(evening.agenda().steps[2])
    for _ in range(70):
        evening.hear({evening.sitting()[0][0]: 4.0}, seconds=5)
    yield evening


def _helped() -> Iterator[Evening]:
    evening = prepared(6, staff=("moderator", "support"))
    for seat in (3, 4, 5):
        evening.do(AskTech(), seat)
    evening.do(TakeTech(4), 2)
    yield evening


def _polled() -> Iterator[Evening]:
    """All kinds of polls, open and counted, voted in and not."""
    evening = polling.at("stimmung", citizens=7)
    evening.do(polling.vote("stimmung", gefuehl=["gut"], wege=["bus"], wort="Endlich!"), 2)
    evening.do(NamePerson(3, "Ömer & Maria", pair=True))
    yield evening
    evening.do(ClosePoll("stimmung"), 1)
    evening.do(AskPoll("Wohin?", ["Markt", "Park"], 30), 1)
    evening.do(polling.vote("frage/1", frage=["o1"]), 2)
    yield evening
    evening.wait(30)
    yield evening
    for phase in ("wahl", "umfrage"):
        polling.onward(evening)
        for seat in range(2, 8):
            answers = {"frage": ["ja"], "warum": "So."} if phase == "wahl" else {"zufrieden": ["5"]}
            evening.do(polling.vote(phase, **answers), seat)
        yield evening
        evening.do(ClosePoll(phase), 1)
        yield evening


def _interpreted() -> Evening:
    evening = prepared(4, staff=("moderator", "facilitator", "interpreter", "interpreter"), script=SCRIPT)
    evening.do(BindInterpreter(3, 5), 1)
    return evening


def _chosen() -> Iterator[Evening]:
    topics = "topics: [{id: a, title: {de: A, en: A}, places: 4}, {id: b, title: {de: B, en: B}, places: 4}]"
    evening = prepared(
        6, staff=("moderator", "facilitator"), script=SCRIPT.replace("mix: new", f"mix: topic, {topics}")
    )
    evening.do(Start(), 1)
    evening.wait(120)
    evening.do(ChooseTopic("runde", "a"), 3)
    yield evening
    evening.wait(290)
    yield evening
    evening.do(Next("auftakt", now=True), 1)
    yield evening


@cache
def _sent() -> dict[str, set[str]]:
    """Paths by topic, over all renderings."""
    paths: dict[str, set[str]] = {}
    for topics in _evening():
        for topic, data in topics.items():
            name = topic.partition(":")[0]
            paths.setdefault(name, set()).update(_paths(name, data))
    return paths


def _named() -> set[str]:
    return {re.sub(r":.*", ":{group}", topic) for topics in _evening() for topic in topics}


def test_refusal_of_a_machine_command_reads_as_documented() -> None:
    with pytest.raises(Refused) as caught:
        Adapters(MACHINE).read("card.write", {"column": "gut", "text": "x" * 10_001})
    assert (caught.value.code, caught.value.facts) == ("too-long", {"length": 10_001, "limit": 10_000})
