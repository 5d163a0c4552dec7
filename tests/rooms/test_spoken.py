"""Counters of speaking time: never back, never twice, whatever is told again, late or by a process that began anew."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dialogue.database import Database
from rooms.spoken import WINDOW_S, Spoken, Tally, read
from rooms.spoken_rows import SpokenRows

REPORTS = st.lists(st.tuples(st.sampled_from(["m0-a", "m0-b"]), st.integers(1, 3), st.integers(0, 50)), max_size=40)


@given(REPORTS, st.randoms(use_true_random=False))
def test_tally_is_the_sum_of_what_each_counter_said_last(reports: list[tuple[str, int, int]], random: object) -> None:
    """In whatever order the reports come, and however often."""
    tally, again = Tally(), Tally()
    shuffled = [*reports, *reports]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    for counter, seat, seconds in reports:
        before = tally.seconds(of=[seat]).get("g", {}).get(seat, 0.0)
        tally.note(counter, "g", seat, seconds)
        assert tally.seconds(of=[seat]).get("g", {}).get(seat, 0.0) >= before
    for counter, seat, seconds in shuffled:
        again.note(counter, "g", seat, seconds)
    most: dict[tuple[str, int], int] = {}
    for counter, seat, seconds in reports:
        most[counter, seat] = max(seconds, most.get((counter, seat), 0))
    expected = {seat: sum(said for (_, s), said in most.items() if s == seat) for _, seat in most}
    assert tally.seconds(of=[1, 2, 3]) == again.seconds(of=[1, 2, 3])
    assert tally.seconds(of=[1, 2, 3]).get("g", {}) == {seat: said for seat, said in expected.items() if said}


def test_tally_tells_of_the_seats_asked_for_alone() -> None:
    tally = Tally()
    tally.note("m0-a", "g", 1, 5)
    tally.note("m0-a", "g", 2, 7)
    assert tally.seconds(of=[2]) == {"g": {2: 7}}


async def test_rows_bring_back_what_was_counted_before_a_restart(database: Database) -> None:
    rows, tally = SpokenRows(database), Tally()
    tally.note("m0-a", "g", 1, 30.0)
    await rows.keep("d1", tally.counts)
    restarted = Tally(await rows.load("d1"))
    restarted.note("m0-a", "g", 1, 32.0)
    restarted.note("m0-b", "g", 1, 4.0)
    await rows.keep("d1", {key: restarted.counts[key] for key in restarted.changed})
    assert (await rows.load("d1"), await rows.dialogues()) == (
        {("m0-a", "g", 1): 32.0, ("m0-b", "g", 1): 4.0},
        ["d1"],
    )
    assert restarted.seconds(of=[1]) == {"g": {1: 36.0}}


async def test_wiped_rows_are_nowhere_on_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await database.open()
    rows = SpokenRows(database)
    await rows.keep("d1", {("Planted-Counter-73", "g", 1): 30.0})
    await rows.keep("d2", {("m0-a", "g", 1): 30.0})
    assert b"Planted-Counter-73" in on_disk(tmp_path)
    await rows.wipe("d1")
    assert (await rows.dialogues(), b"Planted-Counter-73" in on_disk(tmp_path)) == (["d2"], False)
    await database.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_reading_notes_when_somebody_was_heard() -> None:
    """The first reading after a restart says how much, not when; a cough is nothing."""
    first = read(Spoken(), {"g": {1: 60.0}}, 1000.0)
    second = read(first, {"g": {1: 60.2, 2: 3.0}}, 1005.0)
    third = read(second, {"g": {1: 62.0, 2: 3.0}}, 1010.0)
    assert (first.heard_at, second.heard_at, third.heard_at) == ({}, {2: 1005.0}, {2: 1005.0, 1: 1010.0})
    assert (third.since(1, 1003.0), third.since(1, 1010.0)) == (1.7999999999999972, 0.0)


def test_shares_look_three_minutes_back_and_not_before_so_long_was_looked() -> None:
    spoken, at, said = Spoken(), 1000.0, 0.0
    while at < 1000.0 + WINDOW_S:
        spoken = read(spoken, {"g": {1: said}}, at)
        assert spoken.lately("g") is None
        at, said = at + 5, said + 1
    spoken = read(spoken, {"g": {1: said}}, at)
    assert spoken.lately("g") == {1: 36.0}
    for _ in range(100):
        at, said = at + 5, said + 2
        spoken = read(spoken, {"g": {1: said}}, at)
    assert (spoken.lately("g"), spoken.lately("h"), len(spoken.earlier)) == ({1: 72.0}, {}, 37)
