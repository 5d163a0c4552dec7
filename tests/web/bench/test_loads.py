"""The benches of plenary, groups, move and line run end to end on a small load; their figures are not judged here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from web.bench import app, house, line

pytestmark = pytest.mark.long


def figures(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(done.stdout)
    assert {"fan_out", "mean_batch"} <= found.keys()
    return found


def test_plenary_prints_its_figures_as_json() -> None:
    found = figures("plenary", "--citizens", "12", "--seconds", "1")
    assert found["delivered"] > 0.9
    assert found["cores"] > 0
    assert found["rss_mb"] > 10


def test_hall_prints_its_figures_as_json() -> None:
    load = ["hall", "--citizens", "8", "--phones", "3", "--seconds", "2"]
    done = CliRunner().invoke(app, [*load, "--json"], catch_exceptions=False)
    found = json.loads(done.stdout)
    assert {"cores", "fps", "latency_p95_ms", "kbit_s", "worst_gap_ms", "worst_gap_ms_with_tiles"} <= found.keys()
    assert found["fps"] > 0
    assert found["cores"] > 0
    assert found["latency_p50_ms"] > 0


def test_groups_prints_its_figures_as_json() -> None:
    found = figures("groups", "--citizens", "6", "--size", "3", "--seconds", "1")
    assert found["delivered"] > 0.9
    assert 1 < found["fan_out"] < 3


def test_move_brings_everybody_together_and_leaks_nothing() -> None:
    found = figures("move", "--citizens", "24", "--groups", "6")
    assert found["leaked"] == 0
    assert 0 < found["voice_p50_ms"] <= found["voice_p95_ms"]
    assert 0 < found["keyframe_p50_ms"] <= found["keyframe_p95_ms"]


@pytest.mark.browser
def test_line_prints_its_figures_as_json(chromium: str) -> None:
    found = figures("line", "--loss", "2", "--delay", "10", "--seconds", "2")
    assert 0 <= found["freeze_share"] <= 1
    assert found["frames_per_s"] > 0


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.alone
def test_bad_line_neither_stops_pictures_nor_breaks_voices(chromium: str) -> None:
    """The bars are 2 and 4 percent; chance has its part in thirty seconds."""
    found = figures("line", "--loss", "5", "--delay", "60")
    assert found["freeze_share"] < 0.03
    assert found["concealed_share"] < 0.05
    assert found["height"] == 360
    assert found["frames_per_s"] > 17  # of 20: what was sent again came in time


def test_everybody_has_new_neighbours_in_the_groups() -> None:
    rooms = house.groups(75, number=11)
    assert sorted(seat for room in rooms.values() for seat in room) == list(range(1, 76))
    for room in rooms.values():
        for seat in room:
            shown = {other for other, _ in house.stage(seat, 75)}
            assert not shown & set(room) - {1, 2, 3}


@pytest.mark.parametrize(("text", "bps"), [("300k", 300_000), ("2M", 2_000_000), ("1.5M", 1_500_000), ("0", 0)])
def test_rates_are_read_with_their_unit(text: str, bps: int) -> None:
    assert line.bits(text) == bps
