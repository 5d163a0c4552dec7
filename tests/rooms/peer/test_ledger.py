"""The ledger finds nothing wrong in honest streams, and names each fault by its rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.peer.ledger import Ledger, Slot
from rooms.peer.marks import Picture, Voice, write_picture, write_voice
from rooms.peer.rtp import Header

VOICE, PICTURE = 100, 200


def ledger() -> Ledger:
    book = Ledger(now=0.0)
    book.applied = True
    book.slots = {VOICE: Slot("voice", 0, VOICE), PICTURE: Slot("picture", 2, PICTURE)}
    return book


@dataclass(slots=True)
class Arrival:
    header: Header
    payload: bytes
    sealed: int = 0


@dataclass(slots=True)
class Honest:
    """An obedient picture slot: rewrites what random sources send as media.md rule 3 asks."""

    sequence: int = 65_500
    timestamp: int = 0xFFFF0000
    picture_id: int = 0x7FFA
    tl0: int = 250
    frames: Counter[tuple[int, int]] = field(default_factory=Counter)
    sent: list[Arrival] = field(default_factory=list)

    def frame(self, seat: int, layer: int, *, key: bool, parts: int = 2) -> None:
        number = self.frames[seat, layer]
        self.frames[seat, layer] += 1
        for part in range(parts):
            picture = Picture(seat, layer, number, part, parts, key, self.picture_id, self.tl0)
            body = write_picture(picture, 300, width=160, height=90)
            header = Header(PICTURE, self.sequence, self.timestamp, 96, part == parts - 1, seat, 20)
            self.sent.append(Arrival(header, body, sealed=hash(body)))
            self.sequence = self.sequence + 1 & 0xFFFF
        self.timestamp = self.timestamp + 3600 & 0xFFFFFFFF
        self.picture_id = self.picture_id + 1 & 0x7FFF
        self.tl0 = self.tl0 + 1 & 0xFF


def play(arrivals: list[Arrival]) -> Ledger:
    book = ledger()
    for step, arrival in enumerate(arrivals):
        book.arrived(arrival.header, memoryview(arrival.payload), now=step * 0.01, sealed=arrival.sealed)
    return book


@given(turns=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 4)), max_size=20))
def test_ledger_finds_nothing_in_honest_switches(turns: list[tuple[int, int, int]]) -> None:
    honest = Honest()
    for seat, layer, deltas in turns:
        honest.frame(seat, layer, key=True, parts=3)
        for _ in range(deltas):
            honest.frame(seat, layer, key=False)
    book = play(honest.sent)
    assert book.broken == Counter()
    assert book.slots[PICTURE].missing == set()
    assert sum(book.window.seen.values()) == len(honest.sent)
    assert set(book.window.first_keyframe) == {seat for seat, _, _ in turns}


@given(lost=st.sets(st.integers(1, 58), max_size=20))
def test_ledger_takes_loss_for_loss(lost: set[int]) -> None:
    honest = Honest()
    for turn in range(10):
        honest.frame(1 + turn % 2, 0, key=True)
        honest.frame(1 + turn % 2, 0, key=False)
        honest.frame(1 + turn % 2, 0, key=False)
    book = play([arrival for number, arrival in enumerate(honest.sent) if number not in lost])
    assert book.broken == Counter()
    assert len(book.slots[PICTURE].missing) == len(lost)


def two_sources() -> list[Arrival]:
    honest = Honest()
    honest.frame(1, 0, key=True)
    honest.frame(1, 0, key=False)
    honest.frame(2, 0, key=True)
    honest.frame(2, 0, key=False)
    return honest.sent


def alter(arrivals: list[Arrival], numbers: range, change: Callable[[Arrival], Arrival]) -> list[Arrival]:
    return [change(arrival) if number in numbers else arrival for number, arrival in enumerate(arrivals)]


def relabel(arrival: Arrival) -> Arrival:
    return replace(arrival, header=arrival.header._replace(label=9))


def stand_still(arrival: Arrival) -> Arrival:
    return replace(arrival, header=arrival.header._replace(timestamp=0xFFFF0000))


def unfinished(arrival: Arrival) -> Arrival:
    return replace(arrival, header=arrival.header._replace(marker=False))


def strange(arrival: Arrival) -> Arrival:
    return replace(arrival, header=arrival.header._replace(ssrc=999))


@pytest.mark.parametrize(
    ("fault", "numbers", "change"),
    [
        ("relabelled", range(5, 6), relabel),
        ("backwards", range(2, 4), stand_still),
        ("torn", range(3, 4), unfinished),
        ("stranger", range(7, 8), strange),
    ],
)
def test_ledger_names_the_fault(fault: str, numbers: range, change: Callable[[Arrival], Arrival]) -> None:
    assert play(alter(two_sources(), numbers, change)).broken == Counter({fault: 1})


def test_ledger_names_a_picture_without_keyframe() -> None:
    honest = Honest()
    honest.frame(1, 0, key=True)
    honest.frame(2, 0, key=False)
    assert play(honest.sent).broken == Counter({"unkeyed": 1})


def test_ledger_names_a_jump_of_the_picture_id() -> None:
    honest = Honest()
    honest.frame(1, 0, key=True)
    honest.picture_id += 5
    honest.frame(2, 0, key=True)
    assert play(honest.sent).broken == Counter({"jumped": 1})


def test_ledger_names_two_payloads_under_one_number() -> None:
    arrivals = two_sources()
    again = replace(arrivals[3], sealed=1)
    assert play([*arrivals, again]).broken == Counter({"rewritten": 1})


def test_ledger_names_a_packet_before_the_answer_was_applied() -> None:
    book = ledger()
    book.applied = False
    arrival = two_sources()[0]
    book.arrived(arrival.header, memoryview(arrival.payload), now=0.0)
    assert book.broken == Counter({"early": 1})


def test_ledger_counts_voices_by_payload() -> None:
    book = ledger()
    for number in range(3):
        header = Header(VOICE, number, number * 960, 111, number == 0, 4, 20)
        book.arrived(header, memoryview(write_voice(Voice(4, number), 80)), now=float(number))
    assert (book.window.heard, book.window.first_voice) == (Counter({4: 3}), {4: 0.0})
    assert book.window.places == Counter({("voice", 0, 4): 3})


def test_ledger_without_decryption_counts_packets_only() -> None:
    book = ledger()
    for arrival in two_sources():
        book.arrived(arrival.header, None, now=0.0)
    assert (book.window.packets, book.window.seen) == (8, Counter())
    assert book.wants_payload(two_sources()[0].header)


def test_ledger_begins_a_new_window() -> None:
    book = play(two_sources())
    before = book.mark(5.0)
    assert (before.seen, book.window.seen, book.window.since) == (Counter({1: 4, 2: 4}), Counter(), 5.0)


def test_ledger_counts_a_repair_as_arrived() -> None:
    arrivals = two_sources()
    lost = arrivals.pop(3)
    book = play(arrivals)
    slot = book.slots[PICTURE]
    assert len(slot.missing) == 1
    book.repaired(slot, lost.header, memoryview(lost.payload), now=1.0)
    assert (slot.missing, book.broken) == (set(), Counter())


@given(sample=st.integers(2, 7))
def test_ledger_finds_nothing_in_a_sample_of_honest_packets(sample: int) -> None:
    honest = Honest()
    for turn in range(6):
        honest.frame(1 + turn % 2, 0, key=True, parts=3)
        honest.frame(1 + turn % 2, 0, key=False)
    book = ledger()
    for number, arrival in enumerate(honest.sent):
        read = number % sample == 0 or book.wants_payload(arrival.header)
        book.arrived(arrival.header, memoryview(arrival.payload) if read else None, now=0.0)
    assert book.broken == Counter()
    assert set(book.window.seen) == {1, 2}
