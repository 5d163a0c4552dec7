"""How long seats have spoken, counted from levels alone, never from content. Pure; knows no roles.

Only seats that the plan names are counted, only while they may be heard. Counts are cumulative for the life of this
process: who reads them may miss some.
"""

from __future__ import annotations

from collections.abc import Collection

PAUSE_S = 0.5  # between words and syllables; a longer one is silence
FRAME_S = 0.02


class Speaking:
    """Seconds by dialogue, room and seat."""

    __slots__ = ("_measured", "_seconds", "_spoke")

    def __init__(self) -> None:
        self._measured: dict[str, frozenset[int]] = {}
        self._seconds: dict[str, dict[str, dict[int, float]]] = {}
        self._spoke: dict[tuple[str, int], float] = {}

    def measure(self, dialogue: str, seats: Collection[int]) -> None:
        """Who is counted from here on. Nobody: the evening is over, and what was counted is forgotten."""
        self._measured[dialogue] = frozenset(seats)
        if not seats:
            self._seconds.pop(dialogue, None)
            self._spoke = {key: at for key, at in self._spoke.items() if key[0] != dialogue}

    def spoke(self, dialogue: str, room: str, seat: int, *, at: float) -> None:
        """One packet of speech, `at` seconds on its own stream's clock: what came late counts where it belongs."""
        if seat not in self._measured.get(dialogue, ()):
            return
        passed = at - self._spoke.get((dialogue, seat), at)
        self._spoke[dialogue, seat] = at
        seats = self._seconds.setdefault(dialogue, {}).setdefault(room, {})
        seats[seat] = seats.get(seat, 0.0) + (passed if 0 < passed <= PAUSE_S else FRAME_S)

    def told(self) -> dict[str, dict[str, dict[str, float]]]:
        """For the heartbeat; JSON makes the seats strings."""
        return {
            dialogue: {
                room: {str(seat): round(seconds, 2) for seat, seconds in seats.items()} for room, seats in rooms.items()
            }
            for dialogue, rooms in self._seconds.items()
        }
