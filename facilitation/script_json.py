"""A script as JSON, in the shape of the YAML so that one reader serves both; it knows no file and no log."""

from __future__ import annotations

import json
from typing import Any

from facilitation import script_polls
from facilitation.script import CardRule, Column, GroupRule, Phase, Script, Step, Text, Topic
from facilitation.script_read import read


def to_document(script: Script) -> dict[str, Any]:
    """Plain tables and lists; defaults are written out, so a later default never changes a frozen script."""
    return {
        "format": script.format,
        "title": _text(script.title),
        "language": script.language,
        "end": script.end,
        "length": script.length,
        "doors": {"staff": script.doors.staff, "citizens": script.doors.citizens},
        "phases": [_phase(phase) for phase in script.phases],
    }


def to_json(script: Script) -> str:
    return json.dumps(to_document(script), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | bytes) -> Script:
    """Raises `ValueError` where the text is not a sound script."""
    return from_document(json.loads(text))


def from_document(document: object) -> Script:
    """Raises `ValueError` where the document is not a sound script."""
    parsed = read(document, {})
    if parsed.script is None:
        first = next(finding for finding in parsed.findings if finding.level == "error")
        raise ValueError(f"not a script: {first.code} at {first.phase or 'head'} {first.field}")
    return parsed.script


def _text(text: Text) -> dict[str, str]:
    return {language: words for language, words in (("de", text.de), ("en", text.en)) if words}


def _texts(**texts: Text) -> dict[str, Any]:
    return {key: _text(text) for key, text in texts.items() if text}


def _phase(phase: Phase) -> dict[str, Any]:
    minutes = phase.minutes
    document: dict[str, Any] = {
        "id": phase.id,
        "kind": phase.kind,
        "room": phase.room,
        **_texts(title=phase.title, text=phase.text, easy=phase.easy, cue=phase.cue),
        "minutes": {"target": minutes.target, "min": minutes.min, "max": minutes.max},
        "gives": phase.gives,
        "advance": phase.advance,
        "warn": list(phase.warn),
        "return": phase.return_s,
        "change": phase.change,
        "steps": [_step(step) for step in phase.steps],
    }
    if phase.groups is not None:
        document["groups"] = _groups(phase.groups)
    if phase.cards is not None:
        document["cards"] = _cards(phase.cards)
    if phase.poll is not None:
        document["poll"] = script_polls.document(phase.poll)
    if phase.dots is not None:
        document["dots"] = {"total": phase.dots.total, "per-theme": phase.dots.per_theme}
    return document


def _groups(rule: GroupRule) -> dict[str, Any]:
    return {
        "size": {"min": rule.size.min, "aim": rule.size.aim, "max": rule.size.max},
        "mix": rule.mix,
        "diversify": list(rule.diversify),
        "apart": list(rule.apart),
        "together": list(rule.together),
        **({"topics": [_topic(topic) for topic in rule.topics]} if rule.topics else {}),
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {"id": topic.id, **_texts(title=topic.title, easy=topic.easy), "places": topic.places}


def _step(step: Step) -> dict[str, Any]:
    words = {key: value for key, value in (("turns", step.turns), ("cards", step.cards), ("ask", step.ask)) if value}
    texts = _texts(title=step.title, text=step.text, easy=step.easy, cue=step.cue)
    return {"minutes": step.minutes, **texts, **words, "flex": step.flex}


def _column(column: Column) -> dict[str, Any]:
    return {"id": column.id, **_texts(title=column.title, easy=column.easy)}


def _cards(rule: CardRule) -> dict[str, Any]:
    return {
        "columns": [_column(column) for column in rule.columns],
        "anonymous": rule.anonymous,
        "per-person": rule.per_person,
        "length": rule.length,
        "top": rule.top,
    }
