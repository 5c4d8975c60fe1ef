"""What every room's tests share: the folder of real data beside the project, and empty records on both databases."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data():
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder shared/data beside the project is not there")
    return folder


@pytest.fixture(scope="session")
def server():
    """The URL of a private PostgreSQL server's database; without an installed server the test is skipped."""
    from postgres import HOW_TO_INSTALL, binaries, running_server

    if binaries() is None:
        pytest.skip(HOW_TO_INSTALL)
    with running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, tmp_path):
    """Makes empty places for records; a test that asks for it runs on both databases."""
    from record_places import Places

    return Places(request.param, tmp_path if request.param == "sqlite" else request.getfixturevalue("server"))


@pytest.fixture
def place(places):
    return places.new()


@pytest.fixture
def record(place):
    """An empty record, open."""
    from commonsky.store.record import open_record

    with open_record(place) as opened:
        yield opened
