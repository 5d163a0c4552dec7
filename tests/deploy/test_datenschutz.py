"""The data protection officer's folder says what the program does: periods, tables, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialogue.settings import Settings, table
from dialogue.tables import metadata
from web.barriers import KEPT_S
from web.retention import DAY_S
from web.terms import LIMITS, Terms

FOLDER = Path(__file__).parents[2] / "deploy/datenschutz"
FILES = sorted(FOLDER.glob("*.md"))
TERMS, BACKUP_DAYS = Terms(), Settings.model_fields["backup_days"].default
LINK_DAYS = 7
DAYS = {TERMS.never_days, TERMS.people_days, TERMS.log_days, BACKUP_DAYS, round(KEPT_S / DAY_S), LINK_DAYS}


def text(name: str) -> str:
    return " ".join((FOLDER / f"{name}.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_other_period_is_promised(file: Path) -> None:
    body = re.sub(r"B \d+ bis \d+, C \d+ bis \d+, D \d+ bis \d+ Tage", "", text(file.stem))
    assert {int(days) for days in re.findall(r"(\d+) Tagen?\b", body)} <= DAYS
    assert {int(age) for age in re.findall(r"(\d+) Jahren", body)} <= {TERMS.age}


@pytest.mark.parametrize("name", ["verzeichnis", "information", "loeschkonzept"])
def test_every_period_is_told(name: str) -> None:
    told = {int(days) for days in re.findall(r"(\d+) Tagen?\b", text(name))}
    assert {TERMS.never_days, TERMS.people_days, TERMS.log_days, BACKUP_DAYS} <= told


def test_limits_of_the_periods_are_those_of_the_program() -> None:
    found = re.search(r"B (\d+) bis (\d+), C (\d+) bis (\d+), D (\d+) bis (\d+) Tage", text("loeschkonzept"))
    assert found is not None
    limits = [bound for field in ("never_days", "people_days", "log_days") for bound in LIMITS[field]]
    assert [int(bound) for bound in found.groups()] == limits


def test_deletion_concept_names_every_table() -> None:
    rows = [line for line in (FOLDER / "loeschkonzept.md").read_text(encoding="utf-8").splitlines() if "|" in line]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(metadata.tables) - named == set()
    assert named - set(metadata.tables) == set()


def test_settings_that_the_folder_names_exist() -> None:
    known = {row.name for row in table()}
    named = set(re.findall(r"`([A-Z]+_?[A-Z_]*)`", text("README")))
    assert len(named) > 7
    assert named - known == set()


def test_folder_lists_all_its_files_and_links_lead_somewhere() -> None:
    linked = set(re.findall(r"\]\((\w+\.md)\)", text("README")))
    assert linked == {file.name for file in FILES} - {"README.md"}
    for file in FILES:
        for target in re.findall(r"\]\(([^)]+)\)", text(file.stem)):
            assert (FOLDER / target).exists(), (file.name, target)
