"""How lines do, as staff are told, and the figures for Prometheus: joined rightly, without seats where none belong."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.journeys.people import SHORT, invited, settle, window
from tests.town import town
from tests.web.document import examples
from web.health import health, line_of
from web.metrics import merged

GOOD = {"state": "connected", "rtt_ms": 40, "loss_up": 0.0, "loss_down": 0.0, "layers": {"q": 180, "h": 360}}


@pytest.mark.parametrize(
    ("unit", "browser", "line"),
    [
        ({}, {}, "none"),
        (GOOD, {}, "good"),
        (GOOD | {"state": "silent"}, {}, "gone"),
        (GOOD | {"loss_up": 0.05}, {}, "weak"),
        (GOOD | {"loss_down": 0.2}, {}, "bad"),
        (GOOD | {"rtt_ms": 900}, {}, "bad"),
        (GOOD, {"loss": 0.04, "rtt_ms": 50, "freezes": 0}, "weak"),
        (GOOD, {"loss": 0.0, "rtt_ms": 50, "freezes": 3}, "weak"),
        (GOOD, {"loss": 0.0, "rtt_ms": 500.0, "freezes": 0}, "weak"),
    ],
)
def test_line_is_as_good_as_its_worst_figure(unit: dict[str, object], browser: dict[str, object], line: str) -> None:
    assert line_of(unit, browser) == line


def test_health_joins_unit_and_browser_by_seat() -> None:
    found = health({"7": GOOD}, {7: {"loss": 0.0, "rtt_ms": 3, "freezes": 1, "without_sound": True}, 9: {"freezes": 0}})
    assert {
        seat: (row["line"], row["height"], row["freezes"], row["without_sound"]) for seat, row in found.items()
    } == {
        "7": ("good", 360, 1, True),
        "9": ("none", 0, 0, False),
    }


def test_rooms_of_the_probe_are_one_in_the_figures() -> None:
    room = {"dialogue": "d1", "peers": 1, "loss_up": 0.1, "loss_down": 0.0}
    reported = [{**room, "room": name} for name in ("probe/7", "probe/9", "plenary")]
    assert merged(reported) == {
        ("d1", "probe"): {"peers": 2, "loss_up": 0.1, "loss_down": 0.0},
        ("d1", "plenary"): {"peers": 1, "loss_up": 0.1, "loss_down": 0.0},
    }


async def figures(client: httpx.AsyncClient, base: str, line: str) -> str:
    """What `/metrics` says once it says `line`."""
    async with asyncio.timeout(30):
        while line not in (text := (await client.get(f"{base}/metrics")).text):  # noqa: ASYNC110 - figures have no event
            await asyncio.sleep(0.2)
    return text


@pytest.mark.long
@pytest.mark.browser
async def test_lead_is_told_how_lines_do_and_prometheus_names_no_seat(tmp_path: Path, chromium: str) -> None:
    async with town(tmp_path) as place, window(chromium) as browser:
        moderator, ada = await invited(browser, await place.new(script=SHORT, citizens=1, facilitators=0))
        for each in (moderator, ada):
            await each.page.add_init_script(path=Path(__file__).with_name("overhear.js"))
        await asyncio.gather(settle(moderator), settle(ada))
        await moderator.button("app.agenda.start").click()
        told = await moderator.once("seat => overheard.health?.seats[seat]?.height > 0 && overheard.health", ada.seat)
        assert set(told["seats"]) == {str(moderator.seat), str(ada.seat)}
        [shown] = [each["data"]["seats"]["7"] for each in examples("server") if each.get("signal") == "health"]
        assert set(told["seats"][str(ada.seat)]) == set(shown)
        assert await ada.page.evaluate("overheard.health ?? null") is None
        async with httpx.AsyncClient() as client:
            # Processes report once a second: the move into the plenary shows a beat later.
            shown = await figures(client, place.base, 'room_peers{dialogue="d1",room="plenary"} 2.0')
            proxied = await client.get(f"{place.base}/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
        assert proxied.status_code == 404
        assert 'media_connected{process="media0"} 2.0' in shown
        labels = {label for line in shown.splitlines() for label in re.findall(r'[{,](\w+)="', line)}
        assert labels == {"dialogue", "room", "process", "kind", "le"}
