"""ICE-lite: what is answered, and what is not."""

from __future__ import annotations

import os

import pytest
from aioice import stun as aioice_stun
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.addresses import pack_address
from rooms.media.stun import answer, new_credentials, parse_request


def binding(ufrag: str, password: str, *, nominate: bool = False) -> bytes:
    attributes = {"USERNAME": f"{ufrag}:far", "PRIORITY": 1, "ICE-CONTROLLING": 7}
    if nominate:
        attributes["USE-CANDIDATE"] = None
    message = aioice_stun.Message(aioice_stun.Method.BINDING, aioice_stun.Class.REQUEST, attributes=attributes)
    message.add_message_integrity(password.encode())
    return bytes(message)


def test_request_names_its_ufrag_and_nomination() -> None:
    for nominate in (False, True):
        request = parse_request(binding("near", "secret", nominate=nominate))
        assert request is not None
        assert (request.ufrag, request.nominated) == ("near", nominate)
        assert (request.verify("secret"), request.verify("other")) == (True, False)


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7"])
def test_answer_tells_the_browser_its_address(host: str) -> None:
    request = parse_request(binding("near", "secret"))
    assert request is not None
    reply = aioice_stun.parse_message(answer(request, "secret", address=pack_address(host, 4000)))
    assert reply.transaction_id == request.message.transaction_id
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == (host, 4000)
    assert reply.check_message_integrity(b"secret")


def test_request_without_integrity_does_not_verify() -> None:
    message = aioice_stun.Message(
        aioice_stun.Method.BINDING, aioice_stun.Class.REQUEST, attributes={"USERNAME": "near:far"}
    )
    request = parse_request(bytes(message))
    assert request is not None
    assert not request.verify("secret")


def test_indication_is_no_request() -> None:
    message = aioice_stun.Message(aioice_stun.Method.BINDING, aioice_stun.Class.INDICATION)
    assert parse_request(bytes(message)) is None


def test_credentials_have_the_randomness_ice_asks_for() -> None:
    (ufrag, password), (other, _) = new_credentials(), new_credentials()
    assert (len(ufrag), len(password), ufrag == other) == (12, 32, False)


@given(st.data())
def test_parse_request_refuses_garbage_with_value_error_only(data: st.DataObject) -> None:
    whole = bytearray(binding("near", "secret"))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    for text in (bytes(whole), cut, os.urandom(0)):
        try:
            parse_request(text)
        except ValueError:
            continue
