"""Ties a child process to its parent: Linux sends it a signal when the parent dies, however it dies."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tied_to_parent() -> Callable[[], None] | None:
    """To be called in the child between fork and exec: SIGTERM when this process dies."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()  # looked up before the fork

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return tie


def tie_to(parent: int) -> None:
    """Called in a spawned child: SIGKILL when that process dies. A worker holds nothing that would need an ending."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
