"""One real installation for all tests of pages and sockets; every test makes a dialogue of its own in it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any

import httpx2 as httpx
import pytest
import pytest_asyncio

from tests.town import Town
from tests.town import town as running
from tests.web.guests import Guest, House

TURN = {"TURN_URL": "turn:turn.example.org:3478", "TURN_SECRET": "only-for-tests"}
DATABASE = "TEST_DATABASE_URL"
"""Set by test_on_postgresql.py, for a run of its own: where the town's database is."""
numbers = count(1)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    database = {"DATABASE_URL": url} if (url := os.environ.get(DATABASE)) else {}
    async with running(tmp_path_factory.mktemp("town"), **TURN, **database) as place:
        yield place


Build = Callable[..., Awaitable[House]]


@pytest.fixture
def build(town: Town) -> Build:
    """Makes a dialogue: two facilitators, eight citizens and the trial script, unless told otherwise."""

    async def made(**wanted: Any) -> House:
        name = f"d{next(numbers)}"
        return House(town, name, await town.new(name, **wanted))

    return made


@pytest_asyncio.fixture(loop_scope="session")
async def house(build: Build) -> House:
    return await build()


@pytest_asyncio.fixture(loop_scope="session")
async def guests() -> AsyncIterator[Callable[[House], Guest]]:
    """Makes devices and puts them away after the test."""
    async with contextlib.AsyncExitStack() as stack:
        made: list[Guest] = []

        def guest(house: House) -> Guest:
            made.append(Guest(house))
            stack.push_async_exit(made[-1])
            return made[-1]

        yield guest


class Organizer:
    """The town's first organizer: `http` is a browser that is signed in."""

    MAIL, PASSWORD, NAME = "olga@stadt.de", "vier Worte am Brunnen", "Olga Berger"

    def __init__(self, town: Town) -> None:
        self.town = town
        self.http = self.stranger()

    def stranger(self) -> httpx.AsyncClient:
        """Another browser, signed in nowhere."""
        return httpx.AsyncClient(base_url=self.town.base, trust_env=False, timeout=60.0)

    @property
    def setup(self) -> str:
        """The address that `dialogue serve` prints while nobody has an account."""
        found = re.search(r"\S+(/organize/setup/\w+)", self.town.log.read_text())
        assert found is not None, self.town.log.read_text()
        return found[1]

    def form(self, **changes: str) -> dict[str, str]:
        return {"name": self.NAME, "mail": self.MAIL, "password": self.PASSWORD, **changes}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def organizer(town: Town) -> AsyncIterator[Organizer]:
    found = Organizer(town)
    async with asyncio.timeout(60):
        while "/organize/setup/" not in town.log.read_text():  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.05)
    async with found.http:
        made = await found.http.post(found.setup, data=found.form())
        assert (made.status_code, made.headers["location"]) == (303, "/organize")
        yield found
