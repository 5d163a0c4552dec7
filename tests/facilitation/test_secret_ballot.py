"""The secret ballot: final, uncounted until it closes, and no database tells whose it was."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.clock import Clock
from dialogue.codec import Codec
from dialogue.log import Log
from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.agenda import Back
from facilitation.polls import Polls
from facilitation.voting import ClosePoll
from tests.facilitation.ballot_house import FILE, VOTERS, ballot, begin, house, until_polled, words
from tests.facilitation.evening import MACHINE
from tests.facilitation.polling import MODERATOR, at, counts, onward, poll, vote


def test_ballot_is_final_and_nobody_sees_more_than_how_many_voted() -> None:
    evening = at("wahl")
    evening.do(vote("wahl", frage=["ja"], warum="Zaubernuss"), 2)
    assert evening.refused(vote("wahl", frage=["nein"]), 2) == ("voted", {})
    seen = {seat: evening.sees(seat) for seat in (1, 2, 3)}
    assert {seat: (each["polls"]["wahl"]["voted"], each["polls"]["wahl"]["of"]) for seat, each in seen.items()} == {
        seat: (1, 6) for seat in (1, 2, 3)
    }
    assert seen[2]["my-votes"]["wahl"] == {"1": {"chosen": None, "texts": None}}
    assert seen[1]["poll-desk"]["wahl"]["results"] is None
    assert "Zaubernuss" in evening.boxes["wahl"][0]
    told = json.dumps([*seen.values(), [row for _, row in evening.rows], evening.side.texts], ensure_ascii=False)
    assert ("Zaubernuss" in told, '"chosen": {"frage"' in told) == (False, False)


def test_closing_counts_and_empties_the_box() -> None:
    evening = at("wahl")
    for seat in range(2, 8):
        evening.do(vote("wahl", frage=["ja" if seat % 2 else "nein"], warum=f"Grund {9 - seat}"), seat)
    onward(evening)
    assert evening.boxes == {}
    assert counts(evening.sees(2)["polls"]["wahl"]["results"]) == [{"ja": 3, "nein": 3}, {}]
    desk = evening.sees(MODERATOR)["poll-desk"]["wahl"]["results"]
    assert sorted(each["text"] for each in desk[1]["texts"]) == [f"Grund {n}" for n in range(2, 8)]
    assert [each["first"] for each in desk[0]["options"]] == [True, True]
    assert evening.replayed().slices == evening.dialogue.slices


def test_fewer_than_five_ballots_have_no_result() -> None:
    evening = at("wahl")
    for seat in range(2, 6):
        evening.do(vote("wahl", frage=["ja"]), seat)
    onward(evening)
    assert (evening.boxes, poll(evening, "wahl").totals) == ({}, ())
    assert evening.sees(2)["polls"]["wahl"]["results"] is None
    assert evening.sees(MODERATOR)["poll-desk"]["wahl"]["voted"] == 4


def test_counted_ballot_is_not_opened_again() -> None:
    evening = at("wahl")
    onward(evening)
    evening.wait(1)
    evening.do(Back("umfrage", "wahl", 3), MODERATOR)
    evening.wait(1)
    assert (evening.phase(), poll(evening, "wahl").open) == ("wahl", False)
    assert evening.refused(vote("wahl", frage=["ja"]), 2) == ("poll-closed", {})


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 7), st.sampled_from(["ja", "nein"])), max_size=20))
def test_first_ballot_of_everybody_counts(votes: list[tuple[int, str]]) -> None:
    evening = at("wahl")
    first: dict[int, str] = {}
    for seat, choice in votes:
        if seat in first:
            assert evening.refused(vote("wahl", frage=[choice]), seat)[0] == "voted"
        else:
            evening.do(vote("wahl", frage=[choice]), seat)
            first[seat] = choice
    onward(evening)
    chosen = [*first.values()]
    told = [{choice: chosen.count(choice) for choice in ("ja", "nein")}, {}] if len(first) >= 5 else None
    assert counts(evening.sees(2)["polls"]["wahl"]["results"]) == told


def copied(path: Path, name: str) -> Path:
    """The database as somebody would carry it off: file and write-ahead log."""
    copy = path / name
    copy.mkdir()
    for file in path.glob(f"{FILE}*"):
        shutil.copy(file, copy)
    return copy


def rows(copy: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(copy / FILE)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def places(copy: Path) -> list[int]:
    """Seats in the order in which their words lie in the files, from front to back."""
    found = [
        (file.name, at, seat)
        for file in sorted(copy.iterdir())
        for seat in VOTERS
        for at in _all(file.read_bytes(), words(seat).encode())
    ]
    return [seat for _, _, seat in sorted(found)]


def _all(body: bytes, part: bytes) -> list[int]:
    return [at for at in range(len(body)) if body.startswith(part, at)] if part in body else []


async def test_database_tells_nobody_whose_ballot_it_was(tmp_path: Path) -> None:
    """Twelve vote one after the other, and each has words of its own. The chance that shuffling leaves them in order by
    itself is one in 12!."""
    order = random.Random(7).sample([*VOTERS], len(VOTERS))
    async with house(tmp_path) as (database, task):
        await begin(task)
        for seat in order:
            await task.submit(seat, ballot(seat), command_id=f"b-{seat}")
        with pytest.raises(Refused, match="voted"):
            await task.submit(order[0], vote("wahl", frage=["nein"]))
        open_copy = copied(tmp_path, "open")
        await task.submit(MODERATOR, ClosePoll("wahl"))
        again = await task.submit(order[0], ballot(order[0]), command_id=f"b-{order[0]}")  # whose answer was lost
        counted = task.state.part(Polls).polls["wahl"]
        closed_copy = copied(tmp_path, "closed")
        assert (again.events, database.unforgotten) == ((), False)
    copies = (open_copy, closed_copy)
    assert [[file.stat().st_size for file in copy.glob("*-wal")] for copy in copies] == [[0], [0]]
    # While it is open: each ballot once, nothing about it but its box, and no order of rows, keys or bytes.
    assert sorted(places(open_copy)) == sorted(order)
    lying = rows(open_copy, "SELECT * FROM ballots")
    assert {row[:2] for row in lying} == {("d1", "wahl")}
    text = {words(seat): seat for seat in VOTERS}
    keyed = [text[json.loads(row[3])[1]["warum"]] for row in lying]
    for seen in (places(open_copy), keyed):
        assert seen not in (order, order[::-1])
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        rows(open_copy, "SELECT rowid FROM ballots")
    # In the log: who voted, and nothing of what.
    log = [
        (actor, command, events) for actor, command, events in rows(open_copy, "SELECT actor, command, events FROM log")
    ]
    cast = [(actor, events) for actor, _, events in log if "ballot-cast" in events]
    assert cast == [(seat, f'[["ballot-cast",1,{{"poll":"wahl","seat":{seat},"person":1}}]]') for seat in order]
    # Once closed: ballots are gone, byte for byte; what was written stands among the texts in no order of theirs.
    assert sorted(places(closed_copy)) == sorted(order)
    bodies = b"".join(file.read_bytes() for file in closed_copy.iterdir())
    assert b'{"frage":[' not in bodies
    assert rows(closed_copy, "SELECT count(*) FROM ballots") == [(0,)]
    written = [text[body] for (body,) in rows(closed_copy, "SELECT body FROM texts ORDER BY rowid") if body in text]
    assert written == sorted(VOTERS, key=words) != order
    assert counted.totals[0].counts == {"ja": 8, "nein": 4}


async def test_killed_server_counts_every_acknowledged_ballot_once(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.facilitation.ballot_house", str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    acknowledged = [int((await program.stdout.readline()).split()[0]) for _ in range(7)]
    program.kill()
    rest = [int(line.split()[0]) for line in (await program.stdout.read()).splitlines()]
    await program.wait()
    async with house(tmp_path) as (_, task):
        cast = {seat for seat, _ in task.state.part(Polls).polls["wahl"].cast}
        assert cast >= {*acknowledged, *rest}
        assert len(task.side.ballots["wahl"]) == len(cast)
        for seat in VOTERS:  # every browser that got no answer sends again
            await task.submit(seat, ballot(seat), command_id=f"b-{seat}")
        await task.submit(MODERATOR, ClosePoll("wahl"))
        await until_polled(task, "wahl", is_open=False)
        counted = task.state.part(Polls).polls["wahl"]
    assert counted.totals[0].counts == {"ja": 8, "nein": 4}
    assert len(counted.totals[1].texts) == len(VOTERS)


async def test_two_nodes_count_every_ballot_once(tmp_path: Path) -> None:
    """The second learns of the first one's rows only when its own are refused by the primary key."""
    async with house(tmp_path) as (database, one):
        await begin(one)
        two = DialogueTask("d1", machine=MACHINE, codec=Codec(MACHINE), log=Log(database), clock=Clock())
        await two.open()
        running = asyncio.create_task(two.run())
        try:
            nodes = (one, two)
            await asyncio.gather(*(nodes[seat % 2].submit(seat, ballot(seat)) for seat in VOTERS))
            await two.submit(MODERATOR, ClosePoll("wahl"))
            await one.catch_up()
            for node in nodes:
                assert node.state.part(Polls).polls["wahl"].totals[0].counts == {"ja": 8, "nein": 4}
                assert node.side.ballots == {}
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
