"""The synthetic microphone and camera keep their rates, answer keyframe requests and stop when nobody watches."""

from __future__ import annotations

import itertools

from rooms.peer.marks import Picture, read_picture, read_voice
from rooms.peer.sources import LARGE, MIDDLE, Layer, Microphone, Payload


def frames(layer: Layer, start: float, end: float, *, tick: float = 0.02) -> list[Picture]:
    found: list[Picture] = []
    now = start
    while now < end:
        found += [picture for payload in layer.due(now) if (picture := read_picture(payload.body)) is not None]
        now += tick
    return found


def test_microphone_sends_fifty_packets_a_second_in_one_spurt() -> None:
    microphone = Microphone(3)
    sent: list[Payload] = [payload for step in range(50) for payload in microphone.due(100 + step * 0.02)]
    voices = [read_voice(payload.body) for payload in sent]
    assert [voice.number for voice in voices if voice is not None] == list(range(50))
    assert [payload.marker for payload in sent] == [True] + [False] * 49
    assert {after.timestamp - before.timestamp for before, after in itertools.pairwise(sent)} <= {
        959,
        960,
        961,
    }


def test_microphone_marks_the_first_packet_after_silence() -> None:
    microphone = Microphone(3)
    list(microphone.due(1.0))
    microphone.on = False
    assert list(microphone.due(2.0)) == []
    microphone.on = True
    assert [payload.marker for payload in microphone.due(3.0)] == [True]


def test_microphone_bounds_its_backlog() -> None:
    microphone = Microphone(3)
    list(microphone.due(1.0))
    assert len(list(microphone.due(60.0))) == 5


def test_layer_begins_with_a_keyframe_and_keeps_its_rate() -> None:
    sent = frames(Layer(3, 1, MIDDLE), 10.0, 20.0)
    numbers = [picture.frame for picture in sent]
    assert sent[0].starts_keyframe
    assert [picture.key for picture in sent if picture.frame > 0] == [False] * (len(sent) - MIDDLE.key_packets)
    assert 235 <= numbers[-1] + 1 <= 241


def test_layer_counts_frames_pictures_and_marks_their_end() -> None:
    layer = Layer(3, 2, LARGE, picture_id=0x7FFF)
    keyframe, delta = list(layer.due(1.0)), list(layer.due(1.04))
    assert [payload.marker for payload in keyframe] == [False] * (LARGE.key_packets - 1) + [True]
    assert [payload.marker for payload in delta] == [False, True]
    first, second = (read_picture(payloads[0].body) for payloads in (keyframe, delta))
    assert first is not None
    assert second is not None
    assert (first.picture_id, first.tl0, second.picture_id, second.tl0) == (0x7FFF, 0xFF, 0, 0)
    assert len({payload.timestamp for payload in keyframe}) == 1


def test_layer_answers_a_request_after_its_delay_and_once() -> None:
    layer = Layer(3, 1, MIDDLE)
    frames(layer, 1.0, 2.0)
    layer.ask_keyframe(2.07)
    layer.ask_keyframe(2.09)
    sent = frames(layer, 2.0, 3.0, tick=0.01)
    starts = [picture.frame for picture in sent if picture.starts_keyframe]
    assert len(starts) == 1
    assert layer.keyframes == 2


def test_layer_paused_sends_nothing_and_resumes_with_a_keyframe() -> None:
    layer = Layer(3, 1, MIDDLE)
    assert frames(layer, 1.0, 2.0) != []
    layer.pause()
    assert frames(layer, 2.0, 3.0) == []
    layer.resume(3.0)
    assert frames(layer, 3.0, 4.0)[0].starts_keyframe
