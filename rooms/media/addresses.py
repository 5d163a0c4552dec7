"""Socket addresses as the kernel's raw bytes: what a peer is looked up by. Knows nothing of peers.

The raw form (`struct sockaddr_in`, `sockaddr_in6`) is what recvmmsg fills in and sendmmsg takes: no tuple is built per
packet.
"""

from __future__ import annotations

import socket
import struct

FAMILY = struct.Struct("=H")
V4 = struct.Struct("!H4s8x")
V6 = struct.Struct("!H4x16s4x")
V4_LENGTH = FAMILY.size + V4.size
V6_LENGTH = FAMILY.size + V6.size


def pack_address(host: str, port: int) -> bytes:
    """Raises `OSError` where `host` is not a numeric address."""
    if ":" in host:
        return FAMILY.pack(socket.AF_INET6) + V6.pack(port, socket.inet_pton(socket.AF_INET6, host))
    return FAMILY.pack(socket.AF_INET) + V4.pack(port, socket.inet_pton(socket.AF_INET, host))


def unpack_address(raw: bytes) -> tuple[str, int]:
    if FAMILY.unpack_from(raw)[0] == socket.AF_INET6:
        port, host = V6.unpack_from(raw, FAMILY.size)
        return socket.inet_ntop(socket.AF_INET6, host), port
    port, host = V4.unpack_from(raw, FAMILY.size)
    return socket.inet_ntop(socket.AF_INET, host), port


def family_of(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def raw_length(family: int) -> int:
    return V6_LENGTH if family == socket.AF_INET6 else V4_LENGTH
