"""What the unit tells about itself: counters for metrics (no seats in them) and quality per person. Only reads."""

from __future__ import annotations

from typing import Any

from rooms.media.peer import CONNECTED, Peer
from rooms.media.unit import Unit


def counters(unit: Unit) -> dict[str, Any]:
    """Per process and per room; no seat is named."""
    rooms = [
        {
            "dialogue": room.dialogue,
            "room": room.name,
            "peers": len(room.peers),
            "loss_up": _worst(source.reception.fraction for peer in room.peers.values() for source in _sources(peer)),
            "loss_down": _worst(slot.loss for peer in room.peers.values() for slot in peer.slots.values()),
        }
        for room in unit.seating.rooms.values()
    ]
    return {
        "peers": len(unit.peers),
        "connected": sum(peer.state == CONNECTED for peer in unit.peers.values()),
        "received": unit.forwarder.received,
        "copies": unit.forwarder.copies,
        "dropped": dict(unit.dropped),
        "hall": {**unit.seating.halls.reported, **unit.seating.halls.lost},
        "rooms": rooms,
    }


def quality(unit: Unit, dialogue: str) -> dict[int, dict[str, Any]]:
    """seat -> how its line does, for the Regiepult."""
    return {seat: _person(peer) for (held, seat), peer in unit.peers.items() if held == dialogue}


def _person(peer: Peer) -> dict[str, Any]:
    budget = peer.downlink.budget
    return {
        "state": peer.state,
        "rtt_ms": round(peer.rtt_s * 1000),
        "loss_up": _worst(source.reception.fraction for source in _sources(peer)),
        "loss_down": _worst(slot.loss for slot in peer.slots.values() if slot.source is not None),
        "remb_bps": peer.downlink.remb_bps,
        "budget_bps": None if budget.bps is None else round(budget.bps),
        "up_bps": round(sum(source.reception.bps for source in _sources(peer))),
        "pictures_bps": round(peer.downlink.media_bps),
        "layers": {rid: source.height for rid, source in peer.layers.items() if source.sinks},
        "shown": [slot.source.rid for slot in peer.pictures if slot.source is not None],
    }


def _sources(peer: Peer) -> list[Any]:
    return list(peer.sources.values())


def _worst(shares: Any) -> float:
    return round(max(shares, default=0.0), 3)
