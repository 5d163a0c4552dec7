"""The audit of order: who of the staff did what to whom and when, read from the log; never anybody's words.

Only what staff did to others is told. Presence, hands, floors and concerns are nobody's business afterwards.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from dialogue.refs import Side
from dialogue.task import DialogueTask
from facilitation.report import harmless
from rooms.seats import Seats
from web.doors import state_of
from web.results import for_leads
from web.words import Words, words_for

TOLD: Final = (
    "exclusion-proposed",
    "exclusion-declined",
    "sound-set",
    "sounds-set",
    "picture-set",
    "excluded",
    "kept-out",
    "admitted",
    "admission-set",
    "item-hidden",
    "item-shown",
    "redacted",
)
ALSO: Final = ("person-changed", "lead-taken", "covered", "message-sent", "words-listed")
FLAGS: Final = ("off", "by_hand")


@for_leads
async def audit_csv(request: Request, task: DialogueTask) -> Response:
    """`GET /d/{dialogue}/audit.csv`."""
    words = words_for(state_of(request).pages.language(request))
    rows = await task.log.read(task.name, after=0)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(words.t(f"audit.{column}") for column in ("at", "who", "role", "what", "whom"))
    roles = task.state.part(Seats).roles
    writer.writerows(audit_rows(((row.at, row.actor, row.events) for row in rows), task.side, roles, words))
    headers = {"Content-Disposition": f'attachment; filename="{task.name}-audit.csv"', "Cache-Control": "no-store"}
    return Response(("\ufeff" + buffer.getvalue()).encode(), media_type="text/csv; charset=utf-8", headers=headers)


def audit_rows(
    rows: Iterable[tuple[float, int, str]], side: Side, roles: Any, words: Words
) -> Iterator[tuple[str, str, str, str, str]]:
    """`rows`: when, actor, events of the log. The server itself is not audited: it only does what the script says."""
    excluded = count(1)
    for at, actor, events in rows:
        for kind, _, data in json.loads(events) if actor else ():
            if kind == "excluded":  # by this number its reason can be redacted
                data = {**data, "nth": next(excluded)}
            if kind in TOLD or kind in ALSO:
                clock = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
                role = words.t(f"app.role.{roles[actor]}")
                yield clock, _name(side, actor), role, words.t(_key(kind, data)), _whom(side, data, words)


def _key(kind: str, data: dict[str, Any]) -> str:
    flag = next((str(data[flag]).lower() for flag in FLAGS if flag in data), "")
    return f"audit.{kind}.{flag}" if flag else f"audit.{kind}"


def _whom(side: Side, data: dict[str, Any], words: Words) -> str:
    if "number" in data:  # a card or question: its number, never its author
        return words.t(f"audit.number.{data['kind']}", number=data["number"])
    seats = data.get("seats", [data["seat"]] if "seat" in data else [])
    whom = ", ".join(_name(side, seat) for seat in seats) or str(data.get("room") or "")
    return f"{whom} ({words.t('audit.number.exclusion', number=data['nth'])})" if "nth" in data else whom


def _name(side: Side, seat: int) -> str:
    return harmless(side.name(seat) or str(seat))
