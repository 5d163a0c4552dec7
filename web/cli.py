"""The command `dialogue`: serve, make a dialogue, check scripts, measure. Says what happens in sentences."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import segno
import typer
from rich.console import Console
from ruamel.yaml import YAML

from dialogue.bus import BusTimeout, LinkBus
from dialogue.settings import Settings, SettingsError, load, table
from facilitation import script_schema
from facilitation.plan_text import plan_lines, seconds_of
from facilitation.roster import read as read_roster
from facilitation.run_of_show import from_csv, to_csv
from facilitation.script_yaml import check_file
from rooms.roles import ROLES
from web import bench, capacity, cli_db, supervise
from web.creation import Invitation, from_answer, read_script
from web.exits import DISK, unwritable
from web.rehearsal.command import rehearse
from web.rehearsal.invited import company_of
from web.words import catalogue

app = typer.Typer(help="Citizen dialogues: video, small groups, cards, answers.", no_args_is_help=True)
script_app = typer.Typer(help="Check and plan scripts.", no_args_is_help=True)
app.add_typer(script_app, name="script")
app.add_typer(bench.app, name="bench")
app.add_typer(cli_db.app, name="db")
app.command("rehearse")(rehearse)

console = Console(highlight=False, soft_wrap=True)
SAMPLE = "beispiel"
START_S = 30.0


def _settings(**given: Any) -> Settings:
    try:
        return load(**given)
    except SettingsError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None


@app.command()
def serve(
    sample: Annotated[bool, typer.Option(help="Make a sample dialogue and print its links.")] = False,
    script: Annotated[str, typer.Option(help="The sample's script: trial, classic, or a file.")] = "trial",
    role: Annotated[str, typer.Option(help="What this machine does: all, control or media; else ROLE.")] = "",
    visitors: Annotated[int, typer.Option(min=0, max=40, help="Synthetic people in the sample's foyer.")] = 12,
) -> None:
    """Start the server: pages, sockets and media, until Ctrl-C."""
    chosen = _settings(**({"role": role} if role else {}))
    raise typer.Exit(asyncio.run(_serve(chosen, _script_text(script) if sample else None, visitors)))


async def _serve(settings: Settings, sample: str | None, visitors: int) -> int:
    showing = asyncio.create_task(_show_links(settings, sample, visitors))
    try:
        return await supervise.run(settings)
    except OSError as error:
        console.print(str(unwritable(error)), style="red", markup=False)
        return DISK
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _show_links(settings: Settings, sample: str | None, visitors: int) -> None:
    """The sample's, and while nobody organizes here the way to the first account; then synthetic people come in, and
    stay as long as this runs."""
    made = await _show_sample(settings, sample, visitors) if sample else ()
    answer = await _request(settings, "control.setup", {})
    if url := answer["url"]:
        console.print(f"\n[bold]Organisation einrichten (gilt einmal)[/bold]  {url}")
    if guests := [each for each in made if each.synthetic]:
        console.print(f"\n{len(guests)} Probeteilnehmer kommen ins Foyer. Am Regiepult lassen sie sich verabschieden.")
        await company_of(made)


async def _show_sample(settings: Settings, script: str, visitors: int) -> Sequence[Invitation]:
    people = ["citizen"] * visitors
    wanted = {"name": SAMPLE, "script": script, "starts_at": time.time() + 300, "sample": True}
    made = await _ask(settings, {**wanted, "rehearsal": bool(people), "visitors": people})
    _print_links([each for each in made if not each.synthetic], settings)
    return made


@app.command()
def settings() -> None:
    """Print every setting with its default."""
    for row in table():
        console.print(f"{row.name:<18} {row.default or '-':<24} {row.meaning}", markup=False)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Short name for the address, e.g. marktplatz-2027.")],
    script: Annotated[str, typer.Option(help="trial, classic, or a file.")] = "classic",
    minutes: Annotated[int, typer.Option(help="Minutes from now until it starts.")] = 60,
    facilitators: Annotated[int, typer.Option(min=0, max=30)] = 2,
    citizens: Annotated[int | None, typer.Option(min=0, max=500, help="Personal links; 75 without a roster.")] = None,
    roster: Annotated[Path | None, typer.Option(help="CSV of who is invited: a personal link for each row.")] = None,
    staff: Annotated[list[str] | None, typer.Option(help="A further seat: director, support, podium ...")] = None,
) -> None:
    """Make a dialogue on the running server and print its links."""
    chosen = _settings()
    people = _roster_text(roster) if roster else ""
    wanted = {
        "name": name,
        "script": _script_text(script),
        "starts_at": time.time() + 60 * minutes,
        "facilitators": facilitators,
        "citizens": (0 if people else 75) if citizens is None else citizens,
        "staff": staff or [],
        "roster": people,
    }
    try:
        made = asyncio.run(_ask(chosen, wanted))
        _print_links(made, chosen, called=[each.id for each in read_roster(people)] if people else [])
    except (ValueError, BusTimeout) as error:
        console.print(str(error) or "The server does not answer: is it running?", style="red", markup=False)
        raise typer.Exit(1) from None


async def _ask(settings: Settings, wanted: dict[str, Any]) -> Sequence[Invitation]:
    return from_answer(await _request(settings, "control.create", wanted))


async def _request(settings: Settings, subject: str, message: dict[str, Any]) -> dict[str, Any]:
    """Asks the running control process over the bus; waits while it starts."""
    link = LinkBus(settings.bus_path)
    await link.start()
    try:
        async with asyncio.timeout(START_S):
            await link.connected.wait()
        return await link.request(subject, message, timeout=START_S)
    except TimeoutError:
        raise BusTimeout from None
    finally:
        await link.close()


def _script_text(script: str) -> str:
    """A shipped script's name stays; a file's text is read."""
    path = Path(script)
    try:
        text = path.read_text(encoding="utf-8") if path.suffix in (".yaml", ".yml") else script
        read_script(text)
    except (OSError, ValueError) as error:
        console.print(f"{script}: {error}", style="red", markup=False)
        raise typer.Exit(1) from None
    return text


def _roster_text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
        read_roster(text)
    except UnicodeDecodeError:
        console.print(f"{path}: keine Datei in UTF-8; bitte als „CSV UTF-8“ speichern", style="red", markup=False)
    except (OSError, ValueError) as error:
        console.print(f"{path}: {error}", style="red", markup=False)
    else:
        return text
    raise typer.Exit(1)


def _print_links(invitations: Sequence[Invitation], settings: Settings, *, called: Sequence[str] = ()) -> None:
    """`called`: what the roster calls the first citizens, in their order."""
    titles = {role: catalogue("de")[f"app.role.{role}"] for role in ROLES if role != "citizen"}
    console.print(f"\n[bold]{settings.public_url}[/bold]\n")
    ids = iter(called)
    for each in invitations:
        if each.seat is None:
            continue
        title = titles.get(each.role, "Bürgerin, Bürger")
        known = next(ids, "") if each.role == "citizen" else ""
        console.print(f"{title:<20} {each.url}   {each.code}   {known}".rstrip(), markup=False)
    for each in invitations:
        if each.seat is None:
            console.print(f"\n[bold]Offener Link für alle[/bold]  {each.url}")
            _print_qr(each.url)
    console.print(
        "Jeder Link öffnet einen eigenen Platz: für jede Person ein anderes Browserfenster (privates Fenster)."
    )


def _print_qr(url: str) -> None:
    if sys.stdout.isatty():
        segno.make(url, error="l").terminal(compact=True)


@app.command("capacity")
def show_capacity(
    uplink: Annotated[int, typer.Option(min=1, help="Mbit/s that this machine may send.")] = 1000,
    measure: Annotated[bool, typer.Option(help="What a forwarded copy costs here: ten seconds.")] = False,
) -> None:
    """How many dialogues of 75 this machine holds at once, and what binds first."""
    copy_us = capacity.REFERENCE_COPY_US
    if measure:
        from web.bench import forward  # late: other commands need no media

        copy_us = float(asyncio.run(forward.measure(8, 30, 10))["us_per_copy"])
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    machine = capacity.Machine(len(os.sched_getaffinity(0)), memory_mb, uplink, copy_us)
    for line in capacity.sentences(machine, capacity.capacity(machine)):
        console.print(line, markup=False)


@script_app.command("check")
def check(files: list[Path]) -> None:
    """Check scripts: exit 0 clean, 1 findings, 2 unreadable."""
    worst = 0
    for file in files:
        code, lines = check_file(file)
        for line in lines:
            console.print(line, markup=False)
        worst = max(worst, code)
    raise typer.Exit(worst)


@script_app.command("plan")
def plan(file: Path, start: Annotated[str, typer.Option(help="Clock time of the start.")] = "18:00") -> None:
    """Print clock times, slack and groups for a script."""
    script = read_script(_script_text(str(file)))
    for line in plan_lines(script, start):
        console.print(line, markup=False)


@script_app.command("csv")
def run_of_show(file: Path, start: Annotated[str, typer.Option(help="Clock time of the start.")] = "18:00") -> None:
    """A script as a run of show in CSV; a CSV as the beginning of a script in YAML. Both to stdout."""
    try:
        if file.suffix == ".csv":
            YAML().dump(from_csv(file.read_text(encoding="utf-8")), sys.stdout)
        else:
            sys.stdout.write(to_csv(read_script(_script_text(str(file))), seconds_of(start)))
    except (OSError, ValueError) as error:
        console.print(f"{file}: {error}", style="red", markup=False)
        raise typer.Exit(1) from None


@script_app.command("schema")
def schema() -> None:
    """Print the JSON Schema of scripts, for editors."""
    sys.stdout.write(script_schema.text())


def main() -> None:
    """Entry point of the command."""
    app()


if __name__ == "__main__":
    main()
