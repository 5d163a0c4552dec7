"""Asks a forwarding unit, at an address that browsers are told, whether its UDP port is open: one binding request
(RFC 8489) after the other until one is answered. Knows no peer and no bus."""

from __future__ import annotations

import asyncio
from typing import Any

from rooms.peer.ice import Checks

TRIES, EVERY_S = 6, 0.5

Address = tuple[str, int]


class _Asking(asyncio.DatagramProtocol):
    def __init__(self, checks: Checks) -> None:
        self.checks = checks
        self.answered = asyncio.Event()

    def datagram_received(self, data: bytes, address: Any) -> None:
        if self.checks.answered_by(data):
            self.answered.set()

    def error_received(self, error: Exception) -> None:
        """A port that nobody has, as ICMP tells: asked again, the process may just be starting."""


async def knock(address: Address, ufrag: str, password: str) -> tuple[bool, str]:
    """Whether it was answered within three seconds, and from which address of this machine was asked. Raises `OSError`
    where no way leads there."""
    checks = Checks()
    checks.remote_ufrag, checks.remote_pwd = ufrag, password
    loop = asyncio.get_running_loop()
    transport, asking = await loop.create_datagram_endpoint(lambda: _Asking(checks), remote_addr=address)
    try:
        source = str(transport.get_extra_info("sockname")[0])
        for _ in range(TRIES):
            transport.sendto(checks.request())
            try:
                async with asyncio.timeout(EVERY_S):
                    await asking.answered.wait()
            except TimeoutError:
                continue
            return True, source
        return False, source
    finally:
        transport.close()
