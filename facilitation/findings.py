"""The sentence for each fault of a script, German and English, with the arithmetic in it; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facilitation.script import Finding

SENTENCES: Mapping[str, tuple[str, str]] = {
    "yaml": (
        "Die Datei ist kein gültiges YAML: {problem}.",
        "The file is not valid YAML: {problem}.",
    ),
    "too-large": (
        "Die Datei ist größer als {kilobytes} kB.",
        "The file is larger than {kilobytes} kB.",
    ),
    "format": (
        "Das Format „{value}“ ist unbekannt; diese Fassung liest format: {known}.",
        'The format "{value}" is unknown; this version reads format: {known}.',
    ),
    "no-phases": (
        "Das Drehbuch hat keine Phasen.",
        "The script has no phases.",
    ),
    "no-columns": (
        "Die Karten haben keine Spalte.",
        "The cards have no column.",
    ),
    "not-a-table": (
        "Hier wird eine Tabelle mit Schlüsseln erwartet, nicht „{value}“.",
        'A table with keys is expected here, not "{value}".',
    ),
    "not-a-list": (
        "Hier wird eine Liste erwartet, nicht „{value}“.",
        'A list is expected here, not "{value}".',
    ),
    "unknown-key": (
        "„{key}“ ist hier unbekannt.",
        '"{key}" is unknown here.',
    ),
    "unknown-key-near": (
        "„{key}“ ist hier unbekannt. Gemeint ist vielleicht „{near}“.",
        '"{key}" is unknown here. Perhaps "{near}" is meant.',
    ),
    "unknown-value": (
        "„{value}“ ist hier unbekannt. Möglich sind: {allowed}.",
        '"{value}" is unknown here. Possible are: {allowed}.',
    ),
    "missing": (
        "„{key}“ fehlt oder ist leer.",
        '"{key}" is missing or empty.',
    ),
    "not-a-number": (
        "„{value}“ ist keine Zahl.",
        '"{value}" is not a number.',
    ),
    "not-whole": (
        "{value} ist keine ganze Zahl.",
        "{value} is not a whole number.",
    ),
    "out-of-range": (
        "{value} liegt nicht zwischen {low} und {high}.",
        "{value} is not between {low} and {high}.",
    ),
    "not-yes-or-no": (
        "„{value}“ ist weder true noch false.",
        '"{value}" is neither true nor false.',
    ),
    "not-a-text": (
        "„{value}“ ist kein Text.",
        '"{value}" is not a text.',
    ),
    "not-seconds": (
        "„{value}“ ist keine ganze Zahl von Sekunden über null.",
        '"{value}" is not a whole number of seconds above zero.',
    ),
    "id-signs": (
        "Die Kennung „{id}“ darf nur Kleinbuchstaben a-z, Ziffern und - enthalten, beginnt mit einem Buchstaben und "
        "hat höchstens 40 Zeichen.",
        'The id "{id}" may hold only letters a-z, digits and -, begins with a letter and has at most 40 signs.',
    ),
    "id-twice": (
        "Die Kennung „{id}“ gibt es schon in einer früheren Phase.",
        'The id "{id}" is already that of an earlier phase.',
    ),
    "column-twice": (
        "Die Spalte „{id}“ gibt es schon.",
        'There is a column "{id}" already.',
    ),
    "minima-over-end": (
        "Selbst mit allen Mindestzeiten reicht die Zeit nicht: {least} Minuten Phasen + {change} Minuten Wechsel = "
        "{sum} Minuten, {over} mehr als die {length} bis zum festen Ende.",
        "Even with every phase at its minimum the time is not enough: {least} minutes of phases + {change} of moving = "
        "{sum} minutes, {over} more than the {length} up to the fixed end.",
    ),
    "plan-over-end": (
        "Geplant sind {planned} Minuten Phasen + {change} Minuten Wechsel = {sum} Minuten, {over} mehr als die "
        "{length} bis zum festen Ende; die Phasen müssen von Anfang an nachgeben.",
        "Planned are {planned} minutes of phases + {change} of moving = {sum} minutes, {over} more than the {length} "
        "up to the fixed end; phases have to give way from the start.",
    ),
    "min-over-max": (
        "Mindestens {min} Minuten sind mehr als höchstens {max}.",
        "At least {min} minutes are more than at most {max}.",
    ),
    "min-over-target": (
        "Mindestens {min} Minuten sind mehr als die geplanten {target}.",
        "At least {min} minutes are more than the planned {target}.",
    ),
    "target-over-max": (
        "Die geplanten {target} Minuten sind mehr als höchstens {max}.",
        "The planned {target} minutes are more than at most {max}.",
    ),
    "warn-too-early": (
        "Eine Warnung {warn} s vor dem Ende läge vor dem Beginn, wenn die Phase nur {min} Minuten = {seconds} s "
        "dauert.",
        "A warning {warn} s before the end would come before the start when the phase takes only {min} minutes = "
        "{seconds} s.",
    ),
    "warn-order": (
        "Warnungen stehen ohne Wiederholung vom frühesten zum spätesten: {order}.",
        "Warnings stand without repetition from the earliest to the latest: {order}.",
    ),
    "return-too-long": (
        "Der Countdown von {return} s passt nicht in eine Phase von nur {min} Minuten = {seconds} s.",
        "The countdown of {return} s does not fit into a phase of only {min} minutes = {seconds} s.",
    ),
    "always-manual": (
        "„{kind}“ endet immer von Hand: advance muss manual sein, nicht {advance}.",
        '"{kind}" is always ended by hand: advance must be manual, not {advance}.',
    ),
    "room-of-kind": (
        "„{kind}“ findet nicht im Raum „{room}“ statt: group-work in groups, alles andere in plenary.",
        '"{kind}" does not happen in "{room}": group-work in groups, everything else in plenary.',
    ),
    "only-group-work": (
        "„{key}“ gibt es nur bei group-work, nicht bei {kind}.",
        '"{key}" belongs to group-work only, not to {kind}.',
    ),
    "flex-twice": (
        "Nur ein Schritt kann flex sein; Schritt {first} ist es schon.",
        "Only one step can be flex; step {first} is already.",
    ),
    "steps-over-min": (
        "Die festen Schritte brauchen {terms} = {sum} Minuten, {over} mehr als das Minimum der Phase ({min}).",
        "The fixed steps need {terms} = {sum} minutes, {over} more than the phase's minimum ({min}).",
    ),
    "steps-off-target": (
        "Die Schritte ergeben {terms} = {sum} Minuten, die Phase hat {target}.",
        "The steps make {terms} = {sum} minutes, the phase has {target}.",
    ),
    "cards-missing": (
        "Schritt {step} arbeitet mit Karten, aber die Phase hat keine Spalten für Karten.",
        "Step {step} works with cards, but the phase has no columns for cards.",
    ),
    "size-order": (
        "Diese Größen passen nicht zusammen: mindestens {min}, am besten {aim}, höchstens {max}.",
        "These sizes do not fit together: at least {min}, best {aim}, at most {max}.",
    ),
    "special-category": (
        "„{column}“ ist ein besonders geschütztes Merkmal (Art. 9 DSGVO); danach wird niemand eingeteilt.",
        '"{column}" is a specially protected attribute (Art. 9 GDPR); nobody is seated by it.',
    ),
    "unknown-column": (
        "Die Teilnehmerliste hat keine Spalte „{column}“; sie hat: {known}.",
        'The roster has no column "{column}"; it has: {known}.',
    ),
    "named-twice": (
        "„{column}“ steht schon unter {first}.",
        '"{column}" already stands under {first}.',
    ),
    "no-topics": (
        "Zur Wahl gehören mindestens zwei Themen, hier sind es {count}.",
        "A choice needs at least two topics, here there are {count}.",
    ),
    "topics-unused": (
        "Die Themen werden nicht angeboten, weil hier nicht nach Themenwunsch gemischt wird.",
        "The topics are not offered because people are not mixed by topic here.",
    ),
    "only-polls": (
        "„poll“ gibt es nur bei poll, vote und survey, nicht bei {kind}.",
        '"poll" belongs to poll, vote and survey only, not to {kind}.',
    ),
    "no-questions": (
        "Die Umfrage hat keine Frage.",
        "The poll has no question.",
    ),
    "answer-twice": (
        "Die Kennung „{id}“ gibt es hier schon.",
        'There is an id "{id}" here already.',
    ),
    "no-options": (
        "Zur Auswahl gehören mindestens zwei Antworten, hier sind es {count}.",
        "A choice needs at least two answers, here there are {count}.",
    ),
    "options-unused": (
        "Bei „{answer}“ gibt es keine Antworten zur Auswahl.",
        '"{answer}" has no answers to choose from.',
    ),
    "most-of-options": (
        "„most“ gibt es nur bei multiple und höchstens so viele, wie es Antworten gibt: {most} von {count}.",
        '"most" belongs to multiple only, and to no more than there are answers: {most} of {count}.',
    ),
    "scale-ends": (
        "„low“ und „high“ sagen bei scale, und nur dort, was 1 und 5 bedeuten; hier ist es {answer}.",
        '"low" and "high" say what 1 and 5 mean, with scale and only there; this is {answer}.',
    ),
    "only-themes": (
        "Punkte gibt es nur bei themes und vote, nicht bei {kind}.",
        "Dots belong to themes and vote only, not to {kind}.",
    ),
    "dots-over-total": (
        "{per} Punkte für ein Thema sind mehr als die {total}, die jede Person hat.",
        "{per} dots for one theme are more than the {total} that each person has.",
    ),
    "nothing-to-keep": (
        "Dieselben Gruppen wie vorher gibt es nicht: Vorher kommen keine Kleingruppen.",
        "The same groups as before are not possible: there are no groups before.",
    ),
}
PLACES = {"de": ("Kopf", "Fehler", "Hinweis"), "en": ("head", "error", "warning")}


def finding_text(finding: Finding, language: str) -> str:
    """The sentence alone, without its place."""
    near = finding.code == "unknown-key" and finding.facts.get("near")
    german, english = SENTENCES["unknown-key-near" if near else finding.code]
    facts = {name: _fact(name, value, language) for name, value in finding.facts.items()}
    return (english if language == "en" else german).format_map(facts)


def finding_line(finding: Finding, language: str) -> str:
    """One line of a report: `12: Fehler · runde-1 · minutes.min: Mindestens 30 Minuten sind mehr als höchstens 20.`"""
    head, error, warning = PLACES["en" if language == "en" else "de"]
    level = error if finding.level == "error" else warning
    place = " · ".join(part for part in (level, finding.phase or head, finding.field) if part)
    return f"{finding.line}: {place}: {finding_text(finding, language)}"


def _fact(name: str, value: object, language: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return (" + " if name == "terms" else ", ").join(number(entry, language) for entry in value)
    return str(value)


def number(value: float, language: str) -> str:
    """1.5 as Germans write it; whole numbers without a point."""
    text = f"{value:g}"
    return text if language == "en" else text.replace(".", ",")
