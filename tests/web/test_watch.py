"""What watches the server: health, readiness, metrics, the operator's page; only the first two from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.town import Town
from tests.web.guests import Guest, House
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
WATCH = Path(__file__).parents[2] / "deploy/watch"


async def get(town: Town, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=town.base, trust_env=False, timeout=60) as client:
        return await client.get(path, headers=headers)


async def test_health_names_each_vital_and_ready_says_whether_people_may_come(town: Town) -> None:
    found = (await get(town, "/health")).json()
    assert found.pop("build")
    assert found == {
        "ok": True,
        "clock": True,
        "media": 1,
        "database": True,
        "bus": True,
        "disk": True,
        "packets": True,
        "reach": True,
        "release": True,
    }
    ready = await get(town, "/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})


async def test_alerts_and_dashboard_use_only_figures_that_there_are(house: House, guests: Callable[..., Guest]) -> None:
    line = await guests(house).join(house.seat("citizen").url)
    await line.do("hand.raise")
    told = (await get(house.town, "/metrics")).text
    names = set(re.findall(r"^# TYPE (\w+) ", told, re.MULTILINE)) | set(re.findall(r"^(\w+)[{ ]", told, re.MULTILINE))
    dashboard = json.loads((WATCH / "dashboard.json").read_text(encoding="utf-8"))
    wanted = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    wanted += (WATCH / "alerts.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\b(?:dialogue|media|room)_[a-z_]+\b", wanted))
    assert len(used) > 10
    assert used - names == set()
    assert re.search(r"dialogue_command_seconds_count \d", told)


async def test_operators_page_tells_dialogues_and_media_but_nobody(house: House, guests: Callable[..., Guest]) -> None:
    line = await guests(house).join(house.seat("citizen").url, "Planted Person")
    await line.topic("media", lambda media: media["instance"] is not None)
    page = (await get(house.town, "/status")).text
    words = catalogue("de")
    assert re.search(rf"<td>{house.name}</td><td>1</td><td>media0</td>", page), page
    assert page.count(words["status.well"]) == 7
    assert "Planted Person" not in page


@pytest.mark.parametrize("path", ["/status", "/metrics"])
async def test_behind_a_proxy_nothing_is_told(town: Town, path: str) -> None:
    assert (await get(town, path, **{"X-Forwarded-For": "203.0.113.9"})).status_code == 404
