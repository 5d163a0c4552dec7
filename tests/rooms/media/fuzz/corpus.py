"""Where the seeds lie: `corpus/<target>/<what is wrong with it>.<kind>`; those that begin with `valid` are read."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def seeds(target: str) -> list[bytes]:
    return [file.read_bytes() for file in files(target)]


def files(target: str) -> list[Path]:
    return sorted(file for file in (CORPUS / target).iterdir() if file.is_file())
