"""Targets of the three agendas: all are there, each has its place, links or says why not, and the agenda of every need names one."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from commonsky.core.variables import variables
from commonsky.needs import rules
from commonsky.needs.load import default_needs, packaged_targets
from commonsky.needs.targets import FRAMEWORKS, Target, code_in, goal_of, target_ids

ROWS = packaged_targets()
EACH = pytest.mark.parametrize("row", list(ROWS.values()), ids=lambda row: row.id)
#: Indicators of each goal in the list after the review of 2025; one that stands under several goals counts each time.
INDICATORS = {1: 13, 2: 15, 3: 28, 4: 12, 5: 14, 6: 11, 7: 6, 8: 17, 9: 12, 10: 14, 11: 16, 12: 13, 13: 8, 14: 10, 15: 14, 16: 24, 17: 24}
#: Targets of each goal: numbered ones and those by letters.
TARGETS = {1: 7, 2: 8, 3: 13, 4: 10, 5: 9, 6: 8, 7: 5, 8: 12, 9: 8, 10: 10, 11: 10, 12: 11, 13: 5, 14: 10, 15: 12, 16: 12, 17: 19}


def of(framework, kind):
    return [row for row in ROWS.values() if (row.framework, row.kind) == (framework, kind)]


def test_the_seventeen_goals_have_their_169_targets():
    assert [row.id for row in sorted(of("sdg", "goal"), key=lambda row: int(row.id[4:]))] == [f"SDG {n}" for n in range(1, 18)]
    assert Counter(int(goal_of(row.id)[4:]) for row in of("sdg", "target")) == TARGETS
    assert sum(TARGETS.values()) == len(of("sdg", "target")) == 169


def test_indicators_are_as_counted():
    assert Counter(int(goal_of(row.id)[4:]) for row in of("sdg", "indicator")) == INDICATORS
    assert sum(INDICATORS.values()) == 251


def test_sendai_has_seven_targets_and_38_indicators():
    assert [row.id for row in of("sendai", "target")] == [f"Sendai {letter}" for letter in "ABCDEFG"]
    assert Counter(row.parent[-1] for row in of("sendai", "indicator")) == {"A": 3, "B": 5, "C": 6, "D": 8, "E": 2, "F": 8, "G": 6}


def test_paris_has_the_articles_that_ask_for_observation():
    assert {"Paris 2", "Paris 4", "Paris 5", "Paris 7", "Paris 8", "Paris 13", "Paris 14"} <= {row.id for row in of("paris", "article")}
    assert "Paris 7.7(c)" in ROWS


@EACH
def test_every_target_links_or_says_why_not_and_has_sources(row):
    assert bool(row.links) != bool(row.no_link.strip())
    assert all(link.how.strip() and link.variable in variables() for link in row.links)
    assert all(source.where.startswith("http") and source.what for source in row.source)
    assert all(link.source is None or link.source.where.startswith("http") for link in row.links)


@EACH
def test_every_target_has_its_names(row):
    assert row.name
    assert row.what
    assert re.search(r"[\u4e00-\u9fff]", row.name_zh)


@EACH
def test_a_code_is_found_in_text_as_it_is_written(row):
    assert code_in(f"see {row.id}, and others") == row.id
    assert ROWS[goal_of(row.id)].kind in {"goal", "target", "article"}
    assert row.framework in FRAMEWORKS


def test_every_entry_of_every_default_agenda_names_a_target():
    for need, requirement in default_needs().needs:
        codes = [code_in(entry["what"]) for entry in need.agenda]
        assert set(codes) <= set(ROWS), requirement.id
        assert target_ids(need) == tuple(dict.fromkeys(codes))


def test_most_default_needs_have_an_agenda():
    assert sum(bool(target_ids(need)) for need, _ in default_needs().needs) >= 38


def test_an_entry_in_other_words_names_none():
    need = SimpleNamespace(agenda=({"what": "our own plan"}, {"where": "x"}, {"what": "SDG target 6.6"}, {"what": "SDG 6.6"}))
    assert target_ids(need) == ("SDG 6.6",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SDG goal 6", "SDG 6"),
        ("SDG indicator 17.18.1", "SDG 17.18.1"),
        ("SDG 14.C", "SDG 14.c"),
        ("Sendai Framework, target G", "Sendai G"),
        ("sendai indicator g-3", "Sendai G-3"),
        ("Paris Agreement, Article 10", "Paris 10"),
        ("paris 2.1(A)", "Paris 2.1(a)"),
        ("Paris, France", ""),
    ],
)
def test_codes_as_people_write_them(text, code):
    assert code_in(text) == code


def made(**changes):
    whole = {
        "id": "SDG 6.6.1", "framework": "sdg", "kind": "indicator", "parent": "SDG 6.6", "name": "n", "name_zh": "名", "what": "w",
        "no_link": "none", "as_of": "2026-11-22", "source": [{"what": "w", "where": "https://example.org"}],
    }  # fmt: skip
    return whole | changes


LINK = {"variable": "land_cover", "role": "supports", "how": "h"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"no_link": ""}, "links to no variable"),
        ({"links": [LINK]}, "has links and a reason"),
        ({"links": [LINK, LINK], "no_link": ""}, "links to a variable twice"),
        ({"links": [LINK | {"variable": "love"}], "no_link": ""}, "no variable named 'love'"),
        ({"links": [LINK | {"role": "counts"}], "no_link": ""}, "measures"),
        ({"framework": "kyoto"}, "sdg"),
        ({"source": []}, "at least 1"),
    ],
)
def test_a_broken_row_is_refused(changes, words):
    with pytest.raises(ValidationError, match=words):
        Target.model_validate(made(**changes))


def targets(*rows):
    return {"targets": {row.id: row for row in rows}}


def row(**changes):
    return Target.model_construct(**(Target.model_validate(made()).__dict__ | changes))


GOAL = row(id="SDG 6", kind="goal", parent="")
TARGET = row(id="SDG 6.6", kind="target", parent="SDG 6")
STRANGER = (row(id="SDG 1", kind="goal", parent=""), row(id="SDG 1.2", kind="target", parent="SDG 1"), row(parent="SDG 1.2"))
MEANT = {"needs": {"n": SimpleNamespace(agenda=({"what": "SDG 7"},))}}
SLIPS = [
    (rules.targets_have_parents, targets(row()), "'SDG 6.6' is no target"),
    (rules.targets_have_parents, targets(row(parent="SDG 6"), GOAL), "is a goal of sdg"),
    (rules.targets_have_parents, targets(*STRANGER), "does not begin with"),
    (rules.targets_have_parents, targets(GOAL.model_copy(update={"parent": "SDG 1"})), "a goal of sdg with the parent"),
    (rules.targets_have_parents, targets(row(kind="article", parent="")), "a article of sdg"),
    (rules.targets_link_or_say_why, targets(GOAL.model_copy(update={"no_link": " "})), "neither links nor a reason"),
    (rules.codes_are_codes, targets(GOAL.model_copy(update={"id": "Goal 6"})), "no code"),
    (rules.agendas_name_targets, targets(GOAL) | MEANT, "'SDG 7', which is no target"),
]


@pytest.mark.parametrize(("rule", "slip", "words"), SLIPS)
def test_each_rule_finds_its_slip(rule, slip, words):
    found = list(rule(slip))
    assert len(found) == 1
    assert re.search(words, found[0].what)


def test_every_rule_has_a_failing_example_and_leaves_sound_rows_alone():
    assert {rule for rule, _, _ in SLIPS} == set(rules.RULES)
    for rule in rules.RULES:
        assert not list(rule(targets(GOAL, TARGET, row()) | {"needs": {"n": SimpleNamespace(agenda=({"what": "SDG 6"},))}}))
