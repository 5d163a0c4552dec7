"""The report of an evening as a document: what the groups said first, numbers last. From the record as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from web.outputs import figures
from web.outputs.blocks import Block, CardList, Document, Facts, Figure, Heading, Para, Points, Table
from web.outputs.letterhead import Voice
from web.outputs.plots import Plot
from web.outputs.telling import count_cards, count_groups, line, own, read_back, reply, status, weighed

Plain = dict[str, Any]


def report_document(record: Plain, voice: Voice, *, named: Sequence[str] = ()) -> Document:
    """`named`: who took part and wants to be named, in the order in which they are to stand."""
    held = record["report"]["held_on"]
    return Document(
        title=voice.pick(record["report"]["title"]),
        over=voice.t("print.report"),
        under=voice.t("outcome.held", day=voice.day(held)) if held else "",
        stage=voice.t(f"print.stage.{voice.head.stage}"),
        blocks=tuple(_blocks(record, voice, named)),
        contents=True,
    )


def _blocks(record: Plain, voice: Voice, named: Sequence[str]) -> Iterator[Block]:
    yield from _glance(record, voice)
    yield from _themes(record, voice)
    yield from _differing(record, voice)
    yield from _groups(record["report"], voice)
    yield from _polls(record["report"]["polls"], voice)
    yield from _questions(record["report"]["questions"], voice)
    yield from _numbers(record, voice)
    if named:
        yield Heading(voice.t("print.named"))
        yield Para(voice.t("print.named.text"))
        yield Points(tuple(named))
    yield from _about(record, voice)


def key_figures(record: Plain, voice: Voice) -> Facts:
    report = record["report"]
    cards, groups = count_cards(report), count_groups(report)
    rows = [(str(report["present"]), voice.t("review.present", count=report["present"]))]
    rows += [(str(groups), voice.t("review.groups", count=groups)), (str(cards), voice.t("review.cards", count=cards))]
    themes = len(record["outcome"]["themes"])
    return Facts((*rows, (str(themes), voice.t("print.themes", count=themes))))


def themes_table(record: Plain, voice: Voice, *, answers: bool = True) -> Table:
    """Themes in the order of their dots."""
    themes, dotted = record["outcome"]["themes"], record["outcome"]["weighed"] is not None
    head = [voice.t("csv.theme"), voice.t("print.cards"), *([voice.t("print.dots")] if dotted else [])]
    rows = []
    for theme in themes:
        row = [f"{theme['number']} · {voice.pick(theme['title'])}", str(len(theme["cards"]))]
        row += [str(theme["dots"] if theme["dots"] is not None else "–")] if dotted else []
        rows.append((*row, *([_short(theme["replies"], voice)] if answers else [])))
    numbers = (1, 2) if dotted else (1,)
    return Table(
        (*head, *([voice.t("answer.title")] if answers else [])), tuple(rows), voice.t("review.themes"), right=numbers
    )


def _short(replies: list[Plain], voice: Voice) -> str:
    return status(replies[-1], voice) if replies else voice.t("answer.none")


def _glance(record: Plain, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t("print.glance"))
    yield key_figures(record, voice)
    if record["outcome"]["themes"]:
        yield Para(voice.t("print.glance.themes"))
        yield themes_table(record, voice)
    else:
        yield Para(voice.t("print.no-themes"))
    if said := weighed(record, voice):
        yield Para(said, "note")


def _themes(record: Plain, voice: Voice) -> Iterator[Block]:
    outcome = record["outcome"]
    if not outcome["themes"] and not outcome["single"]:
        return
    yield Heading(voice.t("print.chapter.themes"))
    if plot := figures.dots(record, voice):
        yield Figure(plot)
    for theme in outcome["themes"]:
        over = [voice.t("results.theme", number=theme["number"])]
        if theme["dots"] is not None:
            over.append(voice.t("app.dots.count", count=theme["dots"]))
        yield Heading(voice.pick(theme["title"]), 2, " · ".join(over))
        yield reply(theme["replies"], voice)
        yield CardList(tuple(line(card, voice) for card in theme["cards"]))
    if outcome["single"]:
        yield Heading(voice.t("results.single"), 2)
        yield Para(voice.t("results.single.text"))
        yield CardList(tuple(line(card, voice) for card in outcome["single"]))


def differing(record: Plain) -> list[tuple[Plain, Plain, Plain, Plain]]:
    """Round, group, card and the card on which it is a differing opinion."""
    found = []
    for round_ in record["report"]["rounds"]:
        for group in round_["groups"]:
            cards = [card for column in group["columns"] for host in column["cards"] for card in (host, *host["under"])]
            known = {card["number"]: card for card in cards}
            found += [(round_, group, card, known.get(card["differs"], {})) for card in cards if card["differs"]]
    return found


def _differing(record: Plain, voice: Voice) -> Iterator[Block]:
    found = differing(record)
    if not found:
        return
    yield Heading(voice.t("print.differing"))
    yield Para(voice.t("print.differing.text"))
    head = tuple(voice.t(key) for key in ("csv.group", "print.card", "print.differing.says"))
    rows = []
    for round_, group, card, about in found:
        place = f"{group['number']} · {voice.pick(round_['title'])}"
        original = f"{card['differs']} · {voice.pick(about.get('text'))}" if about else str(card["differs"])
        rows.append((place, original, f"{card['number']} · {voice.pick(card['text'])}"))
    yield Table(head, tuple(rows), voice.t("print.differing"))


def _groups(report: Plain, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t("print.chapter.groups"))
    if not report["rounds"]:
        yield Para(voice.t("review.none"))
    for round_ in report["rounds"]:
        yield Heading(voice.pick(round_["title"]), 2)
        for group in round_["groups"]:
            yield Heading(voice.t("review.group", number=group["number"]), 3)
            facts = [voice.t("review.people", count=group["people"]), read_back(group["read_back"], voice)]
            yield Para(" · ".join(fact for fact in facts if fact), "note")
            if group["empty"]:
                yield Para(voice.t("review.empty"))
            for column in group["columns"]:
                if column["cards"]:
                    yield Para(voice.pick(column["title"]))
                    yield CardList(tuple(own(card, voice) for card in column["cards"]))


def _polls(polls: list[Plain], voice: Voice) -> Iterator[Block]:
    if not polls:
        return
    yield Heading(voice.t("review.polls"))
    for poll in polls:
        yield Heading(voice.pick(poll["title"]), 2)
        facts = [voice.t("polled.voters", count=poll["voters"])]
        facts += [voice.t("polled.secret")] if poll["secret"] else []
        facts += [] if poll["vouched"] else [voice.t("app.poll.unsure")]
        yield Para(" · ".join(facts), "note")
        if poll["results"] is None:
            yield Para(voice.t("polled.running" if poll["open"] else "polled.few"))
        drawn = {id(question): plot for _, question, plot in figures.polls([poll], voice)}
        for question in poll["results"] or ():
            yield from _question(question, drawn.get(id(question)), voice)


def _question(question: Plain, plot: Plot | None, voice: Voice) -> Iterator[Block]:
    if plot:
        yield Figure(plot)
    else:
        yield Para(voice.pick(question["title"]))
    if question["texts"]:
        yield Points(tuple(voice.pick(each["text"]) for each in question["texts"]))
    elif question["answer"] == "text":
        yield Para(f"{voice.t('app.poll.answers', count=question['answered'])} {voice.t('polled.written')}", "note")


def _questions(asked: list[Plain], voice: Voice) -> Iterator[Block]:
    if not asked:
        return
    yield Heading(voice.t("review.questions"))
    head = (voice.t("print.number"), voice.t("csv.question"), voice.t("print.state"))
    state = ("polled.unanswered", "polled.answered")
    rows = [(str(each["number"]), voice.pick(each["text"]), voice.t(state[each["answered"]])) for each in asked]
    yield Table(head, tuple(rows), voice.t("review.questions"), right=(0,))


def evening_plots(record: Plain, voice: Voice) -> list[Plot]:
    found = (figures.attendance(record, voice), figures.course(record, voice), figures.balance(record, voice))
    return [plot for plot in found if plot is not None]


def _numbers(record: Plain, voice: Voice) -> Iterator[Block]:
    plots = evening_plots(record, voice)
    if not plots:
        return
    yield Heading(voice.t("print.chapter.numbers"))
    for plot in plots:
        yield Heading(plot.title, 2)
        yield Figure(plot, titled=False)
        yield Table(plot.head, plot.rows, plot.title, right=tuple(range(1, len(plot.head))))


def _about(record: Plain, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t("print.about"))
    items = [voice.t(f"print.about.{each}") for each in ("opinion", "nameless", "numbers", "counts", "signs")]
    yield Points((*items, voice.t("print.about.licence")))
    yield Para(
        voice.t("print.about.made", day=voice.day(voice.head.made_at), time=voice.clock(voice.head.made_at)), "note"
    )
