"""Rule 10: who has the voice slots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.voices import HOLD_S, SLOTS, Voices

LOUD, SOFT, SILENT = 25, 50, 127


def talk(voices: Voices, seat: int, *, start: float, seconds: float, level: int = LOUD, rank: int = 0) -> float:
    for number in range(int(seconds * 50)):
        voices.heard(seat, level, start + number / 50, rank=rank)
    return start + seconds


def test_voice_opens_with_its_first_packet_of_speech() -> None:
    voices = Voices()
    assert voices.heard(7, LOUD, 1.0)
    assert voices.active == [7]


def test_silence_opens_nothing() -> None:
    voices = Voices()
    assert not voices.heard(7, SILENT, 1.0)
    assert voices.active == []


def test_a_fourth_waits_until_somebody_fell_silent_for_the_hold() -> None:
    voices = Voices()
    for seat in (1, 2, 3):
        talk(voices, seat, start=1.0, seconds=0.5)
    talk(voices, 4, start=1.5, seconds=HOLD_S - 0.1)
    assert voices.active == [1, 2, 3]
    talk(voices, 2, start=2.9, seconds=0.1)
    talk(voices, 4, start=3.1, seconds=0.1)
    assert voices.active == [2, 3, 4]


def test_floor_beats_loudness() -> None:
    voices = Voices()
    for seat in (1, 2, 3):
        talk(voices, seat, start=1.0, seconds=0.5)
    voices.heard(9, SOFT, 1.5, rank=1)
    assert voices.active == [2, 3, 9]
    talk(voices, 1, start=1.5, seconds=5.0, level=5)
    assert 9 in voices.active


def test_a_steady_tone_stays_a_voice() -> None:
    voices = Voices()
    end = talk(voices, 1, start=1.0, seconds=60.0)
    for seat in (2, 3, 4):
        talk(voices, seat, start=end, seconds=0.5)
        talk(voices, 1, start=end, seconds=0.5)
    assert 1 in voices.active


def test_who_left_frees_the_slot() -> None:
    voices = Voices()
    for seat in (1, 2, 3):
        voices.heard(seat, LOUD, 1.0)
    assert voices.drop(2)
    assert not voices.drop(2)
    voices.heard(4, LOUD, 1.1)
    assert voices.active == [1, 3, 4]


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 127), st.integers(0, 40)), max_size=200))
def test_never_more_than_the_slots_and_changes_are_told(packets: list[tuple[int, int, int]]) -> None:
    voices, now = Voices(), 1.0
    for seat, level, later in packets:
        now += later / 100
        before = list(voices.active)
        changed = voices.heard(seat, level, now, rank=seat % 3)
        assert changed == (before != voices.active)
        assert len(set(voices.active)) == len(voices.active) <= SLOTS
