"""Who does the work does not matter: serial, threads, and Dask in this process or on workers of its own give the same bytes."""

import json
import logging
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import DaskExecutor, SerialExecutor, ThreadExecutor
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.gaps.assessed import services_for
from commonsky.gaps.levels import Simulation, attain
from commonsky.needs.load import default_needs
from commonsky.world.cells import Cells

START = datetime(2026, 11, 1, tzinfo=UTC)
START_S, DAY_S = seconds_since_epoch(START), 86_400.0
VARIABLE = "surface_water_extent"


@pytest.fixture(scope="module")
def here():
    pytest.importorskip("distributed", reason="needs the extra dask")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with DaskExecutor(workers=2) as executor:
        yield executor


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A scheduler and two workers, each a process of its own as on a cluster: all that is sent is pickled."""
    pytest.importorskip("distributed", reason="needs the extra dask")
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(told)]
    work = ["--no-nanny", "--nthreads", "1", "--local-directory", str(folder)]
    with ExitStack() as running:
        for arguments in (["scheduler", "--port", "0", *common], *[["worker", *common, *work]] * 2):
            command = [sys.executable, "-m", "dask", *arguments]
            process = running.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            running.callback(process.terminate)
        deadline = time.monotonic() + 60
        while not told.exists() or not told.read_text("utf-8").endswith("}"):
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.05)
        yield running.enter_context(DaskExecutor(json.loads(told.read_text("utf-8"))["address"]))


@pytest.fixture(scope="module")
def country():
    """Forty cells about the Gulf of Guinea, and all that measures surface water there."""
    ids = np.arange(40, dtype=np.uint64) + np.uint64(4**7 * 4)
    cells = Cells(
        depth=7, ids=ids, lat_deg=np.zeros(40), lon_deg=np.zeros(40), land_km2=np.full(40, 3000.0), sea_km2=np.zeros(40), band_km=25.0
    )
    catalogue = packaged_catalogue()
    platforms = assemble(catalogue, [], START).platforms
    return cells, viewers_of(platforms, tuple(catalogue.instruments.values()), {VARIABLE}, 50.0)


def answer(executor, country):
    """Bytes of the passes of all viewers, and of the level, shares and limits of one need in each cell."""
    cells, viewers = country
    window = START_S - DAY_S, START_S + 2 * DAY_S
    passes = simulate(viewers, cells, window, executor)
    asked = next(pair for pair in default_needs().for_country(coastal=False, on=START.date()) if pair[1].id == "flood-surface-water-extent")
    simulation = Simulation(passes=passes, start_s=START_S, end_s=window[1], early_s=DAY_S)
    attained = attain(simulation, services_for(VARIABLE, viewers), *asked, np.arange(len(cells)), executor)
    tables = [p for p in passes if p is not None]
    assert sum(len(p) for p in tables) > 1000
    columns = [getattr(p, name) for p in tables for name in ("first", "start_s", "end_s", "look", "incidence_deg")]
    return [c.tobytes() for c in (*columns, attained.fresh, attained.level, attained.answers)]


@pytest.fixture(scope="module")
def serial(country):
    return answer(SerialExecutor(), country)


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_give_the_same_bytes(country, serial, workers):
    assert answer(ThreadExecutor(workers), country) == serial


def test_dask_in_this_process_gives_the_same_bytes(country, serial, here):
    assert answer(here, country) == serial


def test_dask_on_workers_of_its_own_gives_the_same_bytes(country, serial, elsewhere):
    assert answer(elsewhere, country) == serial


def test_the_order_of_viewers_does_not_matter(country):
    """Each look's own passes, whichever number it carries."""
    cells, viewers = country
    window = START_S, START_S + DAY_S
    mixed = [viewers[k] for k in np.random.default_rng(5).permutation(len(viewers))]
    numbers: dict[int, int] = {}
    renumbered = []
    for viewer in mixed:
        renumbered.append(replace(viewer, number=numbers.get(viewer.depth, 0)))
        numbers[viewer.depth] = numbers.get(viewer.depth, 0) + 1
    plain, other = (simulate(v, cells, window, SerialExecutor()) for v in (viewers, renumbered))
    for one, two in zip(plain, other, strict=True):
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            assert rows_of(one) == rows_of(two)


def rows_of(passes):
    """Every pass with the name of its look, in an order of its own."""
    names = [f"{look.platform}/{look.instrument}/{look.mode}" for look in passes.looks]
    columns = zip(passes.point_of_each(), passes.start_s, passes.end_s, np.nan_to_num(passes.incidence_deg), passes.look, strict=True)
    return sorted((int(p), float(a), float(b), float(i), names[n]) for p, a, b, i, n in columns)


@pytest.mark.parametrize("items", [[], [7], [3, 3, 3], list(range(50, 0, -1))])
def test_results_stand_in_the_order_of_the_items(here, items):
    assert list(here.map(lambda x: x * 2, items)) == [x * 2 for x in items]


def test_an_error_comes_in_its_turn_and_the_cluster_lives_on(elsewhere):
    results = elsewhere.map(lambda x: 1 / x, [1, 2, 0, 4])
    assert [next(results), next(results)] == [1.0, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert list(elsewhere.map(abs, [-3])) == [3]


def test_what_has_not_begun_is_dropped_when_nobody_waits(elsewhere, tmp_path):
    def leave_a_mark(number):
        time.sleep(0.05)
        (tmp_path / str(number)).touch()

    results = elsewhere.map(leave_a_mark, range(200))
    next(results)
    results.close()
    time.sleep(0.5)
    assert 0 < len(list(tmp_path.iterdir())) < 100


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere"])
def test_an_address_where_nobody_answers_is_one_clear_line(address):
    pytest.importorskip("distributed", reason="needs the extra dask")
    with pytest.raises(InvalidInputError, match=f"no Dask scheduler answers at '{address}'; give one such as tcp://"):
        DaskExecutor(address, timeout_s=2.0)


def test_without_dask_the_extra_is_named():
    told = "import sys; sys.modules['distributed'] = None; from commonsky.core.execution import DaskExecutor; DaskExecutor()"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert 'MissingExtraError: a Dask cluster needs an extra: pip install "commonsky[dask]"' in run.stderr
