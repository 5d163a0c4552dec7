"""web/PROTOCOL.md against the code: nothing that is said or refused is missing in it, nothing in it is invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from dialogue.machine import Refused
from tests.facilitation.evening import MACHINE
from tests.web.course import course
from tests.web.document import ROOT, column, examples
from web.app import _pages
from web.commands import Adapters
from web.connection import CLOSE_CODES
from web.signals import SIGNALS as MODELS
from web.words import LANGUAGES, catalogue

COMMANDS = [example for example in examples("browser") if "command" in example]
SIGNALS = [example for example in examples("browser") if "signal" in example]
TOPICS = [example for example in examples("server") if "topic" in example and example.get("data", "set") is not None]
# Objects whose keys are ids, by path in the examples; the values of all of them have one shape.
BY_ID = {
    "polls",
    "poll-desk",
    "my-votes",
    "my-votes.*",
    "my-votes.*.*.chosen",
    "my-votes.*.*.texts",
    "picks",
    "my-dots.given",
    "editing-cards",
    "editing-themes",
    "theme-cards",
    "editing.rounds",
    "themes.rounds",
    "staff-line",
    "floor.since",
    "names",
    "my-cards",
    "cards",
    "wall",
    "me.next_group.names",
    "answers",
    "questions",
    "my-questions.own",
    "withheld",
    "my-withheld",
}
OPEN = {"console.preview.notes[].facts", "console.preview.groups[].why.facts", "console.groups[].why.facts"}


@pytest.mark.parametrize("example", COMMANDS, ids=lambda example: f"{example['command']} {example['id']}")
def test_command_example_is_accepted(example: dict[str, Any]) -> None:
    assert set(example) == {"command", "id", "data"}
    Adapters(MACHINE).read(example["command"], example["data"])


def test_every_command_has_an_example() -> None:
    assert sorted({example["command"] for example in COMMANDS}) == sorted(MACHINE.commands)


@pytest.mark.parametrize("example", SIGNALS, ids=lambda example: str(example["signal"]))
def test_signal_example_fits_its_model(example: dict[str, Any]) -> None:
    read = MODELS[example["signal"]].model_validate(example["data"]).model_dump()
    assert read == example["data"]


def test_every_signal_has_an_example() -> None:
    source = (ROOT / "web/socket.py").read_text()
    acted_on = re.findall(r'case "([a-z.]+)":', source)
    assert sorted({example["signal"] for example in SIGNALS}) == sorted(acted_on) == sorted(MODELS)
    media = (ROOT / "rooms/media").glob("*.py")
    sent = {"health"} | {name for file in media for name in re.findall(r'_signal\([^"\n]*"([a-z]+)"', file.read_text())}
    shown = {example["signal"].removeprefix("media.") for example in examples("server") if "signal" in example}
    assert shown == sent | {"turn.typing", "caption"}


def test_every_refusal_is_in_the_table_and_has_its_sentence() -> None:
    packages = ("dialogue", "rooms", "facilitation", "web")
    files = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    raised = {code for file in files for code in re.findall(r'Refused\(\s*"([a-z-]+)"', file.read_text())}
    raised -= {"full", "closed"}  # who finds no place, or was sent away, gets the socket closed with a reason
    assert sorted(raised) == sorted(column("code"))
    for language in LANGUAGES:
        assert sorted(code for code in raised if f"refused.{code}" not in catalogue(language)) == []


def test_every_reason_to_close_is_in_the_table() -> None:
    assert column("bye") == [*CLOSE_CODES]
    table = re.search(r"^\| bye \|.*?\n\n", (ROOT / "web/PROTOCOL.md").read_text(), re.M | re.S)
    assert table is not None
    assert [int(code) for code in re.findall(r"\| (\d{4}) \|", table[0])] == [*CLOSE_CODES.values()]


def test_every_address_is_in_the_table() -> None:
    written = set(column("address"))
    served = {f"{route.path}" for route in _pages() if not route.path.endswith("/socket")}
    assert {re.sub(r"^(GET|POST|GET, POST) ", "", each) for each in written} >= served - {"/theme.css"}


def test_every_topic_is_in_the_table() -> None:
    assert sorted(_named()) == sorted(column("topic"))


@pytest.mark.parametrize("name", sorted({example["topic"].partition(":")[0] for example in TOPICS}))
def test_topic_example_has_the_keys_that_are_sent(name: str) -> None:
    shown = set[str]()
    for example in TOPICS:
        if example["topic"].partition(":")[0] == name:
            shown |= {*_paths(name, example["set"] if "set" in example else example["data"])}
    assert _keys(shown) == _keys(_sent()[name])
    assert shown - _sent()[name] - {f"{path}:{kind}" for path in OPEN for kind in ("number", "string")} == set()


def test_every_topic_has_an_example() -> None:
    assert {example["topic"].partition(":")[0] for example in TOPICS} == set(_sent())


def _keys(paths: set[str]) -> set[str]:
    return {path for path in paths if ":" not in path}


def _paths(at: str, value: Any) -> Iterator[str]:
    """Where there is what: `me.hand:number`, and `me.hand` also where it is null."""
    if at in OPEN:
        return
    match value:
        case None:
            yield at
        case dict() if at in BY_ID:
            yield from (path for each in value.values() for path in _paths(f"{at}.*", each))
        case dict() if set(value) <= {"de", "en", "easy"}:
            yield from (at, f"{at}:localized")
        case dict():
            yield at
            for key, each in value.items():
                yield from _paths(f"{at}.{key}", each)
        case list():
            yield at
            yield from (path for each in value for path in _paths(f"{at}[]", each))
        case _:
            kind = "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
            yield from (at, f"{at}:{kind}")


@cache
def _evening() -> tuple[dict[str, Any], ...]:
    """What everybody is sent at every moment of an evening in which everything happens."""
    seen: list[dict[str, Any]] = []
    for evening in course():
        seen += [evening.sees(seat) for seat in range(1, 9)]
    return tuple(seen)


@cache
def _sent() -> dict[str, set[str]]:
    """Paths by topic, over all renderings."""
    paths: dict[str, set[str]] = {}
    for topics in _evening():
        for topic, data in topics.items():
            name = topic.partition(":")[0]
            paths.setdefault(name, set()).update(_paths(name, data))
    return paths


def _named() -> set[str]:
    return {re.sub(r":.*", ":{group}", topic) for topics in _evening() for topic in topics}


def test_refusal_of_a_machine_command_reads_as_documented() -> None:
    with pytest.raises(Refused) as caught:
        Adapters(MACHINE).read("card.write", {"column": "gut", "text": "x" * 10_001})
    assert (caught.value.code, caught.value.facts) == ("too-long", {"length": 10_001, "limit": 10_000})
