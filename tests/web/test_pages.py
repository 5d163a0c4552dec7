"""Every page that comes whole from the server: what must stand on it, in each language, and that text stays text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dialogue.settings import Settings
from facilitation.polls import Poll
from facilitation.tally import PollOption, PollQuestion
from web.guides import GUIDES, parts_of
from web.pages import Pages
from web.pages import theme as town_theme
from web.terms import OFFERS, Terms
from web.words import LANGUAGES, catalogue, words_for

TITLE = {"de": "Wo drückt der Schuh?", "en": "Where does the shoe pinch?"}
EVENING = {"title": TITLE, "text": None, "starts_at": 1795454400.0, "ends_at": 1795461600.0}
EARLY = {"opens_at": 1795452600.0, "left_s": 1800.0}
DOOR: dict[str, Any] = {
    "evening": EVENING,
    "role": "citizen",
    "pair": True,
    "name": "",
    "second": "",
    "rules": False,
    "paired": False,
    "faults": {},
    "name_limit": 40,
    "early": None,
    "taken": False,
    "rehearsal": False,
    "dialogue": "d1",
    "terms": Terms(),
    "form": {},
    "asked": False,
}
PROBLEMS = sorted({key.split(".")[1] for key in catalogue("de") if key.startswith("problem.") and key.count(".") == 2})


def column(*cards: dict[str, Any]) -> dict[str, Any]:
    return {"id": "wishes", "title": {"de": "Wünsche"}, "cards": list(cards)}


def card(number: int, text: str | None, *, top: bool = False) -> dict[str, Any]:
    return {"number": number, "text": text, "top": top, "original": None, "differs": None, "under": []}


def group(number: int, *columns: dict[str, Any], people: int = 5) -> dict[str, Any]:
    empty = not any(one["cards"] for one in columns)
    known = {"id": f"r/{number}", "number": number, "people": people, "columns": list(columns), "empty": empty}
    known |= {"read_back": None}
    return known | {"most_heard": 55 if people >= 5 else None}


def bundle(number: int, title: str | None, cards: list[int], *, dots: int, rank: int) -> dict[str, Any]:
    known = {"id": f"t{number}", "number": number, "title": title, "cards": cards, "groups": 1}
    return known | {"dots": dots, "rank": rank, "tied": False}


REPORT: dict[str, Any] = {
    "title": TITLE,
    "held_on": 1795454400.0,
    "present": 47,
    "outcome": {
        "themes": [
            bundle(1, "Sitzen", [1, 2], dots=4, rank=1),
            bundle(2, None, [3], dots=0, rank=2),
        ],
        "single": [4],
        "dots": {"total": 3, "per_theme": 2, "given": 2, "of": 3, "open_link": True},
    },
    "polls": [],
    "questions": [],
    "rounds": [
        {
            "id": "r",
            "title": {"de": "Erste Runde", "en": "First round"},
            "columns": [{"id": "wishes", "title": {"de": "Wünsche"}}],
            "groups": [
                group(1, column(card(1, "Bänke"), card(2, "Bus", top=True), card(3, None))),
                group(2, column(), people=1),
            ],
        }
    ],
}
LIMITS = {"said": 2000, "page": 200, "contact": 200}
FILES = {kind: f"/d/d1/{kind}" for kind in ("csv", "polls", "json", "answers", "data")}
OPTIONS = (PollOption("ja", {"de": "Ja <b>", "en": "Yes <b>"}), PollOption("nein", {"de": "Nein", "en": "No"}))
ENDS: dict[str, Any] = {"low": {"de": "schlecht", "en": "bad"}, "high": {"de": "gut", "en": "good"}}
QUESTIONS = (
    PollQuestion("wieder", "single", {"de": "Wieder?", "en": "Again?"}, options=OPTIONS),
    PollQuestion("was", "multiple", {"de": "Was?", "en": "What?"}, options=OPTIONS, most=2),
    PollQuestion("note", "scale", {"de": "Wie?", "en": "How?"}, **ENDS),
    PollQuestion("wort", "text", {"de": "Und?", "en": "And?"}),
)
SURVEY = Poll("umfrage", "survey", {"de": "Rückmeldung", "en": "Feedback"}, QUESTIONS, False, 1795454400.0)
PERSON = {"number": 1, "voted": False, "chosen": {"note": ("4",)}, "texts": {"wort": "<i>"}, "once": "a1"}
CONTEXTS: dict[str, dict[str, Any]] = {
    "code": {"code": "", "fault": None},
    "door": DOOR,
    "early": {"evening": EVENING, "early": EARLY},
    "full": {"limit": 75, "fields": {"name": "Maria", "rules": "yes"}},
    "problem": {"code": "link-expired", "facts": {}},
    "dialogue": {"dialogue": "d1", "title": TITLE, "seat": 7, "role": "citizen", "farewell": "Danke!"},
    "review": {
        "report": REPORT,
        "themes": {},  # their cards, the plots and the files: tests/web/outputs, of a real evening
        "differing": [],
        "plots": [],
        "poll_plots": {},
        "outputs": {},
        "back": "/d/d1",
        "files": FILES,
    },
    "over": {"own": True, "survey": True, "results": "/d/d1/results", "farewell": "Danke!"},
    "news": {"title": TITLE, "step": "ask", "mail": "", "fault": "register.mail.wrong", "back": "/d/d1/results"},
    "survey": {"poll": SURVEY, "people": [PERSON], "fault": "", "done": "", "length": 500},
    "script": {"dialogue": "d1", "title": TITLE, "modules": ["/static/script.js"]},
    "imprint": {},
    "guide": {"who": "organizer", "parts": parts_of("organizer", words_for("de")), "guides": GUIDES},
    "privacy": {"terms": Terms()},
    "rules": {"terms": Terms()},
    "accessibility": {
        "sent": False,
        "form": dict.fromkeys(("said", "page", "contact"), ""),
        "fault": "",
        "limits": LIMITS,
    },
    "easy": {},
}


def settings(**changes: Any) -> Settings:
    given = {"town": "Musterstadt", "hotline": "0123 456-78", "contact_mail": "dialog@example.org", **changes}
    return Settings(_env_file=None, **given)


def asked(path: str = "/j/token", *, query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": raw, "app": None}
    )


def shown(page: str, request: Request | None = None, *, pages: Pages | None = None, **changes: Any) -> HTMLResponse:
    pages = pages or Pages(settings(), build="0.1.0")
    return pages.render(request or asked(), page, **{**CONTEXTS[page], **changes})


def html(page: str, request: Request | None = None, **changes: Any) -> str:
    return bytes(shown(page, request, **changes).body).decode()


def test_every_template_is_tested() -> None:
    folder = Path(__file__).parents[2] / "web/templates"
    parts = {"base", "parts", "contact", "outcome", "polled", "plots"}
    parts |= {"data", "person"}  # test_privacy_pages, of a real evening
    parts |= {"answers", "mine", "results"}  # test_outcome shows them with what a real evening brought
    parts |= {"register", "withdraw"}  # test_registering
    parts |= {"rehearsal", "status"}  # shown with what a rehearsal, or the running server, brought
    assert {file.stem for file in folder.glob("*.html")} - parts == set(CONTEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", CONTEXTS)
def test_page_has_one_heading_one_title_and_the_footer(page: str, language: str) -> None:
    text = html(page, asked(query=f"lang={language}"))
    assert len(re.findall("<title>.+ · Musterstadt</title>", text)) == 1
    assert text.count("<h1") == 1
    links = re.findall(rf'<li><a href="/(\w+)\?lang={language}"', text)
    assert links == ["imprint", "privacy", "accessibility", "easy"]
    assert '<a href="tel:012345678">0123 456-78</a>' in text


@pytest.mark.parametrize("page", CONTEXTS)
def test_page_has_nothing_inline_and_asks_no_other_host(page: str) -> None:
    """The content security policy would refuse it; a test in real Chromium watches the requests."""
    text = html(page)
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', text) == []


@pytest.mark.parametrize("page", CONTEXTS)
def test_page_has_one_filled_button_at_most(page: str) -> None:
    assert html(page).count("kern-btn--primary") <= 1


@pytest.mark.parametrize("page", CONTEXTS)
def test_identifiers_are_unique_and_labels_lead_somewhere(page: str) -> None:
    text = html(page)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(set(ids)) == sorted(ids)
    for name in ("for", "aria-labelledby", "aria-describedby"):
        wanted = {one for value in re.findall(rf'\s{name}="([^"]*)"', text) for one in value.split()}
        assert wanted - set(ids) == set()


@pytest.mark.parametrize("code", PROBLEMS)
def test_problem_says_what_and_whom_to_call(code: str) -> None:
    response = Pages(settings(), build="1").problem(asked(), code, status=410, reason="Beleidigung")
    text = bytes(response.body).decode()
    assert response.status_code == 410
    assert catalogue("de")[f"problem.{code}.title"] in text
    assert 'class="call__number" href="tel:012345678"' in text
    assert "{" not in re.sub(r"<[^>]*>", "", text)


def test_excluded_people_read_the_reason_as_text() -> None:
    reason = "<script>alert(1)</script>"
    response = Pages(settings(), build="1").problem(asked(), "excluded", status=403, reason=reason)
    assert "&lt;script&gt;alert(1)" in bytes(response.body).decode()


def test_language_links_keep_the_address() -> None:
    text = html("door", asked("/j/abc", query="a=1&lang=en"))
    assert re.findall(r'<a href="([^"]+)" lang', text) == [f"/j/abc?a=1&amp;lang={one}" for one in LANGUAGES]
    assert re.findall(r'lang="en" aria-current="true">(\w+)<', text) == ["English"]


def test_chosen_language_rides_along_in_addresses_and_needs_no_cookie() -> None:
    assert "set-cookie" not in shown("code", asked(query="lang=easy")).headers
    text = html("door", asked("/j/abc", query="lang=easy"))
    assert re.findall(r'<form[^>]* action="([^"]+)"', text) == ["/j/abc?lang=easy"]
    assert 'href="/imprint?lang=easy"' in text
    assert 'href="/imprint"' in html("door", asked("/j/abc"))


def test_pages_are_not_kept_by_caches() -> None:
    assert shown("door").headers["cache-control"] == "no-store"


def test_door_posts_to_its_own_address_and_changes_nothing_by_itself() -> None:
    text = html("door", asked("/j/abc"))
    assert re.findall(r'<form[^>]* method="(\w+)" action="([^"]+)"', text) == [("post", "/j/abc")]
    assert re.findall(r'<input[^>]* name="(\w+)"', text) == ["name", "pair", "second", "rules"]


def test_door_offers_only_what_is_booked() -> None:
    text = html("door", terms=Terms(offers=("news", "captions")), form={"offer-captions": "yes"})
    assert re.findall(r'name="offer-(\w+)"', text) == ["news", "captions"]
    assert re.search(r'id="offer-captions"[^>]* checked', text)
    assert re.search('<details class="door__needs" open>', text)
    assert "required" not in re.findall(r'<input[^>]* name="offer-news"[^>]*>', text)[0]
    assert len(re.findall(r'name="offer-', html("door", terms=Terms(offers=OFFERS)))) == len(OFFERS)


def test_door_says_from_which_age() -> None:
    assert "Mitmachen können Sie ab 16 Jahren." in html("door")
    assert "Mitmachen" not in html("door", terms=Terms(age=0))


def test_door_says_when_in_the_towns_time() -> None:
    assert "Montag, 23. November 2026, 18:20 bis 20:20\xa0Uhr" in html("door")
    assert "Monday, 23 November 2026, 18:20 to\xa020:20" in html("door", asked(query="lang=en"))


def test_door_shows_what_was_typed_and_what_is_wrong() -> None:
    text = html("door", name='"><b>', rules=True, faults={"name": "door.name.long"})
    assert "&#34;&gt;&lt;b&gt;" in text
    assert text.count("Bitte kürzen Sie ihn auf höchstens 40 Zeichen.") == 2
    assert re.search(r'id="rules"[^>]* checked', text)


def test_door_that_is_not_open_yet_has_no_form() -> None:
    text = html("door", early=EARLY)
    assert "<form" not in text
    assert 'data-left-s="1800.0"' in text


def test_door_of_staff_names_the_role_and_seats_one() -> None:
    text = html("door", role="moderator", pair=False)
    assert "Ihre Aufgabe: Moderation" in text
    assert 'name="pair"' not in text


def test_full_house_sends_the_same_fields_again() -> None:
    text = html("full", asked("/o/abc"), fields={"name": "Ömer", "rules": "yes"})
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', text) == [("name", "Ömer"), ("rules", "yes")]


def test_dialogue_tells_the_script_what_it_needs() -> None:
    text = html("dialogue", asked(query="lang=easy"))
    found = re.search(r'<main id="app"[^>]*>', text)
    assert found is not None
    assert dict(re.findall(r'data-(\w+)="([^"]*)"', found[0])) == {
        "dialogue": "d1",
        "seat": "7",
        "role": "citizen",
        "lang": "easy",
        "build": "0.1.0",
        "hotline": "0123 456-78",
        "title": "Wo drückt der Schuh?",
        "farewell": "Danke!",
    }


def test_review_shows_each_card_with_its_group() -> None:
    text = html("review")
    groups = [re.findall(r"Kleingruppe (\d)|card__text[^>]*>([^<]+)<", part) for part in text.split("<details")[1:]]
    assert groups == [[("1", ""), ("", "Bus"), ("", "Bänke"), ("", "Text wurde geschwärzt")], [("2", "")]]
    assert [text.count(words) for words in ("Am wichtigsten</p>", "keine Einträge", "1 Person", "5 Personen")] == [
        1
    ] * 4


def test_review_says_how_evenly_a_group_spoke_where_that_tells_of_nobody() -> None:
    said = catalogue("de")["review.spoke"].format(percent=55)
    assert html("review").count(said) == html("review").count("group__spoke") == 1


def test_review_counts() -> None:
    numbers = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", html("review"))
    assert [int(number) for _, number in numbers] == [47, 2, 3]


def test_review_without_rounds_says_so() -> None:
    text = html("review", report={**REPORT, "rounds": []})
    assert catalogue("de")["review.none"] in text
    assert 'id="search"' not in text


def test_imprint_is_a_text_or_an_address() -> None:
    text = html("imprint", pages=Pages(settings(imprint="Rathausplatz 1\n12345 Ort"), build="1"))
    assert "Rathausplatz 1\n12345 Ort" in text
    text = html("imprint", pages=Pages(settings(imprint="https://example.org/impressum"), build="1"))
    assert 'href="https://example.org/impressum"' in text


def test_notice_tells_the_periods_of_its_dialogue_and_the_towns_law() -> None:
    settled = Pages(settings(legal_basis="§ 4 LDSG", supervision="LfDI", backup_days=9), build="1")
    text = html("privacy", pages=settled, terms=Terms(never_days=5, people_days=25, log_days=100))
    for expected in ("Nach 5 Tagen", "Nach 25 Tagen", "Nach 100 Tagen", "9 Tage später", "§ 4 LDSG", "LfDI"):
        assert expected in text
    assert "nicht Ende-zu-Ende" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", GUIDES)
def test_guide_is_one_page(who: str, language: str) -> None:
    parts = parts_of(who, words_for(language))
    assert len(parts) == 6
    lines = [line for part in parts for line in part["lines"]]  # type: ignore[attr-defined]  # a list
    assert 12 <= len(lines) <= 20
    assert sum(map(len, lines)) < 2000  # more would not fit on a sheet
    assert html("guide", who=who, parts=parts).count('guide__part"') == 6


def test_page_without_a_hotline_points_to_the_invitation() -> None:
    text = html("problem", pages=Pages(settings(hotline=""), build="1"))
    assert "tel:" not in text
    assert catalogue("de")["page.hotline.none"] in text


def test_theme_is_the_towns_colour() -> None:
    assert town_theme(settings(accent="#7a1f3d")) == ":root{--town-accent:#7a1f3d}"
