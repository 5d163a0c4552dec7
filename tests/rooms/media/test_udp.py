"""Real sockets: batches and the plain fallback do the same."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator

import pytest

from rooms.media import mmsg
from rooms.media.addresses import pack_address, unpack_address
from rooms.media.udp import Port

NO_CHECK = 11  # SO_NO_CHECK, socket(7)


@pytest.fixture(params=[True, False], ids=["batched", "plain"])
def port(request: pytest.FixtureRequest) -> Iterator[Port]:
    if request.param and not mmsg.available():
        pytest.skip("recvmmsg is not available here")
    made = Port("127.0.0.1", 0, batching=request.param)
    yield made
    made.close()


@pytest.fixture
def far() -> Iterator[socket.socket]:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    made.settimeout(5)
    yield made
    made.close()


def taken(port: Port, count: int) -> list[tuple[bytes, tuple[str, int]]]:
    found: list[tuple[bytes, tuple[str, int]]] = []
    while len(found) < count:
        assert select.select([port.socket], [], [], 5)[0]
        for view, _, length, sender in port.inbox.receive():
            found.append((bytes(view[:length]), unpack_address(sender)))
    return found


def test_inbox_takes_what_came_with_its_sender(port: Port, far: socket.socket) -> None:
    texts = [b"%d" % number * (number + 1) for number in range(100)]
    for text in texts:
        far.sendto(text, port.address)
    assert taken(port, 100) == [(text, far.getsockname()) for text in texts]
    assert port.inbox.receive() == []


def test_outbox_sends_in_order_when_full_and_at_the_flush(port: Port, far: socket.socket) -> None:
    destination = port.outbox.destination(pack_address(*far.getsockname()))
    for number in range(mmsg.BATCH + 3):
        text = b"packet %d" % number
        port.outbox.view[: len(text)] = text
        port.outbox.push(len(text), destination)
    port.outbox.flush()
    assert [far.recv(100) for _ in range(mmsg.BATCH + 3)] == [b"packet %d" % n for n in range(mmsg.BATCH + 3)]
    assert (port.outbox.sent, port.outbox.dropped) == (mmsg.BATCH + 3, 0)


def test_outbox_counts_what_cannot_be_sent_and_goes_on(port: Port, far: socket.socket) -> None:
    good = port.outbox.destination(pack_address(*far.getsockname()))
    bad = port.outbox.destination(pack_address("127.0.0.1", 0))
    for destination in (good, bad, good):
        port.outbox.view[:4] = b"text"
        port.outbox.push(4, destination)
    port.outbox.flush()
    assert [far.recv(100) for _ in range(2)] == [b"text", b"text"]
    assert (port.outbox.sent, port.outbox.dropped) == (2, 1)


def test_packets_of_one_size_for_one_receiver_leave_as_one_message(port: Port, far: socket.socket) -> None:
    destination = port.outbox.destination(pack_address(*far.getsockname()))
    texts = [b"a" * 500, b"b" * 500, b"c" * 40, b"d" * 500, b"e" * 600, b"f" * 600]
    for text in texts:
        port.outbox.view[: len(text)] = text
        port.outbox.push(len(text), destination)
    port.outbox.flush()
    assert [far.recv(1000) for _ in texts] == texts
    segmented = mmsg.available() and mmsg.segments(port.socket) and isinstance(port.outbox, mmsg.Outbox)
    assert port.outbox.messages == (3 if segmented else 6)  # the last of a message may be shorter


def test_packets_that_another_receivers_part_are_two_messages(port: Port, far: socket.socket) -> None:
    one, other = (port.outbox.destination(pack_address(*far.getsockname())) for _ in range(2))
    for destination in (one, one, other, one):
        port.outbox.view[:500] = b"a" * 500
        port.outbox.push(500, destination)
    port.outbox.flush()
    assert [len(far.recv(1000)) for _ in range(4)] == [500] * 4
    segmented = isinstance(port.outbox, mmsg.Outbox) and mmsg.segments(port.socket)
    assert port.outbox.messages == (3 if segmented else 4)


@pytest.mark.skipif(not mmsg.available(), reason="sendmmsg is not available here")
def test_receiver_whose_way_takes_no_segments_gets_them_one_by_one(far: socket.socket) -> None:
    port = Port("127.0.0.1", 0)
    destination = port.outbox.destination(pack_address(*far.getsockname()))
    far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    port.socket.setsockopt(socket.SOL_SOCKET, NO_CHECK, 1)  # the kernel then refuses to cut messages up
    for _ in range(2):
        for text in (b"a" * 500, b"b" * 500):
            port.outbox.view[:500] = text
            port.outbox.push(500, destination)
        port.outbox.flush()
    assert [far.recv(1000)[:1] for _ in range(4)] == [b"a", b"b"] * 2
    assert (port.outbox.sent, port.outbox.dropped, port.outbox.messages) == (4, 0, 4)
    port.close()


@pytest.mark.parametrize("address", [("192.0.2.1", 65535), ("2001:db8::1", 1)])
def test_address_survives_its_raw_form(address: tuple[str, int]) -> None:
    assert unpack_address(pack_address(*address)) == address


def test_port_that_is_taken_is_refused() -> None:
    first = Port("127.0.0.1", 0)
    with pytest.raises(OSError, match="in use"):
        Port(*first.address)
    first.close()
