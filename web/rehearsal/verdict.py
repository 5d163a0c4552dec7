"""From figures to traffic lights: each area with its light, its facts and, where it is not green, advice. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from web.rehearsal.figures import Figures

Light = Literal["green", "yellow", "red"]
LIGHTS: Final[tuple[Light, ...]] = ("green", "yellow", "red")
KEYS: Final = (
    *("joined", "join_p95_s", "delivered", "voice_p95_ms", "keyframe_p95_ms", "heard_wrong", "seen_wrong"),
    *("cards_sent", "cards_stored", "cards_shown", "server_cores", "generator_cores", "rss_mb"),
)
"""These stand first in the JSON, then `verdict`."""
BACK_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """`area` names the texts in the catalogue: `rehearsal.{area}`, `.title`, `.advice`."""

    area: str
    light: Light
    facts: dict[str, Any] = field(default_factory=dict)


def judge(figures: Figures, *, media: str) -> list[Finding]:
    """Every area that this rehearsal could look at."""
    found = [_joins(figures), _commands(figures), *_texts(figures), _course(figures)]
    if media != "none":
        found += [*_senses(figures), _delivered(figures), _moves(figures)]
    if figures.server_cores is not None:
        found.append(_server(figures))
    found.append(_generator(figures))
    return found + [_fault(fault, figures) for fault in figures.faults]


def worst(findings: list[Finding]) -> Light:
    return max((finding.light for finding in findings), key=LIGHTS.index, default="green")


def as_json(figures: Figures, findings: list[Finding]) -> dict[str, Any]:
    """The promised keys first, then all other figures and the lights."""
    everything = asdict(figures)
    first = {key: everything.pop(key) for key in KEYS}
    lights = {finding.area: finding.light for finding in findings}
    return first | {"verdict": worst(findings), "lights": lights} | everything


def _light(green: bool, yellow: bool) -> Light:
    return "green" if green else "yellow" if yellow else "red"


def _joins(figures: Figures) -> Finding:
    all_in = figures.joined == figures.expected
    light = _light(all_in and figures.join_p95_s <= 10, figures.joined >= 0.97 * figures.expected)
    facts = {"joined": figures.joined, "expected": figures.expected, "seconds": figures.join_p95_s}
    return Finding("joins", light, facts)


def _commands(figures: Figures) -> Finding:
    calm = figures.command_p95_ms <= 250 and not figures.refused
    light = _light(calm, figures.command_p95_ms <= 1500)
    refused = ", ".join(f"{what} ({count})" for what, count in figures.refused.items())
    facts = {"commands": figures.commands, "p50": figures.command_p50_ms, "p95": figures.command_p95_ms}
    return Finding("commands", light, facts | {"refused": refused or "–"})


def _texts(figures: Figures) -> Iterator[Finding]:
    """What was acknowledged must be there; what is there must have been seen."""
    cards = (figures.cards_sent, figures.cards_stored, figures.cards_shown)
    light = _light(len(set(cards)) == 1, cards[0] == cards[1])
    yield Finding("cards", light, {"sent": cards[0], "stored": cards[1], "shown": cards[2]})
    kept = figures.votes_sent == figures.votes_stored and figures.dots_sent == figures.dots_stored
    names = ("votes_sent", "votes_stored", "dots_sent", "dots_stored")
    yield Finding("votes", _light(kept, False), {name: getattr(figures, name) for name in names})


def _course(figures: Figures) -> Finding:
    light = _light(figures.finished and not figures.findings, figures.finished)
    facts = {"phases": len(figures.phases), "findings": " ".join(figures.findings) or "–"}
    return Finding("course", light, facts)


def _senses(figures: Figures) -> Iterator[Finding]:
    for area, wanted, wrong, missing in (
        ("heard", figures.heard, figures.heard_wrong, figures.heard_missing),
        ("seen", figures.seen, figures.seen_wrong, figures.seen_missing),
    ):
        light = _light(not wrong and not missing, not wrong and missing <= 0.01 * wanted)
        yield Finding(area, light, {"wanted": wanted, "wrong": wrong, "missing": missing})


def _delivered(figures: Figures) -> Finding:
    light = _light(figures.delivered >= 0.995 and not figures.broken, figures.delivered >= 0.97)
    facts = {"percent": round(figures.delivered * 100, 2), "packets": figures.packets}
    return Finding("delivered", light, facts | {"down": figures.down_mbps, "up": figures.up_mbps})


def _moves(figures: Figures) -> Finding:
    quick = figures.voice_p95_ms <= 500 and figures.keyframe_p95_ms <= 1500
    light = _light(quick, figures.voice_p95_ms <= 2000 and figures.keyframe_p95_ms <= 4000)
    names = ("voice_p50_ms", "voice_p95_ms", "keyframe_p50_ms", "keyframe_p95_ms")
    return Finding("moves", light, {name: getattr(figures, name) for name in names})


def _server(figures: Figures) -> Finding:
    cores = figures.server_cores or 0.0
    facts = {"cores": cores, "media": figures.media_cores, "memory": figures.rss_mb}
    return Finding("server", _light(cores <= 1.0, cores <= 1.5), facts)


def _generator(figures: Figures) -> Finding:
    """It is the measuring that suffers then, not the evening: never red."""
    return Finding("generator", _light(figures.generator_cores <= 0.9, True), {"cores": figures.generator_cores})


def _fault(fault: Any, figures: Figures) -> Finding:
    kept = figures.cards_sent == figures.cards_stored
    back = not fault.missing and kept
    calm = fault.part == "media" or fault.silent_s <= BACK_S
    light = _light(back and calm and fault.back_s <= BACK_S, back and fault.back_s <= 2 * BACK_S)
    facts = {"at": round(fault.at_s), "back": round(fault.back_s, 1), "missing": fault.missing}
    lost = figures.cards_sent - figures.cards_stored
    return Finding(f"kill-{fault.part}", light, facts | {"silent": round(fault.silent_s, 1), "lost": lost})
