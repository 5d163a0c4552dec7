"""Who the visitors are: how each behaves, drawn from a seed. Pure; the same seed makes the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from web.visitor.texts import FIRST_NAMES


@dataclass(frozen=True, slots=True)
class Profile:
    """`late`, `drops`, `early`, `swaps`: when on the evening, as shares of it; None: not at all. `gone_s`: how long a
    lost line stays away. `microphone` False: has none. `weak`: a phone that saves data. `talk`: how readily they speak
    and write, 1 is usual."""

    kind: str
    name: str
    seed: int
    second: str = ""
    late: float | None = None
    drops: float | None = None
    gone_s: float = 0.0
    early: float | None = None
    swaps: float | None = None
    microphone: bool = True
    weak: bool = False
    talk: float = 1.0
    troll: bool = False
    role: str = "citizen"
    traits: dict[str, str] = field(default_factory=dict)


KINDS: Final = {
    "late": 4,
    "drop": 4,
    "weak": 5,
    "mute": 4,
    "silent": 9,
    "talkative": 8,
    "early": 3,
    "second-device": 3,
    "couple": 4,
    "troll": 1,
}
"""How many of seventy-five behave so; all others are plain."""


def cast(citizens: int, seed: int) -> list[Profile]:
    """So many citizens, in the order of their seats."""
    rng = Random(f"cast/{seed}")
    kinds = _kinds(citizens, rng)
    names = list(FIRST_NAMES)
    rng.shuffle(names)
    return [_profile(kind, _name(names, number), rng) for number, kind in enumerate(kinds)]


def staff(roles: Sequence[str], seed: int) -> list[Profile]:
    rng = Random(f"staff/{seed}")
    numbers = [roles[:at].count(role) + 1 for at, role in enumerate(roles)]
    return [
        Profile("staff", f"{role.title()} {number}", rng.getrandbits(32), role=role)
        for number, role in zip(numbers, roles, strict=True)
    ]


def _kinds(citizens: int, rng: Random) -> list[str]:
    shares = {kind: citizens * of / 75 for kind, of in KINDS.items()}
    kinds = [kind for kind, share in shares.items() for _ in range(int(share + rng.random()))][:citizens]
    kinds += ["plain"] * (citizens - len(kinds))
    rng.shuffle(kinds)
    return kinds


def _name(names: Sequence[str], number: int) -> str:
    round_, at = divmod(number, len(names))
    return names[at] if not round_ else f"{names[at]} {round_ + 1}"


def _profile(kind: str, name: str, rng: Random) -> Profile:
    seed, at = rng.getrandbits(32), rng.random()
    match kind:
        case "late":
            return Profile(kind, name, seed, late=0.02 + 0.2 * at)
        case "drop":
            return Profile(kind, name, seed, drops=0.2 + 0.5 * at, gone_s=rng.choice((2.0, 6.0, 15.0)))
        case "weak":
            return Profile(kind, name, seed, weak=True)
        case "mute":
            return Profile(kind, name, seed, microphone=False)
        case "silent":
            return Profile(kind, name, seed, talk=0.2)
        case "talkative":
            return Profile(kind, name, seed, talk=3.0)
        case "early":
            return Profile(kind, name, seed, early=0.8 + 0.15 * at)
        case "second-device":
            return Profile(kind, name, seed, swaps=0.3 + 0.4 * at)
        case "couple":
            return Profile(kind, name, seed, second=rng.choice(FIRST_NAMES))
        case "troll":
            return Profile(kind, name, seed, talk=2.0, troll=True)
        case _:
            return Profile(kind, name, seed)
