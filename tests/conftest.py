"""What all tests share: fixed seeds, and the reasons why a test is skipped where its real counterpart cannot be had."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import settings

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
