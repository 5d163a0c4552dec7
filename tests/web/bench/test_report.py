"""The bench of the report runs end to end on a small evening; its figures are not judged here."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from web.bench import app

KEYS = "citizens cards themes people pdf_s review_ms roster_s"


@pytest.mark.long
def test_report_prints_its_figures_as_json() -> None:
    sizes = ["--citizens", "14", "--cards", "30", "--themes", "4", "--people", "20"]
    done = CliRunner().invoke(app, ["report", *sizes, "--json"], catch_exceptions=False)
    figures = json.loads(done.stdout)
    assert list(figures) == KEYS.split()
    assert min(figures["pdf_s"], figures["review_ms"], figures["roster_s"]) > 0
