"""From figures to lights, and from lights to one verdict; every sentence there is in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from web.rehearsal.evening import Order
from web.rehearsal.figures import Fault, Figures, quantile
from web.rehearsal.page import render
from web.rehearsal.show import report
from web.rehearsal.telling import sentence
from web.rehearsal.verdict import KEYS, Finding, as_json, judge, worst
from web.words import words_for

GOOD = Figures(
    *(75, 87, 360.0),
    **{"joined": 87, "join_p95_s": 2.0, "finished": True, "server_cores": 0.6, "generator_cores": 0.8, "rss_mb": 400.0},
    **{"cards_sent": 100, "cards_stored": 100, "cards_shown": 100, "heard": 500, "seen": 900},
)


def light(area: str, **changes: Any) -> str:
    findings = judge(replace(GOOD, **changes), media="full")
    return next(finding.light for finding in findings if finding.area == area)


def test_a_good_evening_is_green() -> None:
    assert worst(judge(GOOD, media="full")) == "green"


@pytest.mark.parametrize(
    ("area", "changes", "expected"),
    [
        ("joins", {"joined": 86}, "yellow"),
        ("joins", {"joined": 80}, "red"),
        ("joins", {"join_p95_s": 11.0}, "yellow"),
        ("cards", {"cards_stored": 99}, "red"),
        ("cards", {"cards_shown": 99}, "yellow"),
        ("votes", {"votes_sent": 1}, "red"),
        ("votes", {"dots_stored": 1}, "red"),
        ("heard", {"heard_wrong": 1}, "red"),
        ("heard", {"heard_missing": 5}, "yellow"),
        ("heard", {"heard_missing": 6}, "red"),
        ("seen", {"seen_wrong": 1}, "red"),
        ("seen", {"seen_missing": 9}, "yellow"),
        ("delivered", {"delivered": 0.994}, "yellow"),
        ("delivered", {"delivered": 0.96}, "red"),
        ("moves", {"voice_p95_ms": 600}, "yellow"),
        ("moves", {"keyframe_p95_ms": 5000}, "red"),
        ("commands", {"refused": {"card.write busy": 1}}, "yellow"),
        ("commands", {"command_p95_ms": 1600.0}, "red"),
        ("server", {"server_cores": 1.2}, "yellow"),
        ("generator", {"generator_cores": 1.2}, "yellow"),
        ("course", {"finished": False}, "red"),
        ("course", {"findings": ["Zeile 3: ..."]}, "yellow"),
        ("kill-media", {"faults": [Fault("media", 60, 4.9, 0)]}, "green"),
        ("kill-media", {"faults": [Fault("media", 60, 5.1, 0)]}, "yellow"),
        ("kill-media", {"faults": [Fault("media", 60, 120.0, 3)]}, "red"),
        ("kill-control", {"faults": [Fault("control", 60, 3.0, 0)], "cards_stored": 99}, "red"),
        ("kill-control", {"faults": [Fault("control", 60, 3.0, 0, silent_s=6.0)]}, "yellow"),
    ],
)
def test_lights(area: str, changes: dict[str, Any], expected: str) -> None:
    assert light(area, **changes) == expected


def test_without_media_nothing_is_said_about_them() -> None:
    areas = {finding.area for finding in judge(replace(GOOD, server_cores=None), media="none")}
    assert areas == {"joins", "commands", "cards", "votes", "course", "generator"}


def test_the_promised_keys_come_first() -> None:
    told = as_json(GOOD, judge(GOOD, media="full"))
    assert [*told][: len(KEYS) + 1] == [*KEYS, "verdict"]
    assert json.loads(json.dumps(told))["verdict"] == "green"


BAD = replace(
    GOOD,
    **{"joined": 1, "heard_wrong": 1, "seen_missing": 99, "delivered": 0.1, "voice_p95_ms": 9000, "finished": False},
    **{"cards_stored": 1, "votes_sent": 5, "server_cores": 3.0, "generator_cores": 2.0, "command_p95_ms": 9999.0},
    faults=[Fault("media", 60, 120, 3), Fault("control", 90, 120, 3)],
    failures=["Maria: <the door answers 503>"],
)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("figures", [GOOD, BAD], ids=["good", "bad"])
def test_the_report_says_everything_in_sentences(language: str, figures: Figures) -> None:
    words, found = words_for(language), judge(figures, media="full")
    out = StringIO()
    report(Console(file=out, width=200), words, figures, found)
    page = render(words, Order("classic", 75), figures, found, at=datetime(2026, 11, 29, 18, 0))
    for text in (out.getvalue(), page):
        assert "{" not in text.replace("{ ", "").replace("{color", "") or "<style>" in text
        assert all(words.t(f"rehearsal.{finding.area}.title") in text for finding in found)
    assert ("&lt;the door" in page) == (figures is BAD)
    assert "src=" not in page
    assert "href=" not in page


def test_figures_are_written_as_the_language_writes_them() -> None:
    found = {each.area: each for each in judge(replace(GOOD, packets=372298, delivered=0.9987), media="full")}
    assert "99,87 % von 372.298 Paketen" in sentence(words_for("de"), found["delivered"])
    assert "99.87 % of 372,298 packets" in sentence(words_for("en"), found["delivered"])
    assert sentence(words_for("de"), found["votes"]) == "In diesem Drehbuch gab es nichts abzustimmen."


def test_worst_of_nothing_is_green() -> None:
    assert worst([]) == "green"
    assert worst([Finding("a", "yellow"), Finding("b", "red"), Finding("c", "green")]) == "red"


@pytest.mark.parametrize(("values", "share", "expected"), [([], 0.95, 0.0), ([3.0], 0.5, 3.0), ([1, 2, 3, 4], 0.5, 3)])
def test_quantile(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == expected
