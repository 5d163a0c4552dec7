"""A logo that somebody brings becomes a picture of ours: read, measured, drawn anew. Runs in a worker; keeps nothing of
the file but its points."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

MOST_BYTES: Final = 2_000_000
MOST_POINTS: Final = 20_000_000
WIDTH, HEIGHT = 640, 160
KINDS: Final = ("PNG", "JPEG", "WEBP", "GIF")


def redrawn(body: bytes) -> bytes | str:
    """PNG of at most 640 x 160 points; or the code of what is wrong: `logo-kind`, `logo-large`, `logo-broken`."""
    if len(body) > MOST_BYTES:
        return "logo-large"
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(body), formats=KINDS) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height > MOST_POINTS:
                return "logo-large"
            drawn = picture.convert("RGBA")
    except UnidentifiedImageError:
        return "logo-kind"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "logo-broken"
    drawn.thumbnail((WIDTH, HEIGHT))
    out = io.BytesIO()
    Image.frombytes("RGBA", drawn.size, drawn.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()
