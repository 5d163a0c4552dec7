"""A dialogue's own words with its facts filled in: what texts may name, and the farewell. Knows no page and no mail."""

from __future__ import annotations

from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.localized import localized
from web import texts
from web.state import State
from web.words import Words


def facts_of(state: State, task: DialogueTask, words: Words) -> dict[str, str]:
    """What texts may name (web.texts.PLACES), in this language."""
    agenda, look = task.state.part(Agenda), state.looks.of(task.name)
    assert agenda.script is not None, "a dialogue is made with its script"
    at, pages = agenda.starts_at or 0.0, state.pages
    return {
        "title": words.pick(localized(agenda.script.title)),
        "town": look.town,
        "day": pages.day(at, words, look.zone),
        "time": pages.clock(at, words, look.zone),
        "doors": pages.clock(at - 60 * agenda.script.doors.citizens, words, look.zone),
    }


def fields_of(state: State, dialogue: str) -> texts.Own:
    return state.looks.kept(dialogue).fields or {}


def farewell(state: State, task: DialogueTask, words: Words) -> str:
    """What stands on the last page."""
    return texts.said(fields_of(state, task.name), "farewell", words, **facts_of(state, task, words))


def language_of(task: DialogueTask) -> str:
    """The dialogue's: of everybody who has not said another one."""
    script = task.state.part(Agenda).script
    return script.language if script else "de"
