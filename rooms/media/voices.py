"""Who of a room has the voice slots: the top three by level, rank before loudness. Pure; knows seats, no streams.

Groups with at most three others need none of this (`layout.few`). Rule 10 of the media design.
"""

from __future__ import annotations

from dataclasses import dataclass

from rooms.media.packets import SILENCE

SLOTS = 3
HOLD_S = 1.5
GAP_S = 0.2  # no packet for so long is silence (DTX)
ABOVE_FLOOR_DB = 12.0
LOUDER_DB = 6.0
TAKEOVER_S = 1.0
FLOOR_DB = (40.0, 72.0)  # of 127; a steady tone must not become its own noise floor
FLOOR_RISE_DB = 0.05
ATTACK, DECAY = 0.5, 0.1


@dataclass(slots=True)
class Voice:
    """`smooth`, `floor`: dB above -127 dBov; `since`: when it got its slot; `spoke_at`: last packet of speech."""

    smooth: float = 0.0
    floor: float = FLOOR_DB[0]
    seen_at: float = 0.0
    spoke_at: float = -HOLD_S
    since: float = 0.0
    rank: int = 0

    def hear(self, level: int, now: float) -> bool:
        """Takes the level of one packet; whether it is speech."""
        loud = float(SILENCE - level)
        if now - self.seen_at > GAP_S:
            self.smooth = 0.0
        self.seen_at = now
        self.smooth += (loud - self.smooth) * (ATTACK if loud > self.smooth else DECAY)
        low, high = FLOOR_DB
        self.floor = max(low, min(high, loud, self.floor + FLOOR_RISE_DB))
        speech = loud > self.floor + ABOVE_FLOOR_DB
        if speech:
            self.spoke_at = now
        return speech


class Voices:
    """One per room. `active`: who is heard now, at most `SLOTS`."""

    __slots__ = ("_voices", "active")

    def __init__(self) -> None:
        self._voices: dict[int, Voice] = {}
        self.active: list[int] = []

    def heard(self, seat: int, level: int, now: float, *, rank: int = 0) -> bool:
        """One packet of `seat` came, `level` after RFC 6464; whether `active` changed."""
        voice = self._voices.get(seat)
        if voice is None:
            voice = self._voices[seat] = Voice()
        voice.rank = rank
        if not voice.hear(level, now) or seat in self.active:
            return False
        return self._admit(seat, voice, now)

    def speaking(self, seat: int, now: float) -> bool:
        """Whether the packet of `seat` that came just `now` is speech."""
        voice = self._voices.get(seat)
        return voice is not None and voice.spoke_at == now

    def drop(self, seat: int) -> bool:
        """`seat` left or may not be heard any more; whether `active` changed."""
        self._voices.pop(seat, None)
        if seat not in self.active:
            return False
        self.active.remove(seat)
        return True

    def _admit(self, seat: int, voice: Voice, now: float) -> bool:
        if len(self.active) >= SLOTS:
            loser = self._loser(voice, now)
            if loser is None:
                return False
            self.active.remove(loser)
        voice.since = now
        self.active.append(seat)
        return True

    def _loser(self, voice: Voice, now: float) -> int | None:
        """Whose slot `voice` may take: a lower rank's at once, an equal's when silent or clearly less loud."""

        def order(seat: int) -> tuple[int, float]:
            return self._voices[seat].rank, self._voices[seat].spoke_at

        lower = [seat for seat in self.active if self._voices[seat].rank < voice.rank]
        if lower:
            return min(lower, key=order)
        for seat in sorted((seat for seat in self.active if self._voices[seat].rank == voice.rank), key=order):
            other = self._voices[seat]
            quieter = voice.smooth > other.smooth + LOUDER_DB and now - other.since > TAKEOVER_S
            if now - other.spoke_at > HOLD_S or quieter:
                return seat
        return None
