"""Another machine for tests, as far as the network goes: a namespace behind a pair of virtual cables. Needs root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

OURS, THEIRS = "10.213.77.1", "10.213.77.2"


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


@contextmanager
def neighbour() -> Iterator[str]:
    """Its name; it has the address THEIRS, this machine OURS. Removed afterwards with all that is in it. Skips the test
    where none can be made."""
    name = f"neighbour-{os.getpid()}"
    try:
        run("ip", "netns", "add", name)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"network namespaces cannot be made here: {error}")
    try:
        run("ip", "link", "add", "nb-ours", "type", "veth", "peer", "name", "nb-theirs", "netns", name)
        run("ip", "addr", "add", f"{OURS}/30", "dev", "nb-ours")
        run("ip", "link", "set", "nb-ours", "up")
        run("ip", "-n", name, "addr", "add", f"{THEIRS}/30", "dev", "nb-theirs")
        for device in ("lo", "nb-theirs"):
            run("ip", "-n", name, "link", "set", device, "up")
        yield name
    finally:
        subprocess.run(["ip", "link", "del", "nb-ours"], check=False, capture_output=True)
        run("ip", "netns", "del", name)
