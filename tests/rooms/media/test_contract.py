"""Every private name of aiortc and pylibsrtp that we use, and what we take for granted about it.

Both are pinned exactly; when the pin moves, this file says what to look at.
"""

from __future__ import annotations

import asyncio
import inspect
import os

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_PROFILES,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from pylibsrtp._binding import ffi, lib

from rooms.media.buffers import Buffers
from rooms.media.dtls import PROFILES, Wire, ciphers
from rooms.media.srtp import Cipher


def sessions() -> tuple[Cipher, Cipher]:
    """(tx, rx) of the same key."""
    key, profile = os.urandom(28), SRTP_AEAD_AES_128_GCM.libsrtp_profile
    return Cipher(key, profile, inbound=False), Cipher(key, profile, inbound=True)


def test_libsrtp_functions_take_a_handle_data_and_length_in_place() -> None:
    for function in (lib.srtp_protect, lib.srtp_unprotect, lib.srtp_protect_rtcp, lib.srtp_unprotect_rtcp):
        assert str(ffi.typeof(function)) == "<ctype 'srtp_err_status_t(*)(struct srtp_ctx_t_ *, void *, int *)'>"


def test_session_holds_its_handle_where_cipher_looks() -> None:
    tx, rx = sessions()
    buffers = Buffers(1)
    packet = bytes.fromhex("80600001000000020000000b") + b"payload"
    buffers.views[0][: len(packet)] = packet
    protected = tx.protect(buffers.data[0], len(packet))
    assert protected == len(packet) + 16
    assert rx.unprotect(buffers.data[0], protected) == len(packet)
    assert bytes(buffers.views[0][: len(packet)]) == packet


def test_rule_5_cipher_refuses_a_number_that_was_used() -> None:
    tx, _ = sessions()
    buffers, lengths = Buffers(1), []
    for body in (b"one payload", b"another one"):
        packet = bytes.fromhex("80600001000000020000000b") + body
        buffers.views[0][: len(packet)] = packet
        lengths.append(tx.protect(buffers.data[0], len(packet)))
    assert lengths == [39, 0]


def test_cipher_refuses_forged_and_replayed_packets() -> None:
    tx, receiver = sessions()
    buffers, packet = Buffers(1), bytes.fromhex("80600001000000020000000b") + b"payload"
    buffers.views[0][: len(packet)] = packet
    sealed = bytes(buffers.views[0][: tx.protect(buffers.data[0], len(packet))])
    forged = sealed[:-1] + bytes((sealed[-1] ^ 1,))
    lengths = []
    for data in (forged, sealed, sealed):
        buffers.views[0][: len(data)] = data
        lengths.append(receiver.unprotect(buffers.data[0], len(data)))
    assert lengths == [0, len(sealed) - 16, 0]


def test_aes_128_gcm_is_offered_first() -> None:
    assert SRTP_AEAD_AES_128_GCM in SRTP_PROFILES
    assert PROFILES[0] is SRTP_AEAD_AES_128_GCM


def test_transport_asks_its_ice_transport_for_what_the_wire_has() -> None:
    source = inspect.getsource(RTCDtlsTransport)
    asked = {name for name in ("_recv", "_send", "role", "state") if f"transport.{name}" in source}
    assert asked - {"state"} == {"_recv", "_send", "role"}
    assert all(hasattr(Wire, name) for name in ("_recv", "_send", "role", "state"))


async def test_two_transports_meet_over_wires_and_export_keys() -> None:
    server_wire, client_wire = Wire(lambda data: None), Wire(lambda data: None)
    server_wire._emit, client_wire._emit = client_wire.feed, server_wire.feed
    certificates = RTCCertificate.generateCertificate(), RTCCertificate.generateCertificate()
    server = RTCDtlsTransport(server_wire, [certificates[0]])  # type: ignore[arg-type]
    client = RTCDtlsTransport(client_wire, [certificates[1]])  # type: ignore[arg-type]
    server._set_role("server")
    client._set_role("client")
    server._srtp_profiles = PROFILES
    await asyncio.gather(
        server.start(RTCDtlsParameters(certificates[1].getFingerprints())),
        client.start(RTCDtlsParameters(certificates[0].getFingerprints())),
    )
    assert (server.state, client.state) == ("connected", "connected")
    assert server._task is not None
    tx, rx = ciphers(server)
    packet, buffers = bytes.fromhex("80600001000000020000000b") + b"payload", Buffers(1)
    buffers.views[0][: len(packet)] = packet
    assert client._rx_srtp.unprotect(bytes(buffers.views[0][: tx.protect(buffers.data[0], len(packet))])) == packet
    sealed = client._tx_srtp.protect(packet)
    buffers.views[0][: len(sealed)] = sealed
    assert rx.unprotect(buffers.data[0], len(sealed)) == len(packet)
    await client.stop()
    await server.stop()
