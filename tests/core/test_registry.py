"""A registry finds declarations in modules, reports a name taken twice, and suggests the nearest name."""

import importlib
import sys
from dataclasses import dataclass

import pytest

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.registry import Registry


@dataclass(frozen=True)
class Colour:
    name: str
    code: str = ""


RED = Colour("red", "same object wherever it is imported")


def package_of(folder, name, modules):
    package = folder / name
    package.mkdir()
    for module, body in {"__init__": "", **modules}.items():
        (package / f"{module}.py").write_text(body)
    importlib.invalidate_caches()
    return name


def declares(*names):
    return "\n".join(["from test_registry import Colour", *(f"C{n} = Colour({name!r})" for n, name in enumerate(names))])


@pytest.fixture
def on_path(tmp_path):
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))


def test_every_module_of_the_package_is_searched(on_path):
    package = package_of(on_path, "colours_found", {"warm": declares("red", "orange"), "cold": declares("blue")})
    colours = Registry("colour", package, Colour)
    assert sorted(c.name for c in colours) == ["blue", "orange", "red"]
    assert len(colours) == 3
    assert colours["blue"].name == "blue"


def test_a_name_taken_twice_is_an_error(on_path):
    package = package_of(on_path, "colours_twice", {"one": declares("red"), "two": declares("red")})
    with pytest.raises(InvalidInputError, match="two colours are named 'red'; rename one of them"):
        len(Registry("colour", package, Colour))


def test_one_declaration_imported_by_two_modules_is_one_entry(on_path):
    package = package_of(on_path, "colours_shared", {"one": "from test_registry import RED", "two": "from test_registry import RED"})
    assert [c.name for c in Registry("colour", package, Colour)] == ["red"]


def test_values_of_other_classes_are_left_alone(on_path):
    package = package_of(on_path, "colours_mixed", {"one": declares("red") + "\nNAME = 'blue'\n\ndef name():\n    return 'green'\n"})
    assert [c.name for c in Registry("colour", package, Colour)] == ["red"]


def test_an_unknown_name_lists_the_known_ones(on_path):
    package = package_of(on_path, "colours_known", {"one": declares("red", "green")})
    with pytest.raises(UnknownNameError, match="no colour named 'gren'; did you mean 'green'\\? known: green, red"):
        Registry("colour", package, Colour)["gren"]


def test_a_package_without_declarations_is_empty(on_path):
    colours = Registry("colour", package_of(on_path, "colours_none", {"one": ""}), Colour)
    assert list(colours) == []
    with pytest.raises(UnknownNameError, match="known: none"):
        colours["red"]
