"""What all tests share: fixed seeds, and the reasons why a test is skipped where its real counterpart cannot be had."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from dialogue.database import Database
from tests import machines

# Fixed seeds: a run tells the same each time. A seed that ever failed becomes a named test.
settings.register_profile("dialogue", derandomize=True, deadline=None, database=None)
settings.load_profile("dialogue")


def missing_for_browser() -> str | None:
    """Why tests with the marker `browser` cannot run here; None if they can."""
    if shutil.which("chromium") is None:
        return "Chromium is not installed (apt-get install chromium)"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "Playwright is not installed (make test brings it)"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = missing_for_browser()
    if reason is None:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the real browser that tests drive."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[machines.Postgres]:
    """A real PostgreSQL for the whole run; `fresh()` gives a database of one's own."""
    if reason := machines.missing_postgres():
        pytest.skip(reason)
    with machines.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[machines.Redis]:
    if reason := machines.missing_redis():
        pytest.skip(reason)
    with machines.redis() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind; PostgreSQL in the long tests."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    fresh: str = request.getfixturevalue("postgres").fresh()
    return fresh


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same with its tables."""
    found = Database(database_url)
    await found.open()
    yield found
    await found.close()
