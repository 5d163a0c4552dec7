"""Rosters as other programs write them: Zoom's columns, attributes, comma and semicolon, and what is refused where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.choosing_groups import ASSIGNED
from facilitation.roster import LEFT_OUT, LIMIT, Invited, examined, read

ZOOM = "Pre-assign Room Name,Email Address\nRaum 1,ada@example.org\nRaum 2,bela@example.org\n"
TRAITS = "id;gender;age;district\n17;w;30-44;Nord\n18;m;;Süd\n"


def test_zoom_rooms_are_groups_and_addresses_are_ids() -> None:
    assert read(ZOOM) == (
        Invited(2, "ada@example.org", None, "ada@example.org", {ASSIGNED: "Raum 1"}),
        Invited(3, "bela@example.org", None, "bela@example.org", {ASSIGNED: "Raum 2"}),
    )


def test_header_of_attributes_is_read_and_empty_cells_are_not_known() -> None:
    assert read(TRAITS) == (
        Invited(2, "17", None, None, {"gender": "w", "age": "30-44", "district": "Nord"}),
        Invited(3, "18", None, None, {"gender": "m", "district": "Süd"}),
    )


@pytest.mark.parametrize("text", [ZOOM, TRAITS])
@pytest.mark.parametrize("change", ["mark", "windows", "other sign", "blank lines"])
def test_same_roster_in_another_dress_is_the_same(text: str, change: str) -> None:
    dressed = {
        "mark": "\ufeff" + text,
        "windows": text.replace("\n", "\r\n"),
        "other sign": text.replace(",", "\0").replace(";", ",").replace("\0", ";"),
        "blank lines": text + "\n;;\n" if ";" in text else text + "\n,,\n",
    }[change]
    assert read(dressed) == read(text)


def test_quoted_cells_keep_signs_and_lines_are_counted_behind_them() -> None:
    people = read('Name,Email Address,district\n"Öztürk, Ömer",oe@example.org,"Nord\nWest"\n,x@example.org,Ost\n')
    assert [(each.line, each.name, each.traits) for each in people] == [
        (3, "Öztürk, Ömer", {"district": "Nord West"}),
        (4, None, {"district": "Ost"}),
    ]


def test_without_id_and_address_the_line_is_the_id() -> None:
    assert [each.id for each in read("district\nNord\nSüd\n")] == ["Zeile 2", "Zeile 3"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Zeile 2: Die Liste nennt niemanden."),
        ("id,age\n", "Zeile 2: Die Liste nennt niemanden."),
        ("id,,age\n1,2,3\n", "Zeile 1: Eine Spalte hat keine Überschrift."),
        ("age,Age,age\n1,2,3\n", "Zeile 1: Die Spalte „age“ kommt zweimal vor."),
        ("Email,E-Mail\na@b.de,a@b.de\n", "Zeile 1: Die Spalte „Email“ kommt zweimal vor."),
        ("id,Partei\n1,x\n", "Zeile 1: Die Spalte „Partei“ gehört zu den besonderen Daten nach Art. 9 DSGVO."),
        ("id,Religion\n1,x\n", "Zeile 1: Die Spalte „Religion“ gehört"),
        ("id,age\n1,2\n3,4,5\n", "Zeile 3: 3 Felder, die erste Zeile hat 2."),
        ("id,age\n1,2\n1,3\n", "Zeile 3: „1“ steht schon in Zeile 2."),
        ("Email Address\nA@example.org\na@Example.org\n", "Zeile 3: „a@Example.org“ steht schon in Zeile 2."),
        ("Email Address\nnobody\n", "Zeile 2: „nobody“ ist keine Mailadresse."),
        (f"id,district\n1,{'x' * 201}\n", "Zeile 2: „district“ ist länger als 200 Zeichen."),
        ('id,age\n1,"2\n', "Zeile 2: Die Anführungszeichen gehen nicht auf."),
        ("id\n" + "".join(f"{n}\n" for n in range(LIMIT + 1)), "Mehr als 2000 Personen"),
    ],
)
def test_roster_that_is_none_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^Zeile \d+: ") as refused:
        read(text)
    assert said in str(refused.value)


@given(st.text(alphabet='abä;,"\n\r\ufeff@ =', max_size=60))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    try:
        people, said = read(text), "Zeile"
    except ValueError as error:
        people, said = (), str(error)
    assert said.startswith("Zeile")
    assert len({each.id.casefold() for each in people}) == len(people)


def test_every_fault_is_told_by_its_row_and_the_others_are_people() -> None:
    text = "id,mail,district\n1,a@b.de,N\n2,nobody,N\n1,c@d.de,S\n4,A@B.DE,S\n5,=HYPERLINK(1),S\n6,e@f.de,W,x\n"
    text += "7,g@h.de,O\n"
    found = examined(text)
    assert [each.sentence() for each in found.faults] == [
        "Zeile 3: „nobody“ ist keine Mailadresse.",
        "Zeile 4: „1“ steht schon in Zeile 2.",
        "Zeile 5: „4“ steht schon in Zeile 2.",
        "Zeile 6: „=HYPERLINK(1)“ sieht aus wie eine Formel. Eine Liste von Menschen braucht keine.",
        "Zeile 7: 4 Felder, die erste Zeile hat 3.",
    ]
    assert found.people[0].id == "1"
    assert found.faults[0].sentence("en") == "Line 3: “nobody” is no mail address."


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0(", "-2+3+cmd|' /C calc'!A0("])
def test_formula_is_refused_in_any_column(cell: str) -> None:
    assert [each.code for each in examined(f'id;name\n1;"{cell}"\n').faults] == ["formula"]


@pytest.mark.parametrize("cell", ["+49 170 1234567", "-", "18-29", "a=b"])
def test_what_only_begins_like_one_is_none(cell: str) -> None:
    assert examined(f"id;phone\n1;{cell}\n").faults == ()


def test_ten_thousand_rows_are_told_once() -> None:
    found = examined("id\n" + "".join(f"{number}\n" for number in range(10_000)))
    assert [each.sentence() for each in found.faults] == ["Zeile 2002: Mehr als 2000 Personen sind nicht vorgesehen."]
    assert found.people == ()


def test_columns_take_another_meaning_and_are_left_out() -> None:
    text = "Wohnort,Religion,Post\nNord,x,a@b.de\n"
    found = examined(text, {0: "district", 1: LEFT_OUT, 2: "mail"})
    assert found.faults == ()
    assert found.people == (Invited(2, "a@b.de", None, "a@b.de", {"district": "Nord"}),)
    assert found.columns == (("Wohnort", "district"), ("Religion", LEFT_OUT), ("Post", "mail"))
    assert [each.code for each in examined(text, {0: "mail", 2: "mail"}).faults] == ["twice", "special", "twice"]
