"""The peer against the real server, where it must not connect or must notice."""

from __future__ import annotations

import re

import pytest

from tests.rooms.town import DIALOGUE, room, town


async def test_peer_refuses_a_server_with_another_certificate() -> None:
    async with town() as here:
        here.plan(room("g1", 1))
        peer = here.peer(1)

        async def tampered(sdp: str) -> str:
            answer = await here.server.offer(DIALOGUE, 1, sdp)
            return re.sub(r"(a=fingerprint:sha-256) \S+", r"\1 " + ":".join(["AB"] * 32), answer)

        with pytest.raises(ConnectionError, match="DTLS"):
            await peer.connect(tampered)


async def test_peer_does_not_take_a_server_with_another_password() -> None:
    async with town() as here:
        here.plan(room("g1", 1))
        peer = here.peer(1)

        async def tampered(sdp: str) -> str:
            answer = await here.server.offer(DIALOGUE, 1, sdp)
            return re.sub(r"a=ice-pwd:\S+", "a=ice-pwd:" + "x" * 24, answer)

        with pytest.raises(TimeoutError):
            await peer.connect(tampered, patience=0.5)


async def test_peer_answers_a_keyframe_request_after_its_delay() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2))
        await here.join(1, 2)
        await here.judge()
        first = here.peers[1]
        asked, made = first.sending.keyframes_asked, sum(layer.keyframes for layer in first.sending.camera)
        await here.join(3)
        here.plan(room("g1", 1, 2, 3))
        await here.peers[3].until(lambda: 1 in here.peers[3].ledger.window.first_keyframe)
        assert first.sending.keyframes_asked > asked
        assert sum(layer.keyframes for layer in first.sending.camera) > made


async def test_peer_hears_transport_feedback_and_reports() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2))
        await here.join(1, 2)
        peer = here.peers[1]
        await peer.until(lambda: peer.transport_feedbacks > 5 and peer.sender_reports > 0)
        assert [stream.acknowledged for stream in peer.sending.streams[:2]] == [True, True]
