"""Who hears and sees whom over all rooms, and media.md's rules, judged by what synthetic peers decrypted."""

from __future__ import annotations

from collections import Counter

import pytest

from rooms.media.layout import Layout
from rooms.peer.line import Line, Weather
from rooms.plan import SeatPlan
from tests.rooms.town import DIALOGUE, Town, room, town

PLENARY = (room("plenary", 1, 2, 3, 4),)
GROUPS = (room("g1", 1, 2), room("g2", 3, 4))
CROSSED = (room("g1", 1, 3), room("g2", 2, 4))


async def test_matrix_holds_before_and_after_every_move() -> None:
    async with town() as here:
        here.plan(*PLENARY)
        await here.join(1, 2, 3, 4)
        await here.judge()
        for rooms in (GROUPS, CROSSED, PLENARY):
            await here.move(*rooms)
            await here.judge()
        assert here.broken() == {}


async def test_matrix_fails_when_people_are_mapped_elsewhere() -> None:
    """The test of the test: the judge believes the payloads, not the plan."""
    async with town() as here:
        here.plan(*GROUPS)
        await here.join(1, 2, 3, 4)
        await here.judge()
        await here.move(*PLENARY)
        with pytest.raises(AssertionError) as failure:
            await here.judge(GROUPS)
        assert str(failure.value).startswith("heard {1: {2, 3, 4}")


async def test_matrix_of_three_rooms_with_a_dark_one_and_an_echo() -> None:
    async with town() as here:
        here.plan(room("foyer", 1, 2, dark=True), room("echo/3", 3, echo=True), room("g1", 4, 5))
        await here.join(1, 2, 3, 4, 5)
        await here.judge()
        assert here.broken() == {}


async def test_seat_that_may_not_be_heard_or_seen_is_not_forwarded() -> None:
    async with town() as here:
        here.plan(room("g1", SeatPlan(1, heard=False), SeatPlan(2, seen=False), 3))
        await here.join(1, 2, 3)
        await here.judge()
        await here.move(room("g1", 1, 2, 3))
        await here.judge()


async def test_seat_that_the_plan_drops_gets_and_gives_nothing() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2, 3))
        await here.join(1, 2, 3)
        await here.judge()
        excluded = here.peers.pop(3)
        await here.move(room("g1", 1, 2))
        excluded.ledger.mark(0.0)  # what was under way has arrived with the others' fence
        await here.judge()
        assert (excluded.ledger.window.heard, excluded.ledger.window.seen) == (Counter(), Counter())
        await excluded.close()


async def test_rule_1_nothing_is_sent_before_the_answer_is_applied() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2, 3))
        await here.join(1, 2)
        late = here.peer(3)
        await here.connect(late, apply=False)
        await here.peers[1].until(lambda: here.peers[1].ledger.window.heard[3] > 20)
        assert (late.ledger.window.packets, late.receiving.packets_received) == (0, 0)
        late.apply()
        here.server.applied(DIALOGUE, 3)
        await here.judge()
        assert here.broken() == {}


async def test_rules_3_and_5_hold_while_layers_and_people_change_under_a_slot() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2, 3))
        await here.join(1, 2, 3)
        await here.judge()
        viewer = here.peers[1]
        for show in (((2, 90),), ((2, 360),), ((3, 180),), ((3, 90), (2, 360)), ((2, 180), (3, 360))):
            here.server.layout(DIALOGUE, 1, Layout(show=show))
            wanted = {(seat, {90: 0, 180: 1, 360: 2}[height]) for seat, height in show}
            await here.fence()
            await viewer.until(lambda wanted=wanted: wanted <= set(viewer.ledger.window.layers))
        assert here.broken() == {}


async def test_rule_4_a_slot_is_blanked_until_the_new_keyframe() -> None:
    async with town() as here:
        here.plan(*GROUPS)
        await here.join(1, 2, 3, 4, key_delay=0.4)
        await here.judge()
        await here.move(*CROSSED)
        await here.judge()
        for peer in here.peers.values():
            assert 1 <= peer.ledger.blank <= 3
        assert here.broken() == {}


