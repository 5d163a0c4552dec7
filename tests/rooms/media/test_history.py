"""The ring of a source's last packets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.history import History
from rooms.media.packets import Packet


@given(st.lists(st.integers(0, 60), max_size=60))
def test_history_holds_the_newest_and_never_two_for_one_number(seqs: list[int]) -> None:
    history, kept = History(8), dict[int, Packet]()
    for seq in seqs:
        if history.takes(seq):
            packet = Packet(seq, 0, b"")
            history.keep(packet)
            assert seq not in kept
            kept[seq] = packet
    for seq in range(61):
        found = history.get(seq)
        assert found is None or found is kept[seq]
    newest = max(kept, default=None)
    assert newest is None or history.get(newest) is kept[newest]
