"""What an operator can get wrong: `dialogue serve` says it in one sentence and ends with its exit code, half-started
never. The settings' own sentences are in tests/dialogue/test_settings.py."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.machines import Postgres, Redis
from tests.town import Town, free_port, town
from tests.web.nodes import shared

pytestmark = pytest.mark.long
PATIENCE_S = 60.0


async def started(path: Path, **settings: str) -> tuple[int, str]:
    """Exit code and all that was said."""
    ports = {"PORT": str(free_port(socket.SOCK_STREAM)), "MEDIA_PORT": str(free_port(socket.SOCK_DGRAM))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "web.cli", "serve"),
        env=os.environ | {"DATA_DIR": str(path), **ports, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()
    assert process.returncode is not None
    assert "Traceback" not in said.decode()
    return process.returncode, said.decode()


async def test_wrong_setting_is_exit_2(tmp_path: Path) -> None:
    code, said = await started(tmp_path, PUBLIC_URL="dialog.example.org/x")
    assert (code, said) == (
        2,
        "PUBLIC_URL is 'dialog.example.org/x': it must look like https://dialog.example.org, without a path.\n",
    )


async def test_address_of_another_machine_is_exit_3(tmp_path: Path) -> None:
    code, said = await started(tmp_path / "media", MEDIA_ADDRESSES="203.0.113.9")
    assert (code, "media: cannot use UDP address 203.0.113.9:" in said) == (3, True)
    code, said = await started(tmp_path / "pages", HOST="203.0.113.9", PORT="8000")
    assert (code, "HOST and PORT: cannot use 203.0.113.9:8000: Cannot assign requested address." in said) == (3, True)


async def test_port_that_somebody_else_has_is_exit_3(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said = await started(tmp_path, PORT=str(port))
    assert (code, f"HOST and PORT: cannot use 127.0.0.1:{port}: Address already in use." in said) == (3, True)


async def test_second_server_on_the_same_folder_is_exit_4(tmp_path: Path) -> None:
    async with town(tmp_path) as first:
        code, said = await started(first.data)
        await first.healthy()
    assert (code, "is in use by another server" in said) == (4, True)


async def test_database_that_nobody_serves_is_exit_5_without_its_password(tmp_path: Path) -> None:
    code, said = await started(tmp_path, DATABASE_URL="postgresql://dialogue:Planted-73@127.0.0.1:1/d")
    assert (code, "The database cannot be used: " in said, "Planted-73" in said) == (5, True, False)


async def test_node_with_another_key_is_exit_5(tmp_path: Path, postgres: Postgres, redis: Redis) -> None:
    common = shared(postgres, redis)
    async with town(tmp_path, **common) as first:
        code, said = await started(tmp_path / "second", **common | {"SECRET_KEY": "another key than the others have"})
        await first.healthy()
    assert (code, "SECRET_KEY differs from that of the node " in said) == (5, True)


async def test_database_of_a_newer_release_is_exit_6(tmp_path: Path) -> None:
    async with town(tmp_path) as first:
        pass
    with contextlib.closing(sqlite3.connect(first.data / "dialogue.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    code, said = await started(first.data)
    assert (code, "A newer release wrote this database (revision 9999" in said) == (6, True)


async def test_folder_that_is_none_is_exit_7(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = await started(tmp_path / "file" / "data")
    assert (code, "DATA_DIR cannot be used (" in said, "Not a directory." in said) == (7, True, True)


@contextlib.contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of that size at `folder`."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def test_full_disk_is_exit_7_and_leaves_no_half_key(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "64k") as folder:
        with contextlib.suppress(OSError), (folder / "filled").open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        assert shutil.disk_usage(folder).free == 0
        code, said = await started(folder)
        assert (code, "DATA_DIR cannot be used" in said, "No space left on device." in said) == (7, True, True)
        assert [name for name in os.listdir(folder) if "secret" in name] == []


async def test_disk_that_is_nearly_full_is_red_in_health(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "64m") as folder:
        async with town(tmp_path, well=False, DATA_DIR=str(folder)) as place, httpx.AsyncClient() as client:
            async with asyncio.timeout(PATIENCE_S):
                while not (found := await _health(client, place)).get("media"):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
    red = {name for name, value in found.items() if value is False}
    assert red == {"ok", "disk"}


async def _health(client: httpx.AsyncClient, place: Town) -> dict[str, Any]:
    with contextlib.suppress(httpx.TransportError):
        answer = await client.get(f"{place.base}/health")
        assert answer.status_code == 503
        return dict(answer.json())
    return {}
