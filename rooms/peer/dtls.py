"""The peer's DTLS handshake as the active side, and SRTP in both directions afterwards; knows no RTP beyond its length.

aiortc's transport does the handshake over a stand-in for its ICE transport; afterwards libsrtp is called in place
through pylibsrtp's handle, which costs half of `Session.protect` (media.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from pylibsrtp._binding import ffi, lib

CAPACITY = 2048


class Cable:
    """What RTCDtlsTransport takes for its ICE transport: a queue inwards, a function outwards."""

    role = "controlling"
    state = "completed"

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._send_now = send
        self.incoming: asyncio.Queue[bytes] = asyncio.Queue()

    async def _send(self, data: bytes) -> None:
        self._send_now(data)

    async def _recv(self) -> bytes:
        data = await self.incoming.get()
        if not data:
            raise ConnectionError
        return data


class Seal:
    """One SRTP direction, in place in one preallocated buffer. Results are views that the next call overwrites."""

    __slots__ = ("_buffer", "_handle", "_length", "_session", "view")

    def __init__(self, session: Any) -> None:
        self._session = session  # owns the handle
        self._handle = session._srtp[0]
        self._buffer = ffi.new("char[]", CAPACITY)
        self._length = ffi.new("int *")
        self.view = memoryview(ffi.buffer(self._buffer)).cast("B")

    def protect(self, size: int) -> memoryview:
        """Seals the RTP packet that the caller wrote into `view`."""
        return self._apply(lib.srtp_protect, size)

    def protect_rtcp(self, packet: bytes) -> memoryview:
        self.view[: len(packet)] = packet
        return self._apply(lib.srtp_protect_rtcp, len(packet))

    def unprotect(self, packet: memoryview) -> memoryview:
        """Empty where the packet is forged, replayed or not for us."""
        self.view[: len(packet)] = packet
        return self._apply(lib.srtp_unprotect, len(packet))

    def unprotect_rtcp(self, packet: memoryview) -> memoryview:
        """Empty where the packet is forged, replayed or not for us."""
        self.view[: len(packet)] = packet
        return self._apply(lib.srtp_unprotect_rtcp, len(packet))

    def _apply(self, step: Any, size: int) -> memoryview:
        self._length[0] = size
        done = step(self._handle, self._buffer, self._length) == 0
        return self.view[: self._length[0] if done else 0]


class Handshake:
    """DTLS towards a server whose certificate has `fingerprint` (sha-256)."""

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._certificate = RTCCertificate.generateCertificate()
        self._cable = Cable(send)
        self._transport = RTCDtlsTransport(cast(Any, self._cable), [self._certificate])
        self._transport._set_role("client")
        self._transport._srtp_profiles = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80]

    @property
    def fingerprint(self) -> str:
        return next(f.value for f in self._certificate.getFingerprints() if f.algorithm == "sha-256")

    def receive(self, data: bytes) -> None:
        self._cable.incoming.put_nowait(data)

    async def run(self, fingerprint: str) -> tuple[Seal, Seal]:
        """(outgoing, incoming); raises ConnectionError where the other side is not who it should be."""
        await self._transport.start(RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint("sha-256", fingerprint)]))
        if self._transport.state != "connected":
            raise ConnectionError("the DTLS handshake failed")
        return Seal(self._transport._tx_srtp), Seal(self._transport._rx_srtp)

    async def close(self) -> None:
        self._cable.incoming.put_nowait(b"")
        await self._transport.stop()
