"""What is well with this server and what is not: for /health, /ready, the metrics and the operator. Knows no person."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.state import State

LEAST_FREE = 256 * 1024 * 1024
UNHEARD = 3
"""So many browsers of one process, none of whose packets come, are no accident: its port is closed."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """`media`: processes heard; `packets`: browsers' packets arrive wherever several wait for them; `reach`: no
    media process is known to be closed to the outside; `release`: no dialogue here is written by a newer one."""

    clock: bool
    media: int
    database: bool
    bus: bool
    disk: bool
    packets: bool
    reach: bool
    release: bool

    @property
    def ok(self) -> bool:
        return all((self.clock, self.media, self.database, self.bus, self.disk, self.packets, self.reach, self.release))

    def body(self, build: str) -> dict[str, Any]:
        return {"ok": self.ok, "build": build, **asdict(self)}


def vitals(state: State) -> Vitals:
    loads = [each.load for each in state.switchboard.instances.values()]
    closed = [load for load in loads if load.get("peers", 0) >= UNHEARD and not load.get("connected", 0)]
    return Vitals(
        clock=state.clock.healthy,
        media=len(state.switchboard.instances),
        database=state.host.well,
        bus=state.bus.up_since is not None,
        disk=free_bytes(state) >= LEAST_FREE,
        packets=not closed,
        reach=state.reach.well,
        release=not state.host.outgrown,
    )


def free_bytes(state: State) -> int:
    """On the disk with DATA_DIR."""
    return shutil.disk_usage(state.settings.data_dir).free