async def test_rule_7_and_8_the_mapping_names_who_is_behind_each_slot() -> None:
    async with town() as here:
        here.plan(*GROUPS)
        await here.join(1, 2, 3, 4)
        await here.judge()
        before = {seat: peer.mapping["epoch"] for seat, peer in here.peers.items()}
        await here.move(*PLENARY)
        await here.judge()
        for seat, peer in here.peers.items():
            assert peer.mapping["epoch"] > before[seat]
            assert behind(peer.mapping) == set(peer.ledger.window.places)
        assert here.broken() == {}


def behind(mapping: dict[str, list[int | None]]) -> set[tuple[str, int, int]]:
    slots = (("voice", mapping["voices"]), ("picture", mapping["pictures"]))
    return {(kind, index, seat) for kind, seats in slots for index, seat in enumerate(seats) if seat is not None}


async def test_rule_10_the_three_loudest_are_heard_and_the_floor_beats_them() -> None:
    async with town() as here:
        here.plan(room("plenary", 1, 2, 3, 4, 5, SeatPlan(6, rank=2)))
        await here.join(1, 2, 3, 4, 5, 6)
        levels = {1: 127, 2: 20, 3: 22, 4: 55, 5: 60, 6: 50}
        for seat, level in levels.items():
            here.peers[seat].sending.camera_on = False
            here.peers[seat].sending.microphone.level = level
        listener = here.peers[1]
        await listener.until(lambda: {2, 3, 6} == speakers(here, 1))
        assert here.broken() == {}


def speakers(here: Town, seat: int) -> set[int | None]:
    return set(here.peers[seat].mapping.get("voices", ()))


async def test_peer_that_roams_keeps_hearing_and_being_heard() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2))
        await here.join(1, 2)
        await here.judge()
        before = here.peers[1].address
        await here.peers[1].roam()
        assert here.peers[1].address != before
        await here.fence()
        await here.judge()
        assert here.broken() == {}


async def test_second_connection_of_a_seat_replaces_the_first() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2))
        await here.join(1, 2)
        await here.judge()
        first = here.peers[1]
        await here.join(1)
        await here.fence()
        await here.judge()
        assert here.broken() == {}
        await first.close()


async def test_layers_that_nobody_shows_are_not_sent() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2, 3))
        await here.join(1, 2, 3)
        await here.judge()
        for seat in (2, 3):
            here.server.layout(DIALOGUE, seat, Layout(show=((1, 90),)))
        camera = here.peers[1].sending.camera
        await here.peers[1].until(lambda: [layer.active for layer in camera] == [True, False, False])
        here.server.layout(DIALOGUE, 2, Layout(show=((1, 360),)))
        await here.peers[1].until(lambda: [layer.active for layer in camera] == [True, False, True])
        here.peers[2].ledger.mark(0.0)
        await here.peers[2].until(lambda: here.peers[2].ledger.window.layers[1, 2] > 0)
        assert here.broken() == {}


async def test_lossy_uplink_is_repaired() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2))
        await here.join(2)
        line = Line(here.server.addresses[0], up=Weather(drop=0.1, delay_ms=5), seed=7)
        speaker, viewer = here.peer(1), here.peers[2]
        await here.connect(speaker, via=await line.start())
        await viewer.until(lambda: speaker.sending.packets_missed > 5 and viewer.ledger.window.seen[1] > 100)
        assert here.broken() == {}
        await line.close()


async def test_lossy_line_is_repaired() -> None:
    async with town() as here:
        here.plan(room("g1", 1, 2))
        await here.join(1)
        line = Line(here.server.addresses[0], down=Weather(drop=0.1, delay_ms=5), seed=7)
        viewer = here.peer(2)
        await here.connect(viewer, via=await line.start())
        await viewer.until(lambda: line.dropped > 10 and viewer.receiving.repaired > 5)
        # Where the line took the very first packet of a slot, nothing before it shows the gap.
        assert here.broken() in ({}, {2: {"unkeyed": 1}})
        await line.close()
