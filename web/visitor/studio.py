"""Real pictures and sound of visitors: drawn, spoken, encoded once and kept on disk. Knows no seat and no network.

Per person and layer two seconds of VP8 that come round: a face-like figure with name, number and a turning wheel, a
keyframe first. Sound is speech-like: syllables of a few vowels with pauses, as Opus packets of 20 ms.
"""

from __future__ import annotations

import colorsys
import hashlib
import math
import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import av
from PIL import Image, ImageDraw, ImageFont

from rooms.peer.marks import Gallery, Picture, mark
from rooms.peer.sources import LayerShape, Reel

VERSION: Final = 2
LOOP_S: Final = 2.0
PIECE: Final = 1100
"""Bytes of a frame in one packet, as browsers cut it."""
FULL: Final = (
    LayerShape("q", 320, 180, 15.0),
    LayerShape("h", 640, 360, 24.0),
    LayerShape("f", 1280, 720, 24.0),
)
LIGHT: Final = (LayerShape("q", 160, 90, 5.0),)
RATES_BPS: Final = {"q": 150_000, "h": 400_000, "f": 1_200_000}
SPEECH_S: Final = 4.0
SPEECH_RATE: Final = 16_000
VOWELS: Final = ((730, 1090), (530, 1840), (270, 2290), (570, 840), (300, 870))
"""First two formants in Hz of a, e, i, o, u (Peterson and Barney, 1952)."""
VOICES: Final = 6

Frames = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """What a visitor sends: a reel per layer, speech, all with the marks of one seat."""

    reels: tuple[Reel, ...] = ()
    speech: Frames = ()


def kit(name: str, number: int, shapes: Sequence[LayerShape], folder: Path, gallery: Gallery) -> Kit:
    """Of the person on seat `number`, hung up in the gallery. Takes a second or two the first time."""
    reels = tuple(_marked(number, at, shape, reel(name, number, shape, folder)) for at, shape in enumerate(shapes))
    for at, each in enumerate(reels):
        for frame, parts in enumerate(each.frames):
            for part, piece in enumerate(parts):
                gallery.hang(Picture(number, at, frame, part, len(parts), frame == 0, 0, 0), piece)
    return Kit(reels, speech(number, folder))


def _marked(seat: int, layer: int, shape: LayerShape, frames: Frames) -> Reel:
    """The last piece of each frame says whose it is, behind what decoders read."""
    marked = []
    for at, frame in enumerate(frames):
        *first, last = pieces(frame)
        picture = Picture(seat, layer, at, len(first), len(first) + 1, at == 0, 0, 0)
        marked.append((*first, last + mark(picture)))
    return Reel(shape, tuple(marked))


def reel(name: str, number: int, shape: LayerShape, folder: Path) -> Frames:
    """The frames of this person in this size; from `folder` where they were made before."""
    key = f"{VERSION}/{name}/{number}/{shape}"
    return _kept(folder, key, lambda: tuple(_encoded(name, number, shape)))


def speech(number: int, folder: Path) -> Frames:
    """Opus packets of one of a few voices."""
    voice = number % VOICES
    return _kept(folder, f"{VERSION}/voice/{voice}", lambda: tuple(_spoken(voice)))


def pieces(frame: bytes, size: int = PIECE) -> list[bytes]:
    """A frame as packets carry it; no piece is so short that it says nothing."""
    count = max(1, math.ceil(len(frame) / size))
    each = math.ceil(len(frame) / count)
    return [frame[at : at + each] for at in range(0, len(frame), each)]


def folder() -> Path:
    """Where reels are kept; they are nobody's picture and may be deleted at any time."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citizen-dialogue" / "visitors"


def _kept(folder: Path, key: str, make: Callable[[], Frames]) -> Frames:
    file = folder / hashlib.sha256(key.encode()).hexdigest()[:32]
    try:
        return tuple(_unpack(file.read_bytes()))
    except (OSError, ValueError):
        made = make()
        _keep(file, b"".join(len(frame).to_bytes(4, "big") + frame for frame in made))
        return made


def _keep(file: Path, data: bytes) -> None:
    """Whole or not at all: two may make the same at once. Without a place to write nothing is kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as out:
            out.write(data)
        os.replace(out.name, file)
    except OSError:
        return


