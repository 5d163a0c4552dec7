"""The bench of cards runs end to end on a small house; its figures are not judged here."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from web.bench import app

KEYS = "citizens groups sent stored shown p50_ms p99_ms disk_p50_ms disk_p99_ms"


@pytest.mark.long
def test_cards_prints_its_figures_as_json() -> None:
    done = CliRunner().invoke(app, ["cards", "--citizens", "6", "--seconds", "6", "--json"], catch_exceptions=False)
    figures = json.loads(done.stdout)
    assert list(figures) == KEYS.split()
    assert figures["sent"] == figures["stored"] == figures["shown"] >= 6
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]
