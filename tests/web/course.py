"""An evening in which everything happens: for whoever wants to see all that can be sent."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.machine import SERVER
from facilitation.agenda import Next, Pause, Resume, Start
from facilitation.answers import GiveAnswer, StageAnswer
from facilitation.arrivals import Arrive
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
from facilitation.rehearsal import AddVisitor, MarkRehearsal
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
from rooms.seats import AddSeat, NamePerson
from rooms.voices import GiveFloor
from tests.facilitation import polling
from tests.facilitation.evening import SCRIPT, Evening, in_groups, prepared
from tests.facilitation.test_dots import FIRST, gave, weighing


def course() -> Iterator[Evening]:
    """The evening again and again, at every moment at which something new is there to see; other evenings beside it for
    what cannot happen in one."""
    yield from _chosen()
    yield from _helped()
    yield from _polled()
    yield _interpreted()
    yield from _whole()
    yield from _weighed()
    yield _late()
    yield from _spoken()
    yield from _read_back()
    yield _rehearsed()


def _rehearsed() -> Evening:
    """People who are none, among themselves."""
    evening = Evening()
    evening.do(MarkRehearsal(), SERVER)
    for seat in (1, 2):
        evening.do(AddVisitor("citizen"), SERVER)
        evening.do(Arrive(seat), SERVER)
    for _ in range(6):
        evening.do(AddSeat("citizen"), SERVER)
    return evening


def _whole() -> Iterator[Evening]:
    script = SCRIPT.replace("Introductions}", "Introductions}, text: {de: Sagen Sie Ihren Namen.}")
    script = script.replace("kind: talk", "kind: input")
    script = script.replace("per-person: 2", "per-person: 5\n      anonymous: false")
    evening = prepared(6, staff=("moderator", "facilitator"), script=script)
    for part in (_opened, _asked, _placed, _written, _arranged, _left_alone, _harvested):
        yield from part(evening)


def _opened(evening: Evening) -> Iterator[Evening]:
    """Slides, hands, a pause, the floor, messages."""
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


def _asked(evening: Evening) -> Iterator[Evening]:
    """Questions to the stage, one of them hidden; a written turn."""
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


def _placed(evening: Evening) -> Iterator[Evening]:
    """People are moved in the preview, and into their groups."""
    one, two, _ = evening.sees(1)["console"]["preview"]["groups"][0]["seats"]
    for group in (2, 1):
        evening.do(PlaceInGroup("runde", one, group), 1)
        evening.do(PlaceInGroup("runde", two, group), 1)
        yield evening
    evening.do(Next("auftakt", now=True), 1)
    evening.wait(90)
    yield evening


def _written(evening: Evening) -> Iterator[Evening]:
    """Cards, hidden and shown; help, a proposal to exclude, a scribe."""
    evening.wait(110)
    for seat in (3, 4, 5):
        evening.do(WriteCard("gut", f"Karte {seat}"), seat)
    evening.do(CallHelp(), 5)
    guide = evening.sees(1)["console"]["groups"][0]["facilitator"]
    evening.do(ProposeExclusion(evening.sitting()[0][0], "Grund"), guide)
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


def _left_alone(evening: Evening) -> Iterator[Evening]:
    """The facilitator drops and two more; somebody covers, visits and goes back."""
    few = evening.sitting()[0][:2]
    evening.drop(2, *few)
    yield evening
    evening.do(CoverGroup("runde/1", 1), 1)
    yield evening
    evening.do(Move(1, "runde/2"), 1)
    yield evening
    evening.do(Move(1, "plenary"), 1)
    evening.come(*few)


def _harvested(evening: Evening) -> Iterator[Evening]:
    """The wall, a theme, an answer to it on the stage."""
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


def _late() -> Evening:
    """A fixed end that can no longer be kept without giving minutes."""
    evening = prepared(6, staff=("moderator", "facilitator"), script=SCRIPT.replace("end: open", "end: fixed"))
    evening.do(Start(), 1)
    evening.wait(120 + 300 + 200)
    return evening


def _arranged(evening: Evening) -> Iterator[Evening]:
    """Each group puts two cards together and words them anew; the one without facilitator gives dots."""
    for room, seats in zip((group_id("runde", 1), group_id("runde", 2)), evening.sitting(), strict=True):
        for text in ("Karte A", "Karte B"):
            evening.do(WriteCard("fehlt", text), seats[2])
        host, other = evening.dialogue.part(Cards).of(room)[-2:]
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
