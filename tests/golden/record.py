"""Records a release's golden log: `python -m tests.golden.record 0.1.0`. Once released, a file is never changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from dialogue.machine import Dialogue
from dialogue.refs import Side
from facilitation.agenda import Close, Extend, Next, Pause, Resume, Start
from facilitation.cards import Cards, DeleteCard, EditCard, WriteCard
from facilitation.course import Agenda
from facilitation.groups import Groups
from facilitation.helpcall import CallHelp
from facilitation.message import SendMessage
from facilitation.picks import PickCard
from facilitation.queue import RaiseHand
from facilitation.report import report_of, to_plain
from rooms.assignment import AssignMedia
from rooms.order import Exclude, SetPicture, SetSound
from rooms.places import Places, group_id
from rooms.presence import Drop
from rooms.seats import NamePerson
from rooms.voices import GiveFloor, TakeFloor
from tests.facilitation.evening import Evening, prepared

FOLDER = Path(__file__).parent
MODERATOR = 1


def lived() -> Evening:
    """An evening in which a bit of everything happens."""
    evening = prepared(9, staff=("moderator", "facilitator"))
    citizens = [seat for seat in evening.dialogue.part(Places).rooms if seat > 2]
    evening.do(AssignMedia("media0-1"))
    evening.do(NamePerson(citizens[0], "Maria & Jörg", pair=True))
    evening.do(Start(), MODERATOR)
    evening.wait(150)
    evening.do(RaiseHand(), citizens[1])
    evening.do(GiveFloor(citizens[1]), MODERATOR)
    evening.do(TakeFloor(citizens[1]), citizens[1])
    evening.do(Pause(), MODERATOR)
    evening.wait(30)
    evening.do(Resume(), MODERATOR)
    evening.do(SendMessage("Gleich geht es los."), MODERATOR)
    evening.wait(240)
    evening.do(Next("auftakt", now=True), MODERATOR)
    evening.wait(200)
    _write(evening)
    evening.do(Extend("runde", 2), MODERATOR)
    evening.do(CallHelp(), citizens[2])
    evening.do(SetSound(citizens[3], off=True), MODERATOR)
    evening.do(SetPicture(citizens[3], off=True), MODERATOR)
    evening.do(Exclude(citizens[4], "Störung"), MODERATOR)
    evening.do(Drop(citizens[5]))
    evening.wait(2000)
    evening.do(Close(), MODERATOR)
    return evening


def _write(evening: Evening) -> None:
    """Three cards by the first person of each group: one edited, one deleted, the first on top where it may be."""
    for group in evening.dialogue.part(Groups).now():
        author = group.seats[0]
        made = [evening.do(WriteCard("gut", f"Karte {n}"), author)[0].card for n in range(2)]
        evening.do(EditCard(made[0], "Karte 0, besser"), author)
        evening.do(DeleteCard(made[1]), author)
        evening.do(WriteCard("fehlt", "Bänke"), author)
    evening.wait(900)
    for group in evening.dialogue.part(Groups).now():
        if group.facilitator is None:
            mine = evening.dialogue.part(Cards).of(group_id("runde", group.number))
            evening.do(PickCard(mine[0].id, on=True), group.seats[0])


def facts(dialogue: Dialogue, side: Side) -> dict[str, Any]:
    """What must be the same whichever release reads the log."""
    agenda = dialogue.part(Agenda)
    runs = [[run.phase, run.started_at, run.ended_at] for run in agenda.runs]
    rooms = {str(seat): room for seat, room in dialogue.part(Places).rooms.items()}
    return {"status": agenda.status, "runs": runs, "rooms": rooms, "report": to_plain(report_of(dialogue), side)}


def record(release: str) -> None:
    evening = lived()
    golden = {
        "rows": evening.rows,
        "texts": evening.side.texts,
        "people": evening.side.people,
        "facts": facts(evening.dialogue, evening.side),
    }
    text = json.dumps(golden, ensure_ascii=False, indent=0)
    (FOLDER / f"{release}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(sys.argv[1])
