"""`commonsky coverage gnss` as a person runs it: the answer first, JSON and CSV, and one line for each refusal."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from commonsky.cli.coverage_gnss import gnss
from commonsky.core.errors import CommonskyError, InvalidInputError, OutputError, StaleElementsError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.gnss import named, navigation_satellites, navigation_service
from commonsky.coverage.horizon import constant_mask
from commonsky.coverage.shells import satellites_of
from commonsky.workflows.navigation import NavigationRequest, navigation_over, navigation_rows, sentence

DATE = "2026-11-23"


def run(*arguments):
    done = CliRunner().invoke(gnss, [str(a) for a in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def omm(path, *, names=("GPS BIIR-2 (PRN {})",), system="GPS", epoch=DATE):
    """Element sets of a system's nominal satellites under names of the kind that CelesTrak gives."""
    found = satellites_of(system, navigation_rows()[system].shells[0], parse_utc(epoch))
    rows = []
    for k, one in enumerate(found):
        e = one.elements
        rows.append(
            {
                "OBJECT_NAME": names[k % len(names)].format(k + 1),
                "NORAD_CAT_ID": 40000 + k,
                "EPOCH": e.epoch_utc.strftime("%Y-%m-%dT%H:%M:%S"),
                "MEAN_MOTION": e.mean_motion_rev_day,
                "ECCENTRICITY": e.eccentricity,
                "INCLINATION": e.inclination_deg,
                "RA_OF_ASC_NODE": e.node_deg,
                "ARG_OF_PERICENTER": e.perigee_deg,
                "MEAN_ANOMALY": e.anomaly_deg,
            }
        )
    path.write_text(json.dumps(rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def nepal():
    return navigation_over(NavigationRequest(country="NPL", date=parse_utc(DATE)), Untold())


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    out = tmp_path_factory.mktemp("gnss") / "cells.csv"
    done = run("San Marino", "--date", DATE, "--mask", 30, "--without", "gps", "--out", out, "--json")
    return json.loads(done.stdout), list(csv.DictReader(out.read_text("utf-8").splitlines()))


def test_the_answer_comes_first():
    done = run("SMR", "--date", DATE, "--mask", 5)
    first = done.stdout.splitlines()[0]
    assert first.startswith("100.0% of San Marino's people can be located by satellite at least 95% of the time")
    assert "5 degrees everywhere" in first
    assert "all but GPS\t100.0%" in done.stdout
    assert "worst places, all together:" in done.stdout
    assert "nominal geometry is not today's satellites" in done.stderr
    assert "NavIC: 3 of 7" in done.stderr


def test_json_holds_every_choice_and_the_sources(told):
    found, _ = told
    titles = [row["title"] for row in found["choices"]]
    assert titles[0] == "all together"
    assert titles[-1] == "nothing lost"
    assert {"Galileo alone", "all but BeiDou-3"} <= set(titles)
    assert "GPS alone" not in titles
    assert found["without"] == ["GPS"]
    assert "GPS" not in found["satellites"]
    assert found["answer"].startswith("Without GPS, ")
    assert any("Interface Control Document" in source["where"] for source in found["sources"])
    by_title = {row["title"]: row for row in found["choices"]}
    assert by_title["all together"]["pdop_median"] > by_title["nothing lost"]["pdop_median"]
    assert by_title["GLONASS alone"]["available"] < 0.9


def test_the_table_has_a_row_for_each_cell(told):
    found, rows = told
    assert len(rows) == found["cells"]
    assert sum(float(row["people"]) for row in rows) == pytest.approx(found["people"], rel=1e-3)
    assert {float(row["mask_highest_deg"]) for row in rows} == {30.0}
    assert rows[0]["available NavIC alone"] == "0"
    assert all(43.5 < float(row["lat"]) < 44.5 for row in rows)


def test_the_land_of_nepal_hides_satellites(nepal):
    satellites = navigation_satellites(navigation_rows().values(), nepal.start)
    times = seconds_since_epoch(nepal.start) + np.arange(0.0, 86400.0, 3600.0)
    open_, behind = (
        navigation_service(satellites, nepal.cells.lat_deg, nepal.cells.lon_deg, mask, times)
        for mask in (constant_mask(len(nepal.cells), 5.0), nepal.mask_deg)
    )
    assert (behind.in_view <= open_.in_view + 1e-9).all()
    assert (open_.in_view - behind.in_view).max() > 1.0
    assert 0.1 < (nepal.mask_deg.max(axis=1) > 5.0).mean() < 0.3
    assert any("land stands above 5 degrees at 1" in note for note in nepal.notes)
    assert any("real horizons are higher" in note for note in nepal.notes)


def test_over_nepal_four_systems_hide_the_loss_of_one(nepal):
    assert {c.title: round(c.located, 3) for c in nepal.choices}["all but GPS"] == 1.0
    assert "mask: the horizon of the packaged relief, at least 5 degrees" in sentence(nepal)
    worst = nepal.worst[0]
    land = nepal.cells.land_km2 > 0
    service = nepal.choices[0].service
    assert service.available[worst] == service.available[land].min()
    assert nepal.nearest_place(worst)


def test_who_augments_is_told_with_the_area_that_is_served(nepal):
    found = {name: (area, mean) for name, area, mean, _ in nepal.sbas}
    assert found["GAGAN/83E"][1] > 0.99
    assert "Indian" in found["GAGAN/83E"][0]
    assert found["WAAS/117W"][1] == 0.0


def test_given_elements_replace_their_system(tmp_path):
    path = omm(tmp_path / "own.json", names=("GPS BIIR-2 (PRN {})", "ISS (ZARYA) {}"))
    found = navigation_over(NavigationRequest(country="SMR", date=parse_utc(DATE), mask_deg=5.0, elements=path), Untold())
    assert found.satellites["GPS"] == 12
    assert found.satellites["Galileo"] == 24
    assert any("12 element sets of own.json" in note for note in found.notes)
    assert any("element sets of own.json: GPS" in note for note in found.notes)


def test_a_raster_of_ones_own_takes_the_place_of_the_relief(tmp_path):
    rasterio = pytest.importorskip("rasterio", reason="needs the extra raster")
    path = tmp_path / "own.tif"
    options = {"driver": "GTiff", "height": 400, "width": 400, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    heights = np.where(np.arange(400)[None, :] // 20 % 2 == 0, 3000.0, 0.0) * np.ones((400, 1))
    with rasterio.open(path, "w", transform=rasterio.Affine(0.01, 0, 10.5, 0, -0.01, 46.0), **options) as target:
        target.write(heights.astype("float32"), 1)
    found = navigation_over(NavigationRequest(country="SMR", date=parse_utc(DATE), relief=path), Untold())
    assert found.mask_deg.max() > 15.0
    assert found.mask == "the horizon of own.tif, at least 5 degrees"
    assert not any("packaged relief smooths" in note for note in found.notes)
    with pytest.raises(InvalidInputError, match=r"own.tif does not cover .* places"):
        navigation_over(NavigationRequest(country="NPL", date=parse_utc(DATE), relief=path), Untold())


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        (["--without", "Loran"], UnknownNameError, "no navigation system or satellite named 'Loran'; known: .*BeiDou-3.*GPS"),
        (["--without", "G"], UnknownNameError, "no navigation system or satellite named 'G'"),
        (["--without", "GPS/A9"], UnknownNameError, "named 'GPS/A9'.*GPS/A1"),
        (["--mask", "90"], InvalidInputError, "mask of 90 degrees is out of range; give 0 to 89"),
        (["--mask", "-1"], InvalidInputError, "mask of -1 degrees is out of range"),
        (["--mask", "5", "--relief", "x.tif"], InvalidInputError, "--mask and --relief were both given"),
        (["--elements", "absent.json"], InvalidInputError, "cannot read absent.json"),
        (["--date", "soon"], InvalidInputError, "'soon' is no time"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(options, error, words):
    with pytest.raises(error, match=words) as refused:
        run("NPL", "--date", DATE, *options)
    assert isinstance(refused.value, CommonskyError)
    assert "\n" not in str(refused.value)


def test_no_such_country_is_refused():
    with pytest.raises(UnknownNameError, match="Nepall"):
        run("Nepall")


def test_elements_without_navigation_or_too_old_are_refused(tmp_path):
    other = omm(tmp_path / "other.json", names=("WEATHER {}",))
    with pytest.raises(InvalidInputError, match=r"other.json holds no navigation satellites; they are known by names such as GPS BIIR-2"):
        run("SMR", "--date", DATE, "--elements", other)
    old = omm(tmp_path / "old.json", epoch="2026-01-01")
    with pytest.raises(StaleElementsError, match=r"326 days from 2026-11-23.* within 90 days"):
        run("SMR", "--date", DATE, "--elements", old)


def test_with_every_system_left_out_there_is_nothing_to_say():
    out = [part for name in ("GPS", "Galileo", "GLONASS", "BeiDou-3", "QZSS", "NavIC") for part in ("--without", name)]
    with pytest.raises(InvalidInputError, match=r"no system is left without .*; leave out fewer"):
        run("SMR", "--date", DATE, "--mask", 5, *out)


def test_a_file_that_cannot_be_written_is_said_to_be_before_the_work(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    for path in (tmp_path / "file" / "cells.csv", tmp_path / "absent" / "cells.csv", tmp_path):
        with pytest.raises(OutputError, match=r"cannot write .*; give .* with --out"):
            run("NPL", "--date", DATE, "--out", path)


def test_names_are_found_in_any_case_and_by_their_beginning(nepal):
    satellites = navigation_satellites(navigation_rows().values(), nepal.start)
    assert named(("beidou", "gps/a1", "GPS", "gps"), satellites) == ("BeiDou-3", "GPS/A1", "GPS")
