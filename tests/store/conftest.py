"""Each test of the record runs on both databases: a file of its own, and a schema of its own on a private server."""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from made_changes import alter
from postgres import HOW_TO_INSTALL, binaries, running_server

from commonsky.store.record import open_record

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Places:
    """Makes places for records, each empty, on one kind of database."""

    kind: str
    where: Any

    def new(self):
        number = next(_NUMBERS)
        if self.kind == "sqlite":
            return f"sqlite:///{self.where / f'record{number}.sqlite'}"
        name = f"place{number}"
        alter(self.where, f"CREATE SCHEMA {name}")
        return f"{self.where}?options=-csearch_path%3D{name}"


@pytest.fixture(scope="session")
def server():
    if binaries() is None:
        pytest.skip(HOW_TO_INSTALL)
    with running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, tmp_path):
    return Places(request.param, tmp_path if request.param == "sqlite" else request.getfixturevalue("server"))


@pytest.fixture
def place(places):
    return places.new()


@pytest.fixture
def record(place):
    with open_record(place) as opened:
        yield opened
