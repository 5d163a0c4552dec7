"""The review page of an evening that was lived: polls as pictures, each with its table; quickly made."""

from __future__ import annotations

import re

import pytest
from starlette.requests import Request

from dialogue.settings import load
from facilitation.record import plain_record, record_of
from tests.web.test_preparing import rules
from web.bench.lived import evening
from web.creation import read_script
from web.outputs.letterhead import Letterhead
from web.pages import Pages
from web.review_page import context
from web.words import LANGUAGES

SCOPE = {"type": "http", "method": "GET", "path": "/d/d1/review", "headers": []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_of_a_poll_is_a_picture_with_its_table(language: str) -> None:
    lived = evening(read_script("classic"), citizens=14, cards=30, themes=4)
    record = plain_record(record_of(lived.dialogue, {}), lived.side)
    query = {"query_string": f"lang={language}".encode(), "path_params": {"dialogue": "d1"}}
    head = Letterhead("Musterstadt", "#1d4f91", language, lived.now)
    request = Request({**SCOPE, **query})
    page = bytes(Pages(load(), build="1").render(request, "review", **context("d1", record, head, {})).body).decode()
    rules(page)
    polls = page[page.index('id="polls"') :]
    drawn = [each for poll in record["report"]["polls"] for each in poll["results"] or () if each["options"]]
    shown = [each for each in re.findall(r"<figure.*?</figure>", polls, re.S) if 'id="poll-' in each]
    assert len(shown) == len(drawn) > 0
    for question, figure in zip(drawn, shown, strict=True):
        cells = re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td>', figure)
        assert len(cells) == len(question["options"])
        counts = [int(re.findall(r"\d+", told)[0]) for _, told in cells]
        assert counts == [option["count"] for option in question["options"]]
