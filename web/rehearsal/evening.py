"""One rehearsal from the first door to the report. The meeting point of place, company, faults and figures.

It leads the evening only as far as staff do: starts it, ends it when the time is over, and reads the report as an
organizer does.
"""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from facilitation import clock_plan
from facilitation.findings import finding_line
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, source
from facilitation.speed import divided
from rooms.peer.line import Weather
from web.creation import read_script
from web.rehearsal.company import Company, equip, people
from web.rehearsal.faults import Kill
from web.rehearsal.figures import Fault, Figures, compare, gather
from web.rehearsal.place import Place, Unusable, Use, soon
from web.visitor import door
from web.visitor.door import Shut
from web.visitor.visitor import Visitor

JOIN_S: Final = 90.0
ASIDE_S: Final = 30.0
"""How long the end may take: what was acknowledged must be stored, farewells said."""
AIM: Final = 7
LOOK_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. `script`: a shipped one's name or YAML; `minutes`: stop after so long, 0: at its end."""

    script: str
    citizens: int
    speed: float = 1.0
    minutes: float = 0.0
    media: str = "light"
    seed: int = 7
    kills: Sequence[Kill] = ()
    weather: Weather | None = None

    def visitors(self) -> list[str]:
        """Roles: who leads, who guides all groups but one, who bundles and answers, and the citizens."""
        guides = max(0, -(-self.citizens // AIM) - 1)
        return ["organizer", "moderator", *["facilitator"] * guides, "editor", "podium", *["citizen"] * self.citizens]


@dataclass(slots=True)
class Rehearsal:
    """Where it stands, for who watches. `news` is called after each look."""

    order: Order
    place: Place
    news: Callable[[Rehearsal], None] = lambda rehearsal: None
    stage: str = "equip"
    progress: tuple[int, int] = (0, 0)
    company: Company | None = None
    figures: Figures | None = None
    links: Sequence[tuple[str, str]] = ()
    began: float = 0.0
    first: Use | None = None
    _used: tuple[Use | None, float, float] = (None, 0.0, 0.0)

    async def run(self) -> Figures:
        """The whole of it. Raises `Unusable`; nobody is left behind however it ends."""
        script = divided(read_script(self.order.script), self.order.speed)
        length_s = self.order.minutes * 60 or clock_plan.total(script)
        invitations = await self.place.new(self._wanted())
        self.links = [(each.role, each.url) for each in invitations if not each.synthetic]
        visitors = await self._equipped(people(invitations, self.order.seed), invitations)
        self.company = company = Company(visitors, length_s)
        figures = Figures(self.order.citizens, len(visitors), length_s)
        figures.findings = findings(self.order.script)
        async with company.living():
            await self._enter(company)
            await self._hold(company, figures, length_s)
            self._tell("end")
            report = await self._ended(company)
        self.figures = figures
        gather(figures, company)
        figures.failures += [repr(fault) for fault in company.faults]
        if report is not None:
            compare(figures, visitors, report)
        self._tell("report")
        return figures

    def _wanted(self) -> dict[str, Any]:
        return {
            "script": self.order.script,
            "speed": self.order.speed,
            "starts_at": soon(),
            "rehearsal": True,
            "visitors": self.order.visitors(),
            "facilitators": 0,
            "citizens": 0,
        }

    async def _equipped(self, invited: Any, invitations: Any) -> list[Visitor]:
        seat_of = {each.url: each.seat for each in invitations}

        def progress(what: str, done: int, of: int) -> None:
            self.progress = (done, of)
            self._tell("equip")

        seats = [seat_of[url] for _, url in invited]
        order = self.order
        return await equip(invited, seats, media=order.media, weather=order.weather, progress=progress)

    def _tell(self, stage: str) -> None:
        self.stage = stage
        self.news(self)

    async def _enter(self, company: Company) -> None:
        """Until everybody is there who comes before the start, with sound and picture where they have them."""
        awaited = [each for each in company.visitors if each.profile.late is None]
        with suppress(TimeoutError):
            async with asyncio.timeout(JOIN_S):
                while not all(_settled(each) for each in awaited):
                    self._tell("enter")
                    await asyncio.sleep(0.25)
        if (moderator := company.role("moderator")) is None or not moderator.here:
            failed = next((each.memory.failed for each in company.visitors if each.memory.failed), "no answer")
            raise Unusable(f"{self.place.base}: nobody could come in ({failed})", 1)

    async def _hold(self, company: Company, figures: Figures, length_s: float) -> None:
        """Runs the script to its end, or for the minutes asked for."""
        moderator, loop = company.role("moderator"), asyncio.get_running_loop()
        assert moderator is not None
        assert moderator.line is not None
        if "ok" not in (answer := await moderator.line.do("agenda.start")):
            raise Unusable(f"{self.place.base}: the evening could not begin ({answer.get('text')})", 1)
        company.course.begin()
        self.began = began = loop.time()
        self.first, own = self.place.use(), _own_cpu()
        faults = [asyncio.create_task(self._harm(kill, company)) for kill in self.order.kills]
        try:
            while not self._over(moderator, loop.time() - began, length_s):
                await asyncio.sleep(LOOK_S)
                company.look()
                self._note(figures, moderator)
                self._used = self.place.use(), loop.time() - began, _own_cpu() - own
                self._tell("run")
            figures.finished = True
            figures.faults = [await fault for fault in faults]
        finally:
            for fault in faults:
                fault.cancel()
        figures.seconds = loop.time() - began
        company.matrix.sweep(loop.time(), all_of_it=True)
        self._weigh(figures)

    def _note(self, figures: Figures, moderator: Visitor) -> None:
        phase = (moderator.topics.get("evening") or {}).get("phase")
        if phase and (not figures.phases or figures.phases[-1] != phase["id"]):
            figures.phases.append(phase["id"])

    def _over(self, moderator: Visitor, passed_s: float, length_s: float) -> bool:
        if self.order.minutes:
            return passed_s >= length_s
        if passed_s > length_s * 1.5 + 60:
            raise Unusable("the script does not come to its end", 1)
        return bool((moderator.topics.get("evening") or {}).get("status") == "lingering")

    def _weigh(self, figures: Figures) -> None:
        (use, seconds, _), (server, generator) = self._used, self.cores()
        figures.generator_cores = round(generator, 3)
        if use is not None and self.first is not None and server is not None:
            figures.server_cores = round(server, 3)
            figures.media_cores = round((use.media_cpu_s - self.first.media_cpu_s) / max(seconds, 1e-6), 3)
            figures.rss_mb = use.rss_mb

    def cores(self) -> tuple[float | None, float]:
        """What server and visitors have used so far, in cores."""
        use, seconds, own = self._used
        if use is None or self.first is None:
            return None, own / max(seconds, 1e-6)
        return (use.cpu_s - self.first.cpu_s) / max(seconds, 1e-6), own / max(seconds, 1e-6)

    async def _harm(self, kill: Kill, company: Company) -> Fault:
        """Kills a part and waits until everybody is back, for two minutes at most."""
        await asyncio.sleep(max(0.0, self.began + kill.at_s - asyncio.get_running_loop().time()))
        self.place.kill(kill.part)
        return await (_voices_back if kill.part == "media" else _commands_back)(company, kill)

    async def _ended(self, company: Company) -> dict[str, Any] | None:
        """Everybody stops, what is under way arrives, the evening is closed; the report as the organizer reads it."""
        for visitor in company.visitors:
            visitor.acting = False
        moderator, organizer = company.role("moderator"), company.role("organizer")
        with suppress(TimeoutError, Shut, OSError):
            async with asyncio.timeout(ASIDE_S):
                await asyncio.gather(*(visitor.quiet() for visitor in company.visitors))
                if moderator is not None and moderator.line is not None:
                    await moderator.line.do("agenda.close")
                if organizer is not None and organizer.held is not None:
                    record = json.loads(await asyncio.to_thread(door.fetch, organizer.held, "report.json"))
                    return dict(record["report"])
        return None


def _settled(visitor: Visitor) -> bool:
    connected = visitor.media is None or bool(visitor.media.instance)
    return bool(visitor.memory.failed) or (visitor.here and connected)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def findings(script: str) -> list[str]:
    """What the check of scripts says about it."""
    text = source(script) if script in NAMES else script
    return [finding_line(each, "de") for each in parse(text).findings]


async def _voices_back(company: Company, kill: Kill) -> Fault:
    """Until each who was hearing somebody hears somebody again; so that nobody waits for a pause to end, all speak."""
    loop = asyncio.get_running_loop()
    at = loop.time()
    awaited = {seat for seat, ears in company.ears.items() if at - ears.last < 8.0}
    for visitor in company.visitors:
        visitor.aloud = True
    back = await _until(company, lambda seat: company.ears[seat].last > at + 0.2, awaited)
    for visitor in company.visitors:
        visitor.aloud = False
    return Fault(kill.part, kill.at_s, back, sum(company.ears[seat].last <= at for seat in awaited))


async def _commands_back(company: Company, kill: Kill) -> Fault:
    """Until each has a line again over which commands are answered; meanwhile sound must go on."""
    loop = asyncio.get_running_loop()
    at, answered = loop.time(), dict[int, float]()
    awaited = {visitor.seat for visitor in company.here}
    deaf = [seat for seat, ears in company.ears.items() if at - ears.last < 8.0]

    async def asks(visitor: Visitor) -> None:
        assert visitor.line is not None
        await asyncio.sleep(0.3)  # a line that is dead does not know it yet
        with suppress(ConnectionError):
            await visitor.line.ask("clock", sent=0.0)
            answered[visitor.seat] = loop.time()

    tasks = [asyncio.create_task(asks(visitor)) for visitor in company.here]
    back = await _until(company, lambda seat: seat in answered, awaited)
    for task in tasks:
        task.cancel()
    silent = max((company.ears[seat].last - at for seat in deaf), default=0.0)
    heard_until = max(0.0, back - max(0.0, silent))
    return Fault(kill.part, kill.at_s, back, len(awaited - answered.keys()), silent_s=heard_until)


async def _until(company: Company, done: Callable[[int], bool], awaited: set[int]) -> float:
    """Seconds until that is so for all of them who are still here; two minutes at most."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < 120:
        gone = {visitor.seat for visitor in company.visitors if visitor.memory.left}
        if all(done(seat) for seat in awaited - gone):
            break
        await asyncio.sleep(0.05)
    return loop.time() - began
