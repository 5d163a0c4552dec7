"""The shipped scripts: clean, complete in both languages, worded like a town hall, and exactly as long as they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.clock_plan import durations, promised, slack, total
from facilitation.script import Script, Text
from facilitation.script_json import from_json, to_json
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped, source


def texts(script: Script) -> Iterator[tuple[str, Text, Text | None]]:
    """(place, text, its Einfache Sprache or None where only staff read it)."""
    yield "title", script.title, script.title
    for phase in script.phases:
        yield f"{phase.id}.text", phase.text, phase.easy
        yield f"{phase.id}.title", phase.title, phase.easy
        yield f"{phase.id}.cue", phase.cue, None
        for step in phase.steps:
            yield f"{phase.id}.{step.title.de}", step.text, step.easy
            yield f"{phase.id}.{step.title.de}.title", step.title, step.easy
            yield f"{phase.id}.{step.title.de}.cue", step.cue, None
        for column in phase.cards.columns if phase.cards else ():
            yield f"{phase.id}.{column.id}", column.title, column.easy


def test_names_are_the_files_that_ship() -> None:
    folder = Path(__file__).parents[2] / "facilitation" / "scripts"
    assert sorted(NAMES) == sorted(file.stem for file in folder.glob("*.yaml"))


def test_unknown_name_is_not_read_from_elsewhere() -> None:
    with pytest.raises(KeyError):
        source("../../pyproject")


@pytest.mark.parametrize("name", NAMES)
def test_shipped_script_is_clean_and_survives_json(name: str) -> None:
    parsed = parse(source(name))
    assert parsed.findings == ()
    assert from_json(to_json(shipped(name))) == parsed.script


@pytest.mark.parametrize("name", NAMES)
def test_shipped_script_is_complete_in_both_languages_and_easy(name: str) -> None:
    for place, text, easy in texts(shipped(name)):
        assert text.de, place
        assert text.en, place
        assert easy is None or easy.de, place


@pytest.mark.parametrize("name", NAMES)
def test_shipped_script_uses_the_houses_words(name: str) -> None:
    for place, text, easy in texts(shipped(name)):
        words = f"{text.de} {text.en} {easy.de if easy else ''}"
        assert not re.search(r"breakout|sitzung|support\b|\bdu\b|\bdein|\beuch\b|\beuer", words, re.IGNORECASE), place


@pytest.mark.parametrize("name", NAMES)
def test_easy_sentences_are_short(name: str) -> None:
    for place, _, easy in texts(shipped(name)):
        for sentence in re.split(r"[.!?]", easy.de if easy else ""):
            assert len(sentence.split()) <= 15, (place, sentence)


def test_classic_has_the_timings_of_the_pilots() -> None:
    script = shipped("classic")
    lines = [(line.kind[0], line.phase, line.seconds // 60) for line in durations(script)]
    assert lines == [
        ("p", "willkommen", 5),
        ("p", "stimmung", 5),
        ("p", "impuls", 10),
        ("c", "runde-1", 1),
        ("p", "runde-1", 25),
        ("c", "kurzberichte", 1),
        ("p", "kurzberichte", 6),
        ("c", "runde-2", 1),
        ("p", "runde-2", 25),
        ("c", "pause", 1),
        ("p", "pause", 7),
        ("p", "themen", 9),
        ("p", "antwort", 17),
        ("p", "ausblick", 4),
        ("p", "abschied", 3),
    ]
    assert total(script) == 120 * 60


def test_classic_has_17_minutes_of_give_once_the_mayor_is_over() -> None:
    script = shipped("classic")
    later = script.phases[script.index("impuls") + 1 :]
    assert slack(Script(script.title, later)) == 17 * 60


def test_classic_answer_never_gives() -> None:
    answer = shipped("classic").phase("antwort")
    assert answer is not None
    assert (answer.gives, answer.advance) == ("never", "manual")


@pytest.mark.parametrize(
    ("name", "minutes", "length"),
    [("classic", 120, 120), ("worldcafe", 111, 120), ("planungszelle", 115, 120), ("sixty", 60, 60), ("trial", 10, 10)],
)
def test_shipped_script_plans_its_minutes_and_its_reserve(name: str, minutes: int, length: int) -> None:
    script = shipped(name)
    assert (total(script), promised(script)) == (minutes * 60, length * 60)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_cut_by_the_clock_while_speaking_for_all(name: str) -> None:
    speaking = {"arrive", "talk", "input", "questions", "harvest", "answer"}
    advances = {phase.advance for phase in shipped(name).phases if phase.kind in speaking and name != "trial"}
    assert advances <= {"manual"}


def test_trial_takes_ten_minutes_and_two_people() -> None:
    script = shipped("trial")
    work = script.phase("gruppe")
    assert total(script) == 600
    assert work is not None
    assert work.groups is not None
    assert (work.groups.size.min, work.groups.size.aim, work.groups.size.max) == (2, 3, 4)
    assert [step.cards for step in work.steps] == ["hidden", "open", "choose"]
