"""`assess --all` from end to end: what is written, what a stopped run leaves for the next, what is refused."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from small import Silent

from commonsky.cli.app import app
from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.workflows import assess_world as work
from commonsky.workflows.assess_world import FILES, WorldRequest, assess_world, lowest_noon_deg


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder / "commonsky" / "world"


def request(out, **changes):
    made = WorldRequest(
        date=datetime(2026, 11, 29, tzinfo=UTC),
        days=3.0,
        needs_wanted=("flood-surface-water-extent", "flood-soil-moisture"),
        elements=None,
        instruments=None,
        needs=None,
        stations=None,
        out=out,
        language="en",
        any_age=False,
        command="commonsky assess --all",
    )
    return replace(made, **changes)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    out = tmp_path_factory.mktemp("world") / "out"
    return (*assess_world(request(out), Silent()), out)


def test_writes_its_files_and_nothing_else(done, cache):
    _, _, out = done
    assert sorted(p.name for p in out.iterdir()) == sorted(FILES)
    assert not list(cache.glob("*"))  # what was kept for a stopped run is dropped


def test_every_country_is_there_and_shares_are_of_what_applies(done):
    world, cells, _ = done
    assert len(world.countries) == 249
    for country in world.countries:
        for shares in (*country.area, *country.by_people):
            total = shares.goal + shares.breakthrough + shares.threshold + shares.not_met + shares.not_observed
            assert total == pytest.approx(1.0) or total == 0
    assert 8.0e9 < world.people < 8.6e9
    assert world.people == pytest.approx(sum(c.people for c in world.countries))
    assert cells.levels.shape == (2, len(cells.ids))


def test_months_are_told_where_the_window_has_more_than_one(done):
    world, _, _ = done
    assert [name for name, _ in world.needs[0].months] == ["2026-11", "2026-12"]


def test_documents_tell_the_same(done):
    world, cells, out = done
    told = json.loads((out / "world.json").read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO((out / "countries.csv").read_text("utf-8"))))
    assert len(told["countries"]) == 249
    assert len(rows) == 249 * len(world.needs)
    table = pq.read_table(out / "cells.parquet")
    assert table.num_rows == len(cells.ids)
    assert json.loads(table.schema.metadata[b"geo"])["primary_column"] == "geometry"


def test_a_stopped_run_goes_on_where_it_was(tmp_path, done, cache, monkeypatch):
    world, _, _ = done
    real, count, said = work.world_levels, [], []

    def stops(*given, **named):
        if len(count) == 4:  # the second need's window, after the first need's window, two months, and the same window in daylight
            raise KeyboardInterrupt
        count.append(1)
        return real(*given, **named)

    monkeypatch.setattr(work, "world_levels", stops)
    with pytest.raises(KeyboardInterrupt):
        assess_world(request(tmp_path / "out"), Silent(), said.append)
    assert not (tmp_path / "out").exists()
    assert len(list(cache.rglob("*.npz"))) == 1
    assert len(said) == 1
    assert said[0].startswith("1 of 2 needs are judged and kept in ")
    assert said[0].endswith("the same command goes on from there")
    count.clear()
    said.clear()
    monkeypatch.setattr(work, "world_levels", lambda *a, **k: (count.append(1), real(*a, **k))[1])
    again, _ = assess_world(request(tmp_path / "out"), Silent(), said.append)
    assert said == ["1 of 2 needs were judged and kept by an earlier run that was stopped; going on from there"]
    assert len(count) == 3  # the second need alone
    assert again.needs == world.needs


def test_a_damaged_remnant_is_made_anew(tmp_path, done, cache, monkeypatch):
    world, _, _ = done

    def stops(*_given, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(work.compose_world, "compose", stops)
    with pytest.raises(KeyboardInterrupt):
        assess_world(request(tmp_path / "out"), Silent())
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent.parent))
    for path in cache.rglob("*.npz"):
        path.write_bytes(b"PK damaged")
    again, _ = assess_world(request(tmp_path / "out"), Silent())
    assert again.needs == world.needs


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"needs_wanted": ("flod",)}, "no need is called 'flod'; did you mean 'flood'?.*theme: flood"),
        ({"needs_wanted": ("soil_moistur",)}, "did you mean 'soil_moisture'?"),
        ({"needs_wanted": ("zzz",)}, "no need is called 'zzz'; give a requirement's id, a variable, or a theme: flood"),
        ({"days": 0.0}, "--days 0 is out of range"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(tmp_path, changes, message):
    with pytest.raises(InvalidInputError, match=message):
        assess_world(request(tmp_path / "out", **changes), Silent())


def test_a_folder_of_others_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(OutputError):
        assess_world(request(tmp_path), Silent())
    assert (tmp_path / "letter.txt").read_text("utf-8") == "dear"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["assess"], "give a COUNTRY"),
        (["assess", "SLB", "--all"], "not both"),
        (["assess", "--all", "--clouds", "c.nc"], "--clouds is of one country"),
        (["assess", "SLB", "--need", "flood"], "--need goes with --all"),
    ],
)
def test_commands_that_do_not_go_together_say_so(line, message):
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 2
    assert message in result.output


def test_levels_of_a_need_of_the_land_are_nowhere_at_sea(done):
    _, cells, _ = done
    assert (cells.levels[:, cells.land_km2 <= 0] == 5).all()
    assert np.isin(cells.levels, range(6)).all()


def test_noon_sun_of_a_window_is_that_of_its_darkest_day():
    begin = (datetime(2026, 12, 1, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()
    year = lowest_noon_deg(np.array([0.0, 70.0, -70.0]), (begin, begin + 366 * 86400.0))
    assert year == pytest.approx([66.6, -3.4, -3.4], abs=0.1)
    december = lowest_noon_deg(np.array([70.0, -70.0]), (begin, begin + 30 * 86400.0))
    assert december[0] == pytest.approx(-3.4, abs=0.1)
    assert december[1] == pytest.approx(90 - 70 + 21.8, abs=0.3)  # the Sun stands 21.8 degrees south on 1 December


def test_a_camera_in_december_is_short_in_the_north_for_want_of_daylight_alone(tmp_path):
    world, cells = assess_world(
        request(tmp_path / "out", needs_wanted=("drought-fapar",), date=datetime(2026, 12, 2, tzinfo=UTC)), Silent()
    )
    dark = cells.dark[0]
    assert 0.05 < world.needs[0].dark_area < 0.4
    assert (cells.levels[0][dark] == 3).all()
    assert cells.lat_deg[dark].min() > 40
    assert (cells.levels[0][(cells.land_km2 > 0) & (np.abs(cells.lat_deg) < 40)] <= 2).mean() > 0.99
    assert max(world.groups, key=lambda g: g.dark_people).id == "Europe"
