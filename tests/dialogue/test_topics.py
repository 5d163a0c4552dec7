"""Topics: rendered only where something they read changed, patched when large, and equal to fresh ones all the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.machine import Audience, Dialogue, Machine, Part, Topics, no_topics
from dialogue.refs import Name, Side, Text
from dialogue.topics import Entry, Rendering, forgotten


@dataclass(frozen=True, slots=True)
class Put:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    pass


@dataclass(frozen=True, slots=True)
class Cards:
    all: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    n: int = 0


def put(cards: Cards, event: Put) -> Cards:
    kept = {**cards.all, event.key: event.text}
    return Cards({key: text for key, text in kept.items() if text})


def show(dialogue: Dialogue, audience: Audience) -> Topics:
    cards = dialogue.part(Cards).all
    data: Topics = {"cards": {key: {"text": Text(text)} for key, text in cards.items()}}
    if "secret" in cards and audience.role == "staff":
        data["secret"] = True
    return data


rendered: list[str] = []


def show_count(dialogue: Dialogue, audience: Audience) -> Topics:
    rendered.append(audience.role)
    return {"count": dialogue.part(Count).n, "who": Name(7)}


MACHINE = Machine(
    [
        Part(slice=Cards, initial=Cards(), evolve=put, events={"put": Put}, topics=show),
        Part(
            slice=Count,
            initial=Count(),
            evolve=lambda count, event: Count(count.n + 1),
            events={"counted": Counted},
            topics=show_count,
        ),
    ]
)
STAFF = Audience("staff", "plenary")
SIDE = Side(texts={f"t{n}": f"text {n} " + "x" * 400 for n in range(40)}, people={7: {"name": "Maria"}})


def after(dialogue: Dialogue, *events: Any) -> Dialogue:
    return MACHINE.apply(dialogue, dialogue.seq + 1, 0.0, events)


def test_part_is_not_rendered_again_while_what_it_read_is_the_same() -> None:
    rendering, state = Rendering(STAFF), MACHINE.empty()
    rendering.refresh(state, SIDE)
    rendered.clear()
    assert rendering.refresh(after(state, Put("a", "t1")), SIDE) == {"cards"}
    assert rendered == []
    assert rendering.refresh(after(state, Counted()), SIDE) >= {"count"}
    assert rendered == ["staff"]


def test_part_that_failed_is_rendered_as_soon_as_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering, state = Rendering(STAFF), MACHINE.empty()
    broken = replace(MACHINE.parts[1], topics=lambda dialogue, audience: {"count": 1 / 0})
    with monkeypatch.context() as patch:
        patch.setitem(MACHINE.shown, Count, broken)
        with pytest.raises(ZeroDivisionError):
            rendering.refresh(state, SIDE)
    assert rendering.refresh(state, SIDE) >= {"count", "who"}
    assert set(rendering.entries) == {"cards", "count", "who"}


def test_part_that_reads_something_else_now_is_stale_by_that_alone() -> None:
    def either(dialogue: Dialogue, audience: Audience) -> Topics:
        """Looks at the count only while there are no cards."""
        return {"seen": len(dialogue.part(Cards).all) or -dialogue.part(Count).n}

    machine = Machine([replace(MACHINE.parts[0], topics=either), replace(MACHINE.parts[1], topics=no_topics)])
    rendering, state = Rendering(STAFF), machine.empty()
    seen = []
    for event in (Counted(), Put("a", "t1"), Counted(), Put("a", ""), Counted()):
        state = machine.apply(state, state.seq + 1, 0.0, [event])
        seen.append((rendering.refresh(state, SIDE), rendering.entries["seen"].body))
    assert seen == [({"seen"}, "-1"), ({"seen"}, "1"), (set(), "1"), ({"seen"}, "-2"), ({"seen"}, "-3")]


def test_placeholders_are_filled_and_redacted_text_is_null() -> None:
    rendering = Rendering(STAFF)
    rendering.refresh(after(MACHINE.empty(), Put("a", "t1"), Put("b", "gone")), SIDE)
    frame = json.loads(rendering.entries["cards"].frame("cards", None))
    assert frame["data"]["b"] == {"text": None}
    assert json.loads(rendering.entries["who"].body) == "Maria"


def test_topic_no_longer_visible_is_reported_and_taken_back() -> None:
    rendering, state = Rendering(STAFF), after(MACHINE.empty(), Put("secret", "t1"))
    assert "secret" in rendering.refresh(state, SIDE)
    assert "secret" in rendering.refresh(after(state, Put("secret", "")), SIDE)
    assert "secret" not in rendering.entries
    assert json.loads(forgotten("secret", 3)) == {"topic": "secret", "v": 3, "data": None}


def test_large_topic_is_sent_as_changed_keys_to_whoever_holds_the_version_before() -> None:
    rendering, state = Rendering(STAFF), after(MACHINE.empty(), *(Put(f"c{n}", f"t{n}") for n in range(30)))
    rendering.refresh(state, SIDE)
    held = rendering.entries["cards"]
    state = after(state, Put("c1", ""), Put("c2", "t3"))
    rendering.refresh(state, SIDE)
    entry = rendering.entries["cards"]
    patch = json.loads(entry.frame("cards", held))
    assert patch == {"topic": "cards", "v": 2, "set": {"c2": {"text": SIDE.texts["t3"]}}, "gone": ["c1"]}
    assert len(json.loads(entry.frame("cards", None))["data"]) == 29


@given(
    st.lists(st.lists(st.builds(Put, st.sampled_from("abc"), st.sampled_from(["", "t1", "t2"])) | st.just(Counted())))
)
def test_refreshed_topics_equal_fresh_ones_and_patches_rebuild_them(rows: list[list[Any]]) -> None:
    state, kept, held = MACHINE.empty(), Rendering(STAFF), {}
    for events in rows:
        state = after(state, *events)
        before = dict(kept.entries)
        for name in kept.refresh(state, SIDE):
            held[name] = _received(held.get(name), kept, name, before.get(name))
        fresh = Rendering(STAFF)
        fresh.refresh(state, SIDE)
        assert {n: e.body for n, e in kept.entries.items()} == {n: e.body for n, e in fresh.entries.items()}
        assert {n: d for n, d in held.items() if d is not None} == {
            n: json.loads(e.body) for n, e in fresh.entries.items()
        }


def _received(old: Any, rendering: Rendering, name: str, before: Entry | None) -> Any:
    if name not in rendering.entries:
        return None
    entry = rendering.entries[name]
    frame = json.loads(entry.frame(name, before))
    if "data" in frame:
        return frame["data"]
    return {k: v for k, v in {**old, **frame["set"]}.items() if k not in frame["gone"]}
