"""How long nobody ran a dialogue: what a node that opens it after an outage can know."""

from __future__ import annotations

from dialogue.database import Database
from dialogue.log import Log


async def test_silence_is_counted_from_the_last_beat_and_never_before_the_first(database: Database) -> None:
    log = Log(database)
    for name in ("d1", "d2"):
        await log.create(name, 1_000.0)
    assert await log.silent_s("d1", 5_000.0) == 0.0
    await log.beat(["d1"], 5_000.0)
    assert [await log.silent_s(name, 5_042.0) for name in ("d1", "d2", "none")] == [42.0, 0.0, 0.0]
    assert await log.silent_s("d1", 4_999.0) == 0.0
