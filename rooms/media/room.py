"""One room as the unit holds it: the plan's seats, who of them is connected, who is heard. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rooms.media import layout
from rooms.media.canvas import Canvas, Feed
from rooms.media.peer import Peer
from rooms.media.voices import Voices
from rooms.plan import SeatPlan


class Room:
    """`seats`: the plan's; `peers`: who of them is connected; `dirty`: to be refreshed at the next tick; `rest`: of a
    refresh that takes several. `canvases`: of its hall, by shape; `feeds`: by seat, what they are painted from."""

    def __init__(self, dialogue: str, name: str) -> None:
        self.dialogue, self.name = dialogue, name
        self.seats: dict[int, SeatPlan] = {}
        self.peers: dict[int, Peer] = {}
        self.voices = Voices()
        self.echo = self.dark = self.dirty = self.hall = False
        self.canvases: dict[str, Canvas] = {}
        self.feeds: dict[int, Feed] = {}
        self.screen: int | None = None
        self.rest: Iterator[None] | None = None

    @property
    def few(self) -> bool:
        return layout.few(len(self.peers))

    def audible(self, seat: int) -> bool:
        return not self.dark and seat in self.peers and self.seats[seat].heard

    def order(self, seats: Iterable[int]) -> list[int]:
        """Rank first, then a stable order."""
        return sorted(seats, key=lambda seat: (-self.seats[seat].rank, seat))
