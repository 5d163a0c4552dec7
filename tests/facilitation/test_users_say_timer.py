"""What users of other systems complain about in timers, each as a case that holds here."""

from __future__ import annotations

import os
import time

import pytest

from facilitation.agenda import Extend, Next, Start
from facilitation.message import SendMessage
from rooms.places import PLENARY
from tests.facilitation.evening import NOON, in_groups, prepared

MODERATOR, CITIZEN = 1, 2


def test_running_group_phase_can_be_extended() -> None:
    """bigbluebutton #11843, #10684, #12600: the most repeated wish."""
    evening = in_groups()
    evening.to(evening.agenda().ends_at - 10)
    before = evening.agenda().ends_at
    evening.do(Extend("runde", 5), MODERATOR)
    evening.to(before + 299)
    assert (evening.phase(), evening.agenda().ends_at) == ("runde", before + 300)


def test_group_phase_never_ends_without_a_warning() -> None:
    """bigbluebutton #14145, jitsi-meet #13456: neither by the clock nor by a click."""
    evening = in_groups()
    told = evening.sees(CITIZEN)["evening"]
    assert (told["warn"], told["return_s"]) == ([300, 60], 30)
    evening.do(Next("runde"), MODERATOR)
    evening.wait(29)
    assert evening.room(CITIZEN) != PLENARY
    evening.wait(1)
    assert evening.room(CITIZEN) == PLENARY


def test_countdown_reaches_everybody_in_every_room_alike() -> None:
    """frankly PR #632: never on phones. One topic, the same for all; devices are not asked."""
    evening = in_groups(6, staff=("moderator", "facilitator"))
    clocks = {evening.sees(seat)["evening"]["ends_at"] for seat in range(1, 9)}
    assert clocks == {evening.agenda().ends_at}


def test_clock_does_not_start_again_at_zero() -> None:
    """frankly PR #254: past its end a phase that a person ends keeps its end; the browser counts on from it."""
    evening = prepared(2)
    evening.do(Start(), MODERATOR)
    evening.wait(120)
    ends_at = evening.sees(CITIZEN)["evening"]["ends_at"]
    evening.wait(300 + 134)
    assert evening.sees(CITIZEN)["evening"]["ends_at"] == ends_at == evening.now - 134


def test_clocks_are_epoch_seconds_in_whatever_time_zone_the_server_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """frankly PR #318."""
    seen = []
    for zone in ("UTC", "America/New_York"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        evening = prepared(2)
        evening.do(Start(), MODERATOR)
        seen.append(evening.sees(CITIZEN)["evening"]["ends_at"])
    monkeypatch.undo()
    time.tzset()
    assert seen == [NOON + 120] * 2


def test_message_reaches_all_groups() -> None:
    """bigbluebutton #15506, jitsi-meet #14903."""
    evening = in_groups()
    evening.do(SendMessage("Noch fünf Minuten."), MODERATOR)
    assert {evening.sees(seat)["message"]["text"] for seat in range(1, 8)} == {"Noch fünf Minuten."}
