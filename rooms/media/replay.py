"""Starts a late receiver of a screen with what was sent since the last keyframe. Pure; knows packets, no slots.

A screen on which nothing moves may have sent its keyframe minutes ago, and asking for another makes it unsharp for
everybody. Cameras are asked for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from rooms.media.packets import Packet, send_time

FRAME_S = 0.001  # between two of the old frames: all but the last are over before they are seen
MARGIN_S = 0.2  # what comes next must not be older than what was repeated


def squeeze(packets: Sequence[Packet], now: float, *, seen_at: float, rate: int) -> list[Packet]:
    """Copies whose timestamps end at the present: old ones would make the next picture wait as long as they are old.

    `seen_at`: when the last of `packets` came.
    """
    if not packets:
        return []
    times = sorted({packet.ts for packet in packets})
    last = times[-1] + round(max(0.0, now - seen_at - MARGIN_S) * rate)
    step = round(FRAME_S * rate)
    moved = {ts: last - step * (len(times) - 1 - index) for index, ts in enumerate(times)}
    if len(times) > 1 and times[-1] - times[0] < step * (len(times) - 1):  # closer together than that already
        moved = {ts: ts + last - times[-1] for ts in times}
    copies = []
    for packet in packets:
        again = copy(packet)
        again.ts, again.word = moved[packet.ts], send_time(now)
        copies.append(again)
    return copies
