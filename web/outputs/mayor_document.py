"""One page for the mayor, ten minutes after the end: what weighs most, what was answered, what to say tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from web.outputs.blocks import Block, Document, Heading, Para, Points, Table
from web.outputs.letterhead import Voice
from web.outputs.report_document import differing, key_figures
from web.outputs.telling import status

Plain = dict[str, Any]
FIRST: Final = 5
LONG: Final = 110
"""Signs of a sentence that still leaves the page one page."""


def mayor_document(record: Plain, voice: Voice) -> Document:
    held = record["report"]["held_on"]
    return Document(
        title=voice.pick(record["report"]["title"]),
        over=voice.t("print.mayor"),
        under=voice.day(held) if held else "",
        stage=voice.t(f"print.stage.{voice.head.stage}"),
        blocks=tuple(_blocks(record, voice)),
    )


def _blocks(record: Plain, voice: Voice) -> Iterator[Block]:
    themes = record["outcome"]["themes"]
    yield key_figures(record, voice)
    yield Heading(voice.t("print.mayor.first"))
    if themes:
        rows = tuple(_row(theme, voice) for theme in themes[:FIRST])
        head = tuple(voice.t(key) for key in ("csv.theme", "print.dots", "print.mayor.voice", "answer.title"))
        yield Table(head, rows, voice.t("review.themes"), right=(1,))
    else:
        yield Para(voice.t("print.no-themes"))
    open_ = [theme for theme in themes if not theme["replies"]]
    yield Heading(voice.t("print.mayor.open"))
    titles = tuple(f"{theme['number']} · {short(voice.pick(theme['title']), LONG)}" for theme in open_[:6])
    yield Points(titles) if titles else Para(voice.t("print.mayor.open.none"))
    found = differing(record)[:2]
    if found:
        yield Heading(voice.t("print.differing"))
        yield Points(tuple(short(voice.pick(card["text"]), LONG) for _, _, card, _ in found))
    yield Heading(voice.t("print.mayor.felt"))
    yield Points(tuple(_felt(record, voice)) or (voice.t("print.mayor.felt.none"),))
    yield Para(voice.t("print.mayor.honest"), "note")


def _row(theme: Plain, voice: Voice) -> tuple[str, ...]:
    best = sorted(theme["cards"], key=lambda card: not card["top"])
    said = short(voice.pick(best[0]["text"]), LONG) if best else ""
    answer = status(theme["replies"][-1], voice) if theme["replies"] else voice.t("answer.none")
    dots = "–" if theme["dots"] is None else str(theme["dots"])
    return f"{theme['number']} · {short(voice.pick(theme['title']), 60)}", dots, said, answer


def _felt(record: Plain, voice: Voice) -> Iterator[str]:
    """What surveys and polls say, a sentence each."""
    for poll in record["report"]["polls"]:
        for question in (poll["results"] or ())[:2]:
            title = short(voice.pick(question["title"]), LONG)
            if question["mean"] is not None:
                yield voice.t(
                    "print.mayor.mean", title=title, mean=voice.decimal(question["mean"]), count=question["answered"]
                )
            elif first := [option for option in question["options"] if option["first"]]:
                said = ", ".join(voice.pick(option["title"]) for option in first[:2])
                yield voice.t(
                    "print.mayor.most",
                    title=title,
                    said=short(said, 60),
                    votes=first[0]["count"],
                    count=question["answered"],
                )


def short(text: str, signs: int) -> str:
    """On one line, cut at a word."""
    plain = " ".join(text.split())
    if len(plain) <= signs:
        return plain
    return f"{plain[:signs].rsplit(' ', 1)[0][:signs]} …"
