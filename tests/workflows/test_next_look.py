"""The next looks at a place: their times against the engines that find passes, what is never told, the order in which to ask."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import radians

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.core.time import EPOCH, parse_utc, seconds_since_epoch
from commonsky.core.variables import variables
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import Look as EngineLook
from commonsky.coverage.passes import cone_look, find_crossings
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import look_windows
from commonsky.needs.load import packaged_requirements
from commonsky.orbits.propagation import propagate
from commonsky.profile.next_look import MEETS
from commonsky.profile.next_page import render_next, timeline
from commonsky.profile.next_tables import COLUMNS, answer, first_by_variable, first_line, next_csv, next_geojson, next_json, read_words
from commonsky.workflows.clear_sky import clear_sky
from commonsky.workflows.next_look import NextRequest, find_next, parse_hours, requirements_for, write_next
from commonsky.workflows.target import find_target

START = parse_utc("2026-11-22")
HONIARA = (-9.43, 159.95)


def ask(need="flood", place="-9.43,159.95", hours=72.0, **changes):
    odds, hindered = clear_sky()
    return find_next(
        NextRequest(place=place, need=need, within_h=hours, date=START, **changes), Untold(), clear_odds=odds, hindered=hindered
    )


@pytest.fixture(scope="module")
def flood():
    return ask()


@pytest.fixture(scope="module")
def fleet():
    return {p.mission.name: p for p in assemble(packaged_catalogue(), (), START).platforms}


def seconds(when):
    return (when - EPOCH).total_seconds()


def test_passes_stand_in_the_order_of_their_times_within_the_window(flood):
    times = [look.time_utc for look in flood.of("pass")]
    assert len(times) > 10
    assert times == sorted(times)
    assert times[0] >= flood.start_utc
    assert times[-1] <= flood.end_utc


def test_times_are_those_of_the_engine_at_other_steps_to_a_second(flood, fleet):
    """Passes of assess come from nodes of 120 s; here nodes of 10 s are asked for the same crossings."""
    checked = 0
    for name in ("Sentinel-1C", "Sentinel-2A", "Metop-C"):
        platform = fleet[name]
        track = propagate(platform.elements[0], seconds_since_epoch(START), 72 * 3600.0, step_s=10.0)
        looks = [look for look in flood.of("pass") if look.satellite == name]
        for look in looks:
            mode = next(m for m in packaged_catalogue().instruments[look.instrument].modes if m.name == look.mode)
            points = bin_points(np.array([HONIARA[0]]), np.array([HONIARA[1]]))
            found = find_crossings(track, points, look_windows(mode, platform.radius_km, 1e-3), lit=False)
            assert np.abs(found.time_s - seconds(look.time_utc)).min() < 1.0
            checked += 1
    assert checked >= 5


def test_times_lie_at_the_middle_of_the_passes_that_coverage_passes_finds(flood, fleet):
    """A cone's rise and set: the crossing of its middle plane lies between, to a second of half way for a pass close to nadir."""
    platform = fleet["Sentinel-2A"]
    track = propagate(platform.elements[0], seconds_since_epoch(START), 72 * 3600.0)
    points = bin_points(np.array([HONIARA[0]]), np.array([HONIARA[1]]))
    cones = cone_look(track, points, radians(25.0), EngineLook(platform="Sentinel-2A"))
    look = next(look for look in flood.of("pass") if look.satellite == "Sentinel-2A")
    at = seconds(look.time_utc)
    row = int(np.argmin(np.abs((cones.start_s + cones.end_s) / 2 - at)))
    assert cones.start_s[row] < at < cones.end_s[row]
    assert abs((cones.start_s[row] + cones.end_s[row]) / 2 - at) < 1.0


def test_what_flies_at_an_unknown_phase_never_has_a_time(flood, fleet):
    adrift = {name for name, p in fleet.items() if len(p.elements) > 1}
    timed = {look.satellite for look in flood.of("pass")}
    assert not timed & adrift
    assert flood.of("uncertain")
    for look in flood.of("uncertain"):
        assert look.time_utc is None
        assert not look.exact
        assert 0 <= look.count[0] <= look.count[1]


