"""What a citizen does about what stands on the screen. Pure: topics in, acts out; each act is done once, when due.

An act is proposed as long as it makes sense. Whoever proposes it sets a moment for it (`Mind`), and it is only sent if
it is still proposed then: nobody votes in a poll that has closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from web.visitor import texts
from web.visitor.profiles import Profile

Topics = Mapping[str, Any]
THINKING_S: Final = 40.0
"""Nobody thinks longer than this about one act; with little time left, a part of it."""


@dataclass(frozen=True, slots=True)
class Act:
    """A command that is done once for its `key`. `early`, `late`: shares of the time for thinking."""

    key: tuple[Any, ...]
    command: str
    data: dict[str, Any]
    early: float = 0.1
    late: float = 0.6


@dataclass(slots=True)
class Mind:
    """One person's plans: which act is due when, and what was done."""

    profile: Profile
    rng: Random
    due: dict[tuple[Any, ...], float] = field(default_factory=dict)
    done: set[tuple[Any, ...]] = field(default_factory=set)

    def ripe(self, acts: Iterator[Act], *, now: float, left_s: float) -> list[Act]:
        """Of these acts those that are due now; they count as done from here on."""
        found = []
        for act in acts:
            if act.key in self.done:
                continue
            if act.key not in self.due:
                thinking = min(THINKING_S, max(0.5, left_s))
                self.due[act.key] = now + thinking * self.rng.uniform(act.early, act.late)
            elif self.due[act.key] <= now:
                self.done.add(act.key)
                found.append(act)
        return found


