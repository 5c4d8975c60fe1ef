"""Alert paths: what is lost with what, when availabilities may be multiplied, and files that make no sense. Expected values by hand."""

import itertools
import random
import re
from pathlib import Path as FilePath

import pytest

from commonsky.catalogue.load import check_rows, packaged
from commonsky.catalogue.systems import Navigation, Telecom
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.resilience.alert_paths import (
    MOST_PARTS,
    PathSet,
    availability,
    check_systems,
    cut_sets_of,
    exact_availability,
    importance_of,
    lost_events,
    packaged_alert_paths,
    path_sets_of,
    paths_left,
    read_alert_paths,
    single_points_of,
)
from commonsky.resilience.families.alert_paths import ALERT_PATHS

SOURCE = [{"what": "made up", "where": "this test"}]


def element(name, share=None, **more):
    return {"name": name, "titles": {"en": name}, "availability": share, "source": SOURCE} | more


def cause(name, probability=None, **more):
    return {"name": name, "titles": {"en": name}, "probability": probability} | more


def path(name, *steps, **more):
    return {"name": name, "titles": {"en": name}, "steps": steps} | more


def row(elements, paths, causes=()):
    return {"name": "own", "titles": {"en": "own"}, "as_of": "2026-11-22", "source": SOURCE} | {
        "elements": elements,
        "paths": paths,
        "causes": causes,
    }


def made(*parts):
    return PathSet.model_validate(row(*parts))


def alone(name, share):
    return element(name, share, independent=True)


def refusal(*parts):
    """The line that a user reads of a set that is not sound."""
    good, bad = check_rows([row(*parts)], "path_set", PathSet)
    assert not good
    return bad[0]


#: A centre, two ways onward that share the power, and one that does not.
PARTS = (
    [alone("centre", 0.99), element("towers", 0.9, causes=["power"]), element("mast", 0.8, causes=["power"]), alone("runner", 0.5)],
    [path("phone", "centre", "towers"), path("radio", "centre", "mast"), path("foot", "centre", "runner", reaches="officers")],
    [cause("power", 0.1, independent=True)],
)


def test_availability_with_a_common_cause_by_hand():
    paths = made(*PARTS)
    through = 0.9 * (1 - 0.1 * 0.2 * 0.5) + 0.1 * 0.5  # with power: any of three; without: the runner
    assert exact_availability(paths) == pytest.approx(0.99 * through, abs=1e-15)
    assert exact_availability(paths, ["phone"]) == pytest.approx(0.99 * 0.9 * 0.9, abs=1e-15)
    assert exact_availability(paths, ["phone", "radio"]) == pytest.approx(0.99 * 0.9 * (1 - 0.1 * 0.2), abs=1e-15)
    assert exact_availability(paths, None, lost_events(paths, ["power"])) == pytest.approx(0.99 * 0.5, abs=1e-15)
    assert exact_availability(paths, None, lost_events(paths, ["centre"])) == 0.0


def test_the_beta_factor_by_hand():
    """Two towers that fail one time in ten, a tenth of that in common."""
    pair = made(
        [element("left", 0.91, causes=["storm"]), element("right", 0.91, causes=["storm"])],
        [path("any", ["left", "right"])],
        [cause("storm", 0.01, independent=True)],
    )
    assert exact_availability(pair) == pytest.approx(0.99 * (1 - 0.09**2), abs=1e-15)
    apart = made([alone("left", 0.91), alone("right", 0.91)], [path("any", ["left", "right"])])
    assert exact_availability(apart) == pytest.approx(1 - 0.09**2, abs=1e-15)


def test_importance_is_how_much_of_the_time_a_part_decides():
    found = importance_of(made(*PARTS))
    assert list(found) == ["centre", "power", "runner", "towers", "mast"]
    assert found["centre"] == pytest.approx(0.9 * 0.99 + 0.1 * 0.5)
    assert found["power"] == pytest.approx(0.99 * (0.99 - 0.5))
    assert found["towers"] == pytest.approx(0.99 * 0.9 * 0.2 * 0.5)
    assert found["runner"] == pytest.approx(0.99 * (0.9 * 0.02 + 0.1))


def test_independence_is_never_assumed():
    silent = made([element("a", 0.9), alone("b", 0.7)], [path("both", "a", "b")])
    found = availability(silent)
    assert found.exact is None
    assert "nothing says what 'a' shares" in found.why[0]
    with pytest.raises(InvalidInputError, match="independent = true"):
        exact_availability(silent)
    two = availability(made([element("a", 0.9), element("b", 0.7)], [path("both", "a", "b")]))
    assert (two.low, two.high) == pytest.approx((0.6, 0.7))  # Frechet, not 0.63
    either = availability(made([element("a", 0.9), element("b", 0.7)], [path("one", ["a", "b"])]))
    assert (either.low, either.high) == pytest.approx((0.9, 1.0))


