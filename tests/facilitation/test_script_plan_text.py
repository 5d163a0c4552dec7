"""The printed plan of a script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facilitation.plan_text import clock_of, plan_lines, seconds_of
from facilitation.shipped import shipped


def test_plan_of_the_classic_as_printed() -> None:
    assert plan_lines(shipped("classic"), "18:00") == [
        "18:00     5  Begrüßung (4-6)",
        "18:05     5  Wie ist die Stimmung? (3-5)",
        "18:10    10  Worum es geht (7-12)",
        "18:20     1  (Wechsel)",
        "18:21    25  Wo drückt der Schuh? (20-30)",
        "18:46     1  (Wechsel)",
        "18:47     6  Kurzberichte (4-8)",
        "18:53     1  (Wechsel)",
        "18:54    25  Was soll sich ändern? (20-30)",
        "19:19     1  (Wechsel)",
        "19:20     7  Pause (5-8)",
        "19:27     9  Themen und Punkte (7-12)",
        "19:36    17  Antwort der Stadt (12-20)",
        "19:53     4  Wie es weitergeht (3-5)",
        "19:57     3  Rückmeldung und Abschied",
        "20:00  Ende",
        "Nachgeben können die Phasen zusammen 23 Minuten.",
        "27 Personen in „Wo drückt der Schuh?“: 3 zu 7 + 1 zu 6",
        "42 Personen in „Wo drückt der Schuh?“: 6 zu 7",
        "75 Personen in „Wo drückt der Schuh?“: 9 zu 7 + 2 zu 6",
    ]


def test_plan_in_english_says_half_minutes_and_reserve() -> None:
    lines = plan_lines(replace(shipped("trial"), length=12), "9:59", language="en")
    assert lines[2:4] == ["10:01   0.5  (moving)", "10:01:30     4  In the small group (3-6)"]
    assert lines[7:10] == ["10:09  end", "reserve up to 10:11: 2 minutes", "Phases can give 3 minutes altogether."]


def test_plan_over_a_fixed_end_says_by_how_much() -> None:
    assert "2 Minuten über dem festen Ende 18:08" in plan_lines(replace(shipped("trial"), length=8), "18:00")


def test_clock_goes_past_midnight() -> None:
    assert clock_of(seconds_of("23:59:30") + 60) == "00:00:30"


@pytest.mark.parametrize("clock", ["", "25:00", "18", "18:60", "18.00", "-1:00"])
def test_no_time_of_day_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        plan_lines(shipped("trial"), clock)
