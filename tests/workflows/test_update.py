"""Renewing the user's data folder, and what the doctor says of it: groups joined, all kept at the end, nothing lost on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.sources.download import GROUPS, Patience, read_record
from commonsky.sources.element_format import read_elements
from commonsky.sources.space_weather import SPACE_WEATHER_URL, read_space_weather
from commonsky.workflows import doctor, update
from made_server import Made, days, serving, sets

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW = datetime(2026, 11, 22, 6, tzinfo=UTC)
QUICK = Patience(pauses_s=(0.0,), timeout_s=5.0)
WEATHER = days(("2026-11-20", 23, 9, 140.7, "OBS"), ("2026-11-21", 30, 15, 141.0, "INT"), ("2026-11-22", 13, 5, 140.0, "PRD"))


@pytest.fixture
def server():
    with serving() as made:
        yield made


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COMMONSKY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def elements(**options):
    return update.update_elements(Untold(), now=NOW, patience=QUICK, **options)


def renew(folder, server, **answers):
    """Groups by name with their answers, as update_elements renews them, from this machine."""
    wanted = []
    for name, answer in answers.items():
        source = update._sources(server.give(f"/{name}", answer), ())[0]
        wanted.append((replace(source, name=name), update._group_file(folder, name)))
    return update._renew(wanted, Untold(), NOW, QUICK)


def everything(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_by_url_lands_in_the_users_folder_with_its_record_and_the_joined_file(server, folder):
    found = elements(url=server.give("/x", Made(sets(3, NEW))))
    assert found.done
    assert sorted(everything(folder)) == ["elements.json", "elements/own.record.json", "elements/own.txt"]
    assert (found.joined, found.satellites) == (folder / "elements.json", 3)
    assert update.fetched_elements() == folder / "elements.json"
    (outcome,) = found.outcomes
    assert (outcome.state, outcome.sets, outcome.newest_utc) == ("renewed", 3, NEW)


def test_the_joined_file_holds_the_same_elements(server, folder):
    elements(url=server.give("/x", Made(sets(3, NEW))))
    original = read_elements(folder / "elements" / "own.txt").sets
    joined = read_elements(folder / "elements.json")
    assert joined.refused == ()
    without_origin = [{n: getattr(e, n) for n in e.__slots__ if n != "origin"} for e in joined.sets]
    assert without_origin == [{n: getattr(e, n) for n in e.__slots__ if n != "origin"} for e in original]


def test_each_satellite_stands_once_in_the_joined_file_with_its_newest_set(server, folder):
    renew(folder, server, weather=Made(sets(3, NEW)), noaa=Made(sets(3, NEW + timedelta(hours=3), first=40003)))
    path, count = update.join_elements(folder)
    joined = read_elements(path).sets
    assert (count, [e.norad for e in joined]) == (5, [40001, 40002, 40003, 40004, 40005])
    assert joined[2].epoch_utc == NEW + timedelta(hours=3)


def test_a_damaged_group_does_not_take_the_others_along(server, folder):
    renew(folder, server, weather=Made(sets(3, NEW)), noaa=Made(sets(1, NEW)))
    (folder / "elements" / "weather.json").write_bytes(b"\0")
    assert update.join_elements(folder)[1] == 1


def test_the_joined_file_is_left_alone_where_nothing_changed(server, folder):
    url = server.give("/x", Made(sets(3, NEW), headers={"ETag": '"a"'}), Made(status=304))
    elements(url=url)
    before = (folder / "elements.json").stat().st_ino
    assert elements(url=url).outcomes[0].state == "current"
    assert (folder / "elements.json").stat().st_ino == before


def test_groups_that_came_well_are_kept_where_another_is_refused(server, folder):
    outcomes = renew(folder, server, resource=Made(sets(3, NEW)), weather=Made(status=404), noaa=Made(sets(1, NEW)))
    assert [o.state for o in outcomes] == ["renewed", "refused", "renewed"]
    assert "answered 404" in outcomes[1].why
    assert {"elements/resource.json", "elements/noaa.json"} < set(everything(folder))
    assert "elements/weather.json" not in everything(folder)


def test_after_a_host_that_cannot_be_reached_no_other_group_is_asked(server, folder):
    outcomes = renew(folder, server, resource=Made(sets(3, NEW)), weather=Made(status=503), noaa=Made(sets(1, NEW)))
    assert [o.state for o in outcomes] == ["renewed", "refused"]
    assert [path for path, _ in server.asked] == ["/resource", "/weather", "/weather", "/weather"]
    assert "elements/resource.json" in everything(folder)


def test_nothing_is_in_place_before_all_have_come(server, folder):
    class Stops(Untold):
        def __init__(self):
            self.ticks = 0

        def tick(self):
            self.ticks += 1
            if self.ticks == 2:
                raise KeyboardInterrupt

    wanted = [
        (update._sources(server.give(f"/{name}", Made(sets(2, NEW))), ())[0], update._group_file(folder, name))
        for name in ("resource", "weather", "noaa")
    ]
    with pytest.raises(KeyboardInterrupt):
        update._renew(wanted, Stops(), NOW, QUICK)
    assert len(server.asked) == 2
    assert everything(folder) == {}


def test_a_refused_update_leaves_every_file(server, folder):
    url = server.give("/x", Made(sets(4, NEW)), Made(sets(1, NEW)))
    elements(url=url)
    before = everything(folder)
    found = elements(url=url)
    assert not found.done
    assert "less than half" in found.outcomes[0].why
    assert everything(folder) == before


def test_unasked_groups_are_those_of_earth_observation():
    asked = update._sources(None, ())
    assert [s.name for s in asked] == ["resource", "weather", "noaa", "goes", "planet"]
    assert asked[0].url == "https://celestrak.org/NORAD/elements/gp.php?GROUP=resource&FORMAT=JSON"
    assert all(s.renewed_h == 2.0 for s in asked)


def test_groups_may_be_chosen_once_each():
    assert [s.name for s in update._sources(None, ("spire", "goes", "spire"))] == ["spire", "goes"]
    assert set(GROUPS) >= {"spire", "goes"}


def test_the_how_to_lists_the_groups():
    text = (Path(__file__).parents[2] / "docs" / "howto" / "keep-current.md").read_text("utf-8")
    rows = [f"| `{name}` | {what} | {'yes' if unasked else 'no'} |" for name, (what, unasked) in GROUPS.items()]
    assert "\n".join(rows) in text


def test_an_unknown_group_suggests_the_nearest(folder):
    with pytest.raises(UnknownNameError, match="no group named 'wether'; did you mean 'weather'"):
        elements(groups=("weather", "wether"))
    assert not folder.exists()


def test_a_url_and_a_group_do_not_go_together(folder):
    with pytest.raises(InvalidInputError, match="give --url or --group, not both"):
        elements(url="https://a.example/", groups=("weather",))


def test_a_folder_of_ones_own(server, folder, tmp_path):
    elements(url=server.give("/x", Made(sets(1, NEW))), into=tmp_path / "other")
    assert update.fetched_elements() is None
    assert update.fetched_elements(tmp_path / "other") == tmp_path / "other" / "elements.json"
    assert not folder.exists()


def test_where_the_data_folder_is(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("COMMONSKY_DATA", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert update.data_folder() == tmp_path / ".local" / "share" / "commonsky"
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert update.data_folder() == tmp_path / ".local" / "share" / "commonsky"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert update.data_folder() == tmp_path / "xdg" / "commonsky"
    monkeypatch.setenv("COMMONSKY_DATA", str(tmp_path / "own"))
    assert update.data_folder() == tmp_path / "own"
    assert update.data_folder(tmp_path / "into") == tmp_path / "into"


def test_space_weather_lands_with_its_last_observed_day(server, folder):
    found = update.update_space_weather(Untold(), url=server.give("/sw", Made(WEATHER)), now=NOW, patience=QUICK)
    assert found.done
    assert (found.outcomes[0].sets, f"{found.outcomes[0].newest_utc:%Y-%m-%d}") == (3, "2026-11-21")
    path = update.fetched_space_weather()
    assert path == folder / "space-weather.csv"
    assert read_record(path).newest_epoch == "2026-11-21T00:00:00Z"
    assert len(read_space_weather(path).days) == 3


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (days(("2027-01-01", 10, 5, 140.0, "PRM")), "holds predicted days alone"),
        (days(("2026-11-19", 10, 5, 140.0, "OBS"), ("2026-11-18", 10, 5, 140.0, "OBS")), "is older than 2026-11-21"),
        (days(("2026-11-21", 10, 5, 140.0, "OBS")), "it has 1 days, less than half of the 3"),
        (b"<html>", "a web page came in place of days"),
    ],
)
def test_space_weather_that_is_worse_is_refused(server, folder, body, why):
    url = server.give("/sw", Made(WEATHER), Made(body))
    update.update_space_weather(Untold(), url=url, now=NOW, patience=QUICK)
    before = everything(folder)
    found = update.update_space_weather(Untold(), url=url, now=NOW, patience=QUICK)
    assert why in found.outcomes[0].why
    assert everything(folder) == before


def test_space_weather_has_an_address_of_its_own():
    assert SPACE_WEATHER_URL == "https://celestrak.org/SpaceData/SW-Last5Years.csv"


def findings(now=NOW):
    return {f.name: f for f in doctor.examine(now)}


def test_the_doctor_sends_who_has_nothing_to_the_update(folder):
    found = findings()
    assert (found["own elements"].state, found["own elements"].text) == ("missing", "none: commonsky update elements")
    assert (found["own space weather"].state, found["own space weather"].text) == ("missing", "none: commonsky update space-weather")
    assert found["data folder"].state == "ok"
    assert "made when first needed" in found["data folder"].text
    assert not folder.exists()
    assert doctor.sound(found.values())


def test_the_doctor_names_packages_and_catalogue(folder):
    found = findings()
    assert found["numpy"].state == "ok"
    assert found["numpy"].required
    assert not found["rasterio"].required
    assert "missions" in found["catalogue"].text
    assert found["hot loops"].state in {"ok", "missing"}
    assert "sets, epochs 20" in found["packaged elements"].text


@pytest.mark.parametrize(("later", "state"), [(29, "ok"), (31, "stale")])
def test_elements_are_stale_after_a_month(server, folder, later, state):
    elements(url=server.give("/x", Made(sets(2, NEW))))
    found = findings(NEW + timedelta(days=later))["own elements"]
    assert found.state == state
    assert f"{later} days old" in found.text
    assert ("commonsky update elements" in found.text) == (state == "stale")


@pytest.mark.parametrize(("later", "state"), [(7, "ok"), (8, "stale")])
def test_space_weather_is_stale_after_a_week(server, folder, later, state):
    update.update_space_weather(Untold(), url=server.give("/sw", Made(WEATHER)), now=NOW, patience=QUICK)
    found = findings(datetime(2026, 11, 21, tzinfo=UTC) + timedelta(days=later))["own space weather"]
    assert found.state == state
    assert "fetched 2026-11-22T12:00:00Z" in found.text


def test_the_doctor_lives_through_damaged_files(folder):
    folder.mkdir()
    (folder / "elements.json").write_bytes(b"\xff")
    (folder / "space-weather.csv").write_text("nothing", "utf-8")
    found = findings()
    assert found["own elements"].state == found["own space weather"].state == "missing"
    assert "cannot be looked at" in found["own elements"].text
    assert doctor.sound(found.values())


def test_a_data_folder_that_cannot_be_written_is_said(monkeypatch):
    monkeypatch.setenv("COMMONSKY_DATA", "/proc/commonsky")
    found = findings()["data folder"]
    assert found.state == "missing"
    assert "name another as COMMONSKY_DATA" in found.text


def test_what_is_required_and_missing_makes_the_house_unsound():
    missing = doctor._package("no-such-package-at-all", "")
    assert (missing.state, missing.text) == ("missing", "missing: pip install no-such-package-at-all")
    assert not doctor.sound([missing])
    optional = doctor._package("no-such-package-at-all", "raster")
    assert optional.text == 'missing: pip install "commonsky[raster]"'
    assert doctor.sound([optional])


def test_a_look_that_lacks_its_package_says_so():
    def lacks():
        raise ImportError("No module named 'numba'")

    found = doctor._guarded("hot loops", lacks)
    assert (found.state, found.text) == ("missing", "cannot be looked at: No module named 'numba'")
