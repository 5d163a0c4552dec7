"""Commands of anybody in any order, with people coming, dropping and time passing: what must hold whatever happens."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.machine import Audience, Refused
from dialogue.topics import Rendering
from facilitation.agenda import Close, Extend, Next, Pause, Resume, Start
from facilitation.arrivals import Admit, Arrive
from facilitation.backstage import EnterStaffRoom, LeaveStaffRoom
from facilitation.boards import Boards
from facilitation.cards import Cards, DeleteCard, EditCard, MoveCard, RestoreCard, RevealCards, WriteCard
from facilitation.concern import RaiseConcern
from facilitation.corner import AskTech, EndTech, TakeTech
from facilitation.cover import CoverGroup
from facilitation.detours import Back, Finish, InsertBreak, Jump, Skip
from facilitation.groups import Grouped, PlaceInGroup
from facilitation.helpcall import CallHelp, ClearHelp
from facilitation.merging import MergeGroups
from facilitation.message import SendMessage
from facilitation.picks import PickCard, TopCard, dots
from facilitation.queue import LowerHand, RaiseHand
from facilitation.readback import AnswerReadBack
from facilitation.regroup import MixGroups
from facilitation.reporters import CallReport, NameReporter, NextReport, Reports
from facilitation.stacks import MergeCards, SplitCard
from facilitation.staffline import TellStaff
from facilitation.steps import ExtendStep, NextStep
from rooms.admission import SendToFoyer, SetAdmission
from rooms.lead import HandOver
from rooms.order import Exclude, MuteAll, SetPicture, SetSound
from rooms.places import FOYER, PLENARY, STAFF_ROOM, Move, Places, people_in, room_kind
from rooms.presence import Drop, Presence
from rooms.seats import Seats
from rooms.voices import GiveFloor, TakeFloor
from tests.facilitation.evening import SCRIPT, Evening, in_groups, prepared

STAFF = ("moderator", "facilitator", "director", "scribe", "podium", "support", "guest")
CITIZENS = 6
PEOPLE = len(STAFF) + CITIZENS
PHASES = ("start", "auftakt", "runde", "ernte", "ende", "pause-1")
ROOMS = (FOYER, PLENARY, "runde/1", "runde/2", "runde/9", STAFF_ROOM)

Step = tuple[str, int, int, int, bool]
Make = Callable[[Evening, int, int, bool], Any]


def _card(evening: Evening, number: int) -> str:
    known = list(evening.dialogue.part(Cards).cards)
    return known[number % len(known)] if known else "none"


def _reporting(evening: Evening) -> str | None:
    running = evening.dialogue.part(Reports).running
    return running.group if running else None


def _leaving(evening: Evening) -> str:
    return evening.phase() or "start"


MAKES: dict[str, Make] = {
    "start": lambda evening, a, b, on: Start(),
    "next": lambda evening, a, b, on: Next(_leaving(evening) if on or b else "runde", now=b > 2),
    "pause": lambda evening, a, b, on: Pause(),
    "resume": lambda evening, a, b, on: Resume(),
    "extend": lambda evening, a, b, on: Extend(_leaving(evening), a - 8),
    "step-next": lambda evening, a, b, on: NextStep(ROOMS[2 + a % 3], b - 1),
    "step-extend": lambda evening, a, b, on: ExtendStep(ROOMS[2 + a % 3], b - 1, a - 8),
    "skip": lambda evening, a, b, on: Skip(PHASES[a % len(PHASES)], on, anyway=b > 1),
    "jump": lambda evening, a, b, on: Jump(_leaving(evening), PHASES[a % len(PHASES)], anyway=b > 1, now=on),
    "back": lambda evening, a, b, on: Back(_leaving(evening), PHASES[a % len(PHASES)], b + 1, now=on),
    "break": lambda evening, a, b, on: InsertBreak(PHASES[a % len(PHASES)], b + 1),
    "close": lambda evening, a, b, on: Close() if on else Pause(),
    "finish": lambda evening, a, b, on: Finish(_leaving(evening), now=on),
    "move": lambda evening, a, b, on: Move(a, ROOMS[-1] if on and b > 2 else ROOMS[b % len(ROOMS)]),
    "step-in": lambda evening, a, b, on: EnterStaffRoom(),
    "step-out": lambda evening, a, b, on: LeaveStaffRoom(),
    "place": lambda evening, a, b, on: PlaceInGroup("runde", a, b % 3 + 1),
    "lead": lambda evening, a, b, on: HandOver(a),
    "foyer": lambda evening, a, b, on: SendToFoyer(a),
    "admit": lambda evening, a, b, on: Admit(a),
    "by-hand": lambda evening, a, b, on: SetAdmission(on),
    "mute-all": lambda evening, a, b, on: MuteAll(ROOMS[b % len(ROOMS)], on),
    "concern": lambda evening, a, b, on: RaiseConcern(),
    "cover": lambda evening, a, b, on: CoverGroup(ROOMS[b % len(ROOMS)], a),
    "merge": lambda evening, a, b, on: MergeGroups("runde", a % 3, b % 3),
    "mix": lambda evening, a, b, on: MixGroups("runde", "new" if on else "keep"),
    "raise": lambda evening, a, b, on: RaiseHand(),
    "lower": lambda evening, a, b, on: LowerHand(a),
    "give": lambda evening, a, b, on: GiveFloor(a),
    "take": lambda evening, a, b, on: TakeFloor(a),
    "sound": lambda evening, a, b, on: SetSound(a, on),
    "picture": lambda evening, a, b, on: SetPicture(a, on),
    "exclude": lambda evening, a, b, on: Exclude(a, "Grund"),
    "write": lambda evening, a, b, on: WriteCard(
        "gut" if on else "fehlt", f"Karte {a} {b}", ROOMS[b] if b > 3 else None
    ),
    "edit": lambda evening, a, b, on: EditCard(_card(evening, a), f"anders {b}"),
    "shift": lambda evening, a, b, on: MoveCard(_card(evening, a), "gut" if on else "fehlt"),
    "delete": lambda evening, a, b, on: DeleteCard(_card(evening, a)),
    "restore": lambda evening, a, b, on: RestoreCard(next(iter(evening.dialogue.part(Cards).deleted), "none")),
    "stack": lambda evening, a, b, on: MergeCards(_card(evening, a), _card(evening, b)),
    "split": lambda evening, a, b, on: SplitCard(_card(evening, a)),
    "differ": lambda evening, a, b, on: WriteCard("", f"Anders {a}", differs=_card(evening, a)),
    "read": lambda evening, a, b, on: AnswerReadBack(ROOMS[2 + a % 2], on),
    "report": lambda evening, a, b, on: NameReporter(ROOMS[2 + b % 2], a),
    "next-report": lambda evening, a, b, on: NextReport(_reporting(evening)),
    "call-report": lambda evening, a, b, on: CallReport(ROOMS[2 + b % 2]),
    "pick": lambda evening, a, b, on: PickCard(_card(evening, a), on or b > 1),
    "top": lambda evening, a, b, on: TopCard(_card(evening, a), on),
    "reveal": lambda evening, a, b, on: RevealCards(ROOMS[b % len(ROOMS)]),
    "help": lambda evening, a, b, on: CallHelp(),
    "clear": lambda evening, a, b, on: ClearHelp(ROOMS[b % len(ROOMS)]),
    "ask-tech": lambda evening, a, b, on: AskTech(),
    "take-tech": lambda evening, a, b, on: TakeTech(a),
    "end-tech": lambda evening, a, b, on: EndTech(a),
    "tell": lambda evening, a, b, on: TellStaff("Nur für das Team"),
    "message": lambda evening, a, b, on: SendMessage("Noch fünf Minuten"),
}
OFTEN = (
    "next",
    "write",
    "write",
    "write",
    "write",
    "edit",
    "stack",
    "stack",
    "pick",
    "raise",
    "drop",
    "come",
    "come",
    "wait",
    "wait",
)
KINDS = [*MAKES, *OFTEN]
STEPS = st.tuples(
    st.sampled_from(KINDS), st.integers(1, PEOPLE), st.integers(1, PEOPLE), st.integers(0, 4), st.booleans()
)
EVENINGS = st.lists(STEPS, min_size=20, max_size=40)


GROUPING = ("merge", "mix", "cover", "foyer", "admit", "by-hand", "mute-all", "lead")


def _actor(evening: Evening, kind: str, actor: int, b: int) -> int:
    """Mostly somebody who may: else nothing but refusals would happen. One in five is anybody."""
    sitting = [seat for seat in evening.dialogue.part(Presence).here if "/" in evening.room(seat)]
    if b == 0:
        return actor
    if kind in LEADS or kind in GROUPING:
        return 1
    return sitting[actor % len(sitting)] if sitting and kind in WORKS else actor


LEADS = (
    "skip",
    "jump",
    "back",
    "break",
    "next-report",
    "call-report",
    "start",
    "next",
    "pause",
    "resume",
    "extend",
    "place",
    "exclude",
    "move",
    "give",
    "sound",
    "picture",
)
WORKS = (
    "write",
    "edit",
    "differ",
    "read",
    "report",
    "shift",
    "delete",
    "restore",
    "stack",
    "split",
    "top",
    "pick",
    "reveal",
    "raise",
    "help",
)


def _do(evening: Evening, step: Step) -> list[Any]:
    """One thing that happens; who may not do it is refused, and that is all."""
    kind, actor, a, b, on = step
    try:
        match kind:
            case "wait":
                evening.wait((5, 31, 95, 200, 700)[b])
                return []
            case "come":
                return evening.do(Arrive(actor, limit=CITIZENS - 1))
            case "drop":
                return evening.do(Drop(actor))
        return evening.do(MAKES[kind](evening, a, b, on), _actor(evening, kind, actor, b))
    except Refused:
        return []


# The last step asks the groups to read back: every evening here has all of it.
ASKS = SCRIPT.replace("cards: choose, ask: reporter", "cards: read-back, ask: reporter")


def _played(steps: list[Step], *, into: bool) -> Iterator[tuple[Evening, list[Any]]]:
    """The evening after each thing that happened, with the events it caused; `into`: from the middle of a round on."""
    evening = in_groups(CITIZENS, staff=STAFF, script=ASKS) if into else prepared(CITIZENS, staff=STAFF, script=ASKS)
    if into:
        evening.wait(200)
    else:
        evening.do(Start(), 1)
    for step in steps:
        yield evening, _do(evening, step)


@settings(max_examples=25)
@given(EVENINGS, st.booleans())
def test_any_order_replays_to_the_same_state(steps: list[Step], into: bool) -> None:
    *_, (evening, _) = _played(steps, into=into)
    assert evening.replayed().slices == evening.dialogue.slices


@settings(max_examples=25)
@given(EVENINGS, st.booleans())
def test_any_order_ends_no_phase_twice_and_leaves_no_time_between(steps: list[Step], into: bool) -> None:
    *_, (evening, _) = _played(steps, into=into)
    said = [(kind, data) for _, row in evening.rows for kind, _, data in json.loads(row)]
    turns = [(kind, data["phase"]) for kind, data in said if kind in ("phase-started", "phase-ended")]
    for (kind, phase), (following, other) in itertools.pairwise(turns):
        assert (kind, following) in {("phase-started", "phase-ended"), ("phase-ended", "phase-started")}
        assert (phase == other) == (following == "phase-ended")
    for run, following in itertools.pairwise(evening.agenda().runs):
        assert run.ended_at == following.started_at >= run.started_at


@settings(max_examples=25)
@given(EVENINGS, st.booleans())
def test_any_order_sits_nobody_alone_when_a_round_begins(steps: list[Step], into: bool) -> None:
    for evening, events in _played(steps, into=into):
        # A round that is taken up again keeps its groups as staff had left them.
        again = {run.phase for run in evening.agenda().runs[:-1]}
        for made in (event for event in events if isinstance(event, Grouped) and event.phase not in again):
            sizes = [len(group.seats) for group in made.groups]
            assert min(sizes, default=2) >= 2 or len(sizes) == 1
            seats = [seat for group in made.groups for seat in group.seats]
            assert len(seats) == len(set(seats))


@settings(max_examples=25)
@given(EVENINGS, st.booleans())
def test_any_order_never_lets_in_more_than_the_limit(steps: list[Step], into: bool) -> None:
    """The first six were let in by the usual limit; from then on nobody beyond five comes."""
    before = CITIZENS
    for evening, _ in _played(steps, into=into):
        here = [
            seat for seat in evening.dialogue.part(Presence).here if evening.dialogue.part(Seats).role(seat).counted
        ]
        assert len(here) <= max(before, CITIZENS - 1)
        before = len(here)


def _audiences(evening: Evening) -> list[Audience]:
    """Roles that see different things, in every kind of room; some seats, wherever they are."""
    roles = ("moderator", "facilitator", "support", "citizen")
    shared = [Audience(role, room) for role in roles for room in (FOYER, PLENARY, "runde/1")]
    seats = evening.dialogue.part(Seats).roles
    return [*shared, *(Audience(seats[seat], evening.room(seat), seat) for seat in (1, 2, PEOPLE - 1, PEOPLE))]


@settings(max_examples=8)
@given(EVENINGS, st.booleans())
def test_stale_topics_rendered_again_equal_all_rendered_fresh(steps: list[Step], into: bool) -> None:
    held: dict[Audience, Rendering] = {}
    for evening, _ in _played(steps, into=into):
        for audience in _audiences(evening):
            kept = held.setdefault(audience, Rendering(audience))
            fresh = Rendering(audience)
            kept.refresh(evening.dialogue, evening.side)
            fresh.refresh(evening.dialogue, evening.side)
            assert {name: entry.body for name, entry in kept.entries.items()} == {
                name: entry.body for name, entry in fresh.entries.items()
            }


@settings(max_examples=25)
@given(EVENINGS, st.booleans())
def test_hidden_cards_reach_nobody_but_their_author(steps: list[Step], into: bool) -> None:
    for evening, _ in _played(steps, into=into):
        revealed = evening.dialogue.part(Boards).revealed
        hidden = [card for card in evening.dialogue.part(Cards).cards.values() if card.group not in revealed]
        if hidden:
            seen = {seat: json.dumps(evening.sees(seat)) for seat in evening.dialogue.part(Seats).roles}
            for card in hidden:
                assert {seat for seat, data in seen.items() if card.id in data} == {card.author}


@settings(max_examples=12)
@given(EVENINGS, st.booleans())
def test_any_order_loses_no_card_and_leaves_every_text_readable(steps: list[Step], into: bool) -> None:
    """What was written is there, or was deleted by somebody; what lies under a card lies under one that is read; and
    nobody gives more dots than there are."""
    for evening, _ in _played(steps, into=into):
        said = [(kind, data["card"]) for _, row in evening.rows for kind, _, data in json.loads(row) if "card" in data]
        cards = evening.dialogue.part(Cards)
        gone = {card for kind, card in said if kind == "card-forgotten"}
        assert {card for kind, card in said if kind == "card-written"} == {*cards.cards, *cards.deleted, *gone}
        for card in cards.cards.values():
            assert cards.root(card).into is None
            assert cards.root(card).group == card.group
            assert {card.text, card.original or card.text} <= evening.side.texts.keys()
        for room in ("runde/1", "runde/2"):
            given_dots = [seat for seats in dots(evening.dialogue, room).values() for seat in seats]
            assert all(given_dots.count(seat) <= 3 for seat in given_dots)


@settings(max_examples=12)
@given(EVENINGS, st.booleans())
def test_regieraum_and_staff_line_reach_staff_alone(steps: list[Step], into: bool) -> None:
    """Looked at as the first citizen and the last, the guest and two of the staff."""
    for evening, _ in _played(steps, into=into):
        seats = evening.dialogue.part(Seats)
        assert all(seats.role(seat).backstage for seat in people_in(evening.dialogue, STAFF_ROOM))
        for seat in (1, 2, len(STAFF), PEOPLE - CITIZENS + 1, PEOPLE):
            seen = evening.raw(seat)
            assert ("staff-line" in seen) is seats.role(seat).cues
            assert (seen["room"]["id"] == STAFF_ROOM) is (evening.room(seat) == STAFF_ROOM)


@settings(max_examples=25)
@given(EVENINGS, st.booleans())
def test_corner_holds_a_helper_and_one_other(steps: list[Step], into: bool) -> None:
    """Counting who lost the line for a moment; after what is due at once is done."""
    for evening, _ in _played(steps, into=into):
        evening.to(evening.now)
        seats, places = evening.dialogue.part(Seats), evening.dialogue.part(Places)
        rooms = {room for room in places.rooms.values() if room_kind(room) == "corner"}
        for room in rooms:
            inside = [seat for seat, at in places.rooms.items() if at == room]
            assert sorted(seats.role(seat).knows_names for seat in inside) == [False, True]
