"""Pages that the law asks for: the barrier form arrives at organizers, and what nobody may send does not."""

from __future__ import annotations

import httpx2 as httpx
import pytest

from tests.web.conftest import Organizer
from web.words import catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = catalogue("de")


async def test_a_reported_barrier_reaches_the_organizers_until_it_is_answered(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        form = {"said": "Der <b>Knopf</b> ist zu klein", "page": "Einlass", "contact": "0170 1"}
        empty = await other.post("/accessibility", data={**form, "said": " "})
        assert (empty.status_code, WORDS["barrier.fault.empty"] in empty.text) == (422, True)
        assert "0170 1" in empty.text  # what was typed stays
        sent = await other.post("/accessibility", data=form)
        assert sent.status_code == 303
        assert WORDS["barrier.sent"] in (await other.get(sent.headers["location"])).text
        assert (await other.get("/organize/barriers")).status_code == 303  # to the sign-in
        foreign = await other.post("/accessibility", data=form, headers={"origin": "https://evil.example"})
        assert foreign.status_code == 422
        await other.post("/organize/sign-in", data=organizer.form())
        page = (await other.get("/organize/barriers")).text
        assert page.count("Der &lt;b&gt;Knopf&lt;/b&gt; ist zu klein") == 1
        await other.post("/organize/barriers/1")
        assert WORDS["organize.barriers.answered"] not in (await other.get("/organize/barriers")).text


async def test_legal_pages_are_there_in_every_language(organizer: Organizer) -> None:
    async with organizer.stranger() as other:
        for path in ("/imprint", "/privacy", "/privacy?d=nothing", "/rules", "/accessibility", "/easy"):
            for language in ("de", "en", "easy"):
                answer: httpx.Response = await other.get(path, params={"lang": language})
                assert answer.status_code == 200
