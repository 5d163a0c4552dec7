"""The doors: code entry, personal and open links, taking a seat over, leaving. Opening a page changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dialogue.machine import SERVER
from dialogue.task import DialogueTask
from facilitation.arrivals import opens_at, places_taken
from facilitation.clock_plan import promised
from facilitation.course import Agenda
from facilitation.localized import localized
from facilitation.polled import open_survey
from facilitation.rehearsal import Rehearsal
from rooms.admission import HoldNewcomer
from rooms.order import Order
from rooms.presence import Presence
from rooms.roles import ROLES
from rooms.seats import AddSeat, NamePerson, SeatAdded, Seats
from web.consents import fault_of as mail_fault
from web.consents import field, ticked, untick
from web.holders import cookie_name
from web.links import Link, typed_code
from web.names import NAME_LIMIT, fault_of, free_name
from web.own_words import farewell
from web.pages import PRIVACY_VERSION, to
from web.state import CITIZENS, State
from web.terms import OFFERS, Terms
from web.words import words_for

Form = dict[str, str]
Early = dict[str, float]
FIELDS = ("name", "second", "pair", "rules", "mail", *map(field, OFFERS))


def state_of(request: Request) -> State:
    state: State = request.app.state.dialogue
    return state


async def show_code(request: Request) -> Response:
    """`GET /`."""
    return state_of(request).pages.render(request, "code", code="", fault=None)


async def enter_code(request: Request) -> Response:
    """`POST /`: on to the door of that seat."""
    state = state_of(request)
    typed = str((await request.form()).get("code", ""))[:40]
    if not state.guesses.allowed(_address(request), state.clock.now()):
        return state.pages.render(request, "code", status=429, code=typed, fault="code.slow")
    if not typed_code(typed):
        return state.pages.render(request, "code", status=422, code="", fault="code.empty")
    link = await state.links.find(typed_code(typed))
    if link is None or link.seat is None:
        state.guesses.wrong(_address(request), state.clock.now())
        return state.pages.render(request, "code", status=404, code=typed, fault="code.unknown")
    return RedirectResponse(to(f"/j/{state.links.token(link.dialogue, link.seat)}", request.query_params), 303)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


class Visit:
    """One request at a door: the link, the dialogue behind it, and the seat this device already has in it."""

    def __init__(self, request: Request, link: Link, task: DialogueTask) -> None:
        self.request = request
        self.state = state_of(request)
        request.state.dialogue = link.dialogue
        self.link = link
        self.task = task
        self.held = self.state.held(request, link.dialogue)
        self.seat = link.seat if link.seat is not None else (self.held.seat if self.held else None)

    @property
    def role(self) -> str:
        return self.link.role if self.seat is None else self.task.state.part(Seats).roles[self.seat]

    def problem(self) -> Response | None:
        """Why nobody gets in here: excluded (also by the device's own seat), expired."""
        excluded = self.task.state.part(Order).excluded
        for seat in (self.seat, self.held.seat if self.held else None):
            if seat is not None and seat in excluded:
                reason = self.task.side.texts.get(excluded[seat], "")
                return self.state.pages.problem(self.request, "excluded", status=403, reason=reason)
        if self.link.closes_at is not None and self.link.closes_at < self.state.clock.now():
            return self.state.pages.problem(self.request, "link-expired", status=410)
        return None

    async def shut(self) -> Response | None:
        """Why the open link makes no more seats; who has one already comes in by it as before."""
        if self.link.seat is not None or self.seat is not None or self.over:
            return None
        why = (await self.state.open_links.of(self.link.dialogue)).shut(self.task, self.state.clock.now())
        return self.state.pages.problem(self.request, why, status=410) if why else None

    @property
    def over(self) -> bool:
        return self.task.state.part(Agenda).status == "closed" and not ROLES[self.role].backstage

    async def farewell(self) -> Response:
        """After the end: the public result, and for who has a seat the survey while it is open and the way to what
        became of the own cards."""
        publication = await self.state.publications.read(self.link.dialogue)
        results = to(f"/d/{self.link.dialogue}/results", self.request.query_params)
        return self.state.pages.render(
            self.request,
            "over",
            status=410,
            own=self.seat is not None,
            survey=self.seat is not None and open_survey(self.task.state, self.seat) is not None,
            results=results if publication.published_at else None,
            farewell=farewell(self.state, self.task, words_for(self.state.pages.language(self.request))),
        )

    def full(self, form: Form) -> Response | None:
        """The full house; its page sends the same form again."""
        if not is_full(self.state, self.task, self.role, self.seat):
            return None
        return self.state.pages.render(self.request, "full", status=503, limit=CITIZENS, fields=form)

    def early(self) -> Early | None:
        return early(self.state, self.task, self.role)

    async def page(
        self, *, form: Form | None = None, faults: dict[str, str] | None = None, status: int = 200
    ) -> Response:
        """The door itself."""
        form = form or await self._known()
        return self.state.pages.render(
            self.request,
            "door",
            status=status,
            evening=evening_of(self.task) | {"text": self.state.looks.of(self.link.dialogue).text or None},
            rehearsal=self.task.state.part(Rehearsal).on,
            role=self.role,
            pair=ROLES[self.role].counted,
            name=form.get("name", ""),
            second=form.get("second", ""),
            paired="pair" in form,
            rules="rules" in form,
            faults=faults or {},
            name_limit=NAME_LIMIT,
            early=self.early(),
            taken=await self.taken(),
            dialogue=self.link.dialogue,
            terms=await self.terms(),
            form=form,
            asked=bool(await self.asked()),
        )

    async def _known(self) -> Form:
        """The form as this person filled it in before."""
        if self.seat is None:
            return {"name": ""}
        known = (await self.state.consents.of(self.link.dialogue)).get(self.seat, ())
        return {"name": self.task.side.name(self.seat) or "", **untick(known)}

    async def terms(self) -> Terms:
        """For staff nothing is offered, and news by mail only where mail is sent."""
        if not ROLES[self.role].counted:
            return Terms(age=0)
        terms = await self.state.terms.read(self.link.dialogue)
        offers = tuple(offer for offer in terms.offers if offer != "news" or self.state.outbox.on)
        return replace(terms, offers=offers)

    async def asked(self) -> str:
        """The mark of the address that this person wants news at, if they do."""
        known = (await self.state.consents.of(self.link.dialogue)).get(self.seat or 0, ())
        return next((each.said for each in known if each.what == "news"), "")

    async def _news(self, form: Form, wanted: bool) -> dict[str, str]:
        """Asks the address for its yes, or takes it out again; beside the seat stands nothing but its mark."""
        subscribers, dialogue = self.state.subscribers, self.link.dialogue
        known, address = await self.asked(), form.get("mail", "").strip()
        mark = subscribers.hash(dialogue, address) if address else known
        if known and (known != mark or not wanted):
            await subscribers.withdraw(known)
        if wanted and address:
            await self.state.herald.ask(dialogue, address, self.state.pages.language(self.request))
        return {"news": mark} if wanted else {}

    async def taken(self) -> bool:
        """Whether another device sits on this seat at this moment."""
        if self.seat is None or self.seat not in self.task.state.part(Presence).here:
            return False
        device = await self.state.holders.device_of(self.link.dialogue, self.seat)
        return device is not None and (self.held is None or self.held.device != device)

    async def enter(self, form: Form) -> Response:
        """Takes the seat for this device and goes on to the dialogue."""
        name, pair = free_name(self._called(form), self._others()), "pair" in form
        if self.seat is None:
            outcome = await self.task.submit(SERVER, AddSeat(self.link.role, name, pair, walked_in=True))
            self.seat = next(event.seat for event in outcome.events if isinstance(event, SeatAdded))
            await self.task.submit(SERVER, HoldNewcomer(self.seat))
        elif (self.task.side.name(self.seat), self.seat in self.task.state.part(Seats).pairs) != (name, pair):
            await self.task.submit(SERVER, NamePerson(self.seat, name, pair))
        said, now = ticked(form, await self.terms()), self.state.clock.now()
        said |= await self._news(form, "news" in said)
        await self.state.consents.note(self.link.dialogue, self.seat, said, version=PRIVACY_VERSION, at=now)
        return await take_seat(self.request, self.link.dialogue, self.seat)

    def _called(self, form: Form) -> str:
        """Synthetic people carry what they are in their name, whatever they say: wherever it stands, it is told."""
        name = _display_name(form)
        synthetic = self.seat in self.task.state.part(Seats).synthetic
        return words_for(self.state.settings.language).t("rehearsal.name", name=name) if synthetic else name

    def _others(self) -> set[str]:
        people = self.task.side.people
        return {fields["name"] for seat, fields in people.items() if "name" in fields and seat != self.seat}


def early(state: State, task: DialogueTask, role: str) -> Early | None:
    """When the door opens for this role, and in how many seconds; None once it is open."""
    at, now = opens_at(task.state, role), state.clock.now()
    return None if at is None or at <= now else {"opens_at": at, "left_s": at - now}


def is_full(state: State, task: DialogueTask, role: str, seat: int | None) -> bool:
    """Whether seventy-five citizens hold their places, and this one is not among them. Staff always get in."""
    if not ROLES[role].counted or seat in task.state.part(Presence).here:
        return False
    return places_taken(task.state, state.clock.now(), but=seat) >= CITIZENS


def evening_of(task: DialogueTask) -> dict[str, Any]:
    """What pages say about the evening: title, when."""
    agenda = task.state.part(Agenda)
    script, starts_at = agenda.script, agenda.starts_at
    assert script is not None, "a dialogue is made with its script"
    ends_at = starts_at + promised(script) if starts_at is not None else None
    return {"title": localized(script.title), "text": None, "starts_at": starts_at, "ends_at": ends_at}


def _display_name(form: Form) -> str:
    """Two people at one device share one tile and both their names."""
    name, second = form["name"].strip(), form.get("second", "").strip()
    return f"{name} & {second}" if "pair" in form and second else name


async def take_seat(request: Request, dialogue: str, seat: int, *, page: str = "") -> Response:
    """Makes this device the holder of the seat; the line of the one before is told. `page`: where to go on, below the
    dialogue."""
    state = state_of(request)
    _, value = await state.holders.take(dialogue, seat, state.clock.now())
    if gathering := state.gatherings.get(dialogue):
        gathering.take_over(seat)
    response = RedirectResponse(to(f"/d/{dialogue}{page}", request.query_params), 303)
    response.set_cookie(
        cookie_name(dialogue), value, httponly=True, samesite="lax", secure=state.settings.secure, path="/"
    )
    return response


async def _visit(request: Request) -> Visit | Response:
    state = state_of(request)
    link = await state.links.find(request.path_params["token"])
    task = await state.host.open(link.dialogue) if link else None
    if link is None or task is None or (link.seat is None) != request.url.path.startswith("/o/"):
        return state.pages.problem(request, "link-unknown", status=404)
    return Visit(request, link, task)


async def show_door(request: Request) -> Response:
    """`GET /j/{token}`, `GET /o/{token}`."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    if problem := visit.problem() or await visit.shut():
        return problem
    return await (visit.farewell() if visit.over else visit.page())


async def enter_door(request: Request) -> Response:
    """`POST` to the same: only this takes the seat."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    sent = await request.form()
    form = _fields(sent)
    if problem := visit.problem() or await visit.shut():
        return problem
    if visit.over:
        page = "/survey" if "survey" in sent else "/mine"
        return await (
            visit.farewell() if visit.seat is None else take_seat(request, visit.link.dialogue, visit.seat, page=page)
        )
    if visit.early():
        return await visit.page(status=403)
    if faults := _faults(form, visit.role, await visit.terms(), asked=bool(await visit.asked())):
        return await visit.page(form=form, faults=faults, status=422)
    return visit.full(form) or await visit.enter(form)


def _fields(form: FormData) -> Form:
    return {name: value for name in FIELDS if isinstance(value := form.get(name), str)}


def _faults(form: Form, role: str, terms: Terms, *, asked: bool) -> dict[str, str]:
    """What is missing or wrong, by field: keys of the catalogue."""
    faults = {"name": fault_of(form.get("name", ""), role)}
    if "pair" in form:
        faults["second"] = fault_of(form.get("second", ""), role)
    if ROLES[role].counted and "rules" not in form:
        faults["rules"] = "door.rules.missing"
    faults["mail"] = mail_fault(form, terms, asked=asked)
    return {field: fault for field, fault in faults.items() if fault}


async def take_back(request: Request) -> Response:
    """`POST /d/{dialogue}/take`: this device entered the seat once and wants it back from another."""
    state, dialogue = state_of(request), request.path_params["dialogue"]
    held = state.held(request, dialogue)
    if held is None or request.headers.get("origin") not in state.origins:
        return state.pages.problem(request, "no-seat", status=403)
    return await take_seat(request, dialogue, held.seat)


async def leave(request: Request) -> Response:
    """`POST /d/{dialogue}/leave`: the seat stays the person's, the device forgets it. An excluded one does not
    forget. Refuses what another site sends.
    """
    state, dialogue = state_of(request), request.path_params["dialogue"]
    if foreign(request):
        return state.pages.problem(request, "no-seat", status=403)
    response = RedirectResponse(to("/", request.query_params), 303)
    held = state.held(request, dialogue)
    gathering = await state.gathering(dialogue)
    if held and gathering and held.seat not in gathering.task.state.part(Order).excluded:
        await gathering.depart(held.seat)
        response.delete_cookie(cookie_name(dialogue), path="/")
    return response


def foreign(request: Request) -> bool:
    """Whether a form was sent by another site. Ours forbid the referrer, so that their forms may say `Origin: null`
    (Fetch, "append a request Origin header"); then the browser's own word counts, where it gives one."""
    origin, site = request.headers.get("origin", "null"), request.headers.get("sec-fetch-site", "same-origin")
    return origin not in (*state_of(request).origins, "null") or site not in ("same-origin", "none")
