"""Off the script's straight way: skip, jump, back, breaks, and the countdown before anybody is moved."""

from __future__ import annotations

import pytest

from facilitation.agenda import Extend, Next, Pause, Start
from facilitation.boards import Boards
from facilitation.cards import Cards, WriteCard
from facilitation.course import Leaving, Run
from facilitation.detours import Back, InsertBreak, Jump, Skip
from facilitation.groups import Groups
from rooms.places import PLENARY
from tests.facilitation.evening import NOON, SCRIPT, Evening, in_groups, prepared

MODERATOR, CITIZEN = 1, 2


def states(evening: Evening) -> dict[str, str]:
    return {line["id"]: line["state"] for line in evening.sees(MODERATOR)["timeline"]}


def started() -> Evening:
    evening = prepared(6)
    evening.do(Start(), MODERATOR)
    return evening


def test_skip_leaves_a_phase_out_and_the_end_comes_earlier() -> None:
    evening = started()
    before = evening.sees(CITIZEN)["evening"]["end_at"]
    evening.do(Skip("ernte"), MODERATOR)
    assert states(evening)["ernte"] == "skipped"
    # The four minutes of the phase; people come back all the same, a minute before what follows.
    assert evening.sees(CITIZEN)["evening"]["end_at"] == before - 240
    evening.do(Skip("ernte", skipped=False), MODERATOR)
    assert (states(evening)["ernte"], evening.sees(CITIZEN)["evening"]["end_at"]) == ("later", before)


def test_skipped_phase_is_passed_over() -> None:
    evening = in_groups()
    evening.do(Skip("ernte"), MODERATOR)
    evening.to(evening.agenda().ends_at)
    assert (evening.phase(), evening.room(CITIZEN)) == ("ende", PLENARY)


def test_skip_names_the_phases_that_need_it() -> None:
    evening = started()
    assert evening.refused(Skip("runde"), MODERATOR) == ("needed", {"phases": ["ernte"]})
    lines = {line["id"]: line["needed_by"] for line in evening.sees(MODERATOR)["timeline"]}
    assert lines == {"start": [], "auftakt": [], "runde": ["ernte"], "ernte": [], "ende": []}
    evening.do(Skip("runde", anyway=True), MODERATOR)
    assert states(evening)["runde"] == "skipped"


def test_skip_takes_the_preview_of_its_groups_away() -> None:
    evening = started()
    evening.wait(120 + 241)
    assert evening.sees(CITIZEN)["me"]["next_group"] is not None
    evening.do(Skip("runde", anyway=True), MODERATOR)
    assert (evening.sees(CITIZEN)["me"]["next_group"], evening.sees(MODERATOR)["console"]["preview"]) == (None, None)


def test_jump_goes_on_and_leaves_out_what_lies_between() -> None:
    evening = started()
    assert evening.refused(Jump("start", "ernte"), MODERATOR) == ("needed", {"phases": ["ernte"]})
    evening.do(Jump("start", "runde", now=True), MODERATOR)
    assert (evening.phase(), states(evening)["auftakt"]) == ("runde", "skipped")


def test_jump_out_of_groups_counts_down_first() -> None:
    evening = in_groups()
    evening.do(Jump("runde", "ende"), MODERATOR)
    assert (evening.phase(), evening.agenda().ends_at) == ("runde", evening.now + 30)
    evening.wait(30)
    assert (evening.phase(), states(evening)["ernte"]) == ("ende", "skipped")


def test_next_out_of_groups_warns_and_now_does_not() -> None:
    evening = in_groups()
    assert evening.do(Next("runde"), MODERATOR) == [Leaving("runde", evening.now + 30)]
    assert evening.do(Next("runde"), MODERATOR) == []
    assert evening.sees(CITIZEN)["evening"]["leaving"] is True
    evening.do(Next("runde", now=True), MODERATOR)
    assert (evening.phase(), evening.room(CITIZEN)) == ("ernte", PLENARY)


def test_minutes_given_in_the_countdown_end_it() -> None:
    evening = in_groups()
    evening.do(Next("runde"), MODERATOR)
    evening.do(Extend("runde", 1), MODERATOR)
    assert (evening.agenda().leaving, evening.agenda().ends_at) == (None, evening.now + 90)


def test_countdown_never_lengthens_a_phase() -> None:
    evening = in_groups()
    end = evening.agenda().ends_at
    evening.to(end - 10)
    evening.do(Next("runde"), MODERATOR)
    assert evening.agenda().ends_at == end


