"""Fetches the fonts of printed sheets from npm as TrueType files, which the typesetter reads; never runs on a server.

Run `python -m web.vendoring.fonts` after changing a version (needs fonttools and brotli, see the extra `vendoring`).
Each script is a family of its own: the typesetter takes one file of a family for a weight, and looks for what that
lacks in the next family.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

from web.vendoring.update import _fetched

FOLDER = Path(__file__).parents[1] / "print" / "fonts"
VERSIONS = {
    "@fontsource/fira-sans": "5.3.0",
    "@fontsource/noto-sans-arabic": "5.3.0",
    "@fontsource/noto-sans-hebrew": "5.3.0",
    "@fontsource/noto-emoji": "5.3.2",
}
FILES = {
    "fira-sans-latin": ("Fira Sans", (400, 600)),
    "fira-sans-latin-ext": ("Fira Sans Extended", (400, 600)),
    "fira-sans-cyrillic": ("Fira Sans Cyrillic", (400, 600)),
    "fira-sans-greek": ("Fira Sans Greek", (400, 600)),
    "noto-sans-arabic-arabic": ("Noto Sans Arabic", (400, 600)),
    "noto-sans-hebrew-hebrew": ("Noto Sans Hebrew", (400, 600)),
    "noto-emoji-emoji": ("Noto Emoji", (400,)),
}
FAMILY, SUBFAMILY, FULL, POSTSCRIPT = 1, 2, 4, 6
TYPOGRAPHIC = (16, 17, 21, 22)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        record = [_package(name, version, Path(folder)) for name, version in VERSIONS.items()]
    (FOLDER / "manifest.json").write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
    (FOLDER / "covers.json").write_text(json.dumps(_covered()) + "\n")


def _package(name: str, version: str, folder: Path) -> dict[str, object]:
    package = _fetched(name, version, folder)
    short = name.partition("/")[2]
    licence = FOLDER / f"LICENSE-{short}"
    licence.write_bytes((package / "LICENSE").read_bytes())
    made = [licence]
    for file, (family, weights) in FILES.items():
        if file.startswith(short):
            made += [_truetype(package, file, family, weight) for weight in weights]
    sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in made}
    kind = json.loads((package / "package.json").read_text())["license"]
    return {"name": name, "version": version, "licence": kind, "source": f"npm:{name}", "files": sums}


def _covered() -> list[tuple[int, int]]:
    """Ranges of signs that one of the fonts has, first and last; private ones are nobody's to read."""
    signs = {sign for file in FOLDER.glob("*-400.ttf") for sign in TTFont(file).getBestCmap() if sign >= 32}
    ranges: list[tuple[int, int]] = []
    for sign in sorted(sign for sign in signs if not 0xE000 <= sign <= 0xF8FF):
        if ranges and ranges[-1][1] == sign - 1:
            ranges[-1] = (ranges[-1][0], sign)
        else:
            ranges.append((sign, sign))
    return ranges


def _truetype(package: Path, file: str, family: str, weight: int) -> Path:
    font = TTFont(io.BytesIO((package / f"files/{file}-{weight}-normal.woff2").read_bytes()))
    font.flavor = None
    style = "Regular" if weight == 400 else "SemiBold"
    names = {FAMILY: family, SUBFAMILY: style, FULL: f"{family} {style}"}
    names[POSTSCRIPT] = f"{family.replace(' ', '')}-{style}"
    table = font["name"]
    for kind in TYPOGRAPHIC:
        table.removeNames(nameID=kind)
    for kind, text in names.items():
        table.removeNames(nameID=kind)
        table.setName(text, kind, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    target = FOLDER / f"{file}-{weight}.ttf"
    font.save(target)
    return target


if __name__ == "__main__":
    main()
