"""The peer's side of ICE against an ice-lite server: builds checks, reads answers; knows no socket and no clock.

The peer is always controlling and nominates at once: a lite agent has one candidate and never checks itself (RFC 8445
section 2.5).
"""

from __future__ import annotations

import os
import secrets

from aioice import stun

PRIORITY = 1853824767  # a peer-reflexive host candidate, RFC 8445 section 5.1.2.1


class Checks:
    """Binding requests from `ufrag`/`pwd` to the other side's, and the judgement of responses."""

    __slots__ = ("_tie_breaker", "_waiting", "pwd", "remote_pwd", "remote_ufrag", "ufrag")

    def __init__(self) -> None:
        self.ufrag = secrets.token_hex(4)
        self.pwd = secrets.token_hex(12)
        self.remote_ufrag = ""
        self.remote_pwd = ""
        self._tie_breaker = int.from_bytes(os.urandom(8), "big")
        self._waiting: list[bytes] = []

    def request(self) -> bytes:
        message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{self.remote_ufrag}:{self.ufrag}"
        message.attributes["PRIORITY"] = PRIORITY
        message.attributes["ICE-CONTROLLING"] = self._tie_breaker
        message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity(self.remote_pwd.encode())
        self._waiting = [*self._waiting[-9:], message.transaction_id]
        return bytes(message)

    def forget(self) -> None:
        """No response to an earlier request counts any more."""
        self._waiting = []

    def answered_by(self, data: bytes) -> bool:
        """Whether `data` is a genuine success response to one of the last ten requests."""
        try:
            message = stun.parse_message(data)
        except ValueError:
            return False
        if message.message_class != stun.Class.RESPONSE or message.transaction_id not in self._waiting:
            return False
        return message.check_message_integrity(self.remote_pwd.encode())
