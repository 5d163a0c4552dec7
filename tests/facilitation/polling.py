"""An evening with a mood poll, a secret vote and a survey, for the tests of polls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from facilitation.agenda import Next, Start
from facilitation.polls import Poll, Polls
from facilitation.voting import CastVote
from tests.facilitation.evening import Evening, prepared

MODERATOR = 1
SCRIPT = """
format: 1
title: {de: Probe, en: Trial}
language: de
end: open
phases:
  - {id: start, kind: talk, title: {de: Start, en: Start}, minutes: 2}
  - id: stimmung
    kind: poll
    title: {de: Stimmung, en: Mood}
    minutes: 5
    advance: manual
    poll:
      questions:
        - id: gefuehl
          title: {de: Wie ist die Stimmung?, en: What is the mood?}
          options:
            - {id: gut, title: {de: Gut, en: Good}, easy: Gut}
            - {id: mittel, title: {de: Mittel, en: So-so}}
            - {id: schlecht, title: {de: Schlecht, en: Bad}}
        - id: wege
          answer: multiple
          most: 2
          title: {de: Wie kommen Sie in die Stadt?, en: How do you come?}
          options:
            - {id: bus, title: {de: Bus, en: Bus}}
            - {id: rad, title: {de: Rad, en: Bike}}
            - {id: auto, title: {de: Auto, en: Car}}
        - {id: wort, answer: text, title: {de: Ein Wort dazu?, en: A word?}}
  - id: wahl
    kind: vote
    title: {de: Geheime Abstimmung, en: Secret ballot}
    minutes: 5
    advance: manual
    poll:
      secret: true
      questions:
        - id: frage
          title: {de: Soll der Platz autofrei werden?, en: Should cars go?}
          options:
            - {id: ja, title: {de: Ja, en: Yes}}
            - {id: nein, title: {de: Nein, en: No}}
        - {id: warum, answer: text, title: {de: Warum?, en: Why?}}
  - id: umfrage
    kind: survey
    title: {de: Rückmeldung, en: Feedback}
    minutes: 3
    advance: manual
    poll:
      questions:
        - id: zufrieden
          answer: scale
          title: {de: Wie war der Abend?, en: How was it?}
          low: {de: gar nicht gut, en: bad}
          high: {de: sehr gut, en: very good}
  - {id: ende, kind: close, title: {de: Ende, en: End}, minutes: 1, advance: manual}
"""


def at(phase: str, citizens: int = 6) -> Evening:
    """The evening when that phase has just begun; seat 1 is the moderator, citizens follow."""
    evening = prepared(citizens, script=SCRIPT)
    evening.do(Start(), MODERATOR)
    while evening.phase() != phase:
        onward(evening)
    return evening


def onward(evening: Evening) -> None:
    evening.do(Next(evening.phase() or ""), MODERATOR)
    evening.wait(0)


def vote(poll: str, person: int = 1, /, **answers: str | list[str]) -> CastVote:
    """Answers by question: ids to choose, or (a string) what is written."""
    chosen = {question: each for question, each in answers.items() if isinstance(each, list)}
    texts = {question: each for question, each in answers.items() if isinstance(each, str)}
    return CastVote(poll, chosen, texts, person)


def poll(evening: Evening, id: str) -> Poll:
    return evening.dialogue.part(Polls).polls[id]


def counts(results: list[dict[str, Any]] | None) -> list[dict[str, int]] | None:
    """Counts by option, question by question."""
    return results and [{option["id"]: option["count"] for option in each["options"]} for each in results]


def citizens(evening: Evening) -> Iterator[int]:
    return (seat for seat in range(2, 50) if seat in evening.side.people)
