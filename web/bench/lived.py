"""An evening of the classic script that was really lived, in a moment: for measuring and looking at what it leaves.

Every event comes from a command that the parts decided; only the clock is made up. Writes nothing anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any, Final

from dialogue.codec import Codec
from dialogue.machine import SERVER, Dialogue, Event, Given, Machine, Tick
from dialogue.refs import Side
from facilitation.agenda import Close, Next, Prepare, Start
from facilitation.answers import GiveAnswer
from facilitation.arrivals import Arrive
from facilitation.bundling import AddTheme, PublishThemes
from facilitation.cards import Cards, WriteCard
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.parts import PARTS
from facilitation.picks import TopCard
from facilitation.questions import AskQuestion
from facilitation.readback import AnswerReadBack
from facilitation.script import Script
from facilitation.script_json import to_json
from facilitation.themes import Themes
from facilitation.voting import CastVote
from facilitation.weighing import GiveDots
from rooms.places import group_id
from rooms.presence import Drop
from rooms.seats import AddSeat, Seats
from rooms.spoken import Spoken, read

BEGAN: Final = 1_795_021_200.0
MACHINE: Final = Machine(PARTS)
EFFORT: Final = 200
MODERATOR, ORGANIZER = 1, 2
STAFF: Final = ("moderator", "organizer", "editor", "podium")
SENTENCES: Final = (
    "Am Marktplatz fehlen Bänke mit Lehne, auf denen ältere Menschen eine Weile sitzen können.",
    "Der Bus der Linie 4 fährt nach 19 Uhr nur noch jede Stunde. Wer im Krankenhaus arbeitet, kommt nicht heim.",
    "Das Freibad ist großartig, so wie es ist.",
    "Mehr Bäume, weniger Pflaster: Im Sommer war es auf dem Platz kaum auszuhalten.",
    "Tempo 30 in der ganzen Lindenstraße, nicht nur vor der Schule.",
    "Jugendliche haben abends keinen Ort, an dem sie einfach sein dürfen.",
    "Die Bücherei hat samstags zu. Gerade da hätten Familien Zeit.",
    "Radwege enden im Nichts, zum Beispiel an der Brücke.",
    "Wer hilft beim Ausfüllen von Anträgen? Das Bürgerbüro hat nur vormittags offen.",
    "Ich wünsche mir ein Stadtfest, das die Vereine gemeinsam machen.",
)
DIFFERS: Final = "Das sehe ich anders: Es geht auch ohne neue Kosten."
TITLES: Final = (
    *("Bus am Abend", "Sitzen und Schatten am Marktplatz", "Sichere Wege mit dem Rad", "Orte für Jugendliche"),
    *("Tempo 30", "Öffnungszeiten von Ämtern und Bücherei", "Vereine und Feste", "Grün statt Pflaster"),
)
ANSWERS: Final = (
    ("planned", "Ab dem Fahrplanwechsel fährt die Linie 4 bis 22 Uhr jede halbe Stunde.", "Stadtwerke", "2027-12-12"),
    ("checked", "Wir prüfen, wo Bänke mit Lehne stehen können.", "Tiefbauamt", "2027-03-31"),
    ("council", "", "Ausschuss für Verkehr", "2027-02-18"),
    ("declined", "Die Straße gehört dem Land; Tempo 30 darf die Stadt dort nicht anordnen.", "", ""),
)


@dataclass
class Lived:
    """`rows`: when, who, events, as the log has them."""

    script: Script
    dialogue: Dialogue = field(default_factory=MACHINE.empty)
    codec: Codec = field(default_factory=lambda: Codec(MACHINE))
    now: float = BEGAN
    side: Side = field(default_factory=Side)
    rows: list[tuple[float, int, str]] = field(default_factory=list)
    count: int = 0
    lent: dict[type, Any] = field(default_factory=dict)

    def _id(self) -> str:
        self.count += 1
        return f"t{self.count}"

    def do(self, command: Any, actor: int = SERVER) -> list[Event]:
        """Decides and folds; then what workers would do."""
        machine = self.dialogue.machine
        given = Given(now=self.now, seed=1, new_id=self._id, traits=self.side.traits(), ballots=self.side.ballots)
        events = machine.decide(self.dialogue.with_lent(self.lent), command, actor, given)
        if events:
            self.rows.append((self.now, actor, self.codec.dump(events)))
            self.dialogue = machine.apply(self.dialogue, self.dialogue.seq + 1, self.now, events)
            self.side.texts |= given.texts
            for seat, person in given.people.items():
                self.side.people.setdefault(seat, {}).update(person)
            for box, ballot in given.cast:
                self.side.ballots[box] = sorted([*self.side.ballots.get(box, ()), ballot])
            for box in given.emptied:
                self.side.ballots.pop(box, None)
        for job in machine.jobs(self.dialogue):
            traits = (self.side.traits(),) if job.wants_traits else ()
            self.do(job.command(job.run(*job.arguments, *traits, effort=EFFORT)))
        return events

    def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while (due := self.dialogue.machine.due_at(self.dialogue)) is not None and due <= until:
            self.now = max(self.now, due)
            self.do(Tick())
        self.now = until

    @property
    def phase(self) -> str:
        phase = self.dialogue.part(Agenda).phase
        return phase.id if phase else ""

    def to(self, phase: str) -> None:
        """On, a little early or late, until that phase runs."""
        late = cycle((-20.0, 70.0, 0.0, 35.0))
        while self.phase != phase:
            agenda = self.dialogue.part(Agenda)
            if agenda.phase is None:
                raise ValueError(f"{phase} does not come any more")
            running, over = self.phase, next(late)
            self.wait(max(1.0, agenda.ends_at + min(over, 0.0) - self.now))
            if self.phase == running:
                self.wait(max(over, 0.0))
                self.do(Next(running, now=True), MODERATOR)
            self.wait(0)

    def groups(self) -> Iterator[tuple[str, list[int]]]:
        """Room and citizens of each group of this round."""
        seats = self.dialogue.part(Seats)
        for group in self.dialogue.part(Groups).now():
            yield group_id(self.phase, group.number), [seat for seat in sorted(group.seats) if seats.role(seat).counted]

    def speak(self) -> None:
        """Everybody says something, some more than others."""
        before = self.dialogue.with_lent(self.lent).part(Spoken)
        rooms = dict(before.rooms)
        for number, (room, seats) in enumerate(self.groups()):
            rooms[room] = {seat: 20.0 * (2 + index * number % 9) for index, seat in enumerate(seats)}
        self.lent[Spoken] = read(before, rooms, self.now, mute=before.mute)


def evening(script: Script, *, citizens: int = 75, cards: int = 150, themes: int = 8) -> Lived:
    """Closed, with answers to the first themes."""
    lived = Lived(script)
    lived.do(Prepare(to_json(script), BEGAN))
    for role in (*STAFF, *["facilitator"] * -(-citizens // 7)):
        lived.do(AddSeat(role, name=f"{role.title()} {lived.count + 1}"))
    for number in range(citizens):
        lived.do(AddSeat("citizen", name=f"Bürgerin {number + 1}", traits={"district": "ABC"[number % 3]}))
    seats = [seat for seat, role in lived.dialogue.part(Seats).roles.items() if role == "citizen"]
    for seat in lived.dialogue.part(Seats).roles:
        lived.do(Arrive(seat))
    lived.do(Start(), MODERATOR)
    _polled(lived, seats)
    _written(lived, cards)
    _bundled(lived, seats, themes)
    _left(lived, seats)
    return lived


def _polled(lived: Lived, seats: Sequence[int]) -> None:
    lived.to("stimmung")
    moods = ("zuversichtlich", "neugierig", "neugierig", "besorgt", "unentschieden")
    for seat, mood in zip(seats, cycle(moods), strict=False):
        lived.do(CastVote("stimmung", {"gefuehl": [mood]}, {}), seat)
    lived.to("impuls")
    for seat, text in zip(seats, ("Wer bezahlt die neuen Bänke?", "Bleibt das Freibad offen?"), strict=False):
        lived.do(AskQuestion(text), seat)


def _written(lived: Lived, cards: int) -> None:
    """The last group of the first round writes nothing."""
    for phase, columns, count in (
        ("runde-1", ("gut", "schuh"), cards // 2),
        ("runde-2", ("vorschlag", "frage"), cards - cards // 2),
    ):
        lived.to(phase)
        lived.wait(60 * 9)
        writing = [*lived.groups()]
        authors = [seat for _, seats in (writing[:-1] if phase == "runde-1" else writing) for seat in seats]
        for number, seat in enumerate(islice(cycle(authors), count)):
            text = (
                f"{SENTENCES[number % len(SENTENCES)]} ({number // len(SENTENCES) + 1})"
                if number >= 10
                else SENTENCES[number]
            )
            lived.do(WriteCard(columns[number % 3 % 2], text), seat)
        lived.speak()
        _chosen(lived, writing)
        lived.wait(60 * 15 + 20)
        if phase == "runde-2":
            _read_back(lived, writing)


def _chosen(lived: Lived, writing: Sequence[tuple[str, list[int]]]) -> None:
    for room, seats in writing:
        for card in [*lived.dialogue.part(Cards).of(room)][:2]:
            lived.do(TopCard(card.id, True), MODERATOR)
        if (found := lived.dialogue.part(Cards).of(room)) and room.endswith("/2"):
            lived.do(WriteCard("", DIFFERS, differs=found[0].id), seats[-1])


def _read_back(lived: Lived, writing: Sequence[tuple[str, list[int]]]) -> None:
    for number, (room, seats) in enumerate(writing):
        for seat in seats[: len(seats) - number % 3] if lived.dialogue.part(Cards).of(room) else ():
            lived.do(AnswerReadBack(room, seat % 5 != 0), seat)


def _bundled(lived: Lived, seats: Sequence[int], themes: int) -> None:
    lived.to("pause")
    lived.do(Drop(seats[-1]))
    ids = [card.id for card in lived.dialogue.part(Cards).cards.values() if card.differs is None]
    for number in range(themes):
        chosen = ids[number : len(ids) * 9 // 10 : themes]
        lived.do(AddTheme(TITLES[number % len(TITLES)], dict.fromkeys(chosen)), MODERATOR)
    lived.do(PublishThemes(lived.dialogue.part(Themes).edits), MODERATOR)
    lived.to("themen")
    lived.wait(30)
    known = [*lived.dialogue.part(Themes).themes]
    here = [seat for seat in seats[:-1]]
    for number, seat in enumerate(here[: len(here) * 9 // 10]):
        lived.do(GiveDots("themen", known[number % 3], 2), seat)
        lived.do(
            GiveDots(
                "themen", known[number * number % themes if number * number % themes != number % 3 else 4 % themes], 1
            ),
            seat,
        )


def _left(lived: Lived, seats: Sequence[int]) -> None:
    lived.to("antwort")
    for number, (status, reason, who, until) in enumerate(ANSWERS[: len(lived.dialogue.part(Themes).themes)], start=1):
        lived.do(GiveAnswer("theme", number, 0, status, reason, who, until), MODERATOR)  # type: ignore[arg-type]
    for seat in seats[-12:-1]:
        lived.do(Drop(seat))
    lived.to("abschied")
    for number, seat in enumerate(seats[:40]):
        answer = {"gehoert": [str(5 - number % 4)], "wieder": [("ja", "ja", "vielleicht")[number % 3]]}
        written = {"besser": "Mehr Zeit in den Gruppen."} if number < 3 else {}
        lived.do(CastVote("abschied", answer, written), seat)
    lived.wait(240)
    lived.do(Close(), MODERATOR)
