"""Inviting in the browser: a list of people, letters, links without a name, the open link. Nothing is half imported."""

from __future__ import annotations

from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import Refused
from dialogue.task import DialogueTask
from facilitation.choosing_groups import ASSIGNED
from facilitation.course import Agenda
from facilitation.roster import LEFT_OUT, LIMIT, OWN, Examined
from rooms.admission import Admission, SetAdmission
from rooms.seats import AddSeat, Seats
from web import invited, letters, texts
from web.accounts import Account
from web.doors import state_of
from web.mail_pages import to_remind
from web.open_links import OpenLink
from web.own_words import facts_of, fields_of, language_of
from web.preparing import address, for_dialogue
from web.results import file
from web.sign_in import Form, fault_text, form_of
from web.state import State
from web.unfit import Unfit
from web.when import instant, written
from web.words import Words, words_for

SHOWN: Final = 100
FAULTS_SHOWN: Final = 50
SHEETS: Final = 250
"""Letters in one file: more take a printer's patience, and ours."""
KINDS: Final = ("csv", "zip", "pdf")
COLUMNS: Final = ("number", "called", "name", "mail", "link", "code", "qr")


@for_dialogue
async def show_people(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/people`."""
    return await _page(request, account, task)


async def _page(
    request: Request,
    account: Account,
    task: DialogueTask,
    *,
    fault: str = "",
    form: Form | None = None,
    status: int = 200,
) -> Response:
    """`form`: of the open link, as typed and refused."""
    state = state_of(request)
    guests, link = await invited.guests(state, task), await state.open_links.of(task.name)
    token = await state.links.give(task.name, None, "citizen")
    context: dict[str, Any] = {
        "dialogue": task.name,
        "guests": guests[:SHOWN],
        "known": [each for each in guests[:SHOWN] if each.called or each.name or each.mail],
        "count": len(guests),
        "mails": sum(1 for each in guests if each.mail),
        "mail_on": state.outbox.on,
        "unmailed": sum(1 for each in guests if each.mail and each.mailed_at is None),
        "unreminded": sum(map(to_remind, guests)) if task.state.part(Agenda).status == "waiting" else 0,
        "walked_in": len(task.state.part(Seats).walked_in),
        "sheets": [(first + 1, min(first + SHEETS, len(guests))) for first in range(0, len(guests), SHEETS)],
        "needed": invited.needed(task),
        "limit": LIMIT,
        "open_url": f"{state.settings.public_url}/o/{token}",
        "form": form or _open_form(state, task, link),
        "by_hand": task.state.part(Admission).by_hand,
        "fault": fault,
        "said": request.query_params.get("said", ""),
    }
    return state.pages.render(request, "organize/people", status=status, account=account, **context)


def _open_form(state: State, task: DialogueTask, link: OpenLink) -> Form:
    day, time = written(link.closes_at, state.looks.of(task.name).zone)
    form = {
        "places": "" if link.places is None else str(link.places),
        "day": day,
        "time": time,
        "seen": str(link.version),
    }
    form |= {"open": "yes"} if link.open else {}
    return form | ({"by_hand": "yes"} if task.state.part(Admission).by_hand else {})


@for_dialogue
async def set_open(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/open`: `open` `places` `day` `time` `by_hand` `seen`."""
    state, form = state_of(request), await form_of(request)
    try:
        places, closes_at = form.get("places", "").strip(), None
        if places and not (places.isascii() and places.isdecimal() and 0 < int(places[:9]) <= 500):
            raise Unfit("bad-number", limit=500)
        if form.get("day") or form.get("time"):
            closes_at = instant(form.get("day", ""), form.get("time", ""), state.looks.of(task.name).zone)
        seen = int(form.get("seen", "0")) if form.get("seen", "").isdecimal() else -1
        link = OpenLink(seen, "open" in form, int(places) if places else None, closes_at)
        if not await state.open_links.write(task.name, link):
            raise Unfit("changed-meanwhile")
        await task.submit(request.state.lead.seat, SetAdmission("by_hand" in form))
    except Refused as refusal:
        newest = await state.open_links.of(task.name)
        form |= {"seen": str(newest.version)}
        return await _page(request, account, task, fault=fault_text(request, refusal), form=form, status=409)
    await state.deeds.note("open-link.on" if link.open else "open-link.off", by=account.id, dialogue=task.name)
    return RedirectResponse(address(request, task, "/people", said="saved"), 303)


@for_dialogue
async def add_nameless(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/nameless`: `count` personal links for people without a name."""
    state, form = state_of(request), await form_of(request)
    text = form.get("count", "")
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= LIMIT):
        fault = fault_text(request, Unfit("bad-number", limit=LIMIT))
        return await _page(request, account, task, fault=fault, status=422)
    seats = await invited.add_seats(task, [AddSeat("citizen")] * int(text))
    await state.links.give_all(task.name, seats, "citizen")
    await state.deeds.note("people-added", by=account.id, dialogue=task.name, count=len(seats))
    return RedirectResponse(address(request, task, "/people", said="invited"), 303)


