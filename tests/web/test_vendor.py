"""What is served from other projects is what the manifest says, small, and asks nobody else for anything."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "web/static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
OWN = {"manifest.json", "preact.js", "preact.d.ts"}
TOKEN = re.compile(r"var\((--[\w-]+)\s*([,)])")


def ours(ending: str) -> list[Path]:
    return [file for file in sorted(STATIC.rglob(f"*{ending}")) if VENDOR not in file.parents]


def test_checksums_are_those_recorded() -> None:
    recorded = {file: checksum for entry in MANIFEST for file, checksum in entry["files"].items()}
    found = {file: hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() for file in recorded}
    assert found == recorded


def test_every_file_is_recorded() -> None:
    files = {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*") if file.is_file()}
    files = {file for file in files if "__pycache__" not in file}
    assert files - OWN == {file for entry in MANIFEST for file in entry["files"]}


def test_every_package_names_version_licence_and_source() -> None:
    assert {key for entry in MANIFEST for key in entry} == {"name", "version", "licence", "source", "files"}
    assert {entry["licence"] for entry in MANIFEST} == {"MIT", "Apache-2.0", "EUPL-1.2", "OFL-1.1"}


def test_imports_are_relative() -> None:
    """The content security policy forbids an import map, so a bare name would not load."""
    sources = [*ours(".js"), *VENDOR.rglob("*.mjs"), VENDOR / "preact.js"]
    named = [(file.name, name) for file in sources for name in re.findall(r'\bfrom\s*"([^"\s]+)"', file.read_text())]
    assert ("hooks.mjs", "./preact.mjs") in named
    assert [(file, name) for file, name in named if not name.startswith((".", "/"))] == []


def test_stylesheets_ask_no_other_host() -> None:
    sheets = [*ours(".css"), *VENDOR.rglob("*.css")]
    addresses = [url for sheet in sheets for url in re.findall(r"url\(\s*['\"]?([^'\")]+)", sheet.read_text())]
    assert [url for url in addresses if url.startswith(("http", "//"))] == []


def test_tokens_used_are_declared() -> None:
    """A custom property that KERN renamed would silently cost a colour."""
    sheets = {file: file.read_text() for file in [*ours(".css"), VENDOR / "kern/kern.css"]}
    # Set by views: --columns and --tile by the stage's, --ratio by a slide's and the hall's, --height by the hall's.
    declared = set(re.findall(r"(--[\w-]+)\s*:", "".join(sheets.values()))) | {
        "--columns",
        "--tile",
        "--ratio",
        "--height",
    }
    missing = {
        (file.name, name)
        for file, text in sheets.items()
        if VENDOR not in file.parents
        for name, end in TOKEN.findall(text)
        if end == ")" and name not in declared
    }
    assert missing == set()


def test_old_browsers_get_colours_they_know() -> None:
    """Chrome and Edge 109 do not know oklch(): only shadows, which they may miss, still use it."""
    left = re.findall(r"([\w-]+):[^;{}]*?oklch\(", (VENDOR / "kern/kern.css").read_text())
    assert [name for name in left if "shadow" not in name] == []


def test_icons_used_are_there() -> None:
    texts = [file.read_text() for file in [*ours(".js"), *(STATIC.parent / "templates").glob("*.html")]]
    used = {name for text in texts for name in re.findall(r"kern-icon--([a-z][a-z0-9-]*)", text)}
    used |= {name for text in texts for name in re.findall(r'\bicon="([a-z][a-z0-9-]*)"', text)}
    sheets = (VENDOR / "kern/kern.css").read_text() + (VENDOR / "icons/icons.css").read_text()
    drawn = set(re.findall(r"kern-icon--([a-z][a-z0-9-]*)", sheets))
    assert sorted(used - drawn) == []


def loaded(module: Path, known: set[Path]) -> set[Path]:
    """A browser module and all that it imports, one after the other."""
    known.add(module)
    for name in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+\.m?js)["']""", module.read_text()):
        found = (module.parent / name).resolve()
        if found not in known:
            loaded(found, known)
    return known


def test_scripts_and_styles_of_the_citizens_page_are_small() -> None:
    """Under 250 kB compressed, so that a phone on 4G has the page in 2.5 s. Fonts load beside."""
    base, page = ((STATIC.parent / f"templates/{name}.html").read_text() for name in ("base", "dialogue"))
    sheets = {STATIC / name for name in re.findall(r'href="/static/([\w/.-]+\.css)"', base)}
    sheets |= {
        STATIC / f"css/{name}.css" for name in re.findall(r'"(\w+)"', page.split("for one in (")[1].split(")")[0])
    }
    files = loaded(STATIC / "main.js", set()) | sheets
    assert STATIC / "views/board.js" in files
    assert STATIC / "css/stage.css" in files
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 250_000
