"""Organizers' accounts with a real database: the first one, passwords, links that work once, sessions that end."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from sqlalchemy import select

from dialogue.clock import Clock
from dialogue.database import Database
from dialogue.machine import Refused
from dialogue.tables import accounts as rows
from dialogue.tables import deeds, sessions
from web.accounts import Account, Accounts, Lead, checked
from web.deeds import Deeds
from web.sessions import COOKIE, LASTS_S, Sessions

GOOD = "vier Worte am Brunnen"


class Town:
    """The parts under test on one database; `at` is what their clock says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.at = 1_795_000_000.0
        self.clock.now = lambda: self.at  # type: ignore[method-assign]
        self.accounts = Accounts(database, self.clock, "k" * 40)
        self.accounts.hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        self.sessions = Sessions(database, self.clock)
        self.deeds = Deeds(database, self.clock)

    async def first(self, mail: str = "olga@stadt.de") -> Account:
        return await self.accounts.first(self.accounts.setup_token(), "Olga Berger", mail, GOOD)


@pytest_asyncio.fixture
async def town(database: Database) -> Town:
    return Town(database)


async def refused(code: str, awaitable: object) -> None:
    with pytest.raises(Refused) as refusal:
        await awaitable  # type: ignore[misc]
    assert refusal.value.code == code


async def test_first_account_is_made_once_even_by_two_at_the_same_moment(town: Town) -> None:
    assert await town.accounts.none_yet()
    made = await asyncio.gather(town.first("a@stadt.de"), town.first("b@stadt.de"), return_exceptions=True)
    assert sorted(type(each).__name__ for each in made) == ["Account", "Unfit"]
    assert not await town.accounts.none_yet()
    await refused("link-used", town.first("c@stadt.de"))
    assert len(await town.accounts.all()) == 1


async def test_wrong_setup_token_makes_nothing(town: Town) -> None:
    await refused("link-used", town.accounts.first("f" * 32, "Eve", "eve@x.de", GOOD))
    assert await town.accounts.none_yet()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kurz", "password-short"),
        ("x" * 201, "password-long"),
        ("olga@stadt.de", "password-easy"),
        ("aaaaaaaaaaaaaaa", "password-easy"),
    ],
)
async def test_weak_password_is_refused_with_a_reason(town: Town, password: str, code: str) -> None:
    token = town.accounts.setup_token()
    await refused(code, town.accounts.first(token, "Olga", "olga@stadt.de", password))
    assert await town.accounts.none_yet()


def test_white_space_around_an_address_is_nobodys_fault() -> None:
    assert checked(" Olga  Berger ", " Olga@Stadt.de\n") == {"name": "Olga Berger", "mail": "olga@stadt.de"}


