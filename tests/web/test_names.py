"""Names at the door."""

from __future__ import annotations

import pytest

from web.names import NAME_LIMIT, clean, fault_of, free_name


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Maria", None),
        ("Ömer Faruk", None),
        ("", "door.name.missing"),
        (" \u202e\u200b ", "door.name.missing"),
        ("M" * (NAME_LIMIT + 1), "door.name.long"),
        ("moderation", "door.name.role"),
        ("Technik-\u200bHilfe", "door.name.role"),
    ],
)
def test_fault_of_names(name: str, fault: str | None) -> None:
    assert fault_of(name, "citizen") == fault


def test_staff_may_be_called_like_their_role() -> None:
    assert fault_of("Moderation", "moderator") is None


def test_free_name_is_numbered_where_somebody_has_it() -> None:
    assert free_name("Maria", {"Jörg"}) == "Maria"
    assert free_name("maria", {"Maria", "maria 2"}) == "maria 3"


def test_clean_takes_out_what_turns_the_line_around() -> None:
    assert clean(" Ma\u202eria \t Luise\n") == "Maria Luise"
