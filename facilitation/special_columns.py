"""Recognises roster columns that hold special categories of personal data by their name; it never sees a value."""

from __future__ import annotations

import re

# GDPR Art. 9(1), plus migration and nationality, from which origin is read off. Stems match inside German compounds
# ("Parteimitglied", "Gesundheitszustand"); words would match too much as stems ("union" in "reunion").
STEMS = {
    "opinion": ("partei", "politi", "fraktion", "gewerkschaft", "tradeunion", "weltanschauung"),
    "religion": ("religi", "konfession", "glaube", "kirche", "church", "denomination", "muslim", "christ"),
    "health": (
        *("gesundheit", "health", "krank", "illness", "disease", "behinder", "disab", "diagnos", "medic", "medizin"),
        *("pflegegrad", "impf", "vaccin", "schwanger", "pregnan"),
    ),
    "origin": (
        *("herkunft", "abstammung", "ethni", "migration", "nationalit", "staatsangehör", "staatsangehoer"),
        *("staatsbürger", "staatsbuerger", "citizenship", "geburtsland", "birthplace", "geburtsort", "hautfarbe"),
    ),
    "sex-life": ("sexual", "sexuell", "queer", "lgbt"),
    "body": ("biometr", "genetic", "genetik", "genetisch"),
}
WORDS = {
    "opinion": {"party", "union", "vote", "voted", "belief", "beliefs"},
    "religion": {"faith", "creed"},
    "origin": {"origin", "origins", "race", "rasse", "native", "ancestry"},
}


def special_category(column: str) -> str:
    """The category of Art. 9 that a column's name speaks of ("opinion", "religion", "health", "origin", "sex-life",
    "body"), else ""."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).casefold())
    joined = "".join(words)
    for category, stems in STEMS.items():
        if any(stem in joined for stem in stems) or WORDS.get(category, set()) & set(words):
            return category
    return ""