def test_a_cause_of_unstated_dependence_is_not_multiplied_either():
    paths = made([element("a", 0.9, causes=["power"])], [path("p", "a")], [cause("power", 0.2)])
    found = availability(paths)
    assert found.exact is None
    assert "'power'" in found.why[0]
    assert (found.low, found.high) == pytest.approx((0.72, 0.72))  # a's own failures have nothing to do with power, so its row says


def test_what_is_not_stated_is_between_nothing_and_all():
    found = availability(made([element("a"), alone("b", 0.7)], [path("both", "a", "b")]))
    assert (found.exact, found.low, found.high) == (None, 0.0, 0.7)
    assert found.why == ("no availability or probability is given for 'a'",)
    assert availability(made([alone("a", 1.0), alone("b", 0.0)], [path("p", "a", "b")])).exact == 0.0
    certain = availability(made([element("a", 1.0), element("b", 0.25, independent=True)], [path("p", "a", "b")]))
    assert certain.exact == 0.25  # what always works shares nothing


def random_parts(rng):
    names = [f"e{n}" for n in range(rng.randint(2, 6))]
    causes = [cause(f"c{n}", rng.random(), independent=True, causes=[f"c{m}" for m in range(n) if rng.random() < 0.4]) for n in range(3)]
    elements = [
        alone(name, rng.random()) | {"causes": [c["name"] for c in causes if rng.random() < 0.4], "tags": rng.sample("xyz", 1)}
        for name in names
    ]
    paths = []
    for number in range(rng.randint(1, 4)):
        groups = [tuple(rng.sample(names, rng.randint(1, min(3, len(names))))) for _ in range(rng.randint(1, 3))]
        kept = [g for k, g in enumerate(groups) if len(g) > 1 or g not in groups[:k]]
        paths.append(path(f"p{number}", *kept))
    return elements, paths, causes


def up(parts, state):
    """Second implementation: elements that work in a state of own parts and causes, causes of causes followed one by one."""
    elements, _, causes = parts
    struck = {c["name"] for c in causes if not state[c["name"]]}
    while more := {c["name"] for c in causes if set(c["causes"]) & struck} - struck:
        struck |= more
    return {e["name"] for e in elements if state[e["name"]] and not set(e["causes"]) & struck}


def gets_through(parts, state):
    working = up(parts, state)
    return any(all(set(group) & working for group in one["steps"]) for one in parts[1])


@pytest.mark.parametrize("seed", range(220))
def test_random_sets_agree_with_counting_all_states(seed):
    rng = random.Random(seed)
    parts = random_parts(rng)
    paths = made(*parts)
    shares = {e["name"]: e["availability"] for e in parts[0]} | {c["name"]: 1 - c["probability"] for c in parts[2]}
    total = 0.0
    for bits in itertools.product((True, False), repeat=len(shares)):
        state = dict(zip(shares, bits, strict=True))
        if gets_through(parts, state):
            weight = 1.0
            for name, share in shares.items():
                weight *= share if state[name] else 1 - share
            total += weight
    assert exact_availability(paths) == pytest.approx(total, abs=1e-12)
    for name in shares:  # losses one by one, and single points, by the second implementation
        state = dict.fromkeys(shares, True) | {name: False}
        assert (name in single_points_of(paths)) == (not gets_through(parts, state))
        left = paths_left(paths, [name]).left
        working = up(parts, state)
        assert left == tuple(p["name"] for p in parts[1] if all(set(group) & working for group in p["steps"]))


def test_an_element_is_lost_with_the_last_of_its_systems():
    paths = made(
        [element("phones", telecom=["Iridium NEXT", "Thuraya"]), element("clock", navigation=["GPS", "Galileo"])],
        [path("call", "phones"), path("cell", "clock", "phones")],
    )
    assert paths_left(paths, (), {"Thuraya"}, {"GPS"}).lost == {}
    assert paths_left(paths, (), {"Thuraya", "Iridium NEXT"}).lost == dict.fromkeys(("call", "cell"), ("Iridium NEXT", "Thuraya"))
    assert paths_left(paths, (), (), {"GPS", "Galileo", "GLONASS"}).lost == {"cell": ("GPS", "Galileo")}
    assert paths_left(paths, (), (), {"GPS/A1", "GPS/A2"}).lost == {}
    assert single_points_of(paths) == ("phones",)
    assert single_points_of(paths, None, lost_events(paths, (), {"Thuraya"})) == ("Iridium NEXT", "phones")
    assert set(cut_sets_of(paths)) == {frozenset({"phones"}), frozenset({"Iridium NEXT", "Thuraya"})}
    assert frozenset({"phones", "Thuraya"}) in path_sets_of(paths)


