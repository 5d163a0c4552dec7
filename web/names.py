"""Display names at the door: short, not a role, and nobody else's."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from rooms.roles import ROLES
from web.words import LANGUAGES, words_for

NAME_LIMIT = 40


def fault_of(name: str, role: str) -> str | None:
    """A key of the catalogue where the name cannot stand: missing, too long, or a role's (citizens only)."""
    name = clean(name)
    if not name:
        return "door.name.missing"
    if len(name) > NAME_LIMIT:
        return "door.name.long"
    if ROLES[role].counted and name.casefold() in _role_names():
        return "door.name.role"
    return None


def free_name(name: str, others: Collection[str]) -> str:
    """The name, or with a number behind it where somebody has it already."""
    name, taken = clean(name), {other.casefold() for other in others}
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} {number}", number + 1
    return free


def clean(name: str) -> str:
    """Without control and direction signs (a name must not turn the line around it), single spaces."""
    visible = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs"))
    return " ".join(visible.split())


def _role_names() -> set[str]:
    names = set(ROLES)
    for language in LANGUAGES:
        words = words_for(language)
        names |= {words.t(f"role.{role}") for role in ROLES if words.has(f"role.{role}")}
    return {name.casefold() for name in names}
