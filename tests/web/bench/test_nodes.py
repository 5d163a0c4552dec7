"""Two nodes with real PostgreSQL and Redis against one: the bars of a command's latency and of the bus's cost."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.machines import Postgres, Redis
from web.bench import app
from web.exits import SETTINGS


@pytest.mark.long
@pytest.mark.alone
def test_two_nodes_answer_within_the_bar_and_the_bus_is_cheap(
    postgres: Postgres, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres.fresh())
    monkeypatch.setenv("REDIS_URL", redis.url)
    done = CliRunner().invoke(app, ["nodes", "--json"], catch_exceptions=False)
    print(done.stdout)
    figures = json.loads(done.stdout)
    assert figures["two_p99_ms"] < 100
    assert figures["bus_cores"] < 0.05
    assert figures["one_control_cores"] > 0.01  # it was measured


def test_without_a_shared_database_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/dialogue")
    monkeypatch.delenv("REDIS_URL", raising=False)
    done = CliRunner().invoke(app, ["nodes"])
    assert done.exit_code == SETTINGS
    assert done.stderr == "bench: Two nodes share a PostgreSQL and a Redis: REDIS_URL must name them.\n"
