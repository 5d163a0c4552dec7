"""What nobody shows is not sent: off after three seconds, on at once."""

from __future__ import annotations

from rooms.media.demand import Demand


def test_layers_are_on_at_first_and_off_after_three_seconds() -> None:
    demand = Demand(["q", "h"], 10.0)
    assert [demand.need({"q"}, now) for now in (10.0, 12.9, 13.0, 20.0)] == [False, False, True, False]
    assert demand.layers == {"q": True, "h": False}


def test_a_layer_comes_back_at_once() -> None:
    demand = Demand(["q", "h"], 10.0)
    demand.need(set(), 14.0)
    assert demand.asleep()
    assert demand.need({"h"}, 14.1)
    assert (demand.layers, demand.asleep(), demand.waking(15.0), demand.waking(18.0)) == (
        {"q": False, "h": True},
        False,
        True,
        False,
    )
