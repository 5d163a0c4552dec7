"""Changes bytes a little, as a broken or hostile sender would. Pure: the same random numbers, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

STRANGE_BYTES = (0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF)
STRANGE_NUMBERS = (
    b"0",
    b"-1",
    b"15",
    b"16",
    b"255",
    b"256",
    b"65536",
    b"4294967296",
    b"9" * 25,
    b"1e400",
    b"null",
    b"",
)
MOST_CHANGES = 4


def mutations(seeds: Sequence[bytes], random: Random, *, longest: int) -> Iterator[bytes]:
    """Without end."""
    while True:
        data = random.choice(seeds)
        for _ in range(random.randint(1, MOST_CHANGES)):
            change = random.choice((_flip, _set, _cut, _splice, _repeat, _leave_out, _number))
            data = change(data, random, random.choice(seeds))
        yield data[:longest]


def _place(data: bytes, random: Random) -> int:
    """Half of the time near the beginning, where the headers are."""
    return random.randrange(min(len(data), 32 if random.random() < 0.5 else len(data)))


def _flip(data: bytes, random: Random, other: bytes) -> bytes:
    return _put(data, random, lambda byte: byte ^ 1 << random.randrange(8))


def _set(data: bytes, random: Random, other: bytes) -> bytes:
    return _put(data, random, lambda byte: random.choice(STRANGE_BYTES))


def _put(data: bytes, random: Random, change: Callable[[int], int]) -> bytes:
    if not data:
        return data
    at = _place(data, random)
    return data[:at] + bytes((change(data[at]),)) + data[at + 1 :]


def _cut(data: bytes, random: Random, other: bytes) -> bytes:
    return data[: random.randint(0, len(data))]


def _splice(data: bytes, random: Random, other: bytes) -> bytes:
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def _stretch(data: bytes, random: Random) -> tuple[int, int]:
    first, end = sorted((random.randint(0, len(data)), random.randint(0, len(data))))
    return first, min(end, first + 64)


def _repeat(data: bytes, random: Random, other: bytes) -> bytes:
    first, end = _stretch(data, random)
    return data[:end] + data[first:end] * random.randint(1, 3) + data[end:]


def _leave_out(data: bytes, random: Random, other: bytes) -> bytes:
    first, end = _stretch(data, random)
    return data[:first] + data[end:]


def _number(data: bytes, random: Random, other: bytes) -> bytes:
    """For what is text."""
    found = list(re.finditer(rb"-?\d+", data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + random.choice(STRANGE_NUMBERS) + data[match.end() :]
