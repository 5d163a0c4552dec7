"""The bench of commands runs end to end on a small house; its figures are not judged here."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from web.bench import app

KEYS = (
    "citizens commands commands_per_s p50_ms p99_ms log_p50_ms log_p99_ms disk_p50_ms disk_p99_ms "
    "control_cores generator_cores burst_log_ms burst_ms"
)


@pytest.mark.long
def test_signals_prints_its_figures_as_json() -> None:
    done = CliRunner().invoke(
        app, ["signals", "--citizens", "5", "--rate", "20", "--seconds", "2", "--json"], catch_exceptions=False
    )
    figures = json.loads(done.stdout)
    assert list(figures) == KEYS.split()
    assert (figures["citizens"], figures["commands"]) == (5, 40)
    assert 0 < figures["log_p50_ms"] <= figures["log_p99_ms"]
    assert figures["log_p50_ms"] < figures["p50_ms"] <= figures["p99_ms"]
