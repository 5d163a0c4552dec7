"""Who has just written waits for a node that wanted to and was late, and for nobody else."""

from __future__ import annotations

import pytest

from dialogue.turns import ENOUGH, LONGEST_S, SHARED_S, Turns


def test_alone_nobody_waits() -> None:
    turns = Turns()
    turns.wrote(100.0)
    assert turns.pause_s(100.0) == 0.0


def test_pause_after_our_commit_is_what_the_other_needs() -> None:
    turns = Turns()
    turns.other_lost(100.0, try_s=0.02)
    turns.wrote(100.1)
    assert turns.pause_s(100.1) == pytest.approx(ENOUGH * 0.02)
    assert turns.pause_s(100.12) == pytest.approx(ENOUGH * 0.02 - 0.02)
    assert turns.pause_s(100.2) == 0.0  # it had its time while we had nothing to write


def test_of_several_the_slowest_is_waited_for_but_not_without_end() -> None:
    turns = Turns()
    turns.other_lost(100.0, try_s=0.02)
    turns.other_lost(100.0, try_s=0.01)
    turns.wrote(100.0)
    assert turns.pause_s(100.0) == pytest.approx(ENOUGH * 0.02)
    turns.other_lost(100.0, try_s=3600.0)
    assert turns.pause_s(100.0) == LONGEST_S


def test_other_that_lost_long_ago_is_forgotten() -> None:
    turns = Turns()
    turns.other_lost(100.0, try_s=0.2)
    turns.wrote(100.0 + SHARED_S)
    assert turns.pause_s(100.0 + SHARED_S) == 0.0
    turns.other_lost(200.0, try_s=0.01)
    turns.wrote(200.0)
    assert turns.pause_s(200.0) == pytest.approx(ENOUGH * 0.01)
