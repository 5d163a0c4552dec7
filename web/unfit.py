"""What organizers' forms refuse: codes whose texts stand below `organize.refused.`, apart from the protocol's."""

from __future__ import annotations

from dialogue.machine import Refused


class Unfit(Refused):
    """A `Refused` that no browser's socket ever hears of."""
