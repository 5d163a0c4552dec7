"""Reads a script from YAML text and keeps the line of everything; it knows no rule about what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as File
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from facilitation.findings import finding_line
from facilitation.script import Finding
from facilitation.script_fields import Path
from facilitation.script_read import Parsed, read

MOST_BYTES = 512 * 1024
"""A script is read from an upload too; the classic has 20 kB."""
DEEPEST = 20
MOST_ENTRIES = 20_000
"""Aliases can make a small file unfold without end."""


def parse(text: str, *, roster: Sequence[str] | None = None) -> Parsed:
    """The script, or all that is wrong with it; text that is no YAML at all is one finding of code `yaml`. With the
    columns of a `roster`, those it does not have are found too."""
    if len(text) > MOST_BYTES:
        return _unreadable(0, "too-large", kilobytes=MOST_BYTES // 1024)
    try:
        node = YAML(typ="rt").load(text)
        lines: dict[Path, int] = {(): 1}
        document = _plain(node, (), lines)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _unreadable(
            mark.line + 1 if mark else 0,
            "yaml",
            problem=", ".join(part for part in (error.context, error.problem) if part),
        )
    except (YAMLError, ValueError, RecursionError) as error:
        return _unreadable(0, "yaml", problem=str(error).partition("\n")[0])
    return read(document, lines, roster=roster)


def _unreadable(line: int, code: str, **facts: object) -> Parsed:
    return Parsed(None, (Finding("error", "", "", line, code, facts),))


def _plain(node: Any, path: Path, lines: dict[Path, int]) -> object:
    """Plain Python without ruamel's types; notes the line of each key and item. Raises `ValueError` where it is too
    deep or too large (an alias that contains itself would never end)."""
    if len(path) > DEEPEST or len(lines) > MOST_ENTRIES:
        raise ValueError("nested too deeply or too many entries")
    if isinstance(node, CommentedMap):
        for key in node:
            lines[(*path, str(key))] = _line(node.lc.data, key, node)
        return {str(key): _plain(value, (*path, str(key)), lines) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for index in range(len(node)):
            lines[(*path, index)] = _line(node.lc.data, index, node)
        return [_plain(value, (*path, index), lines) for index, value in enumerate(node)]
    return _scalar(node)


def _line(places: Mapping[object, list[int]] | None, key: object, node: Any) -> int:
    """Keys merged in by `<<` have no place of their own: the line of what they were merged into."""
    return int((places or {}).get(key, [node.lc.line])[0]) + 1


def _scalar(value: Any) -> object:
    if isinstance(value, bool) or value is None:
        return value
    for plain in (int, float, str):
        if isinstance(value, plain):
            return plain(value)
    return str(value)


def check_file(path: File | str, *, language: str = "de") -> tuple[int, list[str]]:
    """What `dialogue script check FILE` returns and prints: 0 clean, 1 findings, 2 unreadable."""
    try:
        parsed = parse(File(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        return 2, [f"{path}: {getattr(error, 'strerror', None) or error}"]
    lines = [f"{path}:{finding_line(finding, language)}" for finding in parsed.findings]
    if any(finding.code in ("yaml", "too-large") for finding in parsed.findings):
        return 2, lines
    return (1 if lines else 0), lines
