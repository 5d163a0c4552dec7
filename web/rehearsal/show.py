"""The rehearsal in a terminal: a live picture while it runs, the report in traffic lights at its end. Only draws."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from web.rehearsal.evening import Rehearsal
from web.rehearsal.figures import Figures
from web.rehearsal.telling import sentence
from web.rehearsal.verdict import Finding, Light, worst
from web.words import Words

COLOURS: dict[Light, str] = {"green": "green", "yellow": "yellow", "red": "red"}
EVERY_S = 0.5


class Screen:
    """Redraws twice a second where there is a terminal; else says each stage in a line."""

    def __init__(self, console: Console, words: Words) -> None:
        self.console = console
        self.words = words
        self.live: Live | None = None
        self._at = 0.0
        self._said = ""

    def __enter__(self) -> Screen:
        if self.console.is_terminal:
            self.live = Live(console=self.console, auto_refresh=False, transient=True)
            self.live.start()
        return self

    def __exit__(self, *raised: object) -> None:
        if self.live is not None:
            self.live.stop()

    def show(self, rehearsal: Rehearsal) -> None:
        if self.live is None:
            self._say(rehearsal)
        elif time.monotonic() - self._at > EVERY_S:
            self._at = time.monotonic()
            self.live.update(self.drawn(rehearsal), refresh=True)

    def _say(self, rehearsal: Rehearsal) -> None:
        line = self.words.t(f"rehearsal.stage.{rehearsal.stage}")
        phase = phase_of(rehearsal, self.words)
        line = f"{line}: {phase}" if phase and rehearsal.stage == "run" else line
        if line != self._said:
            self._said = line
            self.console.print(line, markup=False)

    def drawn(self, rehearsal: Rehearsal) -> Panel:
        t = self.words.t
        done, of = rehearsal.progress
        head = Text(t(f"rehearsal.stage.{rehearsal.stage}"), style="bold")
        if rehearsal.stage == "equip":
            return Panel(
                Group(head, ProgressBar(total=max(1, of), completed=done, width=60)), title=t("rehearsal.title")
            )
        head.append(f"  {phase_of(rehearsal, self.words)}")
        parts: list[object] = [head, self._counts(rehearsal), self._rooms(rehearsal)]
        links = [f"{t(f'app.role.{role}')}: {url}" for role, url in rehearsal.links if role in ("moderator", "citizen")]
        return Panel(Group(*parts, *links), title=t("rehearsal.title"))  # type: ignore[arg-type]  # all can be drawn

    def _counts(self, rehearsal: Rehearsal) -> Table:
        table, t = Table.grid(padding=(0, 3)), self.words.t
        for _ in range(4):
            table.add_column()
        rows = [(t(f"rehearsal.live.{name}"), value) for name, value in counts(rehearsal).items()]
        for first, second in zip(rows[::2], [*rows[1::2], ("", "")][: len(rows[::2])], strict=True):
            table.add_row(first[0], f"[bold]{first[1]}[/bold]", second[0], f"[bold]{second[1]}[/bold]")
        return table

    def _rooms(self, rehearsal: Rehearsal) -> Text:
        company = rehearsal.company
        rooms = Counter(visitor.room for visitor in company.here) if company else Counter[str]()
        return Text("  ".join(f"{room} {count}" for room, count in sorted(rooms.items())), style="dim")


def counts(rehearsal: Rehearsal) -> dict[str, str]:
    """The figures of this moment, as they stand in the live picture."""
    company = rehearsal.company
    if company is None:
        return {}
    here, media = company.here, [each.media for each in company.visitors if each.media is not None]
    totals = [each.totals for each in media]
    expected, received = sum(each.expected for each in totals), sum(each.received for each in totals)
    use = rehearsal.cores()
    return {
        "here": f"{len(here)} / {len(company.visitors)}",
        "voices": str(sum(each.memory.speaking_since is not None for each in here)),
        "delivered": f"{received / expected:.2%}" if expected else "–",
        "wrong": f"{company.matrix.wrong('voice')} / {company.matrix.wrong('picture')}",
        "cards": str(sum(len(each.memory.sent.get("cards", ())) for each in company.visitors)),
        "votes": str(sum(len(each.memory.sent.get("votes", ())) for each in company.visitors)),
        "server": f"{use[0]:.2f}" if use[0] is not None else "–",
        "generator": f"{use[1]:.2f}",
    }


def phase_of(rehearsal: Rehearsal, words: Words) -> str:
    moderator = rehearsal.company.role("moderator") if rehearsal.company else None
    phase = ((moderator.topics if moderator else {}).get("evening") or {}).get("phase")
    return words.pick(phase["title"]) if phase else ""


def report(console: Console, words: Words, figures: Figures, findings: Sequence[Finding]) -> None:
    """Every light with its sentence, and advice where it is not green."""
    t = words.t
    table = Table(title=t("rehearsal.title"), show_header=False, box=None, padding=(0, 1))
    for finding in findings:
        light = Text("●", style=COLOURS[finding.light])
        told = sentence(words, finding)
        if finding.light != "green":
            told += f" {t(f'rehearsal.{finding.area}.advice')}"
        table.add_row(light, Text(t(f"rehearsal.{finding.area}.title")), Text(told))
    console.print(table)
    for failure in figures.failures[:5]:
        console.print(f"  {failure}", style="red", markup=False)
    verdict = worst(list(findings))
    console.print(Text(t(f"rehearsal.verdict.{verdict}"), style=f"bold {COLOURS[verdict]}"))
