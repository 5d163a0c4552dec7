"""Batches of datagrams by recvmmsg and sendmmsg, called through cffi's ABI mode. Knows bytes and addresses only.

`available()` is false where the C library lacks them or lays its structs out differently; `udp` then falls back.
"""

from __future__ import annotations

import errno
import platform
import struct
import sys
from typing import Any

from rooms.media.buffers import SIZE, Buffers, ffi

BATCH = 64
MSG_DONTWAIT = 0x40

ffi.cdef("""
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr {
        void *msg_name; unsigned int msg_namelen;
        struct iovec *msg_iov; size_t msg_iovlen;
        void *msg_control; size_t msg_controllen; int msg_flags;
    };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int recvmmsg(int, struct mmsghdr *, unsigned int, int, void *);
    int sendmmsg(int, struct mmsghdr *, unsigned int, int);
""")


def _library() -> Any:
    # the struct layout above is glibc's on 64-bit Linux; musl pads iovlen differently but reads alike in little endian
    if sys.platform != "linux" or struct.calcsize("P") != 8 or platform.machine() not in ("x86_64", "aarch64"):
        return None
    try:
        library = ffi.dlopen(None)
        _ = library.recvmmsg, library.sendmmsg
    except (OSError, AttributeError):
        return None
    return library


_lib = _library()


def available() -> bool:
    return _lib is not None


class _Batch:
    """The C side of `BATCH` messages: buffers, addresses and the structs that point at them."""

    __slots__ = ("buffers", "heads", "iovecs", "messages", "names")

    def __init__(self, name_length: int) -> None:
        self.buffers = Buffers(BATCH)
        self.names = [ffi.new("char[]", name_length) for _ in range(BATCH)]
        self.iovecs = ffi.new("struct iovec[]", BATCH)
        self.messages = ffi.new("struct mmsghdr[]", BATCH)
        self.heads = [self.messages[index].msg_hdr for index in range(BATCH)]
        for index, head in enumerate(self.heads):
            self.iovecs[index].iov_base = self.buffers.data[index]
            self.iovecs[index].iov_len = SIZE
            head.msg_iov, head.msg_iovlen = self.iovecs + index, 1
            head.msg_name, head.msg_namelen = self.names[index], name_length


class Inbox:
    """What arrived in one go. After `receive()` returned n, indices below n are valid until the next call."""

    __slots__ = ("_batch", "_fd", "_names", "data", "views")
    batch = BATCH

    def __init__(self, fd: int, *, name_length: int) -> None:
        self._fd = fd
        self._batch = _Batch(name_length)
        self._names = [ffi.buffer(name) for name in self._batch.names]
        self.data = self._batch.buffers.data
        self.views = self._batch.buffers.views

    def receive(self) -> int:
        """How many datagrams were taken; 0 when none waits."""
        count: int = _lib.recvmmsg(self._fd, self._batch.messages, BATCH, MSG_DONTWAIT, ffi.NULL)
        return max(count, 0)  # an ICMP error of some peer (ECONNREFUSED) is not ours to act on

    def length(self, index: int) -> int:
        length: int = self._batch.messages[index].msg_len
        return length

    def sender(self, index: int) -> bytes:
        return self._names[index][:]  # type: ignore[no-any-return]


class Outbox:
    """Fill `view` (or `data` from C), then `push`; leaves when full or at `flush()`."""

    __slots__ = ("_batch", "_count", "_fd", "batches", "data", "dropped", "sent", "view")

    def __init__(self, fd: int, *, name_length: int) -> None:
        self._fd = fd
        self._batch = _Batch(name_length)
        self._count = 0
        self.sent = self.dropped = self.batches = 0
        self._aim()

    def destination(self, raw: bytes) -> Any:
        """The form of an address that `push` takes; whoever pushes keeps it alive until the flush."""
        return ffi.new("char[]", raw)

    def push(self, length: int, destination: Any) -> None:
        index = self._count
        self._batch.iovecs[index].iov_len = length
        self._batch.heads[index].msg_name = destination
        self._batch.names[index] = destination
        self._count = index + 1
        if self._count == BATCH:
            self.flush()
        self._aim()

    def flush(self) -> None:
        """sendmmsg may take fewer than given: the rest is tried again; what the kernel has no room for is counted."""
        done = 0
        while done < self._count:
            count = _lib.sendmmsg(self._fd, self._batch.messages + done, self._count - done, MSG_DONTWAIT)
            self.batches += 1
            if count > 0:
                self.sent += count
                done += count
            elif ffi.errno in (errno.EAGAIN, errno.ENOBUFS):
                self.dropped += self._count - done
                break
            else:  # an error belongs to the first message only
                self.dropped += 1
                done += 1
        self._count = 0
        self._aim()

    def _aim(self) -> None:
        self.view = self._batch.buffers.views[self._count]
        self.data = self._batch.buffers.data[self._count]
