"""The browser app in real Chromium against a scripted server: what people see, what survives, what keyboards reach."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.web.static.scripted import ROOT, Scripted, serving

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (make test brings it)")
expect = playwright.expect

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules/axe-core/axe.min.js"
COLUMNS = [{"id": "wishes", "title": {"de": "Wünsche"}}, {"id": "worries", "title": {"de": "Sorgen"}}]
FLAGS = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def me(**facts: Any) -> dict[str, Any]:
    base = {"seat": 7, "role": "citizen", "room": "plenary", "group": None, "audible": False, "sound_off": False}
    return base | {"picture_off": False, "hand": None, "floor": False, "help": False, "next_group": None} | facts


def evening(**facts: Any) -> dict[str, Any]:
    now = time.time()
    phase = {"id": "impuls", "kind": "talk", "room": "plenary", "title": {"de": "Impuls"}, "text": None, "manual": True}
    base = {"title": {"de": "Wo drückt der Schuh?"}, "status": "running", "starts_at": now, "phase": phase}
    times = {"started_at": now, "ends_at": now + 1000, "paused_at": None, "warn": [300, 60], "return_s": 30}
    return base | times | {"steps": [], "next": None, "end_at": now + 5000} | facts


def room(kind: str, *people: tuple[int, str]) -> dict[str, Any]:
    group = {"id": "runde-1/2", "kind": "group", "number": 2}
    place = group if kind == "group" else {"id": kind, "kind": kind, "number": None}
    return place | {"people": [{"seat": seat, "role": role} for seat, role in people]}


def board(**facts: Any) -> dict[str, Any]:
    base = {"group": "runde-1/2", "number": 2, "columns": COLUMNS, "open": True, "revealed": False, "hidden": 0}
    return base | {"length": 280, "per_person": 5, "top_limit": 3} | facts


PEOPLE = ((7, "citizen"), (9, "citizen"), (3, "moderator"))
NAMES = {"7": "Maria", "9": "Ömer", "3": "Frau Berger"}
PLENARY = {"me": me(), "evening": evening(), "room": room("plenary", *PEOPLE), "names": NAMES}
GROUP_WORK = {
    "id": "runde-1",
    "kind": "group-work",
    "room": "groups",
    "title": {"de": "Runde"},
    "text": None,
    "manual": False,
}
GROUP = {
    "me": me(room="runde-1/2", group="runde-1/2", audible=True),
    "evening": evening(phase=GROUP_WORK),
    "room": room("group", (7, "citizen"), (9, "citizen")),
    "names": NAMES,
    "board:runde-1/2": board(),
}
SEAT = {"seat": 9, "role": "citizen", "room": "plenary", "present": True, "sound_off": False, "picture_off": False}
CONSOLE = {
    "counts": {"registered": 75, "present": 31, "door": 11, "inside": 18, "tech": 2, "lost": 1, "staff": 4},
    "groups": [],
    "preview": None,
    "help": [],
    "concerns": [],
    "lead": None,
    "seats": [SEAT | {"excluded": False}],
}
LEAD = PLENARY | {"me": me(seat=3, role="moderator", audible=True), "console": CONSOLE, "timeline": []}


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with serving(Scripted()) as server:
        yield server


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(scripted: Scripted, browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens the dialogue with these topics, past the probe unless told; fails on whatever the page complains about."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def open_page(topics: dict[str, Any], *, width: int = 1366, probed: bool = True, policy: bool = True) -> Any:
        scripted.topics = dict(topics)
        context = browser.new_context(
            locale="de-DE",
            viewport={"width": width, "height": 740},
            permissions=["camera", "microphone"],
            bypass_csp=not policy,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(f"{said.text} {said.location}") if said.type == "error" else None
        )
        if probed:
            page.add_init_script("for (const seat of [3, 7]) localStorage.setItem(`probed:d1:${seat}`, '1')")
        page.goto(f"{scripted.base}/d/d1")
        page.wait_for_selector(".app, .probe")
        return page

    yield open_page
    for context in contexts:  # a page that stays open goes on painting
        context.close()
    assert complaints == []


def test_probe_is_offered_once_and_says_what_it_found(visit: Callable[..., Any]) -> None:
    page = visit(PLENARY, probed=False)
    page.click("text=Kamera und Mikrofon einschalten")
    verdict = page.locator(".probe__verdict--none")
    expect(verdict).to_contain_text("Ton und Bild kommen nicht bei uns an.", timeout=30_000)
    page.click(".probe__go button")
    expect(page.locator("[data-control=microphone]")).to_contain_text("an, gerade hört Sie niemand")
    page.reload()
    expect(page.locator(".phase__what")).to_have_text("Plenum Impuls")


@pytest.mark.long
def test_reload_switches_no_camera_on_by_itself(visit: Callable[..., Any]) -> None:
    page = visit(GROUP)
    page.click("[data-control=camera]")
    expect(page.locator("[data-control=camera]")).to_contain_text("an")
    page.reload()
    expect(page.locator("[data-control=camera]")).to_contain_text("aus")
    page.click("text=Weiter mit Ton")
    expect(page.locator("[data-control=camera]")).to_contain_text("an")


def test_move_changes_title_focus_and_announcement(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(PLENARY)
    expect(page).to_have_title("Plenum – Wo drückt der Schuh?")
    scripted.say(**GROUP)
    expect(page).to_have_title("Kleingruppe 2 – Wo drückt der Schuh?")
    expect(page.locator("#room-heading")).to_be_focused()
    expect(page.locator("#assertive")).to_have_text("Sie sind jetzt hier: Kleingruppe 2.")


GROUPS = [
    {
        "id": f"runde-1/{number}",
        "number": number,
        "seats": seats,
        "facilitator": None,
        "topic": None,
        "alone_since": None,
    }
    | {"cover": None, "help_since": None, "cards": 0, "why": None, "merge": None, "step": None}
    for number, seats in ((1, [7, 9]), (2, [11]))
]
PREVIEW = {"phase": "runde-2", "mix": "new", "groups": GROUPS, "notes": []}


def test_desk_moves_people_by_drag_and_by_menu(visit: Callable[..., Any], scripted: Scripted) -> None:
    """In the running round and in the preview of the next."""
    desk = CONSOLE | {"groups": GROUPS, "preview": PREVIEW}
    page = visit(LEAD | {"evening": evening(phase=GROUP_WORK), "console": desk, "names": NAMES | {"11": "Yıldız"}})
    page.drag_and_drop(".name[data-seat='9']", "[data-group='runde-1/2']")
    page.locator(".movers summary").first.click()
    page.locator(".movers [data-seat='7'] select").select_option("2")
    page.drag_and_drop(".console__section [data-seat='9'] .preview__name", ".console__section .group-tile >> nth=1")
    page.locator(".console__section [data-seat='7'] select").select_option("2")
    wanted = [{"phase": f"runde-{number}", "seat": seat, "group": 2} for number in (1, 2) for seat in (9, 7)]
    assert [message["data"] for message in scripted.heard_of("groups.place", len(wanted))] == wanted


@pytest.mark.long
def test_move_mutes_whom_nobody_heard_before(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(PLENARY)
    page.click("[data-control=microphone]")
    expect(page.locator("[data-control=microphone]")).to_contain_text("an, gerade hört Sie niemand")
    scripted.say(**GROUP)
    expect(page.locator("[data-control=microphone]")).to_contain_text("aus")
    page.click("[data-control=microphone]")
    expect(page.locator("[data-control=microphone]")).to_contain_text("an, man hört Sie")


def test_card_is_shown_marked_and_sent_again_with_its_id_after_a_reload(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    page = visit(GROUP)
    scripted.answers = False
    page.fill("textarea >> nth=0", "Mehr Bänke")
    page.click("text=Karte abgeben >> nth=0")
    expect(page.locator(".card--pending")).to_contain_text("Mehr Bänke")
    page.reload()
    expect(page.locator(".card--pending")).to_contain_text("Mehr Bänke")
    first, again = scripted.heard_of("card.write", 2)
    assert first == again
    assert first["data"] == {"column": "wishes", "text": "Mehr Bänke", "group": "runde-1/2"}


@pytest.mark.long
def test_draft_survives_reload_and_being_moved(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(GROUP)
    page.fill("textarea >> nth=1", "halb geschr")
    page.reload()
    expect(page.locator("textarea >> nth=1")).to_have_value("halb geschr")
    scripted.say(**PLENARY | {"evening": evening()}, **{"board:runde-1/2": None})
    page.click(".banner >> text=Karte abgeben")
    expect(page.locator(".banner")).to_have_count(0)
    (sent,) = scripted.heard_of("card.write", 1)
    assert sent["data"] == {"column": "worries", "text": "halb geschr", "group": "runde-1/2"}


def test_refused_card_stays_in_the_editor_with_the_reason(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(GROUP)
    scripted.refuses = {"code": "too-many", "text": "Mehr als 5 Karten sind nicht vorgesehen."}
    page.fill("textarea >> nth=0", "die sechste")
    page.click("text=Karte abgeben >> nth=0")
    expect(page.locator(".editor .refused")).to_have_text("Mehr als 5 Karten sind nicht vorgesehen.")
    expect(page.locator("textarea >> nth=0")).to_have_value("die sechste")


def test_lost_line_is_said_and_what_was_typed_is_kept(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(GROUP)
    scripted.bye("restart", 1012)
    expect(page.locator(".banner--lost")).to_contain_text("Verbindung unterbrochen")
    expect(page.locator(".banner--lost")).to_have_count(0, timeout=15_000)


def test_taken_over_seat_can_be_taken_back(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(PLENARY)
    scripted.bye("taken-over", 4409)
    page.click("text=Hier weitermachen")
    expect(page.locator(".phase__what")).to_have_text("Plenum Impuls")
    assert scripted.taken == 1


def test_end_says_goodbye_and_switches_the_camera_off(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(GROUP)
    page.click("[data-control=camera]")
    expect(page.locator(".tile--self video")).to_have_count(1)
    page.evaluate("window.own = document.querySelector('.tile--self video').srcObject.getTracks()")
    assert page.evaluate("own.map((track) => track.readyState)") == ["live"]
    scripted.say(evening=evening(status="closed"))
    expect(page.locator("h1")).to_have_text("Auf Wiedersehen!")
    assert page.evaluate("own.map((track) => track.readyState)") == ["ended"]


@pytest.mark.long
def test_clock_counts_down_stands_still_and_counts_on(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(PLENARY)
    clock = page.locator(".phase__clock")
    now = time.time()
    scripted.say(evening=evening(status="paused", ends_at=now + 125, paused_at=now))
    expect(clock).to_contain_text("2:05")
    expect(clock).to_contain_text("Angehalten")
    scripted.say(evening=evening(ends_at=now - 134))
    expect(clock).to_have_text("gleich weiter")
    scripted.say(me=PLENARY["me"] | {"floor": True})
    expect(clock).to_contain_text("+2:1")


@pytest.mark.long
def test_lingering_is_said_and_only_closed_after_a_question(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(LEAD | {"evening": evening(status="lingering", phase=None, ends_at=None)})
    expect(page.locator("#room-heading")).to_have_text("Plenum Ausklang")
    expect(page.locator(".phase__next")).to_contain_text("Sie können noch bleiben oder gehen")
    page.click("text=Jetzt schließen …")
    expect(page.locator("dialog p")).to_contain_text("31 Personen")
    assert scripted.heard == []
    page.get_by_role("button", name="Für alle schließen").click()
    expect(page.locator("dialog")).to_have_count(0)
    scripted.heard_of("agenda.close", 1)
    assert len(scripted.heard) == 1


def test_lead_drives_the_evening_by_keyboard_alone(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(
        LEAD
        | {"evening": evening(next={"id": "runde-1", "title": {"de": "Runde"}, "kind": "group-work", "minutes": 5})}
    )
    expect(page.locator(".presence")).to_have_text(
        "angemeldet 75 · am Einlass 11 · im Dialog 18 · Technik-Ecke 2 · getrennt 1 · Team 4"
    )
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Weiter: Runde":
            break
    page.keyboard.press("Enter")
    deadline = time.monotonic() + 20
    while not scripted.heard and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert [(each["command"], each["data"]) for each in scripted.heard] == [
        ("agenda.next", {"leaving": "impuls", "now": False})
    ]


@pytest.mark.long
def test_pinned_person_stays_large_among_75(visit: Callable[..., Any]) -> None:
    people = ((3, "moderator"), *((seat, "citizen") for seat in range(7, 81)))
    names = {str(seat): f"Person {seat}" for seat, _ in people}
    page = visit(PLENARY | {"room": room("plenary", *people), "names": names})
    large = page.locator(".stage__large .tile")
    expect(large).to_have_count(1)
    page.click(".face[data-seat='9'] button")
    page.click("text=Person 9 groß anheften")
    expect(large).to_have_count(2)
    expect(large.first).to_have_attribute("data-seat", "9")
    page.reload()
    expect(large.first).to_have_attribute("data-seat", "9")
    large.first.hover()
    large.first.locator(".tile__pin").click()
    page.click("text=Alle gleich groß")
    expect(page.locator(".tiles .tile")).to_have_count(17)
    page.click("text=Weitere Personen")
    expect(page.locator(".stage__pages")).to_contain_text("2 von 5 · 75 Personen")


@pytest.mark.long
def test_excluding_asks_for_the_reason_first(visit: Callable[..., Any], scripted: Scripted) -> None:
    page = visit(LEAD)
    page.click(".console >> text=Leute")
    page.click(".people__item .order__open")
    page.click(".people__item >> text=Ausschließen …")
    confirm = page.locator("dialog >> button:has-text('Ausschließen')")
    expect(confirm).to_be_disabled()
    page.fill("dialog input", "Beleidigungen")
    confirm.click()
    expect(page.locator("dialog")).to_have_count(0)
    assert scripted.heard_of("order.exclude", 1)[0]["data"] == {"seat": 9, "reason": "Beleidigungen"}


@pytest.mark.long
def test_who_guides_a_group_proposes_to_exclude_and_reads_that_it_waits(
    visit: Callable[..., Any], scripted: Scripted
) -> None:
    guide = GROUP | {"me": GROUP["me"] | {"seat": 3, "role": "facilitator"}, "my-exclusions": []}
    page = visit(guide | {"room": room("group", (3, "facilitator"), (9, "citizen"))})
    person = page.locator(".tile[data-seat='9'], .people__item[data-seat='9']").first
    person.hover()
    person.locator(".order__open").click()
    person.get_by_text("Ausschluss vorschlagen …").click()
    page.fill("dialog input", "Beleidigungen")
    page.locator("dialog >> button:has-text('Vorschlagen')").click()
    expect(page.locator("dialog")).to_have_count(0)
    (sent,) = scripted.heard_of("order.propose-exclude", 1)
    assert sent["data"] == {"seat": 9, "reason": "Beleidigungen"}
    scripted.say(**{"my-exclusions": [9]})
    expect(person.locator(".menu")).to_contain_text("die Regie entscheidet")


@pytest.mark.long
def test_desk_reads_the_proposal_and_confirms_it_with_its_reason(visit: Callable[..., Any], scripted: Scripted) -> None:
    proposal = {"seat": 9, "by": 7, "reason": "Beleidigungen", "at": time.time() - 30}
    page = visit(LEAD | {"exclusions": [proposal]})
    line = page.locator(".presence__help").filter(has_text="Maria schlägt vor, Ömer auszuschließen")
    expect(line).to_contain_text("Beleidigungen")
    line.get_by_text("Ausschließen …").click()
    expect(page.locator("dialog input").first).to_have_value("Beleidigungen")
    page.check("dialog input[type=checkbox]")
    page.locator("dialog >> button:has-text('Ausschließen')").click()
    expect(page.locator("dialog")).to_have_count(0)
    scripted.heard_of("door.by-hand", 1)
    assert [(each["command"], each["data"]) for each in scripted.heard] == [
        ("order.exclude", {"seat": 9, "reason": "Beleidigungen"}),
        ("door.by-hand", {"on": True}),
    ]


SCREENS = {"plenary": PLENARY, "group": GROUP, "lead": LEAD, "foyer": PLENARY | {"room": room("foyer", *PEOPLE)}}


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 360, 1366])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen_fits_and_has_no_barrier(visit: Callable[..., Any], screen: str, width: int) -> None:
    page = visit(SCREENS[screen], width=width, policy=False)  # axe itself measures with inline styles
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm install brings it)")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    assert serious == [], json.dumps([[each["id"], [node["html"] for node in each["nodes"]]] for each in serious])
