"""The deletion record as PDF, for the data protection officer: what went when, what stays, what is out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dialogue.task import DialogueTask
from facilitation.course import Agenda
from facilitation.localized import localized
from web.doors import state_of
from web.organizers import lead_of, organizer_of
from web.privacy_pages import lines_of, steps_of
from web.sheets import render
from web.state import State
from web.words import Words, words_for


async def deletions_pdf(request: Request) -> Response:
    """`GET /d/{dialogue}/deletions.pdf`: for who leads; once there is nothing left to lead, for organizers."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    task, frozen = await state.host.open(dialogue), await state.retention.frozen(dialogue)
    if task is None and frozen is None and not await lines_of(state, dialogue):
        return state.pages.problem(request, "not-found", status=404)
    if not await (organizer_of(request) if task is None else lead_of(request, task)):
        return state.pages.problem(request, "not-allowed", status=403)
    words = words_for(state.pages.language(request))
    title = words.pick(frozen["report"]["title"] if frozen else _title(task)) or dialogue
    body = await state.host.workers.call(render, "deletions", await record_of(state, dialogue, title, words))
    name = f"{dialogue}-{words.t('print.deletions.file')}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)


def _title(task: DialogueTask | None) -> Mapping[str, str | None]:
    script = task.state.part(Agenda).script if task else None
    return localized(script.title) if script else {}


async def record_of(state: State, name: str, title: str, words: Words) -> dict[str, Any]:
    """What the sheet prints; numbers, dates and names of files, nothing of anybody."""
    now, lines = state.clock.now(), await lines_of(state, name)
    stays = "data.stays.record" if lines and lines[-1]["step"] == "all" else "data.stays"
    over_at = await state.retention.over_at(name)
    return {
        "language": words.html_lang,
        "town": state.settings.town,
        "heading": words.t("print.deletions"),
        "title": title,
        "day": words.t("print.deletions.over", day=state.pages.day(over_at, words)) if over_at is not None else "",
        "printed": words.t("print.at", day=state.pages.day(now, words), time=state.pages.clock(now, words)),
        "columns": [words.t(f"print.deletions.column.{column}") for column in ("at", "step", "counts")],
        "rows": [_row(line, state, words) for line in lines],
        "none": words.t("data.record.none"),
        "ahead": {
            "heading": words.t("print.deletions.ahead"),
            "rows": [
                words.t("print.deletions.due", step=words.t(f"data.step.{step['name']}"), day=_due(step, state, words))
                for step in await steps_of(state, name)
                if step["done_at"] is None
            ],
        },
        "stays": {"heading": words.t("print.deletions.stays"), "rows": [words.t(stays)]},
        "beyond": {"heading": words.t("print.deletions.beyond"), "rows": _beyond(state, lines, words)},
    }


def _row(line: dict[str, Any], state: State, words: Words) -> dict[str, str]:
    counts = [words.t(f"data.count.{what}", count=count) for what, count in line["counts"].items()]
    return {
        "at": f"{state.pages.day(line['at'], words)}, {state.pages.clock(line['at'], words)}",
        "step": words.t(f"data.step.{line['step']}"),
        "counts": "\n".join(counts) or words.t("data.count.none"),
    }


def _due(step: dict[str, Any], state: State, words: Words) -> str:
    if step["due_at"] is not None:
        return state.pages.day(step["due_at"], words)
    return words.t("data.days", count=step["days"]) if step["days"] else words.t("data.night")


def _beyond(state: State, lines: list[dict[str, Any]], words: Words) -> list[str]:
    """Backups that are there, backups that may be elsewhere, and what left the house."""
    backups, day = state.retention.backups, state.pages.day
    found = [
        words.t("print.deletions.backup", name=each.name, at=day(each.at, words), until=day(each.until, words))
        for each in backups.list()
    ]
    last = max((line["at"] for line in lines), default=state.clock.now())
    elsewhere = words.t("print.deletions.elsewhere", days=backups.days, until=day(backups.until(last), words))
    return [*found, elsewhere, words.t("print.deletions.files"), words.t("print.deletions.mail")]
