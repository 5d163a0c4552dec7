"""The plots of an evening, from its record as plain data: dots, presence, times, balance, polls."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any, Final

from web.outputs.letterhead import Voice
from web.outputs.plots import Bar, Plot, Span, Words, bars, spans, steps

Plain = dict[str, Any]
EVEN: Final = 100 / 3
LONGEST: Final = 30
"""Bars in one picture."""


def dots(record: Plain, voice: Voice) -> Plot | None:
    """None where nobody was asked."""
    themes = [theme for theme in record["outcome"]["themes"] if theme["dots"] is not None]
    if not themes:
        return None
    rows = [Bar(_theme(theme, voice), theme["dots"], str(theme["dots"]), theme["rank"] == 1) for theme in themes]
    first = voice.pick(themes[0]["title"])
    summary = voice.t("print.plot.dots.summary", count=len(themes), theme=first, dots=themes[0]["dots"])
    return bars(_words("dots", summary, voice), rows[:LONGEST])


def attendance(record: Plain, voice: Voice) -> Plot | None:
    moments = record["numbers"]["attendance"]
    if not moments:
        return None
    points = [(voice.clock(each["at"]), float(each["citizens"])) for each in moments]
    counts = [each["citizens"] for each in moments]
    summary = voice.t(
        "print.plot.attendance.summary",
        most=max(counts),
        start=voice.clock(moments[0]["at"]),
        first=counts[0],
        end=voice.clock(moments[-1]["at"]),
        last=counts[-1],
    )
    return steps(_words("attendance", summary, voice), points, [(at, f"{count:g}") for at, count in points])


def course(record: Plain, voice: Voice) -> Plot | None:
    phases = record["numbers"]["course"]
    if not phases:
        return None
    rows, cells = [], []
    for phase in phases:
        real = phase["real_s"]
        told = voice.t("print.plot.skipped") if real is None else _minutes(real, voice)
        rows.append(
            Span(
                voice.pick(phase["title"]), phase["planned_s"], real, f"{_minutes(phase['planned_s'], voice)} / {told}"
            )
        )
        begun = "–" if phase["started_at"] is None else voice.clock(phase["started_at"])
        planned = (voice.clock(phase["planned_at"]), _minutes(phase["planned_s"], voice))
        cells.append((voice.pick(phase["title"]), *planned, begun, told))
    total = sum(phase["real_s"] or 0 for phase in phases)
    planned_s = sum(phase["planned_s"] for phase in phases)
    summary = voice.t("print.plot.course.summary", planned=_minutes(planned_s, voice), real=_minutes(total, voice))
    return spans(_words("course", summary, voice, "began-planned", "planned", "began", "real"), rows, cells)


def balance(record: Plain, voice: Voice) -> Plot | None:
    """None where no group could be told of."""
    rows = []
    for round_ in record["report"]["rounds"]:
        for group in round_["groups"]:
            if group["most_heard"] is not None:
                label = f"{voice.t('review.group', number=group['number'])} · {voice.pick(round_['title'])}"
                rows.append(Bar(label, group["most_heard"], f"{group['most_heard']} %", group["most_heard"] >= 60))
    if not rows:
        return None
    least, most = min(row.value for row in rows), max(row.value for row in rows)
    summary = voice.t("print.plot.balance.summary", count=len(rows), least=f"{least:g}", most=f"{most:g}")
    return bars(_words("balance", summary, voice), rows, most=100, mark=EVEN)


def polls(polls: list[Plain], voice: Voice) -> Iterator[tuple[Plain, Plain, Plot]]:
    """Each poll and question with something to draw."""
    for poll in polls:
        for number, question in enumerate(poll["results"] or (), start=1):
            if question["options"]:
                yield poll, question, _poll(f"poll-{poll['id']}-{number}", question, voice)


def _poll(id: str, question: Plain, voice: Voice) -> Plot:
    rows = [
        Bar(_option(question, option, voice), option["count"], share(option, voice), option["first"])
        for option in question["options"]
    ]
    first = [row.label for row in rows if row.strong]
    summary = voice.t("print.plot.poll.summary", answered=question["answered"], first=", ".join(first) or "–")
    head = (voice.t("csv.answer"), voice.t("csv.votes"))
    return bars(Words(_safe(id), voice.pick(question["title"]), summary, head), rows, most=float(question["answered"]))


def _option(question: Plain, option: Plain, voice: Voice) -> str:
    title = voice.pick(option["title"])
    return f"{option['id']} {title}".strip() if question["answer"] == "scale" else title


def share(option: Plain, voice: Voice) -> str:
    if option["percent"] is None:
        return str(option["count"])
    return voice.t("app.poll.share", votes=option["count"], percent=option["percent"])


def _theme(theme: Plain, voice: Voice) -> str:
    return f"{theme['number']} · {voice.pick(theme['title'])}"


def _minutes(seconds: float, voice: Voice) -> str:
    """Short rehearsals are told in halves of minutes."""
    if seconds < 600 and seconds % 60:
        return voice.t("print.minutes", minutes=voice.decimal(ceil(seconds / 6) / 10))
    return voice.t("print.minutes", minutes=round(seconds / 60))


def _safe(id: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in id)


def _words(id: str, summary: str, voice: Voice, *columns: str) -> Words:
    """Two columns unless more are named; their headings are `print.plot.<id>.<column>`."""
    head = (
        voice.t(f"print.plot.{id}.label"),
        *(voice.t(f"print.plot.{id}.{column}") for column in columns or ("value",)),
    )
    return Words(f"plot-{id}", voice.t(f"print.plot.{id}"), summary, head)
