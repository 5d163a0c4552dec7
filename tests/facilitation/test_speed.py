"""Scripts in a fraction of their time."""

from __future__ import annotations

import pytest

from facilitation import clock_plan
from facilitation.agenda import Prepare, Start
from facilitation.script_json import to_json
from facilitation.shipped import NAMES, shipped
from facilitation.speed import divided
from tests.facilitation.evening import NOON, Evening


@pytest.mark.parametrize("name", NAMES)
def test_divided_script_takes_its_fraction(name: str) -> None:
    whole = clock_plan.total(shipped(name))
    assert clock_plan.total(divided(shipped(name), 10)) == pytest.approx(whole / 10, abs=1)
    assert divided(shipped(name), 1) == shipped(name)


def test_warnings_and_countdowns_keep_a_second() -> None:
    round_1 = divided(shipped("classic"), 600).phase("runde-1")
    assert round_1 is not None
    assert (round_1.warn, round_1.return_s) == ((1,), 1)


def test_prepared_evening_runs_by_the_divided_script() -> None:
    evening = Evening()
    moderator = evening.seat("moderator")
    evening.do(Prepare(to_json(shipped("trial")), NOON, speed=10))
    evening.do(Start(), moderator)
    assert evening.agenda().ends_at == evening.now + 6
    assert evening.replayed().slices == evening.dialogue.slices