def _unpack(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            raise ValueError("cut short")
        yield data[at + 4 : end]
        at = end


def _encoded(name: str, number: int, shape: LayerShape) -> Iterator[bytes]:
    yield from encoded(drawn(name, number, shape), shape)


def encoded(images: Iterable[Image.Image], shape: LayerShape) -> Iterator[bytes]:
    """The frames of these pictures, one keyframe first."""
    encoder: Any = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = shape.width, shape.height, "yuv420p"
    rate = round(shape.frames_per_second)
    encoder.time_base, encoder.framerate = Fraction(1, rate), Fraction(rate)
    encoder.bit_rate, encoder.gop_size, encoder.thread_count = RATES_BPS[shape.rid], 10_000, 1
    encoder.options = {"deadline": "realtime", "cpu-used": "15", "lag-in-frames": "0", "undershoot-pct": "90"}
    for at, image in enumerate(images):
        frames: Any = av.VideoFrame
        frame = frames.from_image(image).reformat(format="yuv420p", interpolation="POINT")
        frame.pts = at
        for packet in encoder.encode(frame):
            yield bytes(packet)


def drawn(name: str, number: int, shape: LayerShape) -> Iterator[Image.Image]:
    """The figure once, and on copies of it what moves: wheel, mouth, and a light tremble as of a hand-held phone."""
    still = _figure(name, number, shape.width, shape.height)
    count = round(shape.frames_per_second * LOOP_S)
    for at in range(count):
        image = still.copy()
        _move(ImageDraw.Draw(image), at / count, shape.width, shape.height)
        yield image


def _figure(name: str, number: int, width: int, height: int) -> Image.Image:
    rng = Random(f"{name}/{number}")
    hue = rng.random()
    image = Image.new("RGB", (width, height), _colour(hue, 0.35, 0.85))
    draw = ImageDraw.Draw(image)
    skin = (rng.randint(150, 240), rng.randint(110, 190), rng.randint(90, 150))
    draw.rounded_rectangle(
        _box(0.5, 1.0, 0.46, 0.5, width, height), radius=height // 8, fill=_colour(hue + 0.5, 0.5, 0.55)
    )
    draw.ellipse(_box(0.5, 0.40, 0.34, 0.60, width, height), fill=_colour(rng.random(), 0.4, 0.3))
    draw.ellipse(_box(0.5, 0.44, 0.29, 0.54, width, height), fill=skin)
    for x in (0.445, 0.555):
        draw.ellipse(_box(x, 0.40, 0.035, 0.06, width, height), fill=(40, 40, 50))
    label = ImageFont.load_default(size=max(10, height // 9))
    draw.text((width // 2, round(height * 0.9)), f"{name} · {number}", fill="white", font=label, anchor="mm")
    draw.text((width // 40, height // 30), "PROBE", fill=(30, 30, 30), font=label)  # no tile is too small for that
    return image


def _move(draw: ImageDraw.ImageDraw, turn: float, width: int, height: int) -> None:
    mouth = 0.02 + 0.05 * abs(math.sin(turn * 2 * math.pi * 3))
    draw.ellipse(_box(0.5, 0.56, 0.09, mouth, width, height), fill=(120, 30, 40))
    wheel = _box(0.89, 0.2, 0.14, 0.25, width, height)
    for spoke in range(6):
        start = 360 * turn + spoke * 60
        draw.pieslice(wheel, start, start + 30, fill="white")
    draw.ellipse(wheel, outline=(30, 30, 30), width=max(1, height // 90))


def _box(x: float, y: float, wide: float, tall: float, width: int, height: int) -> tuple[float, float, float, float]:
    """Around a centre; everything in shares of the picture."""
    return (x - wide / 2) * width, (y - tall / 2) * height, (x + wide / 2) * width, (y + tall / 2) * height


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _spoken(voice: int) -> Iterator[bytes]:
    encoder: Any = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SPEECH_RATE, "mono", "s16"
    encoder.bit_rate = 24_000
    encoder.options = {"application": "voip", "frame_duration": "20"}
    size = SPEECH_RATE // 50
    samples = _syllables(voice)
    for at in range(0, len(samples) - size + 1, size):
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.sample_rate, frame.pts = SPEECH_RATE, at
        frame.planes[0].update(samples[at : at + size].tobytes())
        for packet in encoder.encode(frame):
            yield bytes(packet)


def _syllables(voice: int) -> array[int]:
    """Vowels a fifth of a second long over a voice's pitch, a short stop between them, a longer one between words."""
    rng = Random(f"voice/{voice}")
    pitch, samples = 95.0 + 28.0 * voice, array("h")
    while len(samples) < SPEECH_RATE * SPEECH_S:
        for _ in range(rng.randint(1, 4)):
            samples.extend(_vowel(rng.choice(VOWELS), pitch * rng.uniform(0.9, 1.15), rng.uniform(0.12, 0.24)))
            samples.extend([0] * round(SPEECH_RATE * 0.03))
        samples.extend([0] * round(SPEECH_RATE * rng.uniform(0.08, 0.25)))
    return samples


def _vowel(formants: Sequence[int], pitch: float, seconds: float) -> list[int]:
    """Harmonics of the pitch, those near a formant louder (a table of one period, read round and round)."""
    period = round(SPEECH_RATE / pitch)
    wave = _wave(tuple(formants), period)
    count = round(SPEECH_RATE * seconds)
    return [round(wave[at % period] * math.sin(math.pi * at / count) * 9000) for at in range(count)]


@cache
def _wave(formants: tuple[int, ...], period: int) -> list[float]:
    pitch = SPEECH_RATE / period
    harmonics = range(1, int(3500 / pitch))
    heights = [sum(1 / (1 + ((pitch * n - formant) / 90) ** 2) for formant in formants) for n in harmonics]
    wave = [sum(h * math.sin(2 * math.pi * n * at / period) for n, h in enumerate(heights, 1)) for at in range(period)]
    most = max(map(abs, wave)) or 1.0
    return [value / most for value in wave]
