"""Templates, files in and files out, at the real server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facilitation.script_json import from_document, to_document
from facilitation.script_yaml import parse
from facilitation.shipped import NAMES, shipped, source
from tests.web.guests import Guest, House
from tests.web.test_script_page import Writer, writer

pytestmark = pytest.mark.asyncio(loop_scope="session")
Guests = Callable[[House], Guest]
FILES = ("script.yaml", "script.csv", "script/blocks.json", "script/template/classic.json")


async def sent(lead: Writer, text: str, kind: str, *, origin: str | None = None) -> tuple[int, dict[str, object]]:
    house = lead.guest.house
    headers = {"Origin": origin or house.town.base}
    address = f"/d/{house.name}/script/import?kind={kind}"
    answer = await lead.guest.http.post(address, content=text.encode(), headers=headers)
    return answer.status_code, answer.json()


async def test_only_who_leads_gets_files(house: House, guests: Guests) -> None:
    citizen = await writer(guests, house, "citizen", "Ada")
    for name in FILES:
        assert (await citizen.guest.http.get(f"/d/{house.name}/{name}")).status_code == 403


async def test_draft_comes_out_as_yaml_and_as_a_table(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    document["title"]["de"] = "Unser Marktplatz"
    await lead.save(document, seen=0)
    answer = await lead.guest.http.get(f"/d/{house.name}/script.yaml")
    assert answer.headers["content-disposition"] == f'attachment; filename="{house.name}-ablauf.yaml"'
    assert parse(answer.text).script == from_document(document)
    table = (await lead.guest.http.get(f"/d/{house.name}/script.csv")).text.splitlines()
    assert table[0] == "\ufeffUhrzeit;Dauer;Titel;Beschreibung;Ort;Verantwortlich"
    assert [line.split(";")[2] for line in table[1:3]] == ["Begrüßung", "Worum es geht"]


async def test_table_of_a_draft_with_faults_is_the_last_without(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    document = (await lead.look()).json()["document"]
    document["phases"][0]["minutes"] = "x"
    await lead.save(document, seen=0)
    table = (await lead.guest.http.get(f"/d/{house.name}/script.csv")).text.splitlines()
    assert table[1].split(";")[1:3] == ["1", "Begrüßung"]
    assert parse((await lead.guest.http.get(f"/d/{house.name}/script.yaml")).text).script is None


async def test_templates_and_the_last_sound_script_can_be_taken(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    base = f"/d/{house.name}/script"
    blocks = (await lead.guest.http.get(f"{base}/blocks.json")).json()
    assert [each["name"] for each in blocks["scripts"]] == list(NAMES)
    classic = (await lead.guest.http.get(f"{base}/template/classic.json")).json()["document"]
    assert classic == to_document(shipped("classic"))
    last = (await lead.guest.http.get(f"{base}/template/last.json")).json()["document"]
    assert last == to_document(shipped("trial"))
    assert (await lead.guest.http.get(f"{base}/template/nothing.json")).status_code == 404


async def test_file_is_taken_in_and_stored_nowhere(house: House, guests: Guests) -> None:
    lead = await writer(guests, house)
    assert await sent(lead, source("worldcafe"), "yaml") == (200, {"document": to_document(shipped("worldcafe"))})
    status, answer = await sent(lead, "Uhrzeit;Dauer;Titel\n18:00;x;Pause\n", "csv")
    assert (status, answer) == (422, {"faults": ["Zeile 2: Dauer „x“ sind keine Minuten"]})
    assert (await lead.look()).json()["version"] == 0


@pytest.mark.parametrize(("kind", "origin", "status"), [("exe", None, 422), ("yaml", "https://example.org", 403)])
async def test_what_is_no_import_is_refused(
    house: House, guests: Guests, kind: str, origin: str | None, status: int
) -> None:
    lead = await writer(guests, house)
    assert (await sent(lead, "a: 1", kind, origin=origin))[0] == status