def test_a_tag_takes_elements_and_causes_whatever_its_case():
    paths = made(
        [element("set", tags=["HF radio"]), element("tower", causes=["outage"])],
        [path("a", "set"), path("b", "tower")],
        [cause("outage", tags=["mains power"])],
    )
    assert paths_left(paths, {"hf RADIO"}).left == ("b",)
    assert paths_left(paths, {"mains power"}).lost == {"b": ("outage",)}
    assert paths_left(paths, {"no such tag"}).left == ("a", "b")
    assert single_points_of(paths, None, {"set", "tower"}) == ()  # nothing is left to lose


def test_a_cause_brings_others_about():
    parts = ([element("a", causes=["exchange"])], [path("p", "a")], [cause("power"), cause("exchange", causes=["power"])])
    assert paths_left(made(*parts), {"power"}).lost == {"p": ("power",)}
    assert single_points_of(made(*parts)) == ("a", "exchange", "power")


def test_paths_to_the_centre_tell_nobody():
    paths = made([element("dish"), element("siren")], [path("in", "dish", reaches="centre"), path("out", "siren")])
    assert single_points_of(paths) == ("siren",)
    assert single_points_of(paths, ["in"]) == ("dish",)
    with pytest.raises(UnknownNameError, match="'ins'; did you mean 'in'"):
        single_points_of(paths, ["ins"])


@pytest.mark.parametrize(
    ("parts", "match"),
    [
        (([element("tower")], [path("p", "towr")]), "path 'p': no element named 'towr'; did you mean 'tower'"),
        (([element("a", causes=["powr"])], [path("p", "a")], [cause("power")]), "did you mean 'power'"),
        (([element("a")], [path("p")]), "paths.0.steps: Tuple should have at least 1 item"),
        (([element("a")], [path("p", [])]), "paths.0.steps.0: Tuple should have at least 1 item"),
        (([element("a")], [path("p", "")]), "at least 1 character"),
        (([element("a")], []), "paths: Tuple should have at least 1 item"),
        (([], [path("p", "a")]), "elements: Tuple should have at least 1 item"),
        (([element("a"), element("b")], [path("p", "a", "b", "a")]), "path 'p' comes to 'a' twice, a circle"),
        (([element("a")], [path("p", ["a", "a"])]), "path 'p' names 'a' twice in one step"),
        (([element("a"), element("a")], [path("p", "a")]), "'a' is the name of two"),
        (([element("a")], [path("p", "a")], [cause("a")]), "'a' is the name of two"),
        (([element("a")], [path("p", "a"), path("p", "a")]), "'p' is the name of two"),
        (([element("GPS", navigation=["GPS"])], [path("p", "GPS")]), "'GPS' is the name of two"),
        (([element("a", 1.01)], [path("p", "a")]), "elements.0.availability: .*less than or equal to 1"),
        (([element("a", -0.1)], [path("p", "a")]), "greater than or equal to 0"),
        (([element("a", float("nan"))], [path("p", "a")]), "elements.0.availability"),
        (([element("a", 0.9, source=[])], [path("p", "a")]), "a: an availability needs its source"),
        (([element("a")], [path("p", "a")], [cause("c", 2.0)]), "causes.0.probability"),
        (([element("a")], [path("p", "a")], [cause("x", causes=["y"]), cause("y", causes=["x"])]), "brings itself about, a circle"),
        (([element("a")], [path("p", "a")], [cause("x", causes=["x"])]), "'x' brings itself about"),
        (([element("a")], [path("p", "a", reaches="nobody")]), "'people', 'officers' or 'centre'"),
        (([element("a", speed=3)], [path("p", "a")]), "Extra inputs"),
    ],
)
def test_sets_that_make_no_sense_are_refused_in_one_line(parts, match):
    line = refusal(*parts)
    assert re.search(match, line)
    assert "\n" not in line
    assert line.startswith("own: ")


def test_an_element_may_stand_beside_others_in_two_steps():
    """A satellite link that takes the place of two steps: a, or b and c."""
    paths = made([alone("a", 0.5), alone("b", 0.5), alone("c", 0.5)], [path("p", ["a", "b"], ["a", "c"])])
    assert exact_availability(paths) == pytest.approx(0.5 + 0.5 * 0.25)


def test_names_of_systems_are_those_of_the_catalogue():
    paths = made([element("a", telecom=["Iridum NEXT"])], [path("p", "a")])
    with pytest.raises(UnknownNameError, match="no telecom system named 'Iridum NEXT'; did you mean 'Iridium NEXT'"):
        check_systems(paths, ["Iridium NEXT"], [])
    with pytest.raises(UnknownNameError, match="no navigation system named 'GPs'; did you mean 'GPS'"):
        check_systems(made([element("a", navigation=["GPs"])], [path("p", "a")]), [], ["GPS", "Galileo"])