def acts(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """All that this citizen would do by what stands there now."""
    for habit in HABITS:
        yield from habit(seen, profile, seat)
    if profile.troll:
        yield from trolling(seen)


def draw(profile: Profile, *key: object) -> Random:
    """The same person decides the same thing the same way."""
    return Random(f"{profile.seed}/{key}")


def room_of(seen: Topics) -> str:
    return str((seen.get("me") or {}).get("room") or "")


def vote(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """Each person of the seat answers every question of every open poll."""
    mine = seen.get("my-votes") or {}
    for poll, shown in (seen.get("polls") or {}).items():
        if not shown["open"]:
            continue
        for person, ballot in mine.get(poll, {}).items():
            rng = draw(profile, "poll", poll, person)
            if ballot is None and (given := answers(shown["questions"], rng)) and given[0] | given[1]:
                data = {"poll": poll, "chosen": given[0], "texts": given[1], "person": int(person)}
                yield Act(("vote", poll, person), "poll.vote", data)


def answers(questions: Sequence[Mapping[str, Any]], rng: Random) -> tuple[dict[str, list[str]], dict[str, str]]:
    """One option of each question, a number of each scale, a word where words are asked for."""
    chosen: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    for question in questions:
        if question["answer"] == "text":
            written[question["id"]] = rng.choice(texts.TURNS)
        elif question["answer"] == "scale":
            chosen[question["id"]] = [str(rng.randint(2, 5))]
        elif question["options"]:
            chosen[question["id"]] = [rng.choice(question["options"])["id"]]
    return chosen, written


def write_cards(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """One card for the silent, up to three for the talkative, each in some column."""
    room = room_of(seen)
    board = seen.get(f"board:{room}")
    if not board or not board["open"] or not board["columns"]:
        return
    rng = draw(profile, "cards", room)
    for number in range(min(board["per_person"], 1 + (profile.talk >= 1) + (profile.talk > 2))):
        column = rng.choice(board["columns"])["id"]
        text = texts.card(rng, f"{seat}/{room}/{number + 1}")
        yield Act(("card", room, number), "card.write", {"column": column, "text": text}, late=0.8)


def read_back(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """Most say "Stimmt"."""
    room, mine = room_of(seen), seen.get("my-readback")
    if mine and not mine["answered"] and seen.get("readback"):
        changed = seen["readback"].get("changed")
        right = draw(profile, "readback", room).random() < 0.85
        yield Act(("readback", room, changed), "readback.answer", {"group": room, "right": right})


def pick(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """Dots in a group without facilitator, for cards that lie on top."""
    room = room_of(seen)
    board, cards = seen.get(f"board:{room}"), seen.get(f"cards:{room}")
    if "picks" not in seen or seen.get("my-picks") is None or not board or not board["open"] or not cards:
        return
    rng = draw(profile, "picks", room)
    order = sorted(card for card, shown in cards.items() if shown["into"] is None and not shown["differs"])
    for card in rng.sample(order, min(len(order), board["top_limit"])):
        if len(seen["my-picks"]) < board["top_limit"] and card not in seen["my-picks"]:
            yield Act(("pick", card), "card.pick", {"card": card, "on": True})


def report(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """Somebody who likes to talk offers to report, where nobody has yet."""
    room = room_of(seen)
    if "reporter" in seen and (seen["reporter"] or {}).get("seat") is None and room.count("/") and profile.talk >= 1:
        yield Act(("report", room), "reporter.name", {"group": room, "seat": seat}, early=0.2, late=0.9)


def ask(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """The talkative ask the stage, others support what was asked."""
    asking, phase = seen.get("asking"), (seen.get("evening") or {}).get("phase")
    if not asking or not asking["open"] or not phase:
        return
    rng = draw(profile, "questions", phase["id"])
    if profile.talk > 1:
        data = {"text": rng.choice(texts.QUESTIONS), "named": rng.random() < 0.3}
        yield Act(("ask", phase["id"]), "question.ask", data)
    own = seen.get("my-questions") or {"own": {}, "supported": []}
    waiting = [each for each in sorted(seen.get("questions") or {}) if each not in own["own"]]
    if waiting and rng.random() < 0.3:
        yield Act(("support", phase["id"]), "question.support", {"question": rng.choice(waiting), "on": True})


def give_dots(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """All of them, one to a theme."""
    dots, mine, themes = seen.get("dots"), seen.get("my-dots"), seen.get("themes")
    if not dots or not dots["open"] or not mine or not themes:
        return
    known = sorted(theme["id"] for theme in themes["themes"])
    rng = draw(profile, "dots", dots["phase"])
    for theme in rng.sample(known, min(len(known), dots["total"])):
        if mine["left"] > 0 and theme not in mine["given"]:
            data = {"phase": dots["phase"], "theme": theme, "dots": 1}
            yield Act(("dots", dots["phase"], theme), "dots.give", data)


def raise_hand(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """Once a phase, in the plenary; who has the floor gives it back after a while."""
    me, phase = seen["me"], (seen.get("evening") or {}).get("phase")
    if not phase or me["room"] != "plenary":
        return
    willing = draw(profile, "hand", phase["id"]).random() < 0.1 * profile.talk
    if willing and me["hand"] is None and not me["floor"]:
        yield Act(("hand", phase["id"]), "hand.raise", {"written": not profile.microphone})
    if me["floor"]:
        since = ((seen.get("floor") or {}).get("since") or {}).get(str(seat))
        yield Act(("floor", since), "floor.take", {"seat": seat}, early=0.3, late=0.5)


def write_turn(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """Who has no microphone says it in writing."""
    me, phase = seen["me"], (seen.get("evening") or {}).get("phase")
    may = me["floor"] if me["room"] == "plenary" else "/" in me["room"]
    if phase and may and (not profile.microphone or draw(profile, "turn", phase["id"]).random() < 0.05):
        text = draw(profile, "turn", me["room"]).choice(texts.TURNS)
        yield Act(("turn", phase["id"], me["room"]), "turn.write", {"text": text})


def go_round(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """ "Weiter", before the time is over."""
    turn, room = seen.get("round"), room_of(seen)
    if turn and turn["seat"] == seat:
        yield Act(("round", room, turn["left"]), "round.next", {"room": room, "seat": seat}, early=0.3, late=0.5)


def choose(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    choice, mine = seen.get("choice"), seen.get("my-choice")
    if not choice or (mine or {}).get("topic"):
        return
    free = [each["id"] for each in choice["topics"] if each["places"] is None or each["chosen"] < each["places"]]
    if free:
        topic = draw(profile, "topic", choice["phase"]).choice(free)
        yield Act(("topic", choice["phase"]), "topic.choose", {"phase": choice["phase"], "topic": topic})


def ready(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    phase, me = (seen.get("evening") or {}).get("phase"), seen["me"]
    if phase and phase["ready"] and not me["ready"]:
        yield Act(("ready", phase["id"]), "agenda.ready", {"phase": phase["id"], "ready": True}, early=0.5, late=0.9)


def trolling(seen: Topics) -> Iterator[Act]:
    """Wants what is not theirs, and too much of it; all of this must be refused."""
    phase, room = (seen.get("evening") or {}).get("phase"), room_of(seen)
    if not phase:
        return
    yield Act(("troll", "next", phase["id"]), "agenda.next", {"leaving": phase["id"], "now": True})
    board = seen.get(f"board:{room}")
    if board and board["open"] and board["columns"]:
        long = {"column": board["columns"][0]["id"], "text": "Nein! " * board["length"]}
        yield Act(("troll", "long", room), "card.write", long)


Habit = Callable[[Topics, Profile, int], Iterator[Act]]
HABITS: Final[tuple[Habit, ...]] = (
    vote,
    write_cards,
    read_back,
    pick,
    report,
    ask,
    give_dots,
    raise_hand,
    write_turn,
    go_round,
    choose,
    ready,
)
RACED: Final = frozenset(
    {"has-reporter", "answered", "turn-over", "phase-over", "step-over", "no-cards", "picks-spent", "no-floor"}
    | {"no-hand", "wrong-room", "not-asked", "poll-closed", "no-questions", "topic-full", "changed", "report-over"}
    | {"too-many-questions", "unknown-room", "no-reporter", "voted", "not-running", "top-full", "has-dots"}
    | {"too-many-dots", "unknown-card", "unknown-question", "unknown-theme", "no-themes", "has-lead"}
)
"""Refusals that people get who were a moment late: no fault of anybody."""
TROLLED: Final = frozenset({"not-allowed", "too-long", "too-many"})
