"""The node's clock against a database whose time the test sets."""

import asyncio

import pytest

from dialogue.clock import Clock


class Machine:
    """Monotonic and wall clock of a machine, set by hand."""

    def __init__(self, *, wall: float = 1_700_000_000.0) -> None:
        self.up = 500.0
        self.wall_at_start = wall - self.up

    def monotonic(self) -> float:
        return self.up

    def wall(self) -> float:
        return self.wall_at_start + self.up


def clock_of(machine: Machine) -> Clock:
    return Clock(monotonic=machine.monotonic, wall=machine.wall)


async def test_clock_trusts_the_machine_before_its_first_check() -> None:
    machine = Machine()
    clock = clock_of(machine)
    machine.up += 10
    assert clock.now() == machine.wall()
    assert clock.healthy


async def test_clock_ignores_a_wall_clock_that_is_set() -> None:
    machine = Machine()
    clock = clock_of(machine)
    before = clock.now()
    machine.wall_at_start -= 3600
    machine.up += 1
    assert clock.now() == before + 1


async def test_clock_follows_the_database() -> None:
    machine = Machine()
    clock = clock_of(machine)

    async def read() -> float:
        return machine.wall() - 100.0

    assert await clock.check(read) == 100.0
    assert clock.now() == machine.wall() - 100.0


@pytest.mark.parametrize(
    ("error_s", "healthy"), [(0.0, True), (0.25, True), (-0.25, True), (0.5, False), (-0.5, False)]
)
async def test_clock_is_unhealthy_beyond_the_tolerance(error_s: float, healthy: bool) -> None:
    machine = Machine()
    clock = clock_of(machine)

    async def read() -> float:
        return machine.wall() - error_s

    await clock.check(read)
    assert clock.healthy is healthy
    await clock.check(read)
    assert clock.healthy, "having followed, it is right"


async def test_clock_takes_the_answer_from_the_middle_of_the_shortest_round_trip() -> None:
    machine = Machine()
    clock = clock_of(machine)
    delays = iter([(4.0, 0.0), (0.5, 0.5), (0.0, 3.0)])  # there and back

    async def read() -> float:
        there, back = next(delays)
        machine.up += there
        answer = machine.wall()
        machine.up += back
        return answer

    assert await clock.check(read) == 0.0


async def test_clock_keeps_checking_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    clock = clock_of(machine)
    followed = asyncio.Event()
    failures = 2

    async def read() -> float:
        nonlocal failures
        if failures:
            failures -= 1
            raise OSError("database is down")
        followed.set()
        return machine.wall() + 7.0

    keeping = asyncio.create_task(clock.keep(read, every=0))
    await asyncio.wait_for(followed.wait(), 5)
    await asyncio.sleep(0)
    keeping.cancel()
    assert clock.now() == machine.wall() + 7.0
    assert [record.message for record in caplog.records] == ["x clock could not be checked"] * 2 + [
        "- clock was -7.000 s off the database's"
    ]
