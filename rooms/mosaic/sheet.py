"""The picture itself: pictures of any size put into boxes. Planes of bytes; knows no codec and no person.

Pillow pastes a plane in one call, and the server has it anyway.
"""

from __future__ import annotations

from typing import Any

import av
from av.video.reformatter import Interpolation, VideoReformatter
from PIL import Image

from rooms.media.arrangement import Box

GROUND = (50, 137, 125)  # Y, Cb, Cr of the dark ground that tiles have on the page
SCALERS = 32
SHRINKS = (1, 2, 2)  # of the planes
UPRIGHT = 1.3  # width to height: below, as from a telephone, a square in the middle says more than a strip


def fit(width: int, height: int, box: tuple[int, int]) -> tuple[tuple[int, int], Box]:
    """How a picture comes into a `box`: the size that it is scaled to, and which part of that is shown, centred. A
    picture across fills the box, one upright leaves its sides free. All even."""
    wide, high = box
    shown = wide if width >= UPRIGHT * height else min(wide, high)
    scale = max(shown / width, high / height)
    to = max(shown, round(width * scale / 2) * 2), max(high, round(height * scale / 2) * 2)
    left, top = (to[0] - shown) // 4 * 2, (to[1] - high) // 4 * 2
    return to, (left, top, shown, high)


class Sheet:
    """`frame` holds what was put on it after `finish`."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self._scalers: dict[tuple[int, ...], VideoReformatter] = {}
        lines = [plane.line_size for plane in self.frame.planes]
        sizes = [(line, height // shrink) for line, shrink in zip(lines, SHRINKS, strict=True)]
        self._planes = [Image.new("L", size, value) for size, value in zip(sizes, GROUND, strict=True)]

    def _scaler(self, *sizes: int) -> VideoReformatter:
        """One for each pair of sizes: to set it up costs ten times what it does."""
        if sizes not in self._scalers:
            if len(self._scalers) >= SCALERS:
                self._scalers.clear()
            self._scalers[sizes] = VideoReformatter()
        return self._scalers[sizes]

    def clear(self, box: Box) -> None:
        left, top, wide, high = box
        for plane, shrink, value in zip(self._planes, SHRINKS, GROUND, strict=True):
            plane.paste(value, (left // shrink, top // shrink, (left + wide) // shrink, (top + high) // shrink))

    def put(self, box: Box, picture: Any) -> None:
        """`picture`: a decoded frame of any size and format."""
        left, top, wide, high = box
        (width, height), (cut_left, cut_top, shown, _) = fit(picture.width, picture.height, (wide, high))
        scaler = self._scaler(picture.width, picture.height, width, height)
        scaled: Any = scaler.reformat(picture, width, height, "yuv420p", interpolation=Interpolation.AREA)
        if shown < wide:
            self.clear(box)
        left += (wide - shown) // 4 * 2
        for plane, part, shrink in zip(self._planes, scaled.planes, SHRINKS, strict=True):
            image = Image.frombuffer("L", (part.width, part.height), part, "raw", "L", part.line_size, 1)
            cut = cut_left // shrink, cut_top // shrink, (cut_left + shown) // shrink, (cut_top + high) // shrink
            plane.paste(image if cut == (0, 0, *image.size) else image.crop(cut), (left // shrink, top // shrink))

    def finish(self) -> Any:
        for plane, image in zip(self.frame.planes, self._planes, strict=True):
            plane.update(image.tobytes())
        return self.frame
