"""The scripts that come with the product, by name; it knows where they lie and nothing about what is in them."""

from __future__ import annotations

from importlib.resources import files

from facilitation.script import Script
from facilitation.script_yaml import parse

NAMES = ("classic", "worldcafe", "planungszelle", "sixty", "trial")


def source(name: str) -> str:
    """The YAML text, for a copy that an organizer may edit. Raises `KeyError` for a name that is not shipped."""
    if name not in NAMES:
        raise KeyError(name)
    return (files("facilitation") / "scripts" / f"{name}.yaml").read_text(encoding="utf-8")


def shipped(name: str) -> Script:
    """Raises `KeyError` for a name that is not shipped."""
    script = parse(source(name)).script
    assert script is not None, f"the shipped script {name} has findings"
    return script
