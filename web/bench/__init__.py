"""Benches: commands that measure, never tests; `dialogue bench` mounts `app`."""

from __future__ import annotations

import json
from typing import Annotated

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


def tell(result: dict[str, float], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result))
        return
    for key, value in result.items():
        typer.echo(f"{key:16} {value:g}")
