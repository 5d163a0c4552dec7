"""Starts the process in which the synthetic people of the sample dialogue live, and ends it. Knows none of them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple
from typing import Final

from web.creation import Invitation

GOODBYE_S: Final = 3.0


async def company_of(invitations: Sequence[Invitation]) -> None:
    """They are there until cancelled, or until nobody of them has a place any more. Its stdin ends with this process,
    and with it they go; Ctrl-C in the terminal does not reach them before."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "web.rehearsal.guests"), stdin=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps([astuple(each) for each in invitations]).encode() + b"\n")
        with suppress(ConnectionError):
            await process.stdin.drain()
        await process.wait()
    finally:
        process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
