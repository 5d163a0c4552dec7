"""The sizes of style.md hold: small files, small functions."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent
PACKAGES = ("dialogue", "rooms", "facilitation", "web")
FILES = [file for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py")) if "vendor" not in file.parts]
SCRIPTS = [file for file in sorted((ROOT / "web/static").rglob("*.js")) if "vendor" not in file.parts]


def lines(file: Path) -> int:
    return len(file.read_text().splitlines())


def function_lines() -> dict[str, int]:
    """Length of every function, its decorators left out."""
    found = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
                found[name] = (node.end_lineno or node.lineno) - node.lineno + 1
    return found


def test_files_are_small() -> None:
    assert {str(file.relative_to(ROOT)): lines(file) for file in FILES + SCRIPTS if lines(file) > 400} == {}
    assert median([lines(file) for file in FILES]) <= 150


def test_functions_are_small() -> None:
    found = function_lines()
    assert {name: length for name, length in found.items() if length > 60} == {}
    assert median(found.values()) <= 8
    assert quantiles(found.values(), n=10)[-1] <= 30
