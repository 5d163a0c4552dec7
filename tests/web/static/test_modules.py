"""Runs the browser's modules that need no browser under node, one test here for each of their files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.test.js")))
def test_module_passes_under_node(name: str) -> None:
    done = subprocess.run(
        [str(NODE), "--test", str(HERE / name)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
