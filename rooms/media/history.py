"""The last packets of one source, shared by everybody who receives it. Knows sequence numbers, no slot."""

from __future__ import annotations

from rooms.media.packets import Packet


class History:
    """A ring by extended sequence number; `depth` is a power of two."""

    __slots__ = ("_mask", "_ring")

    def __init__(self, depth: int) -> None:
        assert depth & (depth - 1) == 0
        self._ring: list[Packet | None] = [None] * depth
        self._mask = depth - 1

    def keep(self, packet: Packet) -> None:
        self._ring[packet.seq & self._mask] = packet

    def get(self, seq: int) -> Packet | None:
        packet = self._ring[seq & self._mask]
        return packet if packet is not None and packet.seq == seq else None

    def takes(self, seq: int) -> bool:
        """False for what is held already, or so old that it would push out something newer."""
        packet = self._ring[seq & self._mask]
        return packet is None or packet.seq < seq
