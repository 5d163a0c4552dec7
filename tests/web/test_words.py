"""The catalogue is whole: the same keys everywhere, a text for each refusal, the words of the field."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from web.words import FOLDER, LANGUAGES, PLACE, catalogue, choose, words_for

ROOT = Path(__file__).parents[2]
OWN = {language: json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")) for language in LANGUAGES}
# What only staff read. Everything else a citizen meets, and each of those texts is there in Einfache Sprache too:
# falling back to German in silence would tell nobody that it is missing.
FOR_STAFF = (
    *("app.editing", "app.tab.editing"),
    *("app.agenda.", "app.backstage.", "app.beside", "app.console", "app.cover.", "app.door.", "app.exclude."),
    *("app.floor.", "app.group.", "app.groups.", "app.hand_over", "app.line.mute.", "app.line.poor."),
    *("app.message.all", "app.message.send", "app.message.text", "app.message.to", "app.mix.", "app.order."),
    *("app.plan", "app.polls", "app.presence"),
    *("app.preview", "app.queue.", "app.rename.", "app.roster", "app.say.exclusion", "app.say.plan", "app.slides"),
    *("app.step.bend", "app.step.less", "app.step.more", "app.step.next", "app.tab.beside", "app.tab.console"),
    *(
        "app.sheet",
        "app.tab.sheet",
        "app.tab.slides",
        "app.tab.team",
        "app.tab.tech",
        "app.team",
        "app.tech.say.",
        "app.techdesk.",
        "app.timeline",
    ),
    *(
        "app.heldwords",
        "app.hide",
        "app.questions.stage",
        "app.questions.unstage",
        "app.uneven",
        "app.why.",
        "app.withheld",
        "audit.",
        "csv.",
        "organize.",
        "print.",
        "refused.already-started",
        "refused.encrypted",
        "refused.has-group",
    ),
    *("answers.", "publish.", "redact.", "app.rehearsal.dismiss", "rehearsal."),
    *("refused.not-rehearsal", "refused.real-people"),
    *("data.", "guide.moderator.", "guide.organizer.", "person.", "status."),
    *("refused.evening-runs", "refused.out-of-range", "refused.terms-changed"),
    *("refused.answered-meanwhile", "refused.bad-date", "refused.incomplete"),
    *("refused.changed-since", "refused.no-room", "refused.second-person"),
    *("refused.has-lead", "refused.last-step", "refused.needed", "refused.no-time", "refused.not-pdf"),
    *("refused.plan-changed", "refused.script-faults", "refused.step-over", "refused.too-large"),
    *("refused.too-many-pages", "refused.too-many-slides", "refused.too-short", "refused.unknown-phase"),
    *("refused.unknown-slides", "refused.unreadable", "review.", "script."),
)
KEYS_IN_TEMPLATES = re.compile(r"""\bt\(\s*["']([\w.-]+)["']\s*[,)]""")
KEYS_IN_SCRIPTS = re.compile(r"""(?<![\w.])t\(\s*["']([\w.-]+)["']\s*[,)]""")


def documented_refusals() -> set[str]:
    section = (ROOT / "web/PROTOCOL.md").read_text().split("## Refusal codes")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([\w-]+)`", row)}


def keys_used(folder: str, pattern: str, key: re.Pattern[str]) -> set[str]:
    files = [file for file in (ROOT / folder).rglob(pattern) if "vendor" not in file.parts]
    return {found for file in files for found in key.findall(file.read_text())}


def known(key: str) -> bool:
    texts = catalogue("de")
    return key in texts or {f"{key}.one", f"{key}.other"} <= set(texts)


def test_german_and_english_have_the_same_keys() -> None:
    assert sorted(OWN["de"]) == sorted(OWN["en"])


def test_easy_has_known_keys_only() -> None:
    assert sorted(set(OWN["easy"]) - set(OWN["de"])) == []


def test_every_text_for_citizens_is_in_easy() -> None:
    assert sorted(key for key in OWN["de"] if not key.startswith(FOR_STAFF) and key not in OWN["easy"]) == []


def test_what_is_for_staff_exists() -> None:
    assert [start for start in FOR_STAFF if not any(key.startswith(start) for key in OWN["de"])] == []


def test_files_are_sorted() -> None:
    assert {language: list(texts) for language, texts in OWN.items()} == {
        language: sorted(texts) for language, texts in OWN.items()
    }


@pytest.mark.parametrize("language", ["en", "easy"])
def test_facts_are_the_same_in_every_language(language: str) -> None:
    """A translation may leave a fact out, never ask for one that nobody gives."""
    asked = {key: set(PLACE.findall(text)) - set(PLACE.findall(OWN["de"][key])) for key, text in OWN[language].items()}
    assert {key: more for key, more in asked.items() if more} == {}


def test_every_refusal_has_a_text() -> None:
    codes = documented_refusals()
    assert "too-long" in codes
    assert sorted(code for code in codes if not known(f"refused.{code}")) == []


def test_every_key_in_templates_is_known() -> None:
    keys = keys_used("web/templates", "*.html", KEYS_IN_TEMPLATES)
    assert "door.submit" in keys
    assert sorted(key for key in keys if not known(key)) == []


def test_every_key_in_scripts_is_known() -> None:
    keys = keys_used("web/static", "*.js", KEYS_IN_SCRIPTS)
    assert sorted(key for key in keys if not known(key)) == []


def test_words_of_other_programs_do_not_occur() -> None:
    wrong = re.compile(r"breakout|sitzung|\bsupport\b", re.IGNORECASE)
    assert {key: text for language in ("de", "easy") for key, text in OWN[language].items() if wrong.search(text)} == {}
    assert {key: text for key, text in OWN["en"].items() if re.search("breakout", text, re.IGNORECASE)} == {}


def test_readers_are_addressed_formally() -> None:
    familiar = re.compile(r"\b(du|dich|dir|dein\w*|euch|euer|eure\w*)\b", re.IGNORECASE)
    found = {key: text for language in ("de", "easy") for key, text in OWN[language].items() if familiar.search(text)}
    assert found == {}


def test_t_fills_facts_and_leaves_unknown_places() -> None:
    t = words_for("de").t
    assert t("review.group", number=3) == "Kleingruppe 3"
    assert t("review.group") == "Kleingruppe {number}"
    assert t("review.group", number="{number}") == "Kleingruppe {number}"


def test_t_chooses_by_count() -> None:
    t = words_for("de").t
    assert [t("review.people", count=count) for count in (0, 1, 2)] == ["0 Personen", "1 Person", "2 Personen"]


def test_t_refuses_unknown_keys() -> None:
    with pytest.raises(KeyError):
        words_for("de").t("no.such.key")


def test_refusal_says_the_facts() -> None:
    facts = {"length": 300, "limit": 280}
    assert words_for("de").refusal("too-long", facts) == "Der Text ist zu lang (300 von 280 Zeichen)."
    assert words_for("en").refusal("too-long", facts) == "The text is too long (300 of 280 characters)."


def test_refusal_without_a_text_is_still_a_sentence() -> None:
    assert words_for("de").refusal("brand-new", {}) == OWN["de"]["refused.other"]


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("de", {"de": "a", "en": "b"}, "a"),
        ("en", {"de": "a", "en": "b"}, "b"),
        ("en", {"de": "a"}, "a"),
        ("easy", {"de": "a", "en": "b", "easy": "c"}, "c"),
        ("easy", {"de": "a", "en": "b"}, "a"),
        ("de", {"en": "b"}, "b"),
        ("de", {"de": None, "en": "b"}, "b"),
        ("de", {}, ""),
        ("de", None, ""),
        ("de", "plain", "plain"),
    ],
)
def test_pick_falls_back(language: str, value: dict[str, str | None] | str | None, text: str) -> None:
    assert words_for(language).pick(value) == text


def test_easy_falls_back_to_german_for_staff() -> None:
    texts = catalogue("easy")
    assert sorted(texts) == sorted(OWN["de"])
    assert (texts["door.title"], texts["app.agenda.start"]) == ("Anmelden", OWN["de"]["app.agenda.start"])
    assert words_for("easy").html_lang == "de"


def test_unknown_language_is_german() -> None:
    assert words_for("xx").language == "de"


@pytest.mark.parametrize(
    ("asked", "accepted", "default", "chosen"),
    [
        (None, "", "de", "de"),
        (None, "", "en", "en"),
        ("easy", "en", "de", "easy"),
        ("xx", "en", "de", "en"),
        (None, "en-GB,en;q=0.9", "de", "en"),
        (None, "fr,en;q=0.5,de;q=0.8", "en", "de"),
        (None, "en;q=0,de;q=0.1", "en", "de"),
        (None, "fr, tr;q=0.5", "en", "en"),
        (None, ";;q=,", "de", "de"),
    ],
)
def test_choose_goes_from_the_nearest_wish(asked: str | None, accepted: str, default: str, chosen: str) -> None:
    assert choose(asked=asked, accepted=accepted, default=default) == chosen
