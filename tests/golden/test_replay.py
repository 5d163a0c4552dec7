"""Every release's log is still read, and means what it meant."""

from __future__ import annotations

import json
from pathlib import Path

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
    assert json.loads(json.dumps(facts(dialogue, side))) == golden["facts"]


def test_this_release_has_its_golden_log() -> None:
    assert (FOLDER / f"{BUILD}.json").exists()
