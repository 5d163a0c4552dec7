"""SRTP in place: libsrtp on our own buffers, without the copies of pylibsrtp's Session. Knows no packets' meaning.

Not aiortc's sessions: those let a number be used twice, which rule 5 forbids, and shift a window of 1024 bits with
every packet. One session for all streams of a receiver: one for each was tried, and costs more in cold memory than it
saves in looking for the stream.
"""

from __future__ import annotations

from typing import Any

from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

_protect = lib.srtp_protect
_protect_rtcp = lib.srtp_protect_rtcp
_unprotect = lib.srtp_unprotect
_unprotect_rtcp = lib.srtp_unprotect_rtcp
_length = ffi.new("int *")

WINDOW = 128  # numbers by which a packet may be late; repetitions have numbers of their own


class Cipher:
    """One direction of one peer. Every method takes C data and its length and returns the new length, 0 when refused.

    Refused on arrival: what is forged, replayed or too old. Refused on leaving: a number used before or too far back.
    """

    __slots__ = ("_handle", "_session")

    def __init__(self, key: bytes, profile: int, *, inbound: bool) -> None:
        """`key`: with its salt; `profile`: as libsrtp numbers them."""
        kind = Policy.SSRC_ANY_INBOUND if inbound else Policy.SSRC_ANY_OUTBOUND
        policy = Policy(key=key, ssrc_type=kind, srtp_profile=profile)
        policy.window_size = WINDOW
        self._session = Session(policy)  # owns the handle
        self._handle = self._session._srtp[0]

    def protect(self, data: Any, length: int) -> int:
        _length[0] = length
        return 0 if _protect(self._handle, data, _length) else _length[0]

    def protect_rtcp(self, data: Any, length: int) -> int:
        _length[0] = length
        return 0 if _protect_rtcp(self._handle, data, _length) else _length[0]

    def unprotect(self, data: Any, length: int) -> int:
        _length[0] = length
        return 0 if _unprotect(self._handle, data, _length) else _length[0]

    def unprotect_rtcp(self, data: Any, length: int) -> int:
        _length[0] = length
        return 0 if _unprotect_rtcp(self._handle, data, _length) else _length[0]
