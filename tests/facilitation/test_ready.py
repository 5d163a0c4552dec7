"""Phases that go on when most are done."""

from __future__ import annotations

from facilitation.agenda import Pause, Ready, Start
from tests.facilitation.evening import SCRIPT, Evening, prepared

MODERATOR = 1


def waiting() -> Evening:
    """Four citizens, 2 to 5, in a first phase that waits for them."""
    evening = prepared(4, script=SCRIPT.replace("en: Start}, minutes: 2}", "en: Start}, minutes: 2, advance: ready}"))
    evening.do(Start(), MODERATOR)
    return evening


def test_phase_goes_on_when_more_than_half_of_those_here_are_done() -> None:
    evening = waiting()
    for seat in (2, 3):
        evening.do(Ready("start"), seat)
    assert (evening.phase(), evening.sees(4)["evening"]["ready"], evening.sees(2)["me"]["ready"]) == ("start", 2, True)
    evening.do(Ready("start"), 4)
    assert (evening.phase(), evening.sees(2)["me"]["ready"]) == ("auftakt", False)


def test_ready_is_taken_back_by_the_same() -> None:
    evening = waiting()
    for seat, ready in ((2, True), (3, True), (2, False), (4, True)):
        evening.do(Ready("start", ready), seat)
    assert (evening.phase(), evening.do(Ready("start"), 3)) == ("start", [])


def test_phase_that_waits_for_all_still_ends_by_its_clock() -> None:
    evening = waiting()
    evening.wait(121)
    assert evening.phase() == "auftakt"


def test_ready_is_for_citizens_in_such_phases_while_they_run() -> None:
    evening = waiting()
    assert evening.refused(Ready("start"), MODERATOR)[0] == "not-allowed"
    assert evening.refused(Ready("runde"), 2)[0] == "phase-over"
    evening.do(Pause(), MODERATOR)
    assert evening.refused(Ready("start"), 2)[0] == "not-running"
    other = prepared(2)
    other.do(Start(), MODERATOR)
    assert other.refused(Ready("start"), 2)[0] == "not-allowed"
