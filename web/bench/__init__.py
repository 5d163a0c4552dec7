"""Benches: commands that measure, never tests; `dialogue bench` mounts `app`."""

from __future__ import annotations

import json
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from web.exits import SETTINGS

app = typer.Typer(help="Measure what this machine can carry. Load stays on loopback and ends by itself.")


Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Citizens = Annotated[int, typer.Option(min=2, max=100)]
Rate = Annotated[float, typer.Option(min=0.5, max=200, help="Commands a second, all citizens together.")]
Seconds = Annotated[float, typer.Option(min=1, max=600)]


@app.command("forward")
def bench_forward(
    publishers: Annotated[int, typer.Option(min=1, max=16)] = 8,
    subscribers: Annotated[int, typer.Option(min=1, max=100)] = 30,
    seconds: Seconds = 10,
    as_json: Json = False,
) -> None:
    """What one forwarded copy costs the media process."""
    from web.bench import forward  # late: other commands need no media

    tell(_measured(forward.measure(publishers, subscribers, seconds)), as_json)


@app.command("plenary")
def bench_plenary(citizens: Citizens = 75, seconds: Seconds = 30, as_json: Json = False) -> None:
    """A plenary: everybody gets one large picture, eight small ones and three voices."""
    from web.bench import loads

    tell(_measured(loads.plenary(citizens, seconds)), as_json)


@app.command("hall")
def bench_hall(
    citizens: Citizens = 75,
    phones: Annotated[int, typer.Option(min=0, max=99, help="So many look at the picture for phones.")] = 0,
    seconds: Seconds = 30,
    as_json: Json = False,
) -> None:
    """The picture of everybody: what it costs, and how old a face is on it."""
    from web.bench import hall

    tell(_measured(hall.measure(citizens, seconds, phones)), as_json)


@app.command("groups")
def bench_groups(
    citizens: Citizens = 72,
    size: Annotated[int, typer.Option(min=2, max=9)] = 6,
    seconds: Seconds = 30,
    as_json: Json = False,
) -> None:
    """Groups: everybody sees everybody else of the group, and people speak in turns."""
    from web.bench import loads

    tell(_measured(loads.groups(citizens, size, seconds)), as_json)


@app.command("move")
def bench_move(
    citizens: Citizens = 75, groups: Annotated[int, typer.Option(min=2, max=30)] = 11, as_json: Json = False
) -> None:
    """Everybody from the plenary into groups at once: how long until they hear and see each other."""
    from web.bench import loads

    tell(_measured(loads.move(citizens, groups)), as_json)


@app.command("line")
def bench_line(
    loss: Annotated[float, typer.Option(min=0, max=50, help="Percent, each way.")] = 5,
    delay: Annotated[float, typer.Option(min=0, max=1000, help="Milliseconds, each way.")] = 60,
    rate: Annotated[str, typer.Option(help="Most that comes down, such as 300k; 0 is no limit.")] = "0",
    seconds: Seconds = 30,
    seed: int = 1,
    as_json: Json = False,
) -> None:
    """What two real Chromium get of each other through a bad line."""
    from web.bench import line

    work = line.measure(loss=loss, delay_ms=delay, rate_bps=line.bits(rate), seconds=seconds, seed=seed)
    tell(_measured(work), as_json)


@app.command("signals")
def bench_signals(
    citizens: Citizens = 75,
    rate: Rate = 10,
    seconds: Seconds = 20,
    as_json: Json = False,
) -> None:
    """From a command to its line in the log and to every screen of a plenary."""
    from web.bench import signals

    tell(_measured(signals.measure(citizens, rate, seconds)), as_json)


@app.command("nodes")
def bench_nodes(
    citizens: Citizens = 75,
    rate: Rate = 10,
    seconds: Seconds = 20,
    as_json: Json = False,
) -> None:
    """Two nodes against one, and what the bus costs; DATABASE_URL and REDIS_URL name an empty database and a Redis."""
    from web.bench import nodes

    try:
        tell(_measured(nodes.measure(citizens, rate, seconds)), as_json)
    except* nodes.NotNamed as named:
        typer.echo(f"bench: {named.exceptions[0]}", err=True)
        raise typer.Exit(SETTINGS) from None


@app.command("cards")
def bench_cards(citizens: Citizens = 75, seconds: Seconds = 30, as_json: Json = False) -> None:
    """From a card, everybody writing one every five seconds, to all screens of its group."""
    from web.bench import cards

    tell(_measured(cards.measure(citizens, seconds)), as_json)


@app.command("sync")
def bench_sync(seconds: Seconds = 30, as_json: Json = False) -> None:
    """How far apart sound and picture of one person are in real Chromium, on a clean line."""
    from web.bench import sync

    tell(_measured(sync.measure(seconds)), as_json)


@app.command("themes")
def bench_themes(
    cards: Annotated[int, typer.Option(min=20, max=400)] = 200,
    themes: Annotated[int, typer.Option(min=2, max=12)] = 8,
    drags: Annotated[int, typer.Option(min=5, max=100)] = 40,
    as_json: Json = False,
) -> None:
    """How soon the editors' page answers a drag, in real Chromium."""
    from web.bench import themes as bench

    tell(_measured(bench.measure(cards, themes, drags)), as_json)


@app.command("report")
def bench_report(
    citizens: Citizens = 75,
    cards: Annotated[int, typer.Option(min=20, max=400)] = 150,
    themes: Annotated[int, typer.Option(min=2, max=12)] = 8,
    people: Annotated[int, typer.Option(min=1, max=2000, help="Rows of the roster.")] = 2000,
    as_json: Json = False,
) -> None:
    """The report as PDF, the review page, and a roster taken in."""
    from web.bench import report

    tell(_measured(report.measure(citizens, cards, themes, people)), as_json)


@app.command("groups-mix")
def groups_mix(
    people: Annotated[int, typer.Option(min=2, max=200)] = 75,
    rounds: Annotated[int, typer.Option(min=1, max=10)] = 3,
    seed: Annotated[int, typer.Option(help="Other people, other groups.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, with people and groups.")] = False,
) -> None:
    """How many first meetings the assignment makes, how even its groups are, how long it takes."""
    from web.bench.groups_mix import run

    result = run(people, rounds, seed)
    figures = {key: value for key, value in result.items() if isinstance(value, int | float)}
    tell(result if as_json else figures, as_json)


def _measured(work: Coroutine[Any, Any, dict[str, float]]) -> dict[str, float]:
    from web.bench import media

    try:
        return media.run(work)
    except* TimeoutError:
        typer.echo("bench: not everybody was connected and served in time; is the machine busy?", err=True)
        raise typer.Exit(1) from None


def tell(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result))
        return
    for key, value in result.items():
        typer.echo(f"{key:16} {value:g}")
