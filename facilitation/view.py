"""Parts without a state of their own: views, which only show what other parts hold, and doers, which only decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from dialogue.machine import Audience, Dialogue, Event, Given, Part, Topics, never_due, no_tick, no_topics

S = TypeVar("S")


def view(empty: S, topics: Callable[[Dialogue, Audience], Topics]) -> Part[S]:
    """The part for `topics`; `empty` is an instance of the class that stands for it among the slices."""
    return Part(slice=type(empty), initial=empty, evolve=_unchanged, events={}, topics=topics)


def no_state(
    empty: S,
    *,
    decide: Callable[[Dialogue, Any, int, Given], Sequence[Event]],
    commands: Mapping[str, type],
    topics: Callable[[Dialogue, Audience], Topics] = no_topics,
    tick: Callable[[Dialogue, Given], Sequence[Event]] = no_tick,
    due_at: Callable[[Dialogue], float | None] = never_due,
) -> Part[S]:
    """The part for `commands` whose events all belong to parts to its left."""
    return Part(
        slice=type(empty),
        initial=empty,
        evolve=_unchanged,
        events={},
        decide=decide,
        commands=commands,
        topics=topics,
        tick=tick,
        due_at=due_at,
    )


def _unchanged(held: S, event: Any) -> S:
    return held
