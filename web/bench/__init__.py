"""Benches: commands that measure, never tests; `dialogue bench` mounts `app`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

app = typer.Typer(help="Measure what this machine can carry. Load stays on loopback and ends by itself.")


Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Citizens = Annotated[int, typer.Option(min=2, max=100)]
Seconds = Annotated[float, typer.Option(min=1, max=600)]


@app.command("forward")
def bench_forward(
    publishers: Annotated[int, typer.Option(min=1, max=16)] = 8,
    subscribers: Annotated[int, typer.Option(min=1, max=100)] = 30,
    seconds: Seconds = 10,
    as_json: Json = False,
) -> None:
    """What one forwarded copy costs the media process."""
    from web.bench import forward, media  # late: other commands need no media

    tell(media.run(forward.measure(publishers, subscribers, seconds)), as_json)


@app.command("plenary")
def bench_plenary(citizens: Citizens = 75, seconds: Seconds = 30, as_json: Json = False) -> None:
    """A plenary: everybody gets one large picture, eight small ones and three voices."""
    from web.bench import loads, media

    tell(media.run(loads.plenary(citizens, seconds)), as_json)


@app.command("groups")
def bench_groups(
    citizens: Citizens = 72,
    size: Annotated[int, typer.Option(min=2, max=9)] = 6,
    seconds: Seconds = 30,
    as_json: Json = False,
) -> None:
    """Groups: everybody sees everybody else of the group, and people speak in turns."""
    from web.bench import loads, media

    tell(media.run(loads.groups(citizens, size, seconds)), as_json)


@app.command("move")
def bench_move(
    citizens: Citizens = 75, groups: Annotated[int, typer.Option(min=2, max=30)] = 11, as_json: Json = False
) -> None:
    """Everybody from the plenary into groups at once: how long until they hear and see each other."""
    from web.bench import loads, media

    tell(media.run(loads.move(citizens, groups)), as_json)


def tell(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result))
        return
    for key, value in result.items():
        typer.echo(f"{key:16} {value:g}")
