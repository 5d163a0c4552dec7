"""Fetches the browser's libraries from npm, cuts them to what is used and records what came; never runs on a server.

Run `python -m web.vendoring.update` after changing a version below. Import maps would be inline script, which the
content security policy forbids, so bare imports (`from "preact"`) are rewritten to relative paths here, once.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from urllib.parse import quote

from web.vendoring.kern import subset

VENDOR = Path(__file__).parents[1] / "static" / "vendor"
VERSIONS = {
    "preact": "11.2.0",
    "htm": "3.1.1",
    "@preact/signals": "2.11.4",
    "@preact/signals-core": "1.14.5",
    "@kern-ux/native": "2.7.2",
    "@fontsource/fira-sans": "5.3.0",
    "@material-symbols/svg-400": "0.48.2",
}
MODULES = {
    "preact/preact.mjs": ("preact", "dist/preact.mjs"),
    "preact/hooks.mjs": ("preact", "hooks/dist/hooks.mjs"),
    "preact/signals.mjs": ("@preact/signals", "dist/signals.mjs"),
    "preact/signals-core.mjs": ("@preact/signals-core", "dist/signals-core.mjs"),
    "htm/htm.mjs": ("htm", "dist/htm.mjs"),
}
LICENCES = {
    "preact/LICENSE": ("preact", "LICENSE"),
    "htm/LICENSE": ("htm", "LICENSE"),
    "preact/LICENSE-signals": ("@preact/signals", "LICENSE"),
    "kern/LICENSE.md": ("@kern-ux/native", "LICENSE.md"),
    "fira-sans/LICENSE": ("@fontsource/fira-sans", "LICENSE"),
    "icons/LICENSE": ("@material-symbols/svg-400", "LICENSE"),
}
BARE = {
    "preact": "./preact.mjs",
    "preact/hooks": "./hooks.mjs",
    "@preact/signals-core": "./signals-core.mjs",
}
# KERN's own icons. Changing this set and running again is all it takes to have another one.
KERN_ICONS = set(
    [
        "account-circle",
        "add",
        "arrow-back",
        "arrow-down",
        "arrow-forward",
        "arrow-up",
        "autorenew",
        "calendar-today",
        "check",
        "checklist",
        "chevron-left",
        "chevron-right",
        "close",
        "content-copy",
        "danger",
        "delete",
        "download",
        "edit",
        "help",
        "home",
        "info",
        "language",
        "logout",
        "mail",
        "more-vert",
        "open-in-new",
        "search",
        "success",
        "visibility",
        "visibility-off",
        "warning",
        "easy-language",
    ]
)
# Material Symbols (the set KERN's icons come from), for what KERN lacks.
SYMBOLS = [
    "mic",
    "mic_off",
    "videocam",
    "videocam_off",
    "front_hand",
    "call_end",
    "group",
    "forum",
    "sticky_note_2",
    "volume_up",
    "volume_off",
    "pause",
    "play_arrow",
    "skip_next",
    "stop",
    "call",
    "timer",
    "support",
    "star",
    "star-fill",
    "settings",
    "print",
    "send",
    "campaign",
    "meeting_room",
    "wifi_off",
    "person_off",
    "swap_horiz",
    "hearing",
    "screen_share",
    "stop_screen_share",
    "keep",
    "keep_off",
]
WEIGHTS = (400, 500, 600)
SCRIPTS = ("latin", "latin-ext", "cyrillic", "greek", "vietnamese")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        packages = {name: _fetched(name, version, Path(folder)) for name, version in VERSIONS.items()}
        made = [_copied(packages, to, *where) for to, where in LICENCES.items()]
        made += [_module(packages, to, *where) for to, where in MODULES.items()]
        made += [_kern(packages), _icons(packages), *_fonts(packages)]
        _record(packages, made)


def _fetched(name: str, version: str, folder: Path) -> Path:
    target = folder / name
    target.mkdir(parents=True)
    command = ["npm", "pack", "--silent", "--pack-destination", str(target), f"{name}@{version}"]
    archive = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(target / archive) as file:
        file.extractall(target, filter="data")
    return target / "package"


def _write(to: str, content: bytes, source: str) -> tuple[str, str]:
    (VENDOR / to).parent.mkdir(exist_ok=True)
    (VENDOR / to).write_bytes(content)
    return to, source


def _copied(packages: dict[str, Path], to: str, name: str, path: str) -> tuple[str, str]:
    return _write(to, (packages[name] / path).read_bytes(), name)


def _module(packages: dict[str, Path], to: str, name: str, path: str) -> tuple[str, str]:
    text = (packages[name] / path).read_text()
    text = re.sub(r'(from\s*)"([^".][^"]*)"', lambda m: f'{m[1]}"{BARE[m[2]]}"', text)
    return _write(to, re.sub(r"\n?//# sourceMappingURL=.*", "", text).encode(), name)


def _kern(packages: dict[str, Path]) -> tuple[str, str]:
    css = (packages["@kern-ux/native"] / "dist/kern.css").read_text()
    return _write("kern/kern.css", subset(css, icons=KERN_ICONS).encode(), "@kern-ux/native")


def _icons(packages: dict[str, Path]) -> tuple[str, str]:
    folder = packages["@material-symbols/svg-400"] / "rounded"
    rules = [_icon(name.replace("_", "-"), (folder / f"{name}.svg").read_text()) for name in SYMBOLS]
    return _write("icons/icons.css", "".join(rules).encode(), "@material-symbols/svg-400")


def _icon(name: str, svg: str) -> str:
    picture = quote(svg.replace('"', "'"), safe=" '=/:-.,()")
    colour = "var(--kern-color-layout-text-default-contextual,#131525)"
    mask = f'-webkit-mask:url("data:image/svg+xml,{picture}") no-repeat center/contain'
    return f".kern-icon--{name}{{{mask};background-color:{colour}}}\n"


def _fonts(packages: dict[str, Path]) -> list[tuple[str, str]]:
    name = "@fontsource/fira-sans"
    names = [f"fira-sans-{script}-{weight}-normal" for weight in WEIGHTS for script in SCRIPTS]
    faces = "".join((packages[name] / f"{weight}.css").read_text() for weight in WEIGHTS)
    css = "".join(_face(faces, one) for one in names)
    files = [_copied(packages, f"fira-sans/{one}.woff2", name, f"files/{one}.woff2") for one in names]
    return [*files, _write("fira-sans/fira-sans.css", css.encode(), name)]


def _face(css: str, name: str) -> str:
    found = re.search(rf"/\* {name} \*/\s*(@font-face {{.*?}})", css, flags=re.S)
    assert found, f"{name} is not in the font's stylesheet"
    face = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", found[1]).replace("./files/", "./")
    return re.sub(r"\s+", " ", face) + "\n"


def _record(packages: dict[str, Path], made: list[tuple[str, str]]) -> None:
    entries = []
    for name, version in VERSIONS.items():
        licence = json.loads((packages[name] / "package.json").read_text())["license"]
        sums = {to: hashlib.sha256((VENDOR / to).read_bytes()).hexdigest() for to, source in made if source == name}
        entries.append({"name": name, "version": version, "licence": licence, "source": f"npm:{name}", "files": sums})
    (VENDOR / "manifest.json").write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