def test_a_cycle_that_is_not_published_makes_times_uncertain(flood):
    for look in flood.of("pass"):
        kept = packaged_catalogue().missions[look.satellite].orbit.repeat_days
        assert look.exact == (kept is not None)


def test_an_element_set_of_the_users_makes_the_time_known(tmp_path, fleet):
    """The nominal orbit of a satellite whose phase is unknown, written as an element set, is then the truth."""
    elements = fleet["TanDEM-X"].elements[0]
    (tmp_path / "own.csv").write_text(
        "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,NORAD_CAT_ID,BSTAR\n"
        f"TANDEM-X,2010-030A,{elements.epoch_utc:%Y-%m-%dT%H:%M:%S.%f},{elements.mean_motion_rev_day},{elements.eccentricity},"
        f"{elements.inclination_deg},{elements.node_deg},{elements.perigee_deg},{elements.anomaly_deg},"
        f"{packaged_catalogue().missions['TanDEM-X'].norad},0\n",
        "utf-8",
    )
    told = ask("surface_water_extent", elements=tmp_path / "own.csv")
    looks = [look for look in told.looks if look.satellite == "TanDEM-X"]
    assert looks
    assert all(look.kind == "pass" and look.exact and look.error_s is not None for look in looks)


def test_a_geostationary_imager_has_one_line_with_its_cycle(flood):
    lines = [look for look in flood.looks if look.satellite == "GEO-KOMPSAT-2A"]
    assert [look.kind for look in lines] == ["standing"]
    assert lines[0].cycle_min == 10.0


def test_the_order_holds_what_meets_the_need_and_must_be_asked_for_the_earliest_first(flood):
    assert flood.order
    assert all(look.meets and look.must_be_asked for look in flood.order)
    assert len({look.satellite for look in flood.order}) == len(flood.order)
    known = [look.time_utc for look in flood.order if look.time_utc]
    assert known == sorted(known)
    assert flood.order[0].satellite.startswith("Sentinel-1")
    assert "International Charter" in flood.order[0].ask.mechanisms


def test_mechanisms_are_those_of_the_region(flood):
    assert "Sentinel Asia" in {m.name for m in flood.mechanisms}
    africa = ask(place="KEN", hours=12.0)
    assert "Sentinel Asia" not in {name for look in africa.looks for name in look.ask.mechanisms}


def test_resolution_grows_with_the_look_and_is_what_levels_are_judged_by(flood):
    looks = sorted((look for look in flood.of("pass") if look.instrument == "VIIRS"), key=lambda look: look.incidence_deg)
    sizes = [look.main.resolution_m for look in looks if look.main.variable == "surface_water_extent"]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.5 * sizes[0]


def test_optical_looks_come_by_day_alone_and_have_odds_of_a_clear_sky(flood):
    optical = [look for look in flood.of("pass") if look.instrument_kind == "optical imager"]
    radar = [look for look in flood.of("pass") if look.instrument_kind == "synthetic aperture radar"]
    assert optical
    assert radar
    assert all(look.light == "day" and 0 < look.clear_odds < 1 and look.glint_deg is not None for look in optical)
    assert all(look.clear_odds is None and look.glint_deg is None for look in radar)


def test_without_odds_the_column_is_left_out():
    told = find_next(NextRequest(place="-9.43,159.95", need="flood", within_h=24.0, date=START), Untold())
    assert "clear_sky_odds" not in next_csv(told)
    assert "clear_sky_odds" not in json.dumps(next_json(told))


def test_a_product_is_there_after_its_latency_or_nobody_says(flood):
    for look in flood.of("pass"):
        late = look.main.latency_h
        assert (look.product_utc is None) == (late is None)
        if late is not None:
            assert look.product_utc - look.time_utc == timedelta(hours=late)


