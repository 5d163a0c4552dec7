"""Seats: roles, names beside the log, who may correct one."""

from __future__ import annotations

import pytest

from dialogue.machine import SERVER
from rooms.roles import ROLES, staff
from rooms.seats import AddSeat, NamePerson, PersonChanged, Rename, SeatAdded, Seats, leads
from tests.rooms.house import CODEC, House


def test_seats_count_from_one_and_keep_their_role() -> None:
    house = House()
    assert [house.add(role) for role in ("moderator", "citizen", "citizen")] == [1, 2, 3]
    assert house.dialogue.part(Seats).counted() == [2, 3]


def test_name_and_traits_go_beside_the_log_and_never_into_it() -> None:
    house = House()
    events = house.do(AddSeat("citizen", name="Maria Öz", traits={"district": "Nord"}))
    assert events == [SeatAdded(1, "citizen"), PersonChanged(1)]
    assert "Maria" not in CODEC.dump(events)
    assert house.side.people == {1: {"name": "Maria Öz", "district": "Nord"}}
    assert house.side.traits() == {1: {"district": "Nord"}}


def test_renaming_makes_the_slice_new_so_that_names_go_stale() -> None:
    house = House()
    seat = house.add("citizen", "plenary", name="Marai")
    before = house.dialogue.part(Seats)
    house.do(NamePerson(seat, "Maria"))
    assert house.dialogue.part(Seats) is not before
    assert house.shown("citizen", "plenary")["names"] == {"1": "Maria"}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_rename_is_for_roles_that_know_everyones_name(role: str) -> None:
    house = House()
    actor, seat = house.add(role, "plenary"), house.add("citizen", "plenary", name="Maria")
    if role in ("organizer", "moderator", "director", "support"):
        house.do(Rename(seat, "Maria Öz"), actor)
        assert house.side.name(seat) == "Maria Öz"
    else:
        assert house.refused(Rename(seat, "x"), actor) == "not-allowed"


def test_rename_of_an_unknown_seat_is_refused() -> None:
    house = House()
    assert house.refused(Rename(9, "x"), house.add("moderator")) == "unknown-seat"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_organizer_moderator_and_director_lead(role: str) -> None:
    house = House()
    seat = house.add(role)
    assert leads(house.dialogue, seat) is (role in ("organizer", "moderator", "director"))


def test_server_leads_and_unknown_seats_may_nothing() -> None:
    assert leads(House().dialogue, SERVER)
    assert not leads(House().dialogue, 7)


def test_everyone_but_citizens_and_guests_is_staff() -> None:
    assert sorted(role for role in ROLES if not staff(role)) == ["citizen", "guest"]
