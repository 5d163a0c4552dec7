"""What a town says in its own words around an evening: in the invitation, the reminder, the letter, at the end. Who
writes nothing has the catalogue's words. Knows no dialogue; what a text may name stands in PLACES."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from web.unfit import Unfit
from web.words import Words, words_for

KINDS: Final = ("invitation", "reminder", "letter", "farewell")
TONGUES: Final = ("de", "en")
PLACES: Final = ("title", "town", "day", "time", "doors")
"""Facts that a text may name; people write them in their language, as `text.place.<fact>` says: {Tag}."""
LIMIT: Final = 1500
NAMED: Final = re.compile(r"\{([^{}\n]*)\}")
Own = Mapping[str, str]


def key(kind: str, tongue: str) -> str:
    """Under which a text is kept, beside the dialogue's other fields."""
    return f"text.{kind}.{tongue}"


def own(fields: Own) -> dict[str, str]:
    """Of a dialogue's fields those that are texts."""
    keys = {key(kind, tongue) for kind in KINDS for tongue in TONGUES}
    return {name: text for name, text in fields.items() if name in keys and text}


def said(fields: Own, kind: str, words: Words, /, **facts: str) -> str:
    """The town's words in this language, else the catalogue's."""
    text = fields.get(key(kind, words.html_lang)) or offered(kind, words)
    values = {name: facts[fact] for name, fact in _named().items() if fact in facts}
    return NAMED.sub(lambda found: values.get(found[1], found[0]), text)


def offered(kind: str, words: Words) -> str:
    """The catalogue's text as it stands in the field, with the names of facts in that language."""
    return words.t(f"text.{kind}", **{fact: f"{{{words.t(f'text.place.{fact}')}}}" for fact in PLACES})


def _named() -> dict[str, str]:
    """The facts by the names that people write, in every language."""
    return {words_for(tongue).t(f"text.place.{fact}"): fact for tongue in TONGUES for fact in PLACES}


def checked(form: Own) -> dict[str, str]:
    """What is to be kept of a form: nothing where it is what the catalogue says anyway. Refuses `too-long-field`,
    `unknown-place`."""
    found = {}
    for kind in KINDS:
        for tongue in TONGUES:
            text = form.get(key(kind, tongue), "").replace("\r\n", "\n").strip()
            if len(text) > LIMIT:
                raise Unfit("too-long-field", limit=LIMIT)
            if unknown := [name for name in NAMED.findall(text) if name not in _named()]:
                raise Unfit("unknown-place", place=f"{{{unknown[0]}}}")
            if text and text != offered(kind, words_for(tongue)).strip():
                found[key(kind, tongue)] = text
    return found
