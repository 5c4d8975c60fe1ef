"""Search in English and Chinese, on the packaged families: what must be found, in what order, and what happens without a cache."""

import sqlite3

import pytest

from commonsky.catalogue.search import cache_folder, fingerprint, open_index, search
from commonsky.core.errors import InvalidInputError


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.mark.parametrize(
    ("question", "family", "found"),
    [
        ("flood radar", "instruments", {"L-SAR"}),
        ("Sentinel-1", "missions", {"Sentinel-1A", "Sentinel-1B", "Sentinel-1C", "Sentinel-1D"}),
        ("风云", "missions", {"FengYun-4A", "FengYun-3F"}),
        ("闪电", "instruments", {"GLM", "LI", "LMI"}),
        ("合成孔径雷达", "instruments", {"C-SAR", "L-SAR", "SAR-L"}),
        ("土壤湿度", "requirements", {"flood-soil-moisture", "climate-soil-moisture"}),
        ("soil moisture", "ecvs", {"Soil moisture"}),
        ("北斗", "navigation", {"BeiDou-3"}),
        ("GBON", "networks", {"GBON surface", "GBON upper air"}),
        ("Svalbard", "stations", {"Svalbard (SvalSat)"}),
        ("气象卫星", "missions", {"FengYun-4B", "FengYun-3E", "Himawari-9", "Meteosat-12"}),
        ("weather satellite", "missions", {"GOES-19", "FengYun-4B"}),
        ("台风", "requirements", {"storm-ocean-surface-wind"}),
        ("typhoon", "instruments", {"ASCAT"}),
        ("CMA 散射计", "instruments", {"WindRAD"}),
        ("radar", "missions", {"Sentinel-1A"}),
        ("hyperspec", "instruments", {"HYC (PRISMA)"}),
    ],
)
def test_what_must_be_found(question, family, found):
    names = {hit.name for hit in search(question, family=family, most=100)}
    assert {name for name in found if not any(name.split(" (")[0] in other for other in names)} == set()
    assert {hit.family for hit in search(question, family=family)} == {family}


def test_every_word_counts_before_any_word():
    assert len(search("lightning Meteosat", most=100)) < len(search("lightning", most=100))
    some = search("lightning qqqq")
    assert [hit.name for hit in some] == [hit.name for hit in search("lightning")]
    assert not any(hit.every_word for hit in some)
    assert all(hit.every_word for hit in search("lightning Meteosat"))


def test_a_name_comes_before_a_mention():
    assert search("GPS")[0].name == "GPS"
    assert search("TROPOMI")[0].name == "TROPOMI"


def test_at_most_as_many_as_asked():
    assert len(search("satellite", most=3)) <= 3


@pytest.mark.parametrize("question", ["", "  ", '"', "-", "？"])
def test_no_word_is_refused(question):
    with pytest.raises(InvalidInputError, match="no word"):
        search(question)


@pytest.mark.parametrize("question", ['a"b', "NEAR(a b)", "name:x", "a AND", "*", "x*", "(", "soil^2", "' OR 1=1 --"])
def test_no_question_breaks_the_index(question):
    if any(c.isalnum() for c in question):
        assert isinstance(search(question), list)


def test_the_index_is_kept_and_old_ones_are_dropped():
    old = cache_folder() / "catalogue-0000.sqlite"
    kept = cache_folder() / f"catalogue-{fingerprint()}.sqlite"
    search("rain")
    assert kept.is_file()
    kept.unlink()
    old.touch()
    search("rain")
    assert kept.is_file()
    assert not old.exists()


def test_without_a_cache_the_answer_is_the_same(tmp_path, monkeypatch):
    expected = search("rain")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert search("rain") == expected
    assert isinstance(open_index(), sqlite3.Connection)


def test_a_damaged_index_is_made_anew():
    expected = search("rain")
    kept = cache_folder() / f"catalogue-{fingerprint()}.sqlite"
    kept.write_bytes(b"no database" * 100)
    assert search("rain") == expected


def test_an_instrument_is_found_by_who_flies_it():
    assert {"SAR-C (EOS-04)", "S-SAR"} <= {hit.name for hit in search("ISRO radar", family="instruments", most=50)}
