"""What a readable script must also keep: sums, ids, rules of kinds, data protection; it knows no file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from facilitation.clock_plan import lead_ins
from facilitation.script import ALWAYS_MANUAL, DOTTED, GroupRule, Phase, Script
from facilitation.script_fields import Path
from facilitation.script_polls import ID, faults
from facilitation.special_columns import special_category


@dataclass(frozen=True, slots=True)
class Complaint:
    path: Path
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    level: Literal["error", "warning"] = "error"


def complaints(script: Script, *, roster: Sequence[str] | None = None) -> Iterator[Complaint]:
    """`roster`: the columns that the dialogue's roster has, where it is known."""
    yield from _ids(script)
    yield from _sums(script)
    for index, phase in enumerate(script.phases):
        path: Path = ("phases", index)
        yield from _times(path, phase)
        yield from _kind(path, phase)
        yield from _steps(path, phase)
        yield from _cards(path, phase)
        yield from (Complaint((*path, *where), code, facts) for where, code, facts in faults(phase))
        yield from _dots(path, phase)
        if phase.groups is not None:
            yield from _groups((*path, "groups"), phase.groups, roster)
    yield from _mixes(script)


def _ids(script: Script) -> Iterator[Complaint]:
    seen: set[str] = set()
    for index, phase in enumerate(script.phases):
        path: Path = ("phases", index, "id")
        if phase.id and not ID.fullmatch(phase.id):
            yield Complaint(path, "id-signs", {"id": phase.id})
        if phase.id and phase.id in seen:
            yield Complaint(path, "id-twice", {"id": phase.id})
        seen.add(phase.id)


def _sums(script: Script) -> Iterator[Complaint]:
    """Only a fixed end can be missed. Without `length` it is where the plan ends, and no sum can be over it."""
    if script.end != "fixed" or script.length is None or not all(math.isfinite(each.change) for each in script.phases):
        return
    change = sum(lead_ins(script.phases)) / 60
    least = sum(phase.minutes.min for phase in script.phases)
    planned = sum(phase.minutes.target for phase in script.phases)
    if least + change > script.length:
        over = least + change - script.length
        facts = {"least": least, "change": change, "sum": least + change, "length": script.length, "over": over}
        yield Complaint(("length",), "minima-over-end", facts)
    elif planned + change > script.length:
        over = planned + change - script.length
        facts = {"planned": planned, "change": change, "sum": planned + change, "length": script.length, "over": over}
        yield Complaint(("length",), "plan-over-end", facts, "warning")


def _times(path: Path, phase: Phase) -> Iterator[Complaint]:
    minutes = phase.minutes
    facts = {"min": minutes.min, "target": minutes.target, "max": minutes.max}
    if minutes.min > minutes.max:
        yield Complaint((*path, "minutes", "min"), "min-over-max", facts)
    elif minutes.min > minutes.target:
        yield Complaint((*path, "minutes", "min"), "min-over-target", facts)
    elif minutes.target > minutes.max:
        yield Complaint((*path, "minutes", "max"), "target-over-max", facts)
    for index, seconds in enumerate(phase.warn):
        if seconds >= minutes.min * 60:
            facts = {"warn": seconds, "min": minutes.min, "seconds": minutes.min * 60}
            yield Complaint((*path, "warn", index), "warn-too-early", facts)
    if list(phase.warn) != sorted(set(phase.warn), reverse=True):
        yield Complaint((*path, "warn"), "warn-order", {"order": sorted(set(phase.warn), reverse=True)})
    if phase.return_s >= minutes.min * 60:
        facts = {"return": phase.return_s, "min": minutes.min, "seconds": minutes.min * 60}
        yield Complaint((*path, "return"), "return-too-long", facts)


def _kind(path: Path, phase: Phase) -> Iterator[Complaint]:
    if phase.kind in ALWAYS_MANUAL and phase.advance != "manual":
        yield Complaint((*path, "advance"), "always-manual", {"kind": phase.kind, "advance": phase.advance})
    if (phase.room == "groups") != (phase.kind == "group-work"):
        yield Complaint((*path, "room"), "room-of-kind", {"kind": phase.kind, "room": phase.room})
    if phase.kind == "group-work":
        return
    used = {"groups": phase.groups, "steps": phase.steps, "cards": phase.cards}
    for key, value in {**used, "return": phase.return_s, "change": phase.change}.items():
        if value:
            yield Complaint((*path, key), "only-group-work", {"key": key, "kind": phase.kind})


