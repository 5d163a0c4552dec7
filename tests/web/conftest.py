"""One real installation for all tests of pages and sockets; every test makes a dialogue of its own in it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any

import pytest
import pytest_asyncio

from tests.town import Town
from tests.town import town as running
from tests.web.guests import Guest, House

TURN = {"TURN_URL": "turn:turn.example.org:3478", "TURN_SECRET": "only-for-tests"}
numbers = count(1)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with running(tmp_path_factory.mktemp("town"), **TURN) as place:
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
