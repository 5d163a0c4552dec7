"""Every release's log is still read, and means what it meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue.codec import Codec
from dialogue.machine import Machine
from dialogue.refs import Side
from facilitation.parts import PARTS
from tests.golden.record import FOLDER, facts
from web.state import BUILD


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_golden_log_replays_to_the_same_facts(path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    machine = Machine(PARTS)
    codec, dialogue = Codec(machine), machine.empty()
    for seq, (at, events) in enumerate(golden["rows"], start=1):
        dialogue = machine.apply(dialogue, seq, at, codec.load(events))
    side = Side(texts=golden["texts"], people={int(seat): fields for seat, fields in golden["people"].items()})
    assert as_recorded(json.loads(json.dumps(facts(dialogue, side))), golden["facts"]) == golden["facts"]


def as_recorded(now: Any, then: Any) -> Any:
    """What is told now, without what the release that recorded it did not tell yet."""
    if isinstance(then, dict) and isinstance(now, dict):
        return {key: as_recorded(now[key], each) for key, each in then.items() if key in now}
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [as_recorded(one, other) for one, other in zip(now, then, strict=True)]
    return now


def test_this_release_has_its_golden_log() -> None:
    assert (FOLDER / f"{BUILD}.json").exists()
