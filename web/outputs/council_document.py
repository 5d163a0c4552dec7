"""The council paper, "Mitteilungsvorlage": what the council is told, in the order its offices expect. From the record.

What only the office knows (number of the paper, costs, who signs) is a line to be filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from web.outputs import figures
from web.outputs.blocks import Block, Document, Figure, Heading, Para, Points, Table
from web.outputs.letterhead import Voice
from web.outputs.report_document import differing, themes_table
from web.outputs.telling import count_cards, count_groups, status, weighed

Plain = dict[str, Any]
GAPS: Final = ("number", "office", "author", "bodies", "public")
VOICES: Final = 3


def council_document(record: Plain, voice: Voice) -> Document:
    title = voice.pick(record["report"]["title"])
    return Document(
        title=voice.t("print.council.subject", title=title),
        over=voice.t("print.council"),
        under=voice.head.town,
        stage=voice.t(f"print.stage.{voice.head.stage}"),
        blocks=tuple(_blocks(record, voice)),
    )


def _blocks(record: Plain, voice: Voice) -> Iterator[Block]:
    head = (voice.t("print.council.field"), voice.t("print.council.entry"))
    yield Table(head, tuple((voice.t(f"print.council.{gap}"), "") for gap in GAPS), voice.t("print.council.head"))
    yield Heading(voice.t("print.council.notes"))
    yield Para(voice.t("print.council.notes.text"))
    yield Heading(voice.t("print.council.matter"))
    yield Para(_happened(record, voice))
    yield Heading(voice.t("print.council.result"))
    yield from _result(record, voice)
    yield from _each(record, voice)
    yield Heading(voice.t("print.council.costs"))
    yield Para(voice.t("print.council.costs.text"), "gap")
    yield Heading(voice.t("print.council.further"))
    yield Points(tuple(_further(record, voice)) or (voice.t("print.council.further.none"),))
    yield Heading(voice.t("print.council.annex"))
    yield Points((voice.t("print.council.annex.report"), voice.head.address))


def _happened(record: Plain, voice: Voice) -> str:
    report, held = record["report"], record["report"]["held_on"]
    return voice.t(
        "print.council.happened",
        day=voice.day(held) if held else "–",
        present=report["present"],
        groups=count_groups(report),
        cards=count_cards(report),
    )


def _result(record: Plain, voice: Voice) -> Iterator[Block]:
    if not record["outcome"]["themes"]:
        yield Para(voice.t("print.no-themes"))
        return
    yield themes_table(record, voice)
    if said := weighed(record, voice):
        yield Para(said, "note")
    if plot := figures.dots(record, voice):
        yield Figure(plot)


def _each(record: Plain, voice: Voice) -> Iterator[Block]:
    """Each theme with some of its voices and the answer."""
    others = {card["number"] for _, _, card, _ in differing(record)}
    for theme in record["outcome"]["themes"]:
        yield Heading(f"{voice.t('results.theme', number=theme['number'])}: {voice.pick(theme['title'])}", 2)
        first = sorted(theme["cards"], key=lambda card: not card["top"])[:VOICES]
        yield Points(
            tuple(f"„{voice.pick(card['text'])}“ ({voice.t('outcome.card', number=card['number'])})" for card in first)
        )
        rest = len(theme["cards"]) - len(first)
        if rest > 0:
            yield Para(voice.t("print.council.more", count=rest), "note")
        if any(card["number"] in others for card in theme["cards"]):
            yield Para(voice.t("print.council.differs"), "note")
        said = theme["replies"][-1] if theme["replies"] else None
        answer = f"{status(said, voice)}. {said['reason'] or ''}".strip() if said else voice.t("answer.none")
        yield Para(f"{voice.t('print.council.answer')}: {answer}")


def _further(record: Plain, voice: Voice) -> Iterator[str]:
    """What somebody has to do until when."""
    for theme in record["outcome"]["themes"]:
        said = theme["replies"][-1] if theme["replies"] else None
        if said and (said["until"] or said["responsible"]):
            who = f" ({said['responsible']})" if said["responsible"] else ""
            yield f"{voice.pick(theme['title'])}: {status(said, voice)}{who}"
