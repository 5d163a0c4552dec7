"""Bad input: every parser of the media process ends as it says it does, with what is known to be bad and by chance."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest

from tests.rooms.media.fuzz.corpus import CORPUS, files, seeds
from tests.rooms.media.fuzz.make_corpus import corpus
from tests.rooms.media.fuzz.mutate import mutations
from tests.rooms.media.fuzz.targets import READ, TARGETS

INPUTS = {"sdp": 500}  # an offer is long
LONGEST = {"sdp": 20_000, "plan": 20_000}  # else what a datagram may bring


@pytest.mark.parametrize(
    "file", [file for name in TARGETS for file in files(name)], ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_file_of_the_corpus_is_read_where_it_is_valid_only(file: Path) -> None:
    end = TARGETS[file.parent.name]()(file.read_bytes())
    assert (end == READ) == file.stem.startswith("valid"), end


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_end_as_documented(name: str) -> None:
    target = TARGETS[name]()
    inputs = mutations(seeds(name), Random(2026), longest=LONGEST.get(name, 1800))
    for number, data in enumerate(islice(inputs, INPUTS.get(name, 3000))):
        try:
            target(data)
        except Exception as error:
            pytest.fail(f"input {number} of {name}: {error!r} at {data[:2000]!r}")


def test_corpus_is_what_its_script_makes() -> None:
    """Else: python -m tests.rooms.media.fuzz.make_corpus"""
    made = corpus()
    assert {path: (CORPUS / path).read_bytes() for path in made} == made
