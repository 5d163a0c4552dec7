"""A view: a part that only shows what other parts hold. No commands, no events, no state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dialogue.machine import Audience, Dialogue, Part, Topics

S = TypeVar("S")


def view(empty: S, topics: Callable[[Dialogue, Audience], Topics]) -> Part[S]:
    """The part for `topics`; `empty` is an instance of the class that stands for it among the slices."""
    return Part(slice=type(empty), initial=empty, evolve=_unchanged, events={}, topics=topics)


def _unchanged(held: S, event: Any) -> S:
    return held
