"""One vital that is not well makes /health red."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from web.vitals import Vitals

WELL = Vitals(clock=True, media=2, database=True, bus=True, disk=True, packets=True, reach=True, release=True)


@pytest.mark.parametrize("name", [field.name for field in fields(Vitals)])
def test_each_vital_alone_is_red(name: str) -> None:
    found = replace(WELL, **{name: 0 if name == "media" else False})
    assert (WELL.body("1")["ok"], found.body("1")["ok"]) == (True, False)
