"""`dialogue db` as an operator runs it: sentences and exit codes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from web.cli import app


def run(*arguments: str, data: Path, **environment: str) -> Result:
    given = {"DATA_DIR": str(data), "DATABASE_URL": "", **environment}
    return CliRunner().invoke(app, ["db", *arguments], env=given)


def test_from_nothing_to_a_backup_and_back(tmp_path: Path) -> None:
    one, two, file = tmp_path / "one", tmp_path / "two", tmp_path / "saved.gz"
    one.mkdir()
    assert "The database is empty" in run("check", data=one).stdout
    assert run("upgrade", data=one).stdout.startswith("The tables are up to date (revision ")
    assert run("check", data=one).stdout.endswith("all dialogues can be read.\n")
    assert run("backup", str(file), data=one).stdout == f"{file}: 0 rows of 0 dialogues.\n"
    again = run("backup", str(file), data=one)
    assert (again.exit_code, again.stderr) == (1, f"{file} is there already.\n")
    assert run("restore", str(file), data=two).stdout == "0 rows of 0 dialogues restored.\n"
    assert run("check", data=two).exit_code == 0


def test_faults_are_sentences_with_their_exit_codes(tmp_path: Path) -> None:
    assert run("upgrade", data=tmp_path).exit_code == 0
    with sqlite3.connect(tmp_path / "dialogue.db") as database:
        database.execute("INSERT INTO dialogues (id, created_at) VALUES ('d1', 0)")
        database.execute("INSERT INTO log VALUES ('d1', 1, 0, 0, 'c', '[[\"from-the-future\", 1, {}]]')")
    database.close()
    found = run("check", data=tmp_path)
    assert (found.exit_code, found.stderr) == (
        1,
        "d1: event kind 'from-the-future' is not known to this release.\n",
    )
    with sqlite3.connect(tmp_path / "dialogue.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert [run(what, data=tmp_path).exit_code for what in ("check", "upgrade")] == [6, 6]
    assert run("restore", str(tmp_path / "none.gz"), data=tmp_path).exit_code == 1
    unreachable = run("check", data=tmp_path, DATABASE_URL="postgresql://dialogue:Planted-73@127.0.0.1:1/d")
    assert (unreachable.exit_code, "Planted-73" in unreachable.output) == (5, False)
    assert unreachable.stderr.startswith("The database cannot be used: ")


@pytest.mark.parametrize("wrong", ["mysql://host/name", "postgresql"])
def test_wrong_address_is_a_setting(tmp_path: Path, wrong: str) -> None:
    found = run("check", data=tmp_path, DATABASE_URL=wrong)
    assert (found.exit_code, found.stderr) == (2, "DATABASE_URL is wrong: it must begin with sqlite: or postgresql:.\n")
