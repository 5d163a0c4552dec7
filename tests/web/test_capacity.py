"""How many dialogues a machine holds: the scarcest resource binds, and more of anything never means fewer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.capacity import FULL, UPLINK_MBIT, Machine, capacity, sentences


@pytest.mark.parametrize(
    ("machine", "dialogues", "binds"),
    [
        (Machine(2, 4_000, 1_000), 1, "CPU"),
        (Machine(8, 16_000, 10_000), 5, "CPU"),
        (Machine(16, 32_000, 1_000), 4, "uplink"),
        (Machine(16, 2_000, 10_000), 2, "memory"),
        (Machine(1, 4_000, 1_000), 0, "CPU"),
        (Machine(64, 64_000, 10_000, copy_us=30.0), 0, "CPU"),  # one dialogue does not fit into one core
    ],
)
def test_scarcest_resource_binds(machine: Machine, dialogues: int, binds: str) -> None:
    found = capacity(machine)
    assert (found.dialogues, found.binds) == (dialogues, binds)
    assert f"at once: {dialogues} " in sentences(machine, found)[1]


machines = st.builds(
    Machine, st.integers(1, 128), st.integers(500, 256_000), st.integers(10, 100_000), st.floats(5.0, 60.0)
)


@given(machines, st.integers(0, 64), st.integers(0, 64_000), st.integers(0, 10_000))
def test_more_of_anything_holds_no_fewer(machine: Machine, cores: int, memory: int, uplink: int) -> None:
    more = replace(
        machine,
        cores=machine.cores + cores,
        memory_mb=machine.memory_mb + memory,
        uplink_mbit=machine.uplink_mbit + uplink,
    )
    assert capacity(more).dialogues >= capacity(machine).dialogues
    assert capacity(machine).dialogues * UPLINK_MBIT <= machine.uplink_mbit * FULL
