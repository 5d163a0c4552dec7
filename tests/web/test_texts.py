"""The town's own words: in mails, letters and at the end, in the language of who reads them."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pypdf
import pytest

from tests.town import town as running
from tests.web.conftest import Build, Organizer
from tests.web.guests import ROUND, Guest
from tests.web.test_inviting import desk_of
from tests.web.test_outbox import Post
from tests.web.test_preparing import fields, rules
from tests.web.test_registering import letters
from tests.web.visitors import WORDS, done
from web import texts
from web.unfit import Unfit
from web.words import LANGUAGES, words_for

pytestmark = pytest.mark.asyncio(loop_scope="session")
FACTS = {"title": "Markt", "town": "Neustadt", "day": "Montag", "time": "18:00", "doors": "17:30"}
DE, EN = words_for("de"), words_for("en")
LIST = b"name;mail;Sprache\nAda;ada@example.org;\nBea;bea@example.org;Englisch\n"


async def test_text_is_the_towns_where_it_wrote_one_in_that_language() -> None:
    own = {"text.reminder.de": "Am {Tag} um {Uhrzeit}, {Stadt}! {nichts}"}
    assert texts.said(own, "reminder", DE, **FACTS) == "Am Montag um 18:00, Neustadt! {nichts}"
    assert texts.said(own, "reminder", EN, **FACTS) == EN.t("text.reminder", **FACTS)
    assert texts.said(own, "reminder", words_for("easy"), **FACTS).startswith("Am Montag")
    assert texts.said({}, "farewell", DE, **FACTS) == "Vielen Dank, dass Sie dabei waren."


@pytest.mark.parametrize("kind", texts.KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_shipped_text_can_be_saved_as_it_stands_and_names_only_facts(kind: str, language: str) -> None:
    offered = texts.offered(kind, words_for(language))
    said = texts.said({texts.key(kind, words_for(language).html_lang): offered}, kind, words_for(language), **FACTS)
    assert said == words_for(language).t(f"text.{kind}", **FACTS)
    assert texts.checked({texts.key(kind, "de"): texts.offered(kind, DE)}) == {}


async def test_unknown_place_is_refused() -> None:
    with pytest.raises(Unfit, match="unknown-place"):
        texts.checked({"text.letter.de": "Guten {Abend}"})


async def test_letters_speak_the_persons_language_and_the_towns_words(organizer: Organizer) -> None:
    desk = await desk_of(organizer, title="Zwei Sprachen")
    await desk.take((await desk.bring(LIST)).text)
    address = f"{desk.base}/texts"
    form = fields((await organizer.http.get(address)).text) | {
        "text.letter.de": "Liebe Nachbarn in {Stadt},\n\nkommen Sie!",
        "text.letter.en": "",
    }
    assert (await organizer.http.post(address, data=form)).status_code == 303
    pages = pypdf.PdfReader(io.BytesIO((await organizer.http.get(f"{desk.base}/letters/pdf")).content)).pages
    ada, bea = (" ".join(page.extract_text().split()) for page in pages)
    assert ("Liebe Nachbarn in Musterstadt, kommen Sie!" in ada, "So nehmen Sie teil" in ada) == (True, True)
    assert (EN.t("print.letters.how") in bea, EN.t("text.letter", town="Musterstadt")[:40] in bea) == (True, True)


async def test_texts_and_settings_leave_each_other_alone_and_the_later_one_is_told(organizer: Organizer) -> None:
    desk = await desk_of(organizer, title="Eigene Worte")
    address, settings = f"{desk.base}/texts", f"{desk.base}/settings"
    first = fields((await organizer.http.get(address)).text)
    assert (await organizer.http.post(address, data=first | {"text.farewell.de": "Danke!"})).status_code == 303
    late = await organizer.http.post(address, data=first | {"text.farewell.de": "Tschüss!"})
    assert (late.status_code, "Danke!" in late.text, "Tschüss!" in late.text) == (409, True, True)
    dressed = fields((await organizer.http.get(settings)).text) | {"hotline": "0800 77"}
    assert (await organizer.http.post(settings, data=dressed)).status_code == 303
    again = fields((await organizer.http.get(address)).text)
    assert (again["text.farewell.de"], again["text.reminder.de"]) == ("Danke!", first["text.reminder.de"])
    assert (await organizer.http.post(address, data=again | {"text.farewell.de": "{Wer}"})).status_code == 422
    await organizer.http.post(address, data=again)
    assert fields((await organizer.http.get(settings)).text)["hotline"] == "0800 77"


async def test_farewell_stands_on_the_last_page(organizer: Organizer, build: Build) -> None:
    house = await build(script=ROUND, citizens=1, facilitators=0)
    address = f"/organize/d/{house.name}/texts"
    form = fields((await organizer.http.get(address)).text) | {"text.farewell.de": "Danke, <b>liebe</b> {Stadt}!"}
    assert (await organizer.http.post(address, data=form)).status_code == 303
    async with Guest(house) as lead, Guest(house) as citizen:
        line = await lead.join(house.seat("moderator").url, "Mona")
        await citizen.join(house.seat("citizen").url, "Ada")
        page = (await citizen.http.get(f"/d/{house.name}")).text
        assert 'data-farewell="Danke, &lt;b&gt;liebe&lt;/b&gt; Musterstadt!"' in page
        await done(line, "agenda.start")
        await done(line, "agenda.close")
        over = await citizen.http.get(house.seat("citizen").url)
        assert "Danke, &lt;b&gt;liebe&lt;/b&gt; Musterstadt!" in over.text
        english = await citizen.http.get(f"{house.seat('citizen').url}?lang=en")
        assert EN.t("text.farewell") in english.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_keeps_the_rules_of_all_pages(organizer: Organizer, build: Build, language: str) -> None:
    house = await build(citizens=1)
    rules((await organizer.http.get(f"/organize/d/{house.name}/texts?lang={language}")).text)


@pytest.mark.long
async def test_invitation_and_reminder_go_out_in_each_persons_language_once(tmp_path: Path) -> None:
    post = Post()
    await post.open()
    async with running(tmp_path, SMTP_URL=post.url, CONTACT_MAIL="dialog@stadt.de") as place:
        organizer = Organizer(place)
        async with organizer.http:
            async with asyncio.timeout(180):
                while "/organize/setup/" not in place.log.read_text():  # noqa: ASYNC110  # another process writes it
                    await asyncio.sleep(0.05)
            await organizer.http.post(organizer.setup, data=organizer.form())
            desk = await desk_of(organizer, title="Zwei Sprachen")
            await desk.take((await desk.bring(LIST)).text)
            page = (await organizer.http.get(f"{desk.base}/people")).text
            assert (f'action="{desk.base}/invite"' in page, f'action="{desk.base}/remind"' in page) == (True, False)
            await organizer.http.post(f"{desk.base}/remind")  # nobody was invited yet
            await organizer.http.post(f"{desk.base}/invite")
            invited = {each["To"]: each for each in await letters(post, 2)}
            assert invited["ada@example.org"]["Subject"] == "Einladung: Zwei Sprachen"
            assert invited["bea@example.org"]["Subject"] == "Invitation: Zwei Sprachen"
            await organizer.http.post(f"{desk.base}/remind")
            await organizer.http.post(f"{desk.base}/remind")
            reminded = {each["To"]: each for each in (await letters(post, 4))[2:]}
            german, english = (reminded[to].get_body().get_content() for to in ("ada@example.org", "bea@example.org"))
            assert ("Guten Tag, Ada," in german, "ist es so weit" in german) == (True, True)
            assert ("Good day, Bea," in english, "From 17:30 on" in english) == (True, True)
            assert WORDS["organize.mail-kind.reminder"] in (await organizer.http.get("/organize/mail")).text
            assert len(post.got) == 4
    await post.close()
