"""Registries by file: a room finds the declarations in its own modules; entry points bring others'. Facts: none. Leaves out ordering."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cached_property
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from commonsky.core.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Named(Protocol):
    """What a registry holds: anything with a name."""

    @property
    def name(self) -> str:
        """The name that it is asked for by."""


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """All declarations of one kind, found when first asked for.

    Args:
        kind: what an entry is called in messages, such as ``element format``.
        package: dotted name of the package whose modules declare entries.
        declares: the class of a declaration.

    Source: design.md, decision 2.
    """

    def __init__(self, kind: str, package: str, declares: type[T]) -> None:
        self.kind, self.package, self.declares = kind, package, declares

    @cached_property
    def entries(self) -> dict[str, T]:
        """Name to declaration; a name taken twice is an error."""
        found: dict[str, T] = {}
        for entry in self._declarations():
            if found.get(entry.name, entry) is not entry:
                raise InvalidInputError(f"two {self.kind}s are named {entry.name!r}; rename one of them")
            found[entry.name] = entry
        return found

    def __getitem__(self, name: str) -> T:
        if name not in self.entries:
            raise UnknownNameError(self.kind, name, self.entries)
        return self.entries[name]

    def __iter__(self) -> Iterator[T]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def _declarations(self) -> Iterator[T]:
        package = importlib.import_module(self.package)
        for module in pkgutil.iter_modules(package.__path__, f"{self.package}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, self.declares):
                    yield value
        for point in entry_points(group=self.package):
            value = point.load()
            if isinstance(value, self.declares):
                yield value
