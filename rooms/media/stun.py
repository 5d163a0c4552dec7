"""ICE-lite's half of STUN: check a binding request, write its answer. Knows no peers; the caller finds them by ufrag.

RFC 8445 section 2.5 (lite), RFC 8489 (messages). Parsing is aioice's.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass

from aioice import stun

from rooms.media.addresses import unpack_address


@dataclass(frozen=True, slots=True)
class Request:
    """A binding request that parsed; nothing in it is trusted before `verify`."""

    message: stun.Message
    ufrag: str
    nominated: bool

    def verify(self, password: str) -> bool:
        return bool(self.message.check_message_integrity(password.encode()))


def new_credentials() -> tuple[str, str]:
    """A local ufrag and password: RFC 8445 section 5.3 asks for 24 and 128 random bits."""
    return secrets.token_hex(6), secrets.token_hex(16)


def parse_request(data: bytes) -> Request | None:
    """None for STUN that is no binding request. Raises `ValueError` for what is not STUN."""
    try:
        message = stun.parse_message(data)
    except (struct.error, IndexError) as error:
        raise ValueError(f"not a STUN message: {error}") from error
    if message.message_method != stun.Method.BINDING or message.message_class != stun.Class.REQUEST:
        return None
    username = message.attributes.get("USERNAME", "")
    return Request(message, username.partition(":")[0], "USE-CANDIDATE" in message.attributes)


def answer(request: Request, password: str, *, address: bytes) -> bytes:
    """The success response to `address`, the raw source of the request."""
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.message.transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": unpack_address(address)},
    )
    response.add_message_integrity(password.encode())
    return bytes(response)
