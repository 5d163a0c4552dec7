"""The command `dialogue rehearse`: reads what is wanted, runs it, tells the result. Exit 0 green or yellow, 1 red or
not to its end, 2 wrong input or no server, 130 after Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from web.bench.media import fast_loop
from web.creation import read_script
from web.rehearsal import page
from web.rehearsal.company import MEDIA
from web.rehearsal.evening import Order, Rehearsal
from web.rehearsal.faults import read_kills, read_line
from web.rehearsal.figures import Figures
from web.rehearsal.place import Place, Remote, Unusable, own
from web.rehearsal.show import Screen, report
from web.rehearsal.verdict import as_json, judge, worst
from web.words import Words, words_for

INTERRUPTED = 130


def rehearse(
    url: Annotated[str, typer.Argument(help="A server, with --key; without one a server of its own.")] = "",
    local: Annotated[
        bool, typer.Option("--local", help="A server of its own on this machine, gone afterwards.")
    ] = False,
    citizens: Annotated[int, typer.Option(min=2, max=75)] = 75,
    script: Annotated[str, typer.Option(help="classic, trial, ... or a file.")] = "classic",
    speed: Annotated[float, typer.Option(min=1, max=60, help="Divides all lengths of the script.")] = 1,
    minutes: Annotated[float, typer.Option(min=0, max=600, help="Stop after so long; 0: at the script's end.")] = 0,
    media: Annotated[str, typer.Option(help="none, light (small pictures, sound) or full.")] = "light",
    seed: Annotated[int, typer.Option(help="Other people, other behaviour.")] = 7,
    kill: Annotated[str, typer.Option(help="media@600,control@900: what dies after how many seconds.")] = "",
    line: Annotated[str, typer.Option(help="loss=5,delay=60: everybody's line, percent and ms each way.")] = "",
    key: Annotated[str, typer.Option(envvar="REHEARSAL_KEY", help="What the organizer of that server made.")] = "",
    json_file: Annotated[str, typer.Option("--json", help="The figures as JSON, into a file or - for stdout.")] = "",
    html_file: Annotated[str, typer.Option("--html", help="The report as one HTML file.")] = "",
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
) -> None:
    """Fill a dialogue with synthetic people, run the script and judge everything in traffic lights."""
    console = Console(stderr=json_file == "-", highlight=False, soft_wrap=True)
    words = words_for(language)
    try:
        order = _order(script, media=media, kill=kill, line=line)
        order = replace(order, citizens=citizens, speed=speed, minutes=minutes, seed=seed)
        where = _where(url, local=local, key=key, order=order)
        with Screen(console, words) as screen, asyncio.Runner(loop_factory=fast_loop()) as runner:
            figures = runner.run(_held(order, where, screen))
    except (ValueError, Unusable) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(getattr(error, "code", 2)) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print(words.t("rehearsal.interrupted"), style="yellow", markup=False)
        raise typer.Exit(INTERRUPTED) from None
    _tell(console, words, order, figures, json_file=json_file, html_file=html_file)


def _order(script: str, *, media: str, kill: str, line: str) -> Order:
    """Raises `ValueError` with a sentence."""
    if media not in MEDIA:
        raise ValueError(f"--media {media}: one of {', '.join(MEDIA)} is expected")
    path = Path(script)
    try:
        text = path.read_text(encoding="utf-8") if path.suffix in (".yaml", ".yml") else script
        read_script(text)
    except (OSError, ValueError) as error:
        raise ValueError(f"{script}: {error}") from None
    weather = read_line(line) if line else None
    return Order(text, 0, media=media, kills=read_kills(kill), weather=weather)


def _where(url: str, *, local: bool, key: str, order: Order) -> AbstractAsyncContextManager[Place]:
    """Raises `ValueError` where address and options contradict each other."""
    if not url:
        return own()
    address = urlsplit(url)
    if local:
        raise ValueError("either an address or --local is expected, not both")
    if address.scheme not in ("http", "https") or not address.netloc:
        raise ValueError(f"{url}: an address such as https://dialog.example.org is expected")
    if order.kills:
        raise ValueError("--kill needs a server of the rehearsal's own (--local)")
    if not key:
        raise ValueError(f"{url}: --key is missing; the organizer makes one on the page that prepares the dialogue")
    return nullcontext(Remote(f"{address.scheme}://{address.netloc}", key))


async def _held(order: Order, where: AbstractAsyncContextManager[Place], screen: Screen) -> Figures:
    """SIGTERM ends it as Ctrl-C does: everybody says goodbye first."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with where as place:
        return await Rehearsal(order, place, news=screen.show).run()


def _tell(console: Console, words: Words, order: Order, figures: Figures, *, json_file: str, html_file: str) -> None:
    found = judge(figures, media=order.media)
    report(console, words, figures, found)
    if html_file:
        Path(html_file).write_text(page.render(words, order, figures, found, at=datetime.now()), encoding="utf-8")
    if json_file:
        text = json.dumps(as_json(figures, found), ensure_ascii=False)
        if json_file == "-":
            sys.stdout.write(f"{text}\n")
        else:
            Path(json_file).write_text(f"{text}\n", encoding="utf-8")
    raise typer.Exit(1 if worst(found) == "red" else 0)
