"""The bench of the assignment: its figures are those of the groups it prints."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations

from typer.testing import CliRunner

from web.bench import app
from web.bench.groups_mix import COLUMNS


def test_groups_mix_prints_groups_that_score_as_it_says() -> None:
    """Scored again from nothing but what was printed; the bars of the issue, without its seconds."""
    found = CliRunner().invoke(app, ["groups-mix", "--json"])
    result = json.loads(found.stdout)
    rounds, people = result["rounds"], result["people"]
    assert [sorted(number for group in groups for number in group) for groups in rounds] == [list(range(75))] * 3
    assert [sorted(map(len, groups)) for groups in rounds] == [[6, 6] + [7] * 9] * 3
    pairs = [frozenset(pair) for groups in rounds for group in groups for pair in combinations(group, 2)]
    assert (len(pairs), len(set(pairs))) == (result["possible_pairs"], result["distinct_pairs"])
    assert result["distinct_pairs"] >= 640
    for groups, told in zip(rounds, result["excess_spread_by_round"], strict=True):
        excess = 0
        for column, values in COLUMNS.items():
            counts = [Counter(people[str(number)][column] for number in group) for group in groups]
            for value in map(str, range(values)):
                each = [count[value] for count in counts]
                excess += max(0, max(each) - min(each) - 1)
        assert (excess, excess <= 2) == (told, True)
    assert result["excess_spread"] == max(result["excess_spread_by_round"])


def test_groups_mix_tells_its_figures_in_words_without_json() -> None:
    lines = CliRunner().invoke(app, ["groups-mix", "--people", "12", "--rounds", "2"]).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["distinct_pairs", "possible_pairs", "excess_spread", "seconds"]
