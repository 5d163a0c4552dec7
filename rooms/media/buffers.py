"""Preallocated packet buffers that C code may work on in place. Knows nothing of what lies in them."""

from __future__ import annotations

from typing import Any

from cffi import FFI

SIZE = 33 * 64  # an odd number of cache lines, so that headers do not all fall on the same few
LARGEST = 1800  # what a datagram may bring: forwarded with padding and tag it must still fit

# its bytes for Python and for C, their number, and the address that they came from, in the kernel's form
Datagram = tuple[memoryview, Any, int, bytes]

ffi = FFI()


class Buffers:
    """`count` buffers of `SIZE` bytes: `data[i]` for C, `views[i]` for Python, the same bytes."""

    __slots__ = ("_memory", "data", "views")

    def __init__(self, count: int) -> None:
        self._memory = ffi.new("char[]", count * SIZE)
        whole = memoryview(ffi.buffer(self._memory)).cast("B")
        self.data: list[Any] = [self._memory + index * SIZE for index in range(count)]
        self.views = [whole[index * SIZE : (index + 1) * SIZE] for index in range(count)]
