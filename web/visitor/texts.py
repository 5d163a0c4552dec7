"""What visitors are called, write and ask: harmless words about benches, buses and trees. Pure."""

from __future__ import annotations

from random import Random
from typing import Final

FIRST_NAMES: Final = tuple(  # a list of ninety strings would be ninety lines
    """Maria Ömer Peter Hannelore Ayşe Jonas Gisela Karl Fatma Lukas Ingrid Mehmet Sofia Werner Elif Klaus Anna Dieter
    Lena Yusuf Renate Tim Brigitte Paul Zeynep Horst Clara Murat Ursula Felix Helga Emre Monika Anton Leyla Günther Ida
    Ali Petra Moritz Erika Hasan Sabine Emil Christa Can Heike Oskar Waltraud Deniz Birgit Theo Irmgard Selim Andrea Max
    Edith Kerem Ulrike Bruno Anneliese Levent Claudia Fritz Rosa Bülent Martina Hugo Elke Tarık Silke Ludwig Marta Nuri
    Beate Otto Greta Sinan Doris Kurt Ruth Baran Vera Erwin Nina Ercan Jutta Arno Lotte Ismail Karin""".split()  # noqa: SIM905
)
THINGS: Final = (
    "Mehr Bänke im Schatten",
    "Der Bus fährt abends zu selten",
    "Sichere Wege zur Schule",
    "Der Spielplatz ist gut geworden",
    "Radweg bis zum Bahnhof",
    "Zu wenig Bäume am Markt",
    "Die Bücherei hat lange offen, das ist schön",
    "Barrierefreier Eingang am Rathaus",
    "Parken für Handwerker",
    "Ein Treffpunkt für Jugendliche",
    "Die Straße ist nachts zu dunkel",
    "Der Wochenmarkt tut gut",
    "Ein Trinkbrunnen am Platz",
    "Tempo 30 vor dem Heim",
    "Regenwasser sammeln statt ableiten",
    "Nachbarn helfen sich hier",
)
TURNS: Final = (
    "Mir ist der Schulweg am wichtigsten.",
    "Das sehe ich anders: Wir brauchen beides.",
    "Können wir dabei an die Älteren denken?",
    "Ich schreibe, weil mein Mikrofon nicht geht.",
)
QUESTIONS: Final = (
    "Wann beginnt der Umbau?",
    "Was kostet das alles zusammen?",
    "Wer wird noch gefragt, bevor entschieden wird?",
    "Bleibt die Haltestelle erhalten?",
)
THEMES: Final = ("Sitzen und Schatten", "Bus und Bahn", "Sichere Wege", "Treffpunkte", "Grün und Wasser", "Für alle")


def card(rng: Random, tag: str) -> str:
    """No two are alike: the tag says whose and which it is."""
    return f"{rng.choice(THINGS)} ({tag})"
