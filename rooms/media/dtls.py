"""The DTLS handshake of one peer, driven through aiortc's transport over a stand-in for ICE. Knows no rooms, no RTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTP_PROFILES,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from rooms.media.srtp import Cipher

# AES-128-GCM costs half of CM-SHA1 and a third less than AES-256-GCM; OpenSSL follows the server's order
PROFILES = [
    profile
    for profile in (SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80)
    if profile in SRTP_PROFILES
]
WAITING = 32

logger = logging.getLogger(__name__)


class Wire:
    """What RTCDtlsTransport asks of its ICE transport: `_recv`, `_send`, `role`, `state`."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._datagrams: asyncio.Queue[bytes] = asyncio.Queue(WAITING)
        self._emit = send

    def feed(self, datagram: bytes) -> bool:
        """False when the peer floods: DTLS retransmits by itself."""
        if self._datagrams.full():
            return False
        self._datagrams.put_nowait(datagram)
        return True

    async def _recv(self) -> bytes:
        return await self._datagrams.get()

    async def _send(self, data: bytes) -> None:
        self._emit(data)


class Handshake:
    """Passive DTLS with one peer; `run` ends when the peer's session ends. The owner keeps the task."""

    def __init__(
        self,
        certificate: RTCCertificate,
        fingerprints: Sequence[tuple[str, str]],
        *,
        send: Callable[[bytes], None],
        keyed: Callable[[Cipher, Cipher], None],
    ) -> None:
        self._wire = Wire(send)
        self._keyed = keyed
        self._remote = RTCDtlsParameters([RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints])
        self._transport = RTCDtlsTransport(self._wire, [certificate])  # type: ignore[arg-type]
        self._transport._set_role("server")
        self._transport._srtp_profiles = PROFILES

    def feed(self, datagram: bytes) -> bool:
        return self._wire.feed(datagram)

    async def run(self) -> bool:
        """Calls `keyed(tx, rx)` once; returns whether the handshake had succeeded, when all is over."""
        transport = self._transport
        try:
            await transport.start(self._remote)
            if transport.state != "connected":
                return False
            self._keyed(*ciphers(transport))
            if transport._task is not None:
                await transport._task
            return True
        finally:
            await transport.stop()


def ciphers(transport: RTCDtlsTransport) -> tuple[Cipher, Cipher]:
    """(tx, rx) of the passive side, from what the handshake agreed upon (RFC 5764 section 4.2)."""
    session = transport._ssl
    assert session is not None, "the handshake is over"
    agreed = session.get_selected_srtp_profile()
    profile = next(each for each in PROFILES if each.openssl_profile == agreed)
    size = 2 * (profile.key_length + profile.salt_length)
    material = session.export_keying_material(b"EXTRACTOR-dtls_srtp", size)
    rx, tx = (profile.get_key_and_salt(material, index) for index in range(2))
    kind = profile.libsrtp_profile
    return Cipher(tx, kind, inbound=False), Cipher(rx, kind, inbound=True)


def sha256_fingerprint(certificate: RTCCertificate) -> str:
    for fingerprint in certificate.getFingerprints():
        if fingerprint.algorithm == "sha-256":
            return fingerprint.value
    raise AssertionError("aiortc always computes sha-256")