@pytest.mark.parametrize("mail", ["", "olga", "olga@", "@stadt.de", "o l@stadt.de", "a@b@c", "x" * 200 + "@y.de"])
def test_what_is_no_mail_address_is_refused(mail: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked("Olga", mail)
    assert refusal.value.code == "bad-mail"


async def test_sign_in_takes_the_right_password_whatever_the_case_of_the_address(town: Town) -> None:
    account = await town.first()
    assert await town.accounts.verified("  OLGA@Stadt.de ", GOOD) == account
    assert await town.accounts.verified("olga@stadt.de", GOOD + "!") is None
    assert await town.accounts.verified("nobody@stadt.de", GOOD) is None


async def test_password_is_kept_as_argon2id_alone(town: Town) -> None:
    await town.first()
    async with town.database.read() as connection:
        kept = (await connection.execute(select(rows.c.password))).scalar_one()
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept


async def test_invited_organizer_chooses_a_password_by_a_link_that_works_once(town: Town) -> None:
    await town.first()
    ben = await town.accounts.add("Ben", "ben@stadt.de")
    assert await town.accounts.verified("ben@stadt.de", "") is None
    token = await town.accounts.link(ben.id, "password")
    assert await town.accounts.linked(token, "sign-in") is None
    assert await town.accounts.linked(token, "password") == ben
    await town.accounts.set_password(ben, GOOD)
    assert await town.accounts.linked(token, "password") is None
    assert (await town.accounts.verified("ben@stadt.de", GOOD)) is not None


async def test_newer_link_ends_the_older_and_seven_days_end_both(town: Town) -> None:
    account = await town.first()
    old = await town.accounts.link(account.id, "password")
    new = await town.accounts.link(account.id, "password")
    assert [await town.accounts.linked(each, "password") for each in (old, new)] == [None, account]
    town.at += 7 * 86_400 + 1
    assert await town.accounts.linked(new, "password") is None


async def test_link_is_used_by_one_of_two(town: Town) -> None:
    account = await town.first()
    token = await town.accounts.link(account.id, "sign-in")
    assert sorted(await asyncio.gather(town.accounts.use(token), town.accounts.use(token))) == [False, True]


async def test_second_account_with_the_same_address_is_refused(town: Town) -> None:
    await town.first()
    await refused("mail-taken", town.accounts.add("Olga zwei", "Olga@STADT.de"))


async def test_ended_account_is_out_at_once_and_its_address_is_free_again(town: Town) -> None:
    olga = await town.first()
    ben = await town.accounts.add("Ben", "ben@stadt.de")
    await town.accounts.set_password(ben, GOOD)
    cookies = {COOKIE: await town.sessions.begin(ben.id, {})}
    assert await town.sessions.account(cookies) is not None
    await refused("own-account", town.accounts.end(olga.id, by=olga.id))
    await town.accounts.end(ben.id, by=olga.id)
    assert await town.sessions.account(cookies) is None
    assert await town.accounts.verified("ben@stadt.de", GOOD) is None
    assert (await town.accounts.add("Ben", "ben@stadt.de")).id != ben.id


async def test_session_rotates_at_sign_in_and_ends_by_time_and_by_hand(town: Town) -> None:
    account = await town.first()
    first = {COOKIE: await town.sessions.begin(account.id, {})}
    second = {COOKIE: await town.sessions.begin(account.id, first)}
    assert await town.sessions.account(first) is None
    assert await town.sessions.account(second) == account
    other = {COOKIE: await town.sessions.begin(account.id, {})}
    await town.sessions.end(second)
    assert [await town.sessions.account(each) for each in (second, other)] == [None, account]
    town.at += LASTS_S
    assert await town.sessions.account(other) is None


async def test_new_password_signs_out_everywhere(town: Town) -> None:
    account = await town.first()
    cookies = [{COOKIE: await town.sessions.begin(account.id, {})} for _ in range(2)]
    await town.accounts.set_password(account, GOOD + " neu")
    assert [await town.sessions.account(each) for each in cookies] == [None, None]


async def test_cookie_itself_is_nowhere_in_the_database(town: Town) -> None:
    account = await town.first()
    secret = await town.sessions.begin(account.id, {})
    async with town.database.read() as connection:
        kept = (await connection.execute(select(sessions))).one()
    assert secret not in map(str, kept)


async def test_deeds_name_who_did_what_and_hold_no_name(town: Town) -> None:
    account = await town.first()
    await town.deeds.note("redacted.card", by=Lead(3, account.id, "Olga Berger"), dialogue="d1", number=4)
    await town.deeds.note("published", by=Lead(3, None, "Mona"), dialogue="d1")
    await town.deeds.note("organizer-added", by=account.id, account=2)
    assert [(each.who, each.seat, each.what) for each in await town.deeds.read()] == [
        ("Olga Berger", None, "organizer-added"),
        (None, 3, "published"),
        ("Olga Berger", None, "redacted.card"),
    ]
    assert [each.what for each in await town.deeds.read(dialogue="d1")] == ["published", "redacted.card"]
    async with town.database.read() as connection:
        assert "Olga" not in str((await connection.execute(select(deeds))).all())
