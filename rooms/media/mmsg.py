"""Batches of datagrams by recvmmsg and sendmmsg, called through cffi's ABI mode. Knows bytes and addresses only.

`available()` is false where the C library lacks them or lays its structs out differently; `udp` then falls back.
"""

from __future__ import annotations

import errno
import platform
import socket
import struct
import sys
from typing import Any

from rooms.media.buffers import LARGEST, Buffers, Datagram, ffi

BATCH = 16  # datagrams taken at once: of a speaker's picture that is a thousand copies
ROOM = 256  # packets that wait to leave
MSG_DONTWAIT = 0x40

# linux/udp.h; 40 segments of an MTU fit the 64 kB of one message
SOL_UDP, UDP_SEGMENT, SEGMENTS = 17, 103, 40
SEGMENT = struct.Struct("=QiiH6x")  # struct cmsghdr and its one value
CONTROL = SEGMENT.size
MESSAGE = struct.Struct("=QQQQQQ")  # struct mmsghdr up to its flags, little endian
IOVEC = 16

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


def segments(sock: socket.socket) -> bool:
    """Whether this kernel cuts up large messages (Linux 4.18)."""
    try:
        return sock.getsockopt(SOL_UDP, UDP_SEGMENT) == 0
    except OSError:
        return False


class Inbox:
    """What arrived in one go; valid until the next call."""

    __slots__ = ("_buffers", "_fd", "_iovecs", "_lengths", "_messages", "_names", "_senders")
    batch = BATCH

    def __init__(self, fd: int, *, name_length: int) -> None:
        self._fd = fd
        self._buffers = Buffers(BATCH)
        self._names = [ffi.new("char[]", name_length) for _ in range(BATCH)]
        self._senders = [ffi.buffer(name) for name in self._names]
        self._iovecs = ffi.new("struct iovec[]", BATCH)
        self._messages = ffi.new("struct mmsghdr[]", BATCH)
        # msg_len, after 56 bytes of each 64
        self._lengths = memoryview(ffi.buffer(self._messages)).cast("B").cast("I")[14::16]
        for index in range(BATCH):
            head, iovec = self._messages[index].msg_hdr, self._iovecs[index]
            iovec.iov_base, iovec.iov_len = self._buffers.data[index], LARGEST
            head.msg_iov, head.msg_iovlen = self._iovecs + index, 1
            head.msg_name, head.msg_namelen = self._names[index], name_length

    def receive(self) -> list[Datagram]:
        """None when none waits."""
        count: int = _lib.recvmmsg(self._fd, self._messages, BATCH, MSG_DONTWAIT, ffi.NULL)
        if count <= 0:  # an ICMP error of some peer (ECONNREFUSED) is not ours to act on
            return []
        buffers = self._buffers
        return list(zip(buffers.views, buffers.data, self._lengths[:count], map(bytes, self._senders), strict=False))


class Way:
    """Where to: an address in the kernel's form. `segments`: whether a message for it may be cut up."""

    __slots__ = ("_name", "pointer", "segments")

    def __init__(self, raw: bytes, *, segments: bool) -> None:
        self._name = ffi.new("char[]", raw)
        self.pointer = _pointer(self._name)
        self.segments = segments