def _steps(path: Path, phase: Phase) -> Iterator[Complaint]:
    if not phase.steps:
        return
    flexible = [index for index, step in enumerate(phase.steps) if step.flex]
    fixed = [step.minutes for step in phase.steps if not step.flex]
    everything = sum(step.minutes for step in phase.steps)
    for index in flexible[1:]:
        yield Complaint((*path, "steps", index, "flex"), "flex-twice", {"first": flexible[0] + 1})
    if sum(fixed) > phase.minutes.min:
        facts = {"sum": sum(fixed), "terms": fixed, "min": phase.minutes.min, "over": sum(fixed) - phase.minutes.min}
        yield Complaint((*path, "steps"), "steps-over-min", facts)
    elif everything != phase.minutes.target and math.isfinite(everything + phase.minutes.target):
        terms = [step.minutes for step in phase.steps]
        facts = {"sum": everything, "terms": terms, "target": phase.minutes.target}
        yield Complaint((*path, "steps"), "steps-off-target", facts, "warning")


def _cards(path: Path, phase: Phase) -> Iterator[Complaint]:
    if phase.cards is None:
        for index, step in enumerate(phase.steps):
            if step.cards:
                yield Complaint((*path, "steps", index, "cards"), "cards-missing", {"step": index + 1})
        return
    seen: set[str] = set()
    for index, column in enumerate(phase.cards.columns):
        where: Path = (*path, "cards", "columns", index, "id")
        if column.id and not ID.fullmatch(column.id):
            yield Complaint(where, "id-signs", {"id": column.id})
        if column.id and column.id in seen:
            yield Complaint(where, "column-twice", {"id": column.id})
        seen.add(column.id)


def _dots(path: Path, phase: Phase) -> Iterator[Complaint]:
    rule = phase.dots
    if rule is None:
        return
    if phase.kind not in DOTTED:
        yield Complaint((*path, "dots"), "only-themes", {"kind": phase.kind})
    if rule.per_theme > rule.total:
        yield Complaint((*path, "dots", "per-theme"), "dots-over-total", {"per": rule.per_theme, "total": rule.total})


def _groups(path: Path, rule: GroupRule, roster: Sequence[str] | None) -> Iterator[Complaint]:
    size = rule.size
    if not size.min <= size.aim <= size.max:
        yield Complaint((*path, "size"), "size-order", {"min": size.min, "aim": size.aim, "max": size.max})
    names = {"diversify": rule.diversify, "apart": rule.apart, "together": rule.together}
    seen: dict[str, str] = {}
    for key, columns in names.items():
        for index, column in enumerate(columns):
            where: Path = (*path, key, index)
            # GDPR Art. 9(1): special categories are not asked for, so nobody can be seated by them.
            if category := special_category(column):
                yield Complaint(where, "special-category", {"column": column, "category": category})
            elif roster is not None and column not in roster:
                yield Complaint(where, "unknown-column", {"column": column, "known": ", ".join(roster)})
            if column in seen:
                yield Complaint(where, "named-twice", {"column": column, "first": seen[column]})
            seen.setdefault(column, key)


def _mixes(script: Script) -> Iterator[Complaint]:
    earlier = False
    for index, phase in enumerate(script.phases):
        if phase.groups is not None and phase.groups.mix == "keep" and not earlier:
            yield Complaint(("phases", index, "groups", "mix"), "nothing-to-keep")
        if phase.groups is not None:
            yield from _topics(("phases", index, "groups"), phase.groups)
        earlier = earlier or phase.kind == "group-work"


def _topics(path: Path, rule: GroupRule) -> Iterator[Complaint]:
    """A choice needs two things to choose from."""
    ids = [topic.id for topic in rule.topics]
    if rule.mix == "topic" and len(ids) < 2:
        yield Complaint((*path, "topics"), "no-topics", {"count": len(ids)})
    if rule.mix != "topic" and ids:
        yield Complaint((*path, "topics"), "topics-unused", {"mix": rule.mix}, "warning")
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield Complaint((*path, "topics", index, "id"), "id-twice", {"id": id})
