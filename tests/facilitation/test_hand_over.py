"""Hand-over: the lead's browser dies, the script goes on, another takes over; and the audit of who did what."""

from __future__ import annotations

import pytest

from facilitation.agenda import Next, Start
from facilitation.concern import RaiseConcern
from facilitation.message import SendMessage
from rooms.admission import SendToFoyer
from rooms.lead import HandOver
from rooms.order import Exclude, MuteAll, SetSound
from rooms.plan import Plan
from rooms.planning import render_plan
from rooms.seats import Rename
from tests.facilitation.evening import in_groups, prepared
from web.audit import audit_rows
from web.words import words_for

MODERATOR, DIRECTOR = 1, 2


def heard(plan: Plan) -> dict[int, bool]:
    return {seat.seat: seat.heard for room in plan.rooms if room.room == "plenary" for seat in room.seats}


def test_lead_drops_the_script_goes_on_and_another_takes_over_in_one_click() -> None:
    evening = prepared(6, staff=("moderator", "director"))
    evening.do(Start(), MODERATOR)
    gone = evening.now
    evening.drop(MODERATOR)
    assert evening.sees(DIRECTOR)["console"]["lead"] == {"seat": MODERATOR, "gone_since": gone}
    evening.wait(120)
    assert evening.phase() == "auftakt"
    assert not heard(render_plan(evening.dialogue, "d"))[DIRECTOR]
    evening.do(HandOver(DIRECTOR), DIRECTOR)
    assert evening.sees(DIRECTOR)["console"]["lead"] == {"seat": DIRECTOR, "gone_since": None}
    assert heard(render_plan(evening.dialogue, "d"))[DIRECTOR]
    evening.do(Next("auftakt", now=True), DIRECTOR)
    assert evening.phase() == "runde"
    evening.come(MODERATOR)
    assert evening.sees(MODERATOR)["console"]["lead"]["seat"] == DIRECTOR
    evening.do(HandOver(MODERATOR), DIRECTOR)
    assert evening.sees(MODERATOR)["console"]["lead"]["seat"] == MODERATOR


@pytest.mark.parametrize(
    ("seat", "actor", "code"), [(2, 3, "not-allowed"), (3, 1, "not-allowed"), (99, 1, "unknown-seat")]
)
def test_hand_over_is_among_leading_staff(seat: int, actor: int, code: str) -> None:
    evening = prepared(1, staff=("moderator", "director"))
    assert evening.refused(HandOver(seat), actor)[0] == code
    assert evening.do(HandOver(MODERATOR), MODERATOR) == []


def test_audit_tells_what_staff_did_and_nobodys_words() -> None:
    evening = in_groups(6, staff=("moderator", "facilitator"))
    one, two = evening.sitting()[0][:2]
    evening.do(SetSound(one, True), 2)
    evening.do(MuteAll("runde/1", True), 2)
    evening.do(RaiseConcern(), two)
    evening.do(SendToFoyer(two), MODERATOR)
    evening.do(Rename(two, "Maria"), MODERATOR)
    evening.do(SendMessage("Vertraulich", "runde/1"), MODERATOR)
    evening.do(Exclude(one, "Beleidigungen trotz Hinweis"), MODERATOR)
    rows = [(at, 0, row) for at, row in evening.rows]
    assert list(audit_rows(rows, evening.side, {}, words_for("de"))) == []
    actors = iter([2, 2, two, MODERATOR, MODERATOR, MODERATOR, MODERATOR])
    acted = [(at, next(actors), row) for at, row in evening.rows[-7:]]
    roles = {1: "moderator", 2: "facilitator", two: "citizen"}
    told = [row[1:] for row in audit_rows(acted, evening.side, roles, words_for("de"))]
    assert [(who, what) for who, _, what, _ in told] == [
        ("facilitator-2", "Ton ausgeschaltet"),
        ("facilitator-2", "Ton aller ausgeschaltet"),
        ("moderator-1", "Ins Foyer gebeten"),
        ("moderator-1", "Namen geändert"),
        ("moderator-1", "Nachricht gesendet"),
        ("moderator-1", "Ausgeschlossen"),
    ]
    assert told[2][3] == "Maria"
    assert not any(word in str(told) for word in ("Vertraulich", "Beleidigungen"))
