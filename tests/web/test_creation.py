"""Making a dialogue from a roster: a seat and a link for each row, and of its people only what the script needs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogue.refs import Side
from tests.town import Town
from tests.web.conftest import Build
from tests.web.guests import ROUND
from web.cli import app
from web.creation import read_roster, read_script

ROSTER = "\ufeffName;Email Address;district;shoe\nMaria;m@example.org;Nord;38\nÖmer;oe@example.org;;43\n"
SCRIPT = ROUND.replace("mix: new", "mix: new, diversify: [district]")


def test_roster_keeps_what_the_script_forms_groups_by() -> None:
    people = read_roster(ROSTER, read_script(SCRIPT))
    assert [(each.name, each.traits) for each in people] == [("Maria", {"district": "Nord"}), ("Ömer", {})]


def test_name_that_no_seat_may_have_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="Zeile 3"):
        read_roster(ROSTER.replace("Ömer", "Moderation"), read_script(SCRIPT))


@pytest.mark.asyncio(loop_scope="session")
async def test_people_of_the_roster_have_seats_and_no_address_is_kept(build: Build, town: Town) -> None:
    house = await build(script=SCRIPT, roster=ROSTER, citizens=1)
    seats = [each.seat for each in house.invitations if each.role == "citizen" and each.seat is not None]
    with closing(sqlite3.connect(town.file)) as connection:
        rows = connection.execute("SELECT seat, fields FROM people WHERE dialogue = ?", [house.name]).fetchall()
    side = Side(people={seat: json.loads(fields) for seat, fields in rows})
    assert [side.name(seat) for seat in seats] == ["Maria", "Ömer", None]
    assert {seat: dict(each) for seat, each in side.traits().items()} == {seats[0]: {"district": "Nord"}, seats[1]: {}}


def test_command_refuses_a_roster_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("id,Religion\n1,x\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["new", "d1", "--roster", str(file)])
    assert (refused.exit_code, "Zeile 1: Die Spalte „Religion“" in refused.stdout) == (1, True)
    file.write_bytes("id,ort\n1,Köln\n".encode("latin-1"))
    assert "CSV UTF-8" in CliRunner().invoke(app, ["new", "d1", "--roster", str(file)]).stdout