@for_dialogue
async def bring_list(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/list`: the `file`; shows what its columns mean. Stores nothing."""
    form = await request.form()
    sent = form.get("file")
    body = await sent.read() if isinstance(sent, UploadFile) else b""
    text, how = invited.decoded(body)
    if not text.strip():
        code = f"list-{how}" if how in ("spreadsheet", "binary", "large") else "list-empty"
        return await _page(request, account, task, fault=fault_text(request, Unfit(code)), status=422)
    return await _list_page(request, account, task, text, how, {})


@for_dialogue
async def take_list(request: Request, account: Account, task: DialogueTask) -> Response:
    """`POST /organize/d/{dialogue}/import`: the text with a meaning for each column; `do` `check` or `import`."""
    state, form = state_of(request), await request.form(max_part_size=2 * invited.MOST_BYTES)
    text = str(form.get("text", ""))[: invited.MOST_BYTES].replace("\r\n", "\n")
    meanings = {
        int(name.removeprefix("column-")): str(value)
        for name, value in form.items()
        if name.startswith("column-") and name.removeprefix("column-").isdecimal()
    }
    if form.get("do") != "import":
        return await _list_page(request, account, task, text, str(form.get("how", "")), meanings)
    found = await invited.examined(state, task, text, meanings)
    if found.faults:
        return await _list_page(request, account, task, text, str(form.get("how", "")), meanings, status=422)
    count = await invited.take_in(state, task, found.people)
    await state.deeds.note("people-added", by=account.id, dialogue=task.name, count=count)
    return RedirectResponse(address(request, task, "/people", said="invited"), 303)


async def _list_page(
    request: Request,
    account: Account,
    task: DialogueTask,
    text: str,
    how: str,
    meanings: dict[int, str],
    *,
    status: int = 200,
) -> Response:
    state = state_of(request)
    found: Examined = await invited.examined(state, task, text, meanings)
    language, wanted = state.pages.language(request), invited.needed(task)
    meant = {meaning for _, meaning in found.columns}
    context: dict[str, Any] = {
        "dialogue": task.name,
        "text": text,
        "how": how,
        "columns": found.columns,
        "rows": found.rows,
        "count": len(found.people),
        "faults": [each.sentence(language) for each in found.faults[:FAULTS_SHOWN]],
        "more_faults": max(0, len(found.faults) - FAULTS_SHOWN),
        "meanings": [*OWN, ASSIGNED, LEFT_OUT],
        "assigned": ASSIGNED,
        "needed": wanted,
        "lacking": [name for name in wanted if name not in meant],
    }
    return state.pages.render(request, "organize/list", status=status, account=account, **context)


@for_dialogue
async def show_file(request: Request, account: Account, task: DialogueTask) -> Response:
    """`GET /organize/d/{dialogue}/letters/{kind}`: `csv`, `zip` with the QR pictures, `pdf` with `?first=`."""
    state, kind = state_of(request), request.path_params["kind"]
    if kind not in KINDS:
        return state.pages.problem(request, "not-found", status=404)
    words, people = words_for(state.pages.language(request)), await _rows(state, task)
    name = f"{task.name}-{words.t('organize.letters.file')}"
    await state.deeds.note(f"letters.{kind}", by=account.id, dialogue=task.name, count=len(people))
    columns = [words.t(f"organize.letters.{column}") for column in COLUMNS]
    match kind:
        case "csv":
            return file(letters.as_csv(columns, people), "text/csv; charset=utf-8", f"{name}.csv")
        case "zip":
            body = await state.paper.call(letters.as_zip, columns, people, f"{name}.csv")
            return file(body, "application/zip", f"{name}.zip")
    asked = request.query_params.get("first", "1")
    first = max(0, int(asked) - 1) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    part = people[first : first + SHEETS]
    if not part:
        return state.pages.problem(request, "not-found", status=404)
    data = {tongue: _letter(state, task, words_for(tongue)) for tongue in {each["language"] for each in part}}
    logo = await state.looks.logo_of(task.name)
    return file(await state.paper.call(letters.as_pdf, data, part, logo), "application/pdf", f"{name}-{first + 1}.pdf")


async def _rows(state: State, task: DialogueTask) -> list[dict[str, str]]:
    return [
        {
            "called": each.called,
            "name": each.name or "",
            "mail": each.mail or "",
            "link": f"{state.settings.public_url}/j/{state.links.token(task.name, each.seat)}",
            "code": state.links.code(task.name, each.seat),
            "language": each.language or language_of(task),
        }
        for each in await invited.guests(state, task)
    ]


def _letter(state: State, task: DialogueTask, words: Words) -> dict[str, Any]:
    look, facts, fields = state.looks.of(task.name), facts_of(state, task, words), fields_of(state, task.name)
    mine = texts.key("letter", words.html_lang) in fields
    host = state.settings.public_url.partition("://")[2]
    return {
        "language": words.html_lang,
        "heading": words.t("print.letters"),
        "title": facts["title"],
        "town": look.town,
        "contact": " · ".join(each for each in (look.hotline, look.contact_mail, host) if each),
        "when": words.t("print.letters.when", **facts),
        # What the door says, where nobody wrote anything for the letter.
        "text": look.text if look.text and not mine else texts.said(fields, "letter", words, **facts),
        "how": words.t("print.letters.how"),
        "steps": [words.t(f"print.letters.step.{number}", host=host) for number in (1, 2, 3)],
        "code": words.t("print.letters.code"),
        "link": words.t("print.letters.link"),
        "qr": words.t("print.letters.qr"),
        "personal": words.t("print.letters.personal"),
        "hotline": look.hotline,
        "help": words.t("print.letters.help", phone=look.hotline),
    }
