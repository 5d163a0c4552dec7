"""Copies of the database that the operator keeps beside it: the one place that deleting does not reach at once.

What lies in `DATA_DIR/backups` is deleted when it is old enough, and the deletion record names it until then. Copies
elsewhere are the operator's own promise, which the setting BACKUP_DAYS states.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Backup:
    """`until`: when it is deleted at the latest."""

    name: str
    at: float
    until: float


class Backups:
    def __init__(self, folder: Path, days: int) -> None:
        self.folder = folder
        self.days = days

    def list(self) -> list[Backup]:
        """Oldest first; the time of a copy is that of its file."""
        files = [path for path in self.folder.iterdir() if path.is_file()] if self.folder.is_dir() else []
        found = [Backup(path.name, path.stat().st_mtime, self.until(path.stat().st_mtime)) for path in files]
        return sorted(found, key=lambda backup: backup.at)

    def until(self, at: float) -> float:
        """When the last copy that may have been made at that time is gone."""
        return at + self.days * DAY_S

    def sweep(self, now: float) -> None:
        for backup in self.list():
            if backup.until <= now:
                with contextlib.suppress(FileNotFoundError):
                    (self.folder / backup.name).unlink()