def test_an_area_is_seen_in_shares(tmp_path):
    ring = [[159.0, -10.5], [162.0, -10.5], [162.0, -8.0], [159.0, -8.0], [159.0, -10.5]]
    (tmp_path / "area.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), "utf-8")
    told = ask("surface_water_extent", place=str(tmp_path / "area.geojson"))
    assert told.is_area
    shares = [look.share for look in told.of("pass")]
    assert min(shares) < 1.0
    assert max(shares) <= 1.0
    point = ask("surface_water_extent")
    assert {look.satellite for look in point.of("pass")} <= {look.satellite for look in told.of("pass")}


def test_nothing_that_passes_is_said_in_a_line(flood):
    empty = replace(flood, looks=(), order=())
    words = read_words("en")
    assert answer(empty, words).startswith("Nothing in the catalogue that measures this passes within 3 d".replace("3 d", "3\u202fd"))
    assert "Nothing" in render_next(empty)
    assert next_csv(empty).count("\n") == 1


@pytest.mark.parametrize(
    ("place", "domains"), [("-9.43,159.95", {"land", "sea"}), ("48,100", {"land"}), ("0,-150", {"sea"}), ("-89.99,0", {"land"})]
)
def test_what_is_asked_is_what_there_is_at_the_place(place, domains):
    assert find_target(place).domains == domains
    if domains == {"land"}:
        assert "sea_surface_temperature" not in ask("storm", place=place, hours=1.0).variables


def test_every_theme_requirement_and_variable_is_a_need():
    every = packaged_requirements().values()
    for name in {r.theme for r in every} | {r.id for r in every} | set(variables()):
        assert requirements_for(name), name


def test_a_need_is_a_theme_a_requirement_or_a_variable():
    assert set(requirements_for("flood")) >= {"surface_water_extent", "soil_moisture"}
    assert list(requirements_for("flood-surface-water-extent")) == ["surface_water_extent"]
    assert list(requirements_for("surface_water_extent")) == ["surface_water_extent"]
    with pytest.raises(UnknownNameError, match="did you mean 'flood'"):
        requirements_for("fluud")


@pytest.mark.parametrize("text", ["soon", "0h", "-3d", "90d", "nan"])
def test_a_length_that_makes_no_sense_is_refused(text):
    with pytest.raises(InvalidInputError, match="--within"):
        parse_hours(text)


@pytest.mark.parametrize("place", ["Nowhereville", "95,10", "none.geojson"])
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(InvalidInputError):
        ask(place=place)


def test_files_hold_every_look(flood, tmp_path):
    rows = list(csv.DictReader(io.StringIO(next_csv(flood))))
    assert len(rows) == len(flood.looks)
    assert tuple(rows[0]) == COLUMNS
    features = json.loads(next_geojson(flood))["features"]
    assert [f["properties"]["satellite"] for f in features] == [look.satellite for look in flood.looks]
    for name in ("a.csv", "a.geojson", "a.html"):
        write_next(flood, tmp_path / name, "zh")
        assert (tmp_path / name).stat().st_size > 1000
    with pytest.raises(OutputError, match=r"\.csv, \.geojson, \.html"):
        write_next(flood, tmp_path / "a.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_holds_the_answer_and_no_script(flood, language):
    page = render_next(flood, language)
    assert "<script" not in page
    assert "Sentinel-1C" in page
    assert "disasterscharter.org" in page


def test_levels_are_words_that_the_order_knows(flood):
    assert {look.main.level for look in flood.looks} <= MEETS | {"coarser"}


def test_the_window_starts_now_where_no_date_is_given():
    told = find_next(NextRequest(place="-9.43,159.95", need="fire", within_h=1.0, any_age=True), Untold())
    assert abs(told.start_utc - datetime.now(UTC)) < timedelta(minutes=2)


def test_a_flood_is_answered_by_what_shows_the_water_then_by_what_comes_sooner(flood):
    assert flood.lead == flood.variables[0] == "surface_water_extent"
    said = answer(flood, read_words("en"))
    first = min((look for look in flood.of("pass") if look.exact and look.fine_for("surface_water_extent")), key=lambda look: look.time_utc)
    assert said.startswith(f"The first look at a known time that is fine enough: {first.satellite}, {first.instrument} (Area under water")
    assert "Sooner, but not that: Rain rate, every 10\u202fmin, GEO-KOMPSAT-2A." in said


def test_the_answer_and_the_first_looks_tell_the_same(flood):
    """The rain is watched every ten minutes: no pass hours later is told as the first look at it."""
    firsts = dict(first_by_variable(flood))
    assert firsts["precipitation_rate"].kind == "standing"
    rain = replace(flood, variables=("precipitation_rate",), lead="")
    assert answer(rain, read_words("en")).startswith("GEO-KOMPSAT-2A, AMI looks here all the time (Rain rate")


def test_where_nothing_known_shows_the_water_the_answer_says_so_and_what_there_is(flood):
    dry = tuple(look for look in flood.looks if not (look.exact and look.fine_for("surface_water_extent")))
    said = answer(replace(flood, looks=dry), read_words("en"))
    assert said.startswith("Area under water: no look at a known time within")
    assert "What there is: Rain rate, every 10\u202fmin, GEO-KOMPSAT-2A." in said
    coarse = tuple(look for look in dry if not look.fine_for("surface_water_extent"))
    assert "nothing that passes" in answer(replace(flood, looks=coarse), read_words("en"))
    none = tuple(look for look in coarse if look.served_for("surface_water_extent") is None)
    assert "nothing in the catalogue that measures it" in answer(replace(flood, looks=none), read_words("en"))


def test_nothing_says_that_a_look_meets_the_need(flood):
    """Resolution alone is compared: a need is met in all that it asks or not at all."""
    page = render_next(flood)
    assert "meets" not in page.split("</style>")[1]
    assert page.index(read_words("en")("next.fine")) < page.index("<svg")
    assert "meets" not in "".join(read_words("en").sections["next"].values()).lower()


def test_the_time_line_says_what_hollow_means_and_fits_a_telephone(flood):
    drawn = str(timeline(flood, read_words("en"), narrow=True))
    assert 'class="narrow" viewBox="0 0 340 ' in drawn
    bars = [float(x) for x in re.findall(r'<rect class="(?:free|ask|coarse)[^"]*" x="([\d.]+)"', drawn)]
    assert len(bars) == len(flood.of("pass"))
    assert max(bars) <= 340.0
    page = render_next(flood)
    assert "hollow where it is uncertain" in page
    assert "min-width: 50rem" not in page
    assert page.count("<svg class=") == 2


def test_every_first_look_says_when_its_product_is_there(flood):
    words = read_words("en")
    for variable, look in first_by_variable(flood):
        if look is not None:
            late = look.served_for(variable).latency_h
            assert f"product {'not published' if late is None else ''}" in first_line(variable, look, words)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Springfield",
            r"^'Springfield' is taken as Springfield, United States of America, the largest of \d+ listed places of the name; ",
        ),
        ("San Jose", r"for another give NAME, COUNTRY or LAT,LON, such as .*'San Jose, CRI'"),
        ("San Jose, PHL", r"for another give LAT,LON, such as \d+\.\d\d,\d+\.\d\d, "),
        ("Congo", r"^'Congo' is taken as Congo \(COG\); for another give its code: Democratic Republic of the Congo \(COD\)$"),
        ("guinea", r"Papua New Guinea \(PNG\)"),
    ],
)
def test_a_name_that_several_bear_says_which_was_taken(text, told):
    assert re.search(told, find_target(text).note)


@pytest.mark.parametrize("text", ["Honiara", "SLB", "COD", "Niger", "Fiji", "-9.43,159.95", "China", "Honiara, SLB"])
def test_a_name_that_one_bears_says_nothing(text):
    assert find_target(text).note == ""


def test_the_note_on_a_name_stands_in_every_output(flood):
    told = replace(flood, place_note="taken as the largest")
    assert "taken as the largest" in render_next(told)
    assert next_json(told)["notes"][0] == "taken as the largest"
