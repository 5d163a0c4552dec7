"""Counting: what the answers to a poll's questions add up to, and what may be told of it. Pure; knows no seat.

An opinion, not a decision: ties stay ties, and what few people said is not broken down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dialogue.refs import Text

FEW: Final = 5
"""Below so many voters a secret ballot and a survey have no result, and an open vote no percentages."""
SCALE: Final = ("1", "2", "3", "4", "5")
Localized = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PollOption:
    """`text`: the id of what staff typed, where the script does not say it in `title`."""

    id: str
    title: Localized = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class PollQuestion:
    """`options` are for `single` and `multiple`; `most` 0: as many as one likes."""

    id: str
    answer: str
    title: Localized = field(default_factory=dict)
    text: str = ""
    options: tuple[PollOption, ...] = ()
    most: int = 0
    low: Localized = field(default_factory=dict)
    high: Localized = field(default_factory=dict)

    @property
    def choices(self) -> tuple[str, ...]:
        """Ids that can be chosen."""
        return SCALE if self.answer == "scale" else tuple(option.id for option in self.options)

    @property
    def limit(self) -> int:
        return (self.most or len(self.options)) if self.answer == "multiple" else 1


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's answers: chosen ids and what was written, by question. In a log `texts` are ids."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Total:
    """What a question came to: who answered it, how many chose what, and the ids of what was written."""

    question: str
    answered: int
    counts: Mapping[str, int] = field(default_factory=dict)
    texts: tuple[str, ...] = ()


def totals(questions: Sequence[PollQuestion], votes: Iterable[Vote]) -> tuple[Total, ...]:
    """What was written is sorted by its random id: neither who wrote it nor when can be told from its place."""
    votes = list(votes)
    return tuple(_total(question, votes) for question in questions)


def _total(question: PollQuestion, votes: Sequence[Vote]) -> Total:
    chosen = [vote.chosen[question.id] for vote in votes if vote.chosen.get(question.id)]
    written = [vote.texts[question.id] for vote in votes if vote.texts.get(question.id)]
    counted = Counter(option for each in chosen for option in each)
    counts = {option: counted[option] for option in question.choices}
    return Total(question.id, len(chosen) + len(written), counts, tuple(sorted(written)))


def said(title: Localized, text: str) -> Any:
    """A title of the script, or what staff typed."""
    return Text(text) if text else dict(title)


def result(question: PollQuestion, total: Total, *, voters: int, numbers: Mapping[str, int] | None) -> dict[str, Any]:
    """As browsers and reports get it; `numbers`: with free texts, which are called by these; None: without."""
    most = max(total.counts.values(), default=0)
    options = [
        {
            "id": option,
            "title": title,
            "count": total.counts.get(option, 0),
            "percent": percent(total.counts.get(option, 0), total.answered) if voters >= FEW else None,
            "first": 0 < most == total.counts.get(option, 0),
        }
        for option, title in _titles(question)
    ]
    return {
        "id": question.id,
        "title": said(question.title, question.text),
        "answer": question.answer,
        "answered": total.answered,
        "options": options,
        "mean": _mean(total) if question.answer == "scale" and voters >= FEW else None,
        "texts": [{"number": numbers[each], "text": Text(each)} for each in total.texts] if numbers else [],
    }


def _titles(question: PollQuestion) -> list[tuple[str, Any]]:
    ends = {SCALE[0]: dict(question.low), SCALE[-1]: dict(question.high)}
    if question.answer == "scale":
        return [(step, ends.get(step, {})) for step in SCALE]
    return [(option.id, said(option.title, option.text)) for option in question.options]


def percent(count: int, of: int) -> int:
    """Whole percent, halves up."""
    return (200 * count + of) // (2 * of) if of else 0


def _mean(total: Total) -> float | None:
    counted = sum(total.counts.values())
    return round(sum(int(step) * count for step, count in total.counts.items()) / counted, 1) if counted else None
