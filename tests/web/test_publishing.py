"""A result goes to the public in steps: nobody skips one, nobody approves alone, and what changed is checked again."""

from __future__ import annotations

import pytest_asyncio

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.machine import Refused
from web.accounts import Lead
from web.publishing import Publication, Publications, digest_of

OLGA, OTTO = Lead(2, 1, "Olga"), Lead(2, 2, "Otto")


@pytest_asyncio.fixture
async def publications(database: Database) -> Publications:
    return Publications(database, Clock())


async def refused(publications: Publications, to: str, by: Lead, seen: int, digest: str = "x") -> str:
    try:
        await publications.step("d1", to, by=by, seen=seen, digest=digest)
    except Refused as refusal:
        return refusal.code
    return ""


async def test_result_is_published_in_four_steps_by_two_people(publications: Publications) -> None:
    assert await publications.read("d1") == Publication()
    assert await refused(publications, "published", OLGA, 0) == "malformed"
    assert await refused(publications, "checked", OLGA, 0) == ""
    assert await refused(publications, "approved", OLGA, 1) == "second-person"
    assert await refused(publications, "approved", OTTO, 0) == "answered-meanwhile"
    assert await refused(publications, "approved", OTTO, 1) == ""
    assert (await publications.read("d1")).published_at is None
    assert await refused(publications, "published", OLGA, 2) == ""
    now = await publications.read("d1")
    assert (now.stage, now.checked_by, now.approved_by, now.next) == ("published", "account-1", "account-2", None)
    assert now.published_at is not None
    assert await refused(publications, "draft", OTTO, 3) == ""
    assert await publications.read("d1") == Publication(4)


async def test_what_changed_is_checked_again(publications: Publications) -> None:
    await publications.step("d1", "checked", by=OLGA, seen=0, digest="x")
    assert await refused(publications, "approved", OTTO, 1, "y") == "changed-since"
    await publications.step("d1", "approved", by=OTTO, seen=1, digest="x")
    assert await refused(publications, "published", OTTO, 2, "y") == "changed-since"


def test_digest_is_of_texts_not_of_answers() -> None:
    outcome = {"themes": [{"title": "A", "replies": []}]}
    answered = {"themes": [{"title": "A", "replies": [{"reason": "x"}]}]}
    other = {"themes": [{"title": "B", "replies": []}]}
    assert digest_of(outcome) == digest_of(answered) != digest_of(other)
