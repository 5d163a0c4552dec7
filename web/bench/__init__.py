"""Benches: commands that measure, never tests; `dialogue bench` mounts `app`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

app = typer.Typer(help="Measure what this machine can carry. Load stays on loopback and ends by itself.")


@app.callback()
def bench() -> None:
    """Keeps `forward` a command of its own while it is the only one."""


@app.command()
def forward(
    publishers: Annotated[int, typer.Option(min=1, max=16)] = 8,
    subscribers: Annotated[int, typer.Option(min=1, max=100)] = 30,
    seconds: Annotated[float, typer.Option(min=1, max=600)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """What one forwarded copy costs the media process."""
    from web.bench.forward import run  # late: other commands need no media

    tell(run(publishers, subscribers, seconds), as_json)


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


def tell(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result))
        return
    for key, value in result.items():
        typer.echo(f"{key:16} {value:g}")