def test_a_file_of_ones_own_is_read(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[path_set]]\nname = "own"\ntitles = { en = "own" }\nas_of = 2026-11-22\nsource = [{ what = "w", where = "h" }]\n'
        '[[path_set.elements]]\nname = "a"\ntitles = { en = "a" }\n'
        '[[path_set.paths]]\nname = "p"\ntitles = { en = "p" }\nsteps = ["a"]\n',
        "utf-8",
    )
    assert read_alert_paths(file).paths[0].steps == (("a",),)
    file.write_text(file.read_text("utf-8") * 2, "utf-8")
    with pytest.raises(InvalidInputError, match=r"own.toml: it has 2 \[\[path_set\]\]; give one"):
        read_alert_paths(file)
    file.write_text("", "utf-8")
    with pytest.raises(InvalidInputError, match="it has 0"):
        read_alert_paths(file)
    with pytest.raises(InvalidInputError, match="cannot read"):
        read_alert_paths(tmp_path / "none.toml")


def test_the_template_is_sound_sourced_and_claims_no_availability_that_is_not_published():
    paths = packaged_alert_paths()
    assert paths.template
    assert "replace" in paths.titles["en"]
    telecom = packaged("commonsky.catalogue", "telecom", "telecom", Telecom)
    navigation = packaged("commonsky.catalogue", "navigation", "navigation", Navigation)
    check_systems(paths, telecom, navigation)
    assert [e.name for e in paths.elements if e.availability is not None] == ["QZSS warning messages"]
    assert all(c.source and c.probability is None for c in paths.causes)
    assert all({"en", "zh"} <= r.titles.keys() for r in (*paths.parts, *paths.paths))
    used = {name for p in paths.paths for group in p.steps for name in group}
    assert used == {e.name for e in paths.elements}
    assert all(navigation[name].emergency_messages for e in paths.elements if "navigation messages" in e.tags for name in e.navigation)
    assert ALERT_PATHS.rows() == {"template": paths}


def test_the_template_tells_tongas_story():
    """January 2022: the cable cut and the power out; HF radio and satellite phones were what was left."""
    paths = packaged_alert_paths()
    left = paths_left(paths, {"international cable", "mains power"}).left
    assert {"HF radio", "satellite calls", "satellite text messages"} <= set(left)
    assert not {"cell broadcast", "text messages", "radio", "television", "internet feed"} & set(left)
    assert single_points_of(paths) == ("warning centre",)
    assert availability(paths).exact is None


def test_the_template_knows_the_tags_of_scenarios():
    paths = packaged_alert_paths()
    everything = {p.name for p in paths.paths}
    for tag in ("HF radio", "mains power", "internet", "GNSS timing", "mobile network", "broadcast", "satellite phone"):
        assert lost_events(paths, [tag]), tag
    assert "cell broadcast" in paths_left(paths, {"HF radio", "internet"}).left
    assert everything - set(paths_left(paths, {"GNSS timing"}).left) == {"cell broadcast", "text messages", "internet feed"}
    gnss = {"GPS", "Galileo", "GLONASS", "BeiDou-3"}
    assert "cell broadcast" not in paths_left(paths, (), (), gnss).left
    assert "cell broadcast" in paths_left(paths, (), (), gnss - {"Galileo"}).left


def test_the_file_of_the_how_to_is_read_and_comes_to_what_its_text_says(tmp_path):
    page = (FilePath(__file__).parents[2] / "docs" / "howto" / "telecom-and-alert-paths.md").read_text("utf-8")
    file = tmp_path / "own.toml"
    file.write_text(page.partition("```toml\n")[2].partition("```")[0], "utf-8")
    exact = exact_availability(read_alert_paths(file))
    assert exact == pytest.approx(0.999 * (0.98 * (1 - 0.02 * 0.05) + 0.02 * 0.95), abs=1e-15)
    assert f"= {exact:.3f}" in page


def in_series(count):
    names = [f"e{n}" for n in range(count)]
    return [element("silent", 0.9), *(alone(name, 0.999) for name in names)], [path("all", "silent", *names)]


def test_the_largest_set_is_answered():
    found = availability(made(*in_series(MOST_PARTS - 1)))
    assert (found.low, found.high) == pytest.approx((0.9 * 0.999 ** (MOST_PARTS - 1),) * 2)
    assert found.exact is None


@pytest.mark.parametrize("count", [MOST_PARTS, 1_099])
def test_a_larger_set_is_refused_with_what_to_do(count):
    told = refusal(*in_series(count))
    assert f"{count + 1:,} elements and causes, where 200 is the most: merge those that always fail together into one" in told
    assert "or give a file to each region" in told


def test_causes_count_towards_the_most():
    elements, paths = in_series(MOST_PARTS - 1)
    assert "201 elements and causes" in refusal(elements, paths, [cause("power", 0.1)])
