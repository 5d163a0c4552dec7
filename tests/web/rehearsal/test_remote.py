"""A rehearsal on somebody's server needs a key that the organizer made; the organizer's page starts one, too."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from tests.town import Town
from tests.web.conftest import Build, Organizer
from web.cli import app
from web.rehearsal.evening import Order, Rehearsal
from web.rehearsal.place import Remote, Unusable
from web.state import BUILD
from web.visitor import door


async def page(organizer: Organizer, build: Build) -> tuple[str, str]:
    """A dialogue of the organizer's, and its page for rehearsals."""
    name = (await build()).name
    return name, (await organizer.http.get(f"/organize/d/{name}/rehearsal")).text


async def key_of(organizer: Organizer, build: Build) -> str:
    _, text = await page(organizer, build)
    return re.findall(r"--key ([\w.-]+)", text)[0]


async def asked(town: Town, **order: object) -> tuple[int, dict[str, object]]:
    body = json.dumps(order)
    status, _, answer = await asyncio.to_thread(door.request, town.base, "POST", "/rehearsal", body=body)
    return status, json.loads(answer)


@pytest.mark.asyncio(loop_scope="session")
async def test_without_a_valid_key_nothing_is_made(town: Town, organizer: Organizer, build: Build) -> None:
    key = await key_of(organizer, build)
    for wrong in ("", "abc", key[:-1], key[1:]):
        assert await asked(town, key=wrong, build=BUILD) == (403, {"code": "not-allowed"})


@pytest.mark.asyncio(loop_scope="session")
async def test_a_key_makes_a_rehearsal_and_nothing_else(town: Town, organizer: Organizer, build: Build) -> None:
    order = {"key": await key_of(organizer, build), "build": BUILD, "script": "trial", "speed": 1}
    status, answer = await asked(town, **order, visitors=["moderator", "citizen"])
    made = answer["invitations"]
    assert isinstance(made, list)
    assert (status, [each[4] for each in made if each[1]]) == (200, [False, False, True, True])
    for wrong in ({"visitors": ["king"]}, {"visitors": ["citizen"] * 500}, {"visitors": [], "speed": 99}, {}):
        assert (await asked(town, **(order | wrong)))[0] == 422


@pytest.mark.asyncio(loop_scope="session")
async def test_another_version_says_which(town: Town, organizer: Organizer, build: Build) -> None:
    key = await key_of(organizer, build)
    assert await asked(town, key=key, build="0.0.1") == (409, {"code": "build", "build": BUILD})


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wrong_key_is_said_in_one_line(town: Town) -> None:
    with pytest.raises(Unusable, match=f"^{re.escape(town.base)}: the key is not valid there, or no longer$"):
        await Remote(town.base, "wrong").new({"script": "trial", "speed": 1.0, "visitors": []})


@pytest.mark.asyncio(loop_scope="session")
async def test_a_server_of_another_kind_is_said_in_one_line(town: Town) -> None:
    other = f"{town.base}/static"
    with pytest.raises(Unusable, match=r"the key is not valid there|no server that knows rehearsals"):
        await Remote(other, "wrong").new({"script": "trial", "speed": 1.0, "visitors": []})


@pytest.mark.asyncio(loop_scope="session")
async def test_a_stranger_gets_no_key(town: Town, build: Build) -> None:
    name = (await build()).name
    status, _, body = await asyncio.to_thread(door.request, town.base, "GET", f"/organize/d/{name}/rehearsal")
    assert (status, b"--key" in body) == (303, False)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_says_what_it_does_and_offers_numbers(organizer: Organizer, build: Build) -> None:
    _, text = await page(organizer, build)
    assert "Den Abend proben" in text
    assert [f'value="{count}"' in text for count in (12, 40, 75)] == [True] * 3


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_a_rehearsal_with_a_key_runs_on_that_server(town: Town, organizer: Organizer, build: Build) -> None:
    place = Remote(town.base, await key_of(organizer, build))
    figures = await Rehearsal(Order("trial", 4, speed=60, minutes=0.1, media="none"), place).run()
    assert (figures.joined, figures.server_cores, figures.cards_sent) == (8, None, figures.cards_stored)


async def once(organizer: Organizer, address: str, wanted: str) -> str:
    """The page as soon as it says that."""
    async with asyncio.timeout(300):
        while True:
            text: str = (await organizer.http.get(address)).text
            if wanted in text:
                return text
            await asyncio.sleep(0.2)


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_starts_one_shows_how_it_goes_and_its_report(organizer: Organizer, build: Build) -> None:
    name, _ = await page(organizer, build)
    address = f"/organize/d/{name}/rehearsal"
    assert (await organizer.http.post(address, data={"citizens": "12", "speed": "20"})).status_code == 303
    text = await once(organizer, address, 'data-running="no"')
    assert f'href="{address}/report.html"' in text
    report = await organizer.http.get(f"{address}/report.html")
    assert (report.status_code, "Probe des Bürgerdialogs" in report.text) == (200, True)


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_ending_one_leaves_nobody_behind(organizer: Organizer, build: Build) -> None:
    name, _ = await page(organizer, build)
    address = f"/organize/d/{name}/rehearsal"
    await organizer.http.post(address, data={"citizens": "12", "speed": "1"})
    await once(organizer, address, "Alle kommen an")
    await organizer.http.post(f"{address}/stop")
    text = await once(organizer, address, 'data-running="no"')
    assert "Alle Probeteilnehmer haben sich verabschiedet" in text


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_ctrl_c_leaves_no_ghost(town: Town, organizer: Organizer, build: Build) -> None:
    """Neither a line nor a media connection on the server that lent its dialogue, nor a process of ours."""
    before = await connected(town)
    command = ["rehearse", town.base, "--key", await key_of(organizer, build), "--citizens", "6", "--script", "trial"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web.cli", *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    await until(town, lambda lines, peers: lines >= before[0] + 8 and peers >= before[1] + 6)
    process.send_signal(signal.SIGINT)
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, "Traceback" in said.decode()) == (130, False), said.decode()
    await until(town, lambda lines, peers: lines <= before[0] and peers <= before[1])


async def until(town: Town, holds: Callable[[float, float], bool]) -> None:
    async with asyncio.timeout(120):
        while not holds(*await connected(town)):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)


async def connected(town: Town) -> tuple[float, float]:
    """Lines of browsers, and browsers known to the media process."""
    _, _, body = await asyncio.to_thread(door.request, town.base, "GET", "/metrics")
    sums = [0.0, 0.0]
    for line in body.decode().splitlines():
        for index, name in enumerate(("dialogue_sockets", "media_peers")):
            if line.startswith((f"{name}{{", f"{name} ")):
                sums[index] += float(line.rpartition(" ")[2])
    return sums[0], sums[1]


def test_an_address_without_a_server_has_its_exit_code() -> None:
    result = CliRunner().invoke(app, ["rehearse", "http://127.0.0.1:9", "--key", "k", "--citizens", "2"])
    assert (result.exit_code, "no server answers there" in result.output) == (2, True)
