"""The patch panel: plugs sources into slots and keeps both sides' lists true. Knows no plan and no peer."""

from __future__ import annotations

from collections.abc import Sequence

from rooms.media.packets import Packet
from rooms.media.slots import Slot
from rooms.media.sources import Source


def cut(slot: Slot, now: float, *, forget: bool = False) -> None:
    """Nothing more for `slot` from this moment; `forget`: not even what it had before (a room change)."""
    if slot.source is not None:
        slot.source.sinks.remove(slot)
    if slot.awaited is not None:
        slot.awaited.waiting.remove(slot)
    slot.stop(now, forget=forget)


def aim(slot: Slot, source: Source) -> bool:
    """`slot` takes `source` from its next keyframe on (sound: its next packet), keeping what it has until then.

    Returns whether it now waits for something new.
    """
    if slot.awaited is source:
        return False
    if slot.awaited is not None:
        slot.awaited.waiting.remove(slot)
        slot.awaited = None
    if slot.source is source:
        return False
    slot.awaited = source
    source.waiting.append(slot)
    return True


def begin(source: Source, packet: Packet, now: float, *, kept: Sequence[Packet] = ()) -> None:
    """`packet` is one to start with: everybody who waits for `source` gets it from here on. `kept`: as for a slot."""
    for slot in source.waiting:
        if slot.source is not None:
            slot.source.sinks.remove(slot)
        slot.start(source, packet, now, kept=kept)
        source.sinks.append(slot)
    source.waiting.clear()


def unplug(source: Source, now: float) -> None:
    """`source` is gone: every slot that shows or awaits it is cut."""
    for slot in [*source.sinks, *source.waiting]:
        cut(slot, now)
