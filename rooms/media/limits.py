"""How much one sender may ask of us: allowances that refill, and signs of hostility. Pure; knows no protocol.

What a stranger can forge from somebody's address must not use up what that person may send: packets are charged when
they were authentic.
"""

from __future__ import annotations

PACKETS_PER_S = 3000  # three layers, sound and retransmissions are some 500
MOST_PACKETS = 6000  # a loop that stood still for a second or two gets them at once
RTCP_COST, STRANGE_COST = 4, 20
MOST_SSRCS = 64  # libsrtp remembers each for ever; a browser has a dozen
CHECKS_PER_S, MOST_CHECKS = 100, 400  # STUN and DTLS of one peer
STRANGERS_PER_S, MOST_STRANGERS = 1000, 3000  # STUN of everybody who is not known yet: 75 browsers that join at once
REMEMBERED = 64  # STUN transactions


class Allowance:
    """`per_s` with bursts of up to `most`."""

    __slots__ = ("_at", "_left", "_most", "_per_s")

    def __init__(self, per_s: float, most: float) -> None:
        self._per_s, self._most = per_s, most
        self._left, self._at = most, 0.0

    def take(self, now: float) -> bool:
        self._left = min(self._most, self._left + max(0.0, now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Conduct:
    """How one peer behaves. `credit`: packets it may still send; `hostile`: no browser does that."""

    __slots__ = ("_seen", "_ssrcs", "checks", "credit", "hostile")

    def __init__(self) -> None:
        self.credit: float = MOST_PACKETS
        self.checks = Allowance(CHECKS_PER_S, MOST_CHECKS)
        self.hostile = False
        self._ssrcs: set[int] = set()
        self._seen: dict[bytes, bytes] = {}

    def refill(self, seconds: float) -> None:
        if not self.hostile:
            self.credit = min(MOST_PACKETS, self.credit + seconds * PACKETS_PER_S)

    def strange(self, ssrc: int) -> None:
        """A stream that nothing is known of."""
        self.credit -= STRANGE_COST
        self.met(ssrc)

    def met(self, ssrc: int) -> None:
        self._ssrcs.add(ssrc)
        if len(self._ssrcs) > MOST_SSRCS:
            self.hostile, self.credit = True, 0

    def replayed(self, transaction: bytes, address: bytes) -> bool:
        """Whether a check that was overheard is sent again from elsewhere."""
        former = self._seen.setdefault(transaction, address)
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return former != address
