"""What the peer sends: its microphone and camera layers as RTP streams; it hands packets to a function, no socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

from rooms.peer import rtcp
from rooms.peer.dtls import Seal
from rooms.peer.offer import (
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    MID,
    OPUS,
    REPAIRED_RID,
    RID,
    RTX,
    TRANSPORT_CC,
    VP8,
    Section,
)
from rooms.peer.sources import Layer, LayerShape, Microphone, Reel
from rooms.peer.streams import Numbers, Stream

MICROPHONE, CAMERA, SCREEN = 0, 1, 2  # section numbers in the offer
_SCREEN_SHAPE = LayerShape("", 1280, 720, 5.0, packets=3, key_packets=30)


class Sending:
    """`answered` must be called with the answer's sections before the first `tick`.

    `key_delay`: seconds from a keyframe request to the keyframe; `repairs`: whether NACKs are answered. `layers` may be
    reels.
    """

    def __init__(
        self,
        seat: int,
        layers: tuple[LayerShape | Reel, ...],
        *,
        key_delay: float,
        random: Random,
        speech: tuple[bytes, ...] = (),
    ) -> None:
        self.microphone = Microphone(seat, speech=speech)
        self.camera = tuple(
            _layer(seat, index, layer, picture_id=random.getrandbits(15)) for index, layer in enumerate(layers)
        )
        self.screen = Layer(seat, len(layers), _SCREEN_SHAPE, picture_id=random.getrandbits(15))
        self.screen.active = False
        self.camera_on = True
        self.microphone_wanted = True
        self.repairs = True
        self.key_delay = key_delay
        self.keyframes_asked = 0
        self.packets_missed = 0
        self.bytes_sent = 0
        transport = count(random.getrandbits(15))
        self._ssrcs = iter(random.sample(range(1, 1 << 32), 2 * len(layers) + 3))
        self.voice = self._stream(MICROPHONE, OPUS, transport, random)
        self.pictures = tuple(
            self._stream(CAMERA, VP8, transport, random, rid=layer.shape.rid) for layer in self.camera
        )
        self.screen_stream = self._stream(SCREEN, VP8, transport, random)
        self._sources = tuple(zip((*self.camera, self.screen), (*self.pictures, self.screen_stream), strict=True))

    def _stream(
        self, section: int, payload_type: int, transport: count[int], random: Random, *, rid: str = ""
    ) -> Stream:
        video = payload_type == VP8
        return Stream(
            next(self._ssrcs),
            payload_type,
            Numbers(),
            transport,
            mid=str(section).encode(),
            rid=rid.encode(),
            rtx=next(self._ssrcs) if video else 0,
            rtx_payload_type=RTX,
            sequence=random.getrandbits(16),
        )

    @property
    def streams(self) -> tuple[Stream, ...]:
        return (self.voice, *self.pictures, self.screen_stream)

    def answered(self, sections: tuple[Section, ...]) -> None:
        for stream in self.streams:
            stream.numbers = _numbers(sections[int(stream.mid)].extensions)
            stream.acknowledged = stream.repair_acknowledged = False

    def tick(self, now: float, seal: Seal, send: Callable[[memoryview], None]) -> None:
        for payload in self.microphone.due(now) if self.microphone_wanted else ():
            size = self.voice.write(seal.view, payload, now=now, level=self.microphone.level)
            self._send(seal, size, send)
        for layer, stream in self._sources:
            if layer.active and (self.camera_on or layer is self.screen):
                for payload in layer.due(now):
                    self._send(seal, stream.write(seal.view, payload, now=now), send)

    def obey(self, feedback: rtcp.Feedback, now: float, seal: Seal, send: Callable[[memoryview], None]) -> None:
        """Keyframe requests, NACKs, and the reports that end the mid/rid header extensions."""
        for layer, stream in self._sources:
            if stream.ssrc in feedback.keyframes:
                self.keyframes_asked += 1
                layer.ask_keyframe(now + self.key_delay)
        for stream in self.streams:
            stream.acknowledged = stream.acknowledged or stream.ssrc in feedback.reported
            stream.repair_acknowledged = stream.repair_acknowledged or stream.rtx in feedback.reported
        for ssrc, sequences in feedback.missing:
            self.packets_missed += len(sequences)
            if self.repairs:
                self._repair(ssrc, sequences, now, seal, send)

    def demand(self, layers: dict[str, bool], now: float, *, mic: bool = True) -> None:
        """Which camera layers anybody shows, and whether anybody may hear the microphone; a layer that is not named
        stays as it is."""
        self.microphone_wanted = mic
        for layer in self.camera:
            if layers.get(layer.shape.rid, layer.active):
                layer.resume(now)
            else:
                layer.pause()

    def reports(self, now: float) -> Iterator[bytes]:
        """Sender reports of what was really sent."""
        rates = {OPUS: 48_000, VP8: 90_000}
        for stream in self.streams:
            if stream.packets:
                stamp = int(now * rates[stream.payload_type]) & 0xFFFFFFFF
                yield rtcp.sender_report(
                    stream.ssrc, wall=time.time(), timestamp=stamp, packets=stream.packets, octets=stream.octets
                )

    def _repair(
        self, ssrc: int, sequences: list[int], now: float, seal: Seal, send: Callable[[memoryview], None]
    ) -> None:
        for stream in self.streams:
            if stream.ssrc == ssrc:
                for sequence in sequences:
                    self._send(seal, stream.write_again(seal.view, sequence, now=now), send)

    def _send(self, seal: Seal, size: int, send: Callable[[memoryview], None]) -> None:
        if size:
            packet = seal.protect(size)
            self.bytes_sent += len(packet)
            send(packet)


def _layer(seat: int, index: int, layer: LayerShape | Reel, *, picture_id: int) -> Layer:
    if isinstance(layer, Reel):
        return Layer(seat, index, layer.shape, picture_id=picture_id, reel=layer)
    return Layer(seat, index, layer, picture_id=picture_id)


def _numbers(extensions: dict[str, int]) -> Numbers:
    named = (AUDIO_LEVEL, ABS_SEND_TIME, TRANSPORT_CC, MID, RID, REPAIRED_RID)
    return Numbers(*(extensions.get(uri, 0) for uri in named))
