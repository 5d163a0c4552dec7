"""Pages and sockets do on PostgreSQL what they do on SQLite: the same tests once more, in a run of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machines import Postgres
from tests.web.conftest import DATABASE

HERE = Path(__file__).parent
WHAT = (
    *("at_the_door", "ballots", "captions", "creation", "doors", "early", "inviting", "news", "order_at_the_door"),
    *("organizing", "outcome", "preparing", "privacy_pages", "protocol_signals", "redaction", "registering"),
    *("review_page", "script_files", "script_page", "slides", "socket", "survey", "themes"),
)
PATIENCE_S = 600.0


@pytest.mark.long
def test_pages_and_sockets_do_the_same_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    """Those of one installation that neither a browser nor a second database of their own needs."""
    url = postgres.fresh()
    files = [str(HERE / f"test_{name}.py") for name in WHAT]
    options = ["-q", "-rs", "-m", "not long and not browser", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--basetemp={tmp_path / 'inner'}", *files],
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")} | {DATABASE: url},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ran.returncode == 0, ran.stdout[-8000:]
    print(ran.stdout.strip().splitlines()[-1])
    made = postgres.run("psql", "-tAc", "SELECT count(*) FROM dialogues", url.rpartition("/")[2])
    assert int(made) > 50, "they made their dialogues somewhere else"