def test_back_reopens_the_round_with_its_groups_and_cards() -> None:
    evening = in_groups()
    evening.to(evening.agenda().steps[1] + 1)
    evening.do(WriteCard("gut", "Bleibt"), CITIZEN)
    sitting, room, cards = evening.sitting(), evening.room(CITIZEN), evening.dialogue.part(Cards).cards
    evening.to(evening.agenda().ends_at)
    evening.wait(60)
    evening.do(Back("ernte", "runde", 5, now=True), MODERATOR)
    assert (evening.sitting(), evening.room(CITIZEN), evening.dialogue.part(Cards).cards) == (sitting, room, cards)
    assert evening.agenda().ends_at == evening.now + 60 + 300
    evening.wait(1)
    boards = evening.dialogue.part(Boards)
    # Fifteen of twenty minutes are behind it: the open talk, cards on the table, two minutes before the choice.
    assert (evening.agenda().step, boards.writing(room), room in boards.revealed) == (2, True, True)
    evening.wait(359)
    assert evening.phase() == "ernte"
    assert [run.phase for run in evening.agenda().runs] == ["start", "auftakt", "runde", "ernte", "runde", "ernte"]


def test_back_places_who_came_since_and_keeps_the_others() -> None:
    evening = in_groups()
    sitting = evening.sitting()
    evening.to(evening.agenda().ends_at)
    late = evening.seat("citizen", "late")
    evening.come(late)
    evening.do(Back("ernte", "runde", now=True), MODERATOR)
    assert [set(group) - {late} for group in evening.sitting()] == [set(group) for group in sitting]
    assert evening.dialogue.part(Groups).room_of(late) == evening.room(late) != PLENARY


def test_back_out_of_groups_counts_down_first() -> None:
    evening = in_groups()
    evening.do(Back("runde", "auftakt", 3), MODERATOR)
    assert evening.sees(CITIZEN)["evening"]["next"]["id"] == "auftakt"
    evening.wait(30)
    assert (evening.phase(), evening.agenda().ends_at) == ("auftakt", evening.now + 60 + 180)
    assert states(evening)["runde"] == "next"


def test_break_comes_where_it_is_put_and_gives_nothing() -> None:
    evening = in_groups()
    before = evening.sees(CITIZEN)["evening"]["end_at"]
    evening.do(InsertBreak("runde", 5), MODERATOR)
    evening.do(InsertBreak("ernte", 3), MODERATOR)
    assert [*states(evening)] == ["start", "auftakt", "runde", "pause-1", "ernte", "pause-2", "ende"]
    assert evening.sees(CITIZEN)["evening"]["end_at"] == before + 480
    evening.to(evening.agenda().ends_at)
    assert (evening.phase(), evening.agenda().ends_at) == ("pause-1", evening.now + 60 + 300)


def test_detours_are_rebuilt_from_the_log() -> None:
    evening = in_groups()
    evening.do(InsertBreak("runde", 5), MODERATOR)
    evening.do(Skip("ernte"), MODERATOR)
    evening.do(Back("runde", "auftakt"), MODERATOR)
    assert evening.replayed().slices == evening.dialogue.slices


def test_over_time_of_a_speaker_counts_up_and_nobody_is_cut() -> None:
    evening = started()
    evening.wait(120 + 300 + 134)
    seen = evening.sees(CITIZEN)["evening"]
    assert (evening.phase(), seen["phase"]["manual"], evening.now - seen["ends_at"]) == ("auftakt", True, 134)
    assert evening.agenda().runs[-1] == Run("auftakt", NOON + 120)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Skip("auftakt"), "unknown-phase"),
        (Skip("nie"), "unknown-phase"),
        (Jump("runde", "auftakt"), "unknown-phase"),
        (Jump("start", "ende"), "phase-over"),
        (Back("runde", "ernte"), "unknown-phase"),
        (Back("runde", "runde"), "unknown-phase"),
        (Back("start", "auftakt"), "phase-over"),
        (InsertBreak("auftakt", 5), "unknown-phase"),
        (InsertBreak("nie", 5), "unknown-phase"),
    ],
)
def test_detour_that_leads_nowhere_is_refused(command: object, code: str) -> None:
    assert in_groups().refused(command, MODERATOR)[0] == code


@pytest.mark.parametrize("command", [Jump("runde", "ende"), Back("runde", "auftakt")])
def test_moves_are_refused_while_paused(command: object) -> None:
    evening = in_groups()
    evening.do(Pause(), MODERATOR)
    assert evening.refused(command, MODERATOR)[0] == "not-running"


@pytest.mark.parametrize("command", [Skip("ernte"), Jump("runde", "ende"), Back("runde", "auftakt")])
def test_detours_are_for_those_who_lead(command: object) -> None:
    assert in_groups().refused(command, CITIZEN)[0] == "not-allowed"


def test_vote_needs_themes_and_themes_need_cards() -> None:
    extra = """
  - {id: themen, kind: themes, title: {de: Themen, en: Themes}, minutes: 4}
  - {id: punkte, kind: vote, title: {de: Punkte, en: Dots}, minutes: 4}
  - {id: ende, kind: close,"""
    evening = prepared(3, script=SCRIPT.replace("\n  - {id: ende, kind: close,", extra))
    evening.do(Start(), MODERATOR)
    assert evening.refused(Skip("runde"), MODERATOR)[1] == {"phases": ["ernte", "themen"]}
    assert evening.refused(Skip("themen"), MODERATOR)[1] == {"phases": ["punkte"]}
