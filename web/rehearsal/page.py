"""The report as one HTML file that can be mailed: nothing in it is loaded from anywhere. Only draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.pages import FOLDER
from web.rehearsal.evening import Order
from web.rehearsal.figures import Figures
from web.rehearsal.telling import number, sentence
from web.rehearsal.verdict import Finding, as_json, worst
from web.words import Words


def render(words: Words, order: Order, figures: Figures, findings: Sequence[Finding], *, at: datetime) -> str:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    numbers = as_json(figures, list(findings))
    plain = {key: value for key, value in numbers.items() if isinstance(value, int | float | str)}
    return environment.get_template("rehearsal.html").render(
        t=words.t,
        lang=words.html_lang,
        rows=[_row(words, finding) for finding in findings],
        verdict=worst(list(findings)),
        numbers=plain,
        speed=number(words, order.speed),
        failures=figures.failures,
        order=order,
        at=at.strftime("%d.%m.%Y %H:%M"),
    )


def _row(words: Words, finding: Finding) -> dict[str, Any]:
    area = f"rehearsal.{finding.area}"
    return {
        "light": finding.light,
        "title": words.t(f"{area}.title"),
        "text": sentence(words, finding),
        "advice": words.t(f"{area}.advice") if finding.light != "green" else "",
    }
