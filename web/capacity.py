"""How many dialogues of 75 a machine holds and what binds first; pure arithmetic over measured costs.

The costs are those of the benches on the reference machine (one core of a virtual machine of 2026, loopback):
`dialogue bench plenary --citizens 75` and `groups --citizens 72`, `hall --citizens 75`, `signals`, `cards`. Another
machine is compared by what one forwarded copy costs there: `dialogue capacity --measure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

REFERENCE_COPY_US = 20.3
MEDIA_CORES = 0.92
"""The worst of eight runs of the plenary of 75; groups take less."""
HALL_CORES = 0.21
"""The picture of everybody in the plenary, in a process of its own, while people look at it."""
CONTROL_CORES = 0.25
"""Pages, sockets and rendering for 75 people while cards are written."""
SPARE_CORES = 0.5
"""For the system, the reverse proxy and the database of one machine."""
MEDIA_MB, HALL_MB, CONTROL_MB, SYSTEM_MB = 180, 110, 150, 700
UPLINK_MBIT = 200
FULL = 0.85
"""Nothing is planned fuller: sound does not wait."""


@dataclass(frozen=True, slots=True)
class Machine:
    cores: int
    memory_mb: int
    uplink_mbit: int
    copy_us: float = REFERENCE_COPY_US


@dataclass(frozen=True, slots=True)
class Capacity:
    """Dialogues of 75 by each resource; `binds` names the scarcest."""

    cpu: int
    memory: int
    uplink: int

    @property
    def dialogues(self) -> int:
        return min(self.cpu, self.memory, self.uplink)

    @property
    def binds(self) -> str:
        return min(("CPU", self.cpu), ("uplink", self.uplink), ("memory", self.memory), key=lambda each: each[1])[0]

    @property
    def media_processes(self) -> int:
        """One for each dialogue: a forwarding unit is one core. Its painter of halls comes with it."""
        return max(1, self.dialogues)


def capacity(machine: Machine) -> Capacity:
    slower = machine.copy_us / REFERENCE_COPY_US
    each = (MEDIA_CORES + HALL_CORES + CONTROL_CORES) * slower
    # A forwarding unit cannot be spread over cores: where one does not fit into a core, none does.
    fits = MEDIA_CORES * slower <= 1.0
    cpu = floor(max(0.0, machine.cores - SPARE_CORES) / each) if fits else 0
    return Capacity(
        cpu=cpu,
        memory=max(0, floor((machine.memory_mb - SYSTEM_MB) / (MEDIA_MB + HALL_MB + CONTROL_MB))),
        uplink=floor(machine.uplink_mbit * FULL / UPLINK_MBIT),
    )


def sentences(machine: Machine, found: Capacity) -> list[str]:
    """For the operator."""
    speed = machine.copy_us / REFERENCE_COPY_US
    return [
        f"This machine: {machine.cores} cores, {machine.memory_mb} MB, uplink {machine.uplink_mbit} Mbit/s; one "
        f"forwarded copy {machine.copy_us:.1f} us ({speed:.2f} of the reference).",
        f"Dialogues of 75 at once: {found.dialogues} (CPU {found.cpu}, memory {found.memory}, uplink {found.uplink}).",
        f"What binds first: {found.binds}. Set MEDIA_PROCESSES={found.media_processes} and CAPACITY={found.dialogues}.",
    ]
