"""The peer's checks are genuine for aioice, and only a genuine response to one of them counts."""

from __future__ import annotations

from aioice import stun

from rooms.peer.ice import Checks


def checks() -> Checks:
    made = Checks()
    made.remote_ufrag, made.remote_pwd = "server", "serverpassword"
    return made


def response(request: stun.Message, pwd: str) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=request.transaction_id)
    message.attributes["XOR-MAPPED-ADDRESS"] = ("127.0.0.1", 4000)
    message.add_message_integrity(pwd.encode())
    return bytes(message)


def test_request_names_both_sides_and_nominates() -> None:
    asking = checks()
    request = stun.parse_message(asking.request())
    assert request.attributes["USERNAME"] == f"server:{asking.ufrag}"
    assert "USE-CANDIDATE" in request.attributes
    assert request.check_message_integrity(b"serverpassword")


def test_genuine_response_counts() -> None:
    asking = checks()
    request = stun.parse_message(asking.request())
    assert asking.answered_by(response(request, "serverpassword"))


def test_forged_or_foreign_response_does_not_count() -> None:
    asking = checks()
    request = stun.parse_message(asking.request())
    other = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    assert not asking.answered_by(response(request, "guessed"))
    assert not asking.answered_by(response(other, "serverpassword"))
    assert not asking.answered_by(b"\x01\x01short")
