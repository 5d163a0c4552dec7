"""Pictures and sound of visitors decode as real ones, carry whose they are, and are made once."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from rooms.peer.marks import Gallery, Voice, read_picture, read_voice, speak
from rooms.peer.sources import Layer, LayerShape
from web.visitor import studio

SMALL = LayerShape("q", 160, 90, 5.0)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reels")


def decoder(name: str) -> Any:
    return av.CodecContext.create(name, "r")


def test_a_reel_is_a_keyframe_and_then_deltas(kept: Path) -> None:
    frames = studio.reel("Maria", 3, SMALL, kept)
    assert [frame[0] & 1 for frame in frames] == [0] + [1] * 9  # RFC 6386 section 9.1


def test_a_reel_with_marks_still_decodes_and_comes_round(kept: Path) -> None:
    gallery = Gallery()
    kit = studio.kit("Maria", 3, (SMALL,), kept, gallery)
    vp8 = decoder("vp8")
    shown = [
        frame
        for pieces in (*kit.reels[0].frames, *kit.reels[0].frames)
        for frame in vp8.decode(av.Packet(b"".join(pieces)))
    ]
    assert [(frame.width, frame.height) for frame in shown] == [(160, 90)] * 20


def test_people_look_different(kept: Path) -> None:
    assert studio.reel("Maria", 3, SMALL, kept)[0] != studio.reel("Ömer", 4, SMALL, kept)[0]


def test_every_payload_says_whose_it_is(kept: Path) -> None:
    gallery = Gallery()
    kits = {seat: studio.kit(name, seat, (SMALL,), kept, gallery) for name, seat in (("Maria", 3), ("Ömer", 4))}
    for seat, kit in kits.items():
        layer = Layer(seat, 0, SMALL, reel=kit.reels[0])
        payloads = [payload for step in range(20) for payload in layer.due(1.0 + step * 0.2)]
        read = [read_picture(payload.body, gallery) for payload in payloads]
        assert {picture and picture.seat for picture in read} == {seat}
        assert sum(picture.starts_keyframe for picture in read if picture) == 2


def test_a_piece_that_two_people_share_says_nothing() -> None:
    gallery = Gallery()
    whole = read_picture(b"\x90\xe0\x80\x01\x05\x00" + b"x" * 20, None)
    assert whole is None
    for seat in (3, 4):
        gallery.hang(studio.Picture(seat, 0, 0, 0, 2, True, 0, 0), b"same")
    assert gallery.find(b"same") is None


def test_a_request_for_a_keyframe_begins_the_reel_anew(kept: Path) -> None:
    kit = studio.kit("Maria", 3, (SMALL,), kept, Gallery())
    layer = Layer(3, 0, SMALL, reel=kit.reels[0])
    for step in range(4):
        list(layer.due(1.0 + step * 0.2))
    layer.ask_keyframe(1.7)
    again = [read_picture(payload.body) for payload in layer.due(1.7)]
    assert [picture and (picture.frame, picture.key) for picture in again][-1] == (0, True)


def test_counters_go_on_where_the_reel_begins_anew(kept: Path) -> None:
    kit = studio.kit("Maria", 3, (SMALL,), kept, Gallery())
    layer = Layer(3, 0, SMALL, reel=kit.reels[0], picture_id=0x7FFE)
    payloads = [payload for step in range(25) for payload in layer.due(1.0 + step * 0.2) if payload.marker]
    ids = [int.from_bytes(payload.body[2:4], "big") & 0x7FFF for payload in payloads]
    assert {after - before & 0x7FFF for before, after in itertools.pairwise(ids)} == {1}


def test_speech_decodes_with_and_without_the_mark(kept: Path) -> None:
    packets = studio.speech(3, kept)
    marked = [speak(Voice(3, number), packet) for number, packet in enumerate(packets)]
    assert [read_voice(packet) for packet in marked] == [Voice(3, number) for number in range(len(packets))]
    loud = []
    for stream in (packets, marked):
        opus = decoder("libopus")
        opus.sample_rate, opus.layout = 48_000, "mono"
        frames = [frame for packet in stream for frame in opus.decode(av.Packet(packet))]
        assert {frame.samples for frame in frames} == {960}
        loud.append([max(bytes(frame.planes[0])) for frame in frames])
    assert loud[0] == loud[1]
    assert len(packets) >= studio.SPEECH_S * 50 - 1


def test_what_was_made_is_read_again_and_a_spoilt_file_is_made_anew(tmp_path: Path) -> None:
    made = studio.reel("Ida", 5, SMALL, tmp_path)
    [file] = tmp_path.iterdir()
    written = file.stat().st_mtime_ns
    assert studio.reel("Ida", 5, SMALL, tmp_path) == made
    assert file.stat().st_mtime_ns == written
    file.write_bytes(file.read_bytes()[:-3])
    assert studio.reel("Ida", 5, SMALL, tmp_path)[0] == made[0]


def test_without_a_place_to_write_it_is_made_each_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert len(studio.reel("Ida", 5, SMALL, blocked / "folder")) == 10


@pytest.mark.parametrize("size", [1, 1099, 1100, 1101, 2200, 5000])
def test_pieces_are_a_frame_again(size: int) -> None:
    frame = bytes(index % 251 for index in range(size))
    pieces = studio.pieces(frame)
    assert b"".join(pieces) == frame
    assert max(map(len, pieces)) <= studio.PIECE
    assert Fraction(len(pieces)) == -(-size // studio.PIECE)
