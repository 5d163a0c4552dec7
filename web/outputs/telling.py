"""The sentences that documents and pages share: cards, answers and read-backs in words."""

from __future__ import annotations

from typing import Any

from web.outputs.blocks import Card, Reply
from web.outputs.letterhead import Voice

Plain = dict[str, Any]


def reply(replies: list[Plain], voice: Voice) -> Reply:
    """The newest answer, or that there is none yet."""
    if not replies:
        return Reply(voice.t("answer.none"), "", "", given=False)
    last = replies[-1]
    facts = [voice.t("answer.responsible", who=last["responsible"])] if last["responsible"] else []
    facts.append(voice.t("answer.given", day=voice.day(last["at"])))
    return Reply(status(last, voice), last["reason"] or "", " · ".join(facts))


def status(last: Plain, voice: Voice) -> str:
    said = voice.t(f"answer.{last['status']}")
    if not last["until"]:
        return said
    until = voice.date(last["until"])
    word = {"checked": "answer.until", "council": "answer.on"}.get(last["status"], "answer.by")
    return f"{said} {voice.t(word, date=until)}"


def line(card: Plain, voice: Voice) -> Card:
    """A card of the outcome, with where it comes from."""
    facts = [voice.t("outcome.group", number=card["group"])] if card["group"] else []
    facts += [voice.pick(card["round"]), voice.pick(card["column"])]
    notes = [voice.t("outcome.differs", number=card["differs"])] if card["differs"] else []
    notes += [_original(each, voice) for each in card["originals"]]
    notes += [
        f"{voice.t('answer.title')}: {status(each, voice)}. {each['reason'] or ''}".strip()
        for each in card["replies"][-1:]
    ]
    return _card(card, " · ".join(facts), notes, voice)


def own(card: Plain, voice: Voice) -> Card:
    """A card of a group, in its column."""
    notes = [voice.t("review.differs", number=card["differs"])] if card["differs"] else []
    notes += [_original(each, voice) for each in card["under"]]
    if card["original"] and card["under"]:
        notes.append(f"{voice.t('review.original')}: {card['original']}")
    return _card(card, "", notes, voice)


def _card(card: Plain, facts: str, notes: list[str], voice: Voice) -> Card:
    number = voice.t("outcome.card", number=card["number"])
    return Card(number, voice.pick(card["text"]), facts, card["top"], tuple(notes))


def _original(card: Plain, voice: Voice) -> str:
    return f"{voice.t('review.together')} {voice.t('outcome.card', number=card['number'])}: {voice.pick(card['text'])}"


def read_back(read: Plain | None, voice: Voice) -> str:
    if read is None:
        return ""
    if read["right"] is None:
        return voice.t("review.readback.none")
    return voice.t(
        "review.readback.changed" if read["changed"] else "review.readback", right=read["right"], of=read["of"]
    )


def count_cards(report: Plain) -> int:
    columns = [column for round_ in report["rounds"] for group in round_["groups"] for column in group["columns"]]
    return sum(len(column["cards"]) for column in columns)


def count_groups(report: Plain) -> int:
    return sum(len(round_["groups"]) for round_ in report["rounds"])


def weighed(record: Plain, voice: Voice) -> str:
    """How the dots were given; empty where nobody was asked."""
    dots = record["outcome"]["weighed"]
    if not dots:
        return ""
    said = f"{voice.t('app.dots.gave', given=dots['given'], of=dots['of'])} {voice.t('app.dots.opinion')}"
    return f"{said} {voice.t('app.dots.openlink')}" if dots["open_link"] else said
