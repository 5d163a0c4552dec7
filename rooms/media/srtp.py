"""SRTP in place: libsrtp on our own buffers, without the copies of pylibsrtp's Session. Knows no packets' meaning."""

from __future__ import annotations

from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

_protect = lib.srtp_protect
_protect_rtcp = lib.srtp_protect_rtcp
_unprotect = lib.srtp_unprotect
_unprotect_rtcp = lib.srtp_unprotect_rtcp
_length = ffi.new("int *")


class Cipher:
    """One direction of one peer. Every method takes C data and its length and returns the new length, 0 when refused.

    Refused on arrival: what is forged, replayed or too old. Refused on leaving: a sequence number too far back.
    """

    __slots__ = ("_handle", "_session")

    def __init__(self, session: Session) -> None:
        self._session = session  # owns the handle
        self._handle = session._srtp[0]

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