class Outbox:
    """Fill `view` (or `data` from C), then `push`; leaves when full or at `flush()`, in that order.

    Packets of one size that follow each other to one receiver leave as one message that the kernel or the card cuts up
    (UDP_SEGMENT, udp(7)): the way through the network stack is half of what a copy costs.
    """

    __slots__ = (
        "_buffers",
        "_controls",
        "_count",
        "_fd",
        "_first",
        "_first_iovec",
        "_heads",
        "_kept",
        "_left",
        "_lengths",
        "_messages",
        "_name_length",
        "_segments",
        "_size",
        "_way",
        "_ways",
        "batches",
        "data",
        "dropped",
        "messages",
        "sent",
        "view",
    )

    def __init__(self, fd: int, *, name_length: int, segments: bool = False) -> None:
        """`segments`: whether the kernel knows UDP_SEGMENT."""
        self._fd, self._name_length, self._segments = fd, name_length, segments
        self._buffers = Buffers(ROOM)
        self._messages = ffi.new("struct mmsghdr[]", ROOM)
        iovecs = ffi.new("struct iovec[]", ROOM)
        for index, data in enumerate(self._buffers.data):
            iovecs[index].iov_base = data
        self._first_iovec = _pointer(iovecs)
        self._heads = memoryview(ffi.buffer(self._messages)).cast("B")
        self._lengths = memoryview(ffi.buffer(iovecs)).cast("B").cast("Q")[1::2]
        self._controls: dict[int, int] = {1: 0}
        self._kept: list[Any] = [iovecs]
        self._count = 0
        self._ways: list[Way] = []  # whose the complete messages are
        # the message that is being filled: for whom, its first packet, how large the next may be, how many may follow
        self._way: Way | None = None
        self._first = self._size = self._left = 0
        self.sent = self.dropped = self.batches = self.messages = 0
        self.view, self.data = self._buffers.views[0], self._buffers.data[0]

    def destination(self, raw: bytes) -> Way:
        """The form of an address that `push` takes."""
        return Way(raw, segments=self._segments)

    def push(self, length: int, way: Way) -> None:
        index = self._count
        self._lengths[index] = length
        if way is self._way and length <= self._size and self._left:
            self._left -= 1
            if length < self._size:  # only the last segment may be shorter
                self._left = 0
        else:
            if self._way is not None:
                self._complete(self._way)
            self._way, self._first, self._size = way, index, length
            self._left = SEGMENTS - 1 if way.segments else 0
        self._count = index = index + 1
        if index == ROOM:
            self.flush()
        else:
            self.view, self.data = self._buffers.views[index], self._buffers.data[index]

    def flush(self) -> None:
        if self._way is None:
            return
        self._complete(self._way)
        self._send(len(self._ways))
        self._ways.clear()
        self._way, self._count = None, 0
        self.view, self.data = self._buffers.views[0], self._buffers.data[0]

    def _complete(self, way: Way) -> None:
        """The message that is being filled is one of those that leave at the flush."""
        first, segments = self._first, self._count - self._first
        control, control_length = (self._control(self._size), CONTROL) if segments > 1 else (0, 0)
        iovec = self._first_iovec + IOVEC * first
        MESSAGE.pack_into(
            self._heads, 64 * len(self._ways), way.pointer, self._name_length, iovec, segments, control, control_length
        )
        self._ways.append(way)

    def _control(self, size: int) -> int:
        """The ancillary data that says how long a segment is."""
        if size not in self._controls:
            made = ffi.new("char[]", SEGMENT.pack(CONTROL - 6, SOL_UDP, UDP_SEGMENT, size))
            self._kept.append(made)
            self._controls[size] = _pointer(made)
        return self._controls[size]

    def _send(self, count: int) -> None:
        """sendmmsg may take fewer than given: the rest is tried again; what the kernel has no room for is counted."""
        done = 0
        left = self._count
        while done < count:
            taken = _lib.sendmmsg(self._fd, self._messages + done, count - done, MSG_DONTWAIT)
            self.batches += 1
            if taken == count - done:
                self.sent += left
                self.messages += taken
                return
            if taken < 0 and ffi.errno in (errno.EAGAIN, errno.ENOBUFS):
                self.dropped += left
                return
            for number in range(done, done + max(taken, 1)):
                packets = self._messages[number].msg_hdr.msg_iovlen
                left -= packets
                if taken > 0:
                    self.sent += packets
                    self.messages += 1
                else:  # an error belongs to the first message only
                    self._send_apart(number, packets)
            done += max(taken, 1)

    def _send_apart(self, number: int, packets: int) -> None:
        """A message that the kernel refuses: perhaps this way takes no segments (another path, a smaller MTU)."""
        head = self._messages[number].msg_hdr
        if packets > 1:
            self._ways[number].segments = False
        head.msg_control, head.msg_controllen, head.msg_iovlen = ffi.NULL, 0, 1
        for _ in range(packets):
            alone = packets > 1 and _lib.sendmmsg(self._fd, self._messages + number, 1, MSG_DONTWAIT) == 1
            self.sent += alone
            self.messages += alone
            self.dropped += not alone
            head.msg_iov += 1


def _pointer(data: Any) -> int:
    return int(ffi.cast("uintptr_t", data))
