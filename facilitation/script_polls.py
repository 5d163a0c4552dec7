"""The questions of a phase in a script's document: read, checked, written; it knows no file and no vote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from facilitation import script as of
from facilitation.script import POLLED, Option, Phase, PollRule, Question, Text
from facilitation.script_fields import Path, Table

ID: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
RULE_KEYS: Final = ("questions", "secret")
QUESTION_KEYS: Final = ("id", "title", "easy", "answer", "options", "most", "low", "high")
OPTION_KEYS: Final = ("id", "title", "easy")
CHOSEN: Final = ("single", "multiple")
Fault = tuple[Path, str, Mapping[str, object]]


def rule_of(table: Table, language: str) -> PollRule:
    """What stands under `poll`."""
    inner = table.table("poll", keys=RULE_KEYS)
    entries = inner.items("questions")
    if not entries:
        inner.note("questions", "no-questions")
    questions = (Table(inner.reading, path, entry, keys=QUESTION_KEYS) for path, entry in entries)
    return PollRule(tuple(_question(each, language) for each in questions), inner.flag("secret", False))


def _question(table: Table, language: str) -> Question:
    options = (Table(table.reading, path, entry, keys=OPTION_KEYS) for path, entry in table.items("options"))
    return Question(
        id=table.word("id") if table.values else "",
        title=table.text("title", language, needed=bool(table.values)),
        answer=table.choice("answer", of.Answer, "single"),
        easy=table.text("easy", language),
        options=tuple(
            Option(each.word("id"), each.text("title", language, needed=True), each.text("easy", language))
            for each in options
        ),
        most=table.whole("most", 0, low=0, high=50) if table.has("most") else 0,
        low=table.text("low", language),
        high=table.text("high", language),
    )


def faults(phase: Phase) -> Iterator[Fault]:
    """What is wrong with the questions of a phase: path within the phase, code and facts."""
    if phase.poll is None:
        return
    if phase.kind not in POLLED:
        yield ("poll",), "only-polls", {"kind": phase.kind}
    questions = phase.poll.questions
    yield from _ids(("poll", "questions"), [question.id for question in questions])
    for index, question in enumerate(questions):
        path: Path = ("poll", "questions", index)
        yield from _ids((*path, "options"), [option.id for option in question.options])
        yield from _answer(path, question)


def _ids(path: Path, ids: list[str]) -> Iterator[Fault]:
    seen = Counter[str]()
    for index, id in enumerate(ids):
        if id and not ID.fullmatch(id):
            yield (*path, index, "id"), "id-signs", {"id": id}
        if id and seen[id]:
            yield (*path, index, "id"), "answer-twice", {"id": id}
        seen[id] += 1


def _answer(path: Path, question: Question) -> Iterator[Fault]:
    """A choice needs two things to choose from, a scale the words at its ends."""
    count = len(question.options)
    if question.answer in CHOSEN and count < 2:
        yield (*path, "options"), "no-options", {"count": count}
    if question.answer not in CHOSEN and count:
        yield (*path, "options"), "options-unused", {"answer": question.answer}
    if question.most and (question.answer != "multiple" or question.most > count):
        yield (*path, "most"), "most-of-options", {"most": question.most, "count": count}
    for key, end in (("low", question.low), ("high", question.high)):
        if (question.answer == "scale") != bool(end):
            yield (*path, key), "scale-ends", {"key": key, "answer": question.answer}


def document(rule: PollRule) -> dict[str, Any]:
    return {"questions": [_plain(question) for question in rule.questions], "secret": rule.secret}


def _plain(question: Question) -> dict[str, Any]:
    options = [{"id": option.id, **_texts(title=option.title, easy=option.easy)} for option in question.options]
    return {
        "id": question.id,
        **_texts(title=question.title, easy=question.easy),
        "answer": question.answer,
        **({"options": options} if options else {}),
        **({"most": question.most} if question.most else {}),
        **_texts(low=question.low, high=question.high),
    }


def _texts(**texts: Text) -> dict[str, Any]:
    kept = {key: {"de": text.de, "en": text.en} for key, text in texts.items() if text}
    return {key: {code: words for code, words in text.items() if words} for key, text in kept.items()}
