"""Every module the dialogue's page needs is named to the browser at once."""

from __future__ import annotations

from pathlib import Path

from web.modules import modules
from web.pages import STATIC, preloads


def test_modules_follow_imports_once(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "main.js").write_text(
        'import { a } from "./a.js";\nimport "./views/b.js";\n'
        '/** @param {import("./types").X} x */\nimport {\n  c,\n} from "./views/c.js";\n'
    )
    (tmp_path / "a.js").write_text('import { b } from "./views/b.js";\nimport { gone } from "./gone.js";\n')
    (tmp_path / "views/b.js").write_text('export { a } from "../a.js";\n')
    (tmp_path / "views/c.js").write_text("")
    names = [str(file.relative_to(tmp_path)) for file in modules(tmp_path / "main.js")]
    assert sorted(names) == ["a.js", "main.js", "views/b.js", "views/c.js"]
    assert len(names) == 4


def test_preloads_are_addresses_of_files() -> None:
    addresses = preloads()
    assert "/static/vendor/preact/preact.mjs" in addresses
    assert [one for one in addresses if not (STATIC / one.removeprefix("/static/")).is_file()] == []
