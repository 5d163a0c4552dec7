"""The server's pages in real Chromium: barriers (axe-core), narrow windows, old and in-app browsers, the full house."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.web.test_pages import CONTEXTS, settings
from web.pages import Pages, theme

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (make test brings it)")

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
FAULTS = {"name": "door.name.missing", "rules": "door.rules.missing"}
APPS = ("dialogue", "script")  # they draw themselves from what the server says, and have tests of their own
SCREENS: dict[str, tuple[str, dict[str, Any]]] = {name: (name, {}) for name in CONTEXTS if name not in APPS} | {
    "code-wrong": ("code", {"code": "AB12", "fault": "code.unknown"}),
    "door-faults": ("door", {"faults": FAULTS, "paired": True}),
    "door-early": ("door", {"early": {"opens_at": 4000000000.0, "left_s": 5000.0}}),
    **{f"news-{step}": ("news", {"step": step}) for step in ("asked", "confirm", "confirmed", "withdrawn")},
    "door-taken": ("door", {"taken": True, "role": "moderator", "pair": False}),
}
OLD = "delete window.structuredClone"
INSIDE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


class Policy:
    """The header the real server sends, so that what it forbids is missing here too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLICY.encode())]
            await send(message)

        await self.app(scope, receive, guarded)


class House:
    """Pages with sample contexts; the door stays full until `free` is set."""

    def __init__(self) -> None:
        self.pages = Pages(settings(), build="0.1.0")
        self.free = threading.Event()
        self.asked: list[dict[str, str]] = []

    def show(self, request: Request) -> Response:
        page, changes = SCREENS[request.path_params["screen"]]
        return self.pages.render(request, page, **{**CONTEXTS[page], **changes})

    async def enter(self, request: Request) -> Response:
        form = await request.form()
        self.asked.append({name: str(value) for name, value in form.items()})
        if self.free.is_set():
            return RedirectResponse("/privacy", 303)
        return self.pages.render(request, "full", status=503, **CONTEXTS["full"])

    def style(self, request: Request) -> Response:
        return Response(theme(settings()), media_type="text/css")

    def app(self) -> Starlette:
        routes = [
            Route("/theme.css", self.style),
            Mount("/static", StaticFiles(directory=ROOT / "web/static")),
            Route("/full", self.enter, methods=["POST"]),
            Route("/{screen}", self.show),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Policy)])


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[House, str]]:
    house = House()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(house.app(), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield house, f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, house: tuple[House, str]) -> Iterator[Any]:
    """Opens a screen in a fresh context; what the console complained of fails the test."""
    contexts, complaints = [], []

    def open_screen(screen: str, *, script: str = "", language: str = "de", **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(script)
        page.goto(f"{house[1]}/{screen}?lang={language}")
        return page

    yield open_screen
    for context in contexts:
        context.close()
    # The full house answers 503 on purpose; Chromium writes that down.
    assert [line for line in complaints if "503" not in line] == []


@pytest.mark.long
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize(("scheme", "rules"), [("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")])
def test_screens_have_no_barriers(opened: Any, house: tuple[House, str], scheme: str, rules: str) -> None:
    """In the dark only colours differ."""
    page = opened("code", color_scheme=scheme, bypass_csp=True)
    found = {}
    for screen in SCREENS:
        page.goto(f"{house[1]}/{screen}")
        page.add_script_tag(path=str(AXE))
        found[screen] = [
            (one["id"], one["impact"], [node["html"] for node in one["nodes"]])
            for one in page.evaluate(f"axe.run({rules}).then(result => result.violations)")
        ]
    assert {screen: violations for screen, violations in found.items() if violations} == {}


@pytest.mark.parametrize("language", ["de", "en"])
def test_screens_fit_a_narrow_window(opened: Any, house: tuple[House, str], language: str) -> None:
    """320 px is also a window of 640 px at 200 % zoom."""
    page = opened("code", viewport={"width": 320, "height": 640})
    wide = {}
    for screen in SCREENS:
        page.goto(f"{house[1]}/{screen}?lang={language}")
        wide[screen] = page.evaluate("document.documentElement.scrollWidth")
    assert {screen: width for screen, width in wide.items() if width > 320} == {}


@pytest.mark.parametrize("screen", ["code", "door", "review"])
def test_what_is_pressed_is_big_enough(opened: Any, screen: str) -> None:
    """44 px for everything but links inside a sentence (WCAG 2.2, 2.5.8 excepts those)."""
    page = opened(screen, viewport={"width": 360, "height": 740})
    small = page.evaluate(
        """() => [...document.querySelectorAll("a:not(.inline, .skip), button, summary, input:not([type=checkbox])")]
          .map(one => [one.textContent.trim(), Math.round(one.getBoundingClientRect().height)])
          .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []


def test_door_says_when_the_browser_is_too_old(opened: Any) -> None:
    assert not opened("door").is_visible("#old")
    assert opened("door", script=OLD).is_visible("#old")


def test_door_shows_the_way_out_of_an_app(opened: Any) -> None:
    assert not opened("door").is_visible("#inapp")
    page = opened("door", user_agent=INSIDE)
    assert page.is_visible("[data-for=safari]")
    assert not page.is_visible("[data-for=browser]")
    page.click("#copy")
    assert page.inner_text("#copied") == "Der Link ist kopiert."


def test_door_asks_for_the_second_name_only_of_two(opened: Any) -> None:
    page = opened("door")
    assert not page.is_visible("#second")
    page.check("#pair")
    assert page.is_visible("#second")


def test_door_leads_to_the_faults(opened: Any) -> None:
    page = opened("door-faults")
    assert page.evaluate("document.activeElement.id") == "faults"


def test_full_house_lets_in_by_itself(opened: Any, house: tuple[House, str]) -> None:
    house[0].asked.clear()
    page = opened("full", script="window.setTimeout = (f => (g, ms) => f(g, ms > 5000 ? 50 : ms))(setTimeout)")
    page.click("text=Ich warte")
    page.wait_for_function("document.getElementById('waiting').textContent.startsWith('Wir fragen')")
    house[0].free.set()
    page.wait_for_url("**/privacy")
    assert house[0].asked[-1] == {"name": "Maria", "rules": "yes"}


def test_review_finds_cards(opened: Any) -> None:
    page = opened("review")
    page.fill("#search", "BUS")
    assert page.inner_text("#found") == "1 Karte gefunden"
    assert [card.inner_text() for card in page.query_selector_all(".card__text") if card.is_visible()] == ["Bus"]
    assert not page.is_visible("text=Kleingruppe 2")
    page.fill("#search", "")
    page.check("#only-top")
    assert [card.inner_text() for card in page.query_selector_all(".card__text") if card.is_visible()] == ["Bus"]


def test_pages_ask_no_other_host(opened: Any, house: tuple[House, str]) -> None:
    page = opened("code")
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for screen in SCREENS:
        page.goto(f"{house[1]}/{screen}", wait_until="load")
    assert hosts == {house[1].removeprefix("http://")}
