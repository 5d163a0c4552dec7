"""The forwarding bench runs end to end and counts honestly; its figures are not judged here."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from web.bench import app

KEYS = (
    "publishers subscribers us_per_copy user_us sys_us delivered copies_per_s cores generator_cores "
    "fan_out mean_batch mean_message"
)


@pytest.mark.long
def test_forward_prints_its_figures_as_json() -> None:
    done = CliRunner().invoke(
        app, ["forward", "--publishers", "2", "--subscribers", "3", "--seconds", "1", "--json"], catch_exceptions=False
    )
    figures = json.loads(done.stdout)
    assert list(figures) == KEYS.split()
    assert figures["delivered"] > 0.99
    assert 3 < figures["fan_out"] < 4.5
    assert figures["us_per_copy"] > 0
