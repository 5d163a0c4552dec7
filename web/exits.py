"""Exit codes of the command `dialogue` and its processes; each comes with a sentence on stderr."""

from __future__ import annotations

from typing import Final

from dialogue.database import Locked
from dialogue.revisions import Newer, Unusable

FINDINGS: Final = 1
SETTINGS: Final = 2
ADDRESS: Final = 3
LOCKED: Final = 4
DATABASE: Final = 5
NEWER: Final = 6
DISK: Final = 7

FINAL: Final = frozenset({SETTINGS, ADDRESS, LOCKED, DATABASE, NEWER, DISK})
"""A first start that ends so would end so again, however long it took."""


class CannotStart(Exception):
    """The text is a sentence for the operator; `code` what the process ends with."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


def unwritable(error: OSError) -> CannotStart:
    """What stands in DATA_DIR could not be made: a full disk, a folder that is somebody else's."""
    place = f" ({error.filename})" if error.filename else ""
    return CannotStart(f"DATA_DIR cannot be used{place}: {error.strerror or error}.", DISK)


def exit_code(error: Unusable) -> int:
    """What a database that cannot be worked with ends the process with."""
    match error:
        case Locked():
            return LOCKED
        case Newer():
            return NEWER
        case _:
            return DATABASE
