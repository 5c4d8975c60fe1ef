"""Places for records, each empty, on either database: a file of its own, or a schema of its own on a private server."""

import itertools
from dataclasses import dataclass
from typing import Any

from made_changes import alter

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Places:
    """Makes places on one kind of database: `where` is a folder, or the URL of a server's database."""

    kind: str
    where: Any

    def new(self):
        number = next(_NUMBERS)
        if self.kind == "sqlite":
            return f"sqlite:///{self.where / f'record{number}.sqlite'}"
        name = f"place{number}"
        alter(self.where, f"CREATE SCHEMA {name}")
        return f"{self.where}?options=-csearch_path%3D{name}"
