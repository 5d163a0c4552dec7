"""The same seed makes the same people, and of each kind as many as there are in a town."""

from __future__ import annotations

from collections import Counter

import pytest

from web.names import NAME_LIMIT, fault_of
from web.visitor.profiles import KINDS, cast, staff
from web.visitor.texts import FIRST_NAMES
from web.words import words_for


def test_seventy_five_have_every_kind() -> None:
    found = Counter(profile.kind for profile in cast(75, 7))
    assert {kind: found[kind] for kind in KINDS} == KINDS
    assert found["plain"] == 75 - sum(KINDS.values())


def test_the_same_seed_makes_the_same_people() -> None:
    assert cast(75, 7) == cast(75, 7)
    assert cast(75, 7) != cast(75, 8)


@pytest.mark.parametrize("citizens", [0, 1, 2, 12, 42, 75, 200])
@pytest.mark.parametrize("seed", range(5))
def test_as_many_people_as_wanted_with_names_of_their_own(citizens: int, seed: int) -> None:
    people = cast(citizens, seed)
    assert len({profile.name for profile in people}) == len(people) == citizens


def test_every_name_passes_the_door_with_its_label() -> None:
    label = words_for("de")
    assert [name for name in FIRST_NAMES if fault_of(label.t("rehearsal.name", name=name), "citizen")] == []
    assert max(len(name) for name in FIRST_NAMES) < NAME_LIMIT


def test_staff_have_their_roles_and_numbers() -> None:
    people = staff(["moderator", "facilitator", "facilitator"], 7)
    assert [(each.role, each.name) for each in people] == [
        ("moderator", "Moderator 1"),
        ("facilitator", "Facilitator 1"),
        ("facilitator", "Facilitator 2"),
    ]
