"""Links on a real SQLite file: found by token and by code, and nothing of them stands in the database."""

from __future__ import annotations

from pathlib import Path

from dialogue.database import Database
from web.links import CODE_ALPHABET, Link, Links, typed_code


async def test_link_is_found_by_token_and_by_code_however_typed(database: Database) -> None:
    links = Links(database, "k" * 32)
    token = await links.give("d1", 7, "citizen")
    code = links.code("d1", 7)
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert await links.find(token) == await links.find(typed_code(typed)) == Link("d1", 7, "citizen", None)


async def test_given_again_a_link_is_the_same(database: Database) -> None:
    links = Links(database, "k" * 32)
    assert await links.give("d1", 7, "citizen") == await links.give("d1", 7, "citizen")


async def test_unknown_token_finds_nothing(database: Database) -> None:
    links = Links(database, "k" * 32)
    await links.give("d1", 7, "citizen")
    assert await Links(database, "other" * 8).find(links.token("d1", 8)) is None


async def test_open_link_has_no_code(database: Database) -> None:
    links = Links(database, "k" * 32)
    token = await links.give("d1", None, "citizen", closes_at=5.0)
    assert await links.find(token) == Link("d1", None, "citizen", 5.0)


async def test_stolen_database_opens_no_door(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await database.open()
    links = Links(database, "k" * 32)
    token = await links.give("d1", 7, "citizen")
    disk = on_disk(tmp_path)
    await database.close()
    assert b"citizen" in disk
    assert token.encode() not in disk
    assert links.code("d1", 7).encode() not in disk


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_codes_have_no_sign_that_is_easily_mistaken() -> None:
    assert set("01OIL") & set(CODE_ALPHABET) == set()
