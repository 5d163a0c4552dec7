"""The figures of a rehearsal, taken from what visitors remember and what the server stored. Pure sums, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from web.rehearsal.company import Company
from web.visitor.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Fault:
    """One kill: how long until everybody had voice again or could give commands again, and who never did. `silent_s`:
    the longest silence of anybody's ears around it."""

    part: str
    at_s: float
    back_s: float
    missing: int
    silent_s: float = 0.0


@dataclass(slots=True)
class Figures:
    """All that the report is made of. Cores and memory are None for a server that cannot be looked into."""

    citizens: int
    expected: int
    seconds: float
    joined: int = 0
    join_p95_s: float = 0.0
    delivered: float = 1.0
    packets: int = 0
    voice_p50_ms: float = 0.0
    voice_p95_ms: float = 0.0
    keyframe_p50_ms: float = 0.0
    keyframe_p95_ms: float = 0.0
    heard: int = 0
    heard_wrong: int = 0
    heard_missing: int = 0
    seen: int = 0
    seen_wrong: int = 0
    seen_missing: int = 0
    cards_sent: int = 0
    cards_stored: int = 0
    cards_shown: int = 0
    votes_sent: int = 0
    votes_stored: int = 0
    dots_sent: int = 0
    dots_stored: int = 0
    commands: int = 0
    command_p50_ms: float = 0.0
    command_p95_ms: float = 0.0
    refused: dict[str, int] = field(default_factory=dict)
    lost_lines: int = 0
    down_mbps: float = 0.0
    up_mbps: float = 0.0
    server_cores: float | None = None
    media_cores: float | None = None
    generator_cores: float = 0.0
    rss_mb: float | None = None
    phases: list[str] = field(default_factory=list)
    finished: bool = False
    broken: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that so large a share does not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def gather(figures: Figures, company: Company) -> None:
    """From all that visitors remember."""
    joins = [each.memory.joined_s for each in company.visitors if each.memory.joined_s is not None]
    figures.joined, figures.join_p95_s = len(joins), round(quantile(joins, 0.95), 2)
    figures.failures = [f"{each.profile.name}: {each.memory.failed}" for each in company.visitors if each.memory.failed]
    _media(figures, company)
    _matrix(figures, company)
    _commands(figures, company.visitors)


def _media(figures: Figures, company: Company) -> None:
    totals = [each.media.totals for each in company.visitors if each.media is not None]
    expected, received = sum(each.expected for each in totals), sum(each.received for each in totals)
    figures.packets, figures.delivered = received, round(min(1.0, received / expected), 5) if expected else 1.0
    figures.down_mbps = round(sum(each.bytes_down for each in totals) * 8 / figures.seconds / 1e6, 1)
    figures.up_mbps = round(sum(each.bytes_up for each in totals) * 8 / figures.seconds / 1e6, 1)
    moves = company.moves()
    voices = [move.voice_s * 1000 for move in moves if move.voice_s is not None]
    pictures = [move.picture_s * 1000 for move in moves if move.picture_s is not None]
    figures.voice_p50_ms, figures.voice_p95_ms = round(quantile(voices, 0.5)), round(quantile(voices, 0.95))
    figures.keyframe_p50_ms, figures.keyframe_p95_ms = round(quantile(pictures, 0.5)), round(quantile(pictures, 0.95))
    broken: Counter[str] = Counter()
    for each in company.visitors:
        broken.update(each.media.broken if each.media is not None else {})
    figures.broken = dict(broken)


def _matrix(figures: Figures, company: Company) -> None:
    matrix = company.matrix
    figures.heard, figures.seen = matrix.wanted("voice"), matrix.wanted("picture")
    figures.heard_wrong, figures.seen_wrong = matrix.wrong("voice"), matrix.wrong("picture")
    figures.heard_missing, figures.seen_missing = len(matrix.missing("voice")), len(matrix.missing("picture"))


def _commands(figures: Figures, visitors: Sequence[Visitor]) -> None:
    lines = [each.line for each in visitors if each.line is not None]
    latencies = [seconds * 1000 for line in lines for seconds in line.tally.latencies]
    figures.commands = len(latencies)
    figures.command_p50_ms = round(quantile(latencies, 0.5), 1)
    figures.command_p95_ms = round(quantile(latencies, 0.95), 1)
    odd = Counter(f"{command} {code}" for each in visitors for command, code in each.memory.odd)
    figures.refused = dict(odd.most_common())
    figures.lost_lines = sum(len(line.tally.outages) for line in lines)


def compare(figures: Figures, visitors: Sequence[Visitor], report: Mapping[str, Any]) -> None:
    """What was acknowledged against what the server tells after the evening, and what others had on their screens."""
    cards = [card["text"] for each in visitors for card in each.memory.sent.get("cards", ())]
    stored = Counter(card["text"] for card in _cards(report))
    figures.cards_sent = len(cards)
    figures.cards_stored = sum((Counter(cards) & stored).values())
    figures.cards_shown = sum(_shown(text, visitors) for text in cards)
    figures.votes_sent = sum(len(each.memory.sent.get("votes", ())) for each in visitors)
    figures.votes_stored = sum(poll["voters"] for poll in report["polls"])
    figures.dots_sent = sum(dots["dots"] for each in visitors for dots in each.memory.sent.get("dots", ()))
    figures.dots_stored = sum(theme["dots"] or 0 for theme in (report["outcome"] or {}).get("themes", ()))


def _cards(report: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Those that lie under others, too."""
    columns = [column for each in report["rounds"] for group in each["groups"] for column in group["columns"]]
    for column in columns:
        for card in column["cards"]:
            yield card
            yield from card["under"]


def _shown(text: str, visitors: Sequence[Visitor]) -> bool:
    """Whether anybody but its author had it on the screen: the author's own stands in another topic."""
    return any(text in each.memory.shown for each in visitors)
