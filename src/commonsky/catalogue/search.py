"""Words to rows: a full-text index of every family, in English and Chinese, that needs no network. Facts: SQLite FTS5, unicode61.

Chinese is written without spaces, so each of its characters is a word of the index and a Chinese word of the question is a phrase.
Words of a concept that rows spell otherwise (typhoon, 气象卫星) are looked for as the thesaurus says too: data/thesaurus.toml.
A country's name finds the rows that say it, and those that say where they serve and serve it there: world-wide ones come last.
The index is a file in the user's cache, named after what it was made from; where none can be kept it is made in memory.
Leaves out stemming.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tomllib
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonsky import __version__
from commonsky.catalogue.family import Families
from commonsky.core.errors import InvalidInputError
from commonsky.core.variables import variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from commonsky.catalogue.family import Family

_HAN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_HANS = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")
#: How much a hit in a row's name, its titles and its text counts.
WEIGHTS = (0.0, 12.0, 6.0, 1.0, 0.0)
LAYOUT = "4"
#: Words of a question that say nothing of what is looked for.
EMPTY = frozenset(
    ("a", "an", "and", "are", "at", "by", "for", "from", "have", "in", "is", "of", "on", "or", "that", "the", "to", "what", "with")
)
#: What a row's body holds for a country that it serves, and for all of them: words that nobody writes.
_SERVES, _EVERYWHERE = "zzserves", "zzserveseverywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A row that was found: its family, its name, a line that says what it is, and whether it holds every word of the question."""

    family: str
    name: str
    line: str
    every_word: bool = True


def search(question: str, *, family: str = "", most: int = 20) -> list[Hit]:
    """Rows that hold every word of a question, the one of this name first, then the best; where none does, rows that hold any.

    Args:
        question: words in English or Chinese; the beginning of a word is enough.
        family: of one family alone; empty: of all.
        most: how many rows at most.

    Raises:
        InvalidInputError: if the question holds no word.

    >>> [hit.name for hit in search("哨兵 雷达", family="instruments")][:0]
    []
    """
    if not _terms(question):
        raise InvalidInputError(f"no word in {question!r}; give words such as flood radar, or 洪水")
    with closing(open_index()) as index:
        terms = _terms(question, dict(index.execute("SELECT word, code FROM places")))
        for joint, every_word in ((" AND ", True), (" OR ", False)):
            where = "rows MATCH ?" + (" AND family = ?" if family else "")
            given = [joint.join(terms), *([family] if family else []), question.strip().lower()]
            query = f"SELECT family, name, line FROM rows WHERE {where} ORDER BY lower(name) = ? DESC, bm25(rows, ?, ?, ?, ?, ?) LIMIT ?"  # noqa: S608  # fixed text
            found = index.execute(query, [*given, *WEIGHTS, most]).fetchall()
            if found:
                return [Hit(family=a, name=b, line=c, every_word=every_word or len(terms) == 1) for a, b, c in found]
    return []


def open_index() -> sqlite3.Connection:
    """The index, read from the user's cache, or made and kept there, or made in memory where the cache cannot be written."""
    path = cache_folder() / f"catalogue-{fingerprint()}.sqlite"
    if kept := _kept(path):
        return kept
    memory = sqlite3.connect(":memory:")
    _fill(memory, Families())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("catalogue-*.sqlite"):
            old.unlink(missing_ok=True)
        staging = path.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(staging) as kept:
            memory.backup(kept)
        kept.close()
        staging.replace(path)
    except (OSError, sqlite3.Error):
        pass
    return memory


def _kept(path: Path) -> sqlite3.Connection | None:
    """The index of a file; None where there is none, or it is damaged."""
    if not path.is_file():
        return None
    index = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        index.execute("SELECT name FROM rows LIMIT 1").fetchone()
        index.execute("SELECT word FROM places LIMIT 1").fetchone()
    except sqlite3.Error:
        index.close()
        return None
    return index


def cache_folder() -> Path:
    """Where what can be made again is kept: $XDG_CACHE_HOME/commonsky, else ~/.cache/commonsky."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "commonsky"


def fingerprint() -> str:
    """A name for what the index is made from: the version and every data file's size and time."""
    digest = hashlib.sha256(f"{LAYOUT} {__version__}".encode())
    for room in ("catalogue", "needs", "core", "world"):
        for path in sorted(Path(str(files(f"commonsky.{room}").joinpath("data"))).rglob("*.toml")):
            facts = path.stat()
            digest.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _fill(index: sqlite3.Connection, families: Iterable[Family]) -> None:
    columns = "family UNINDEXED, name, titles, body, line UNINDEXED"
    index.execute(f"CREATE VIRTUAL TABLE rows USING fts5({columns}, tokenize = 'unicode61 remove_diacritics 2')")
    known = {family.name: family for family in families}
    missions, flying = known["missions"], _kinds_by_mission(known["instruments"])
    for family in known.values():
        for name, row in family.rows().items():
            titles, body = _texts(family, row)
            flown = [missions.rows()[mission] for mission in getattr(row, "missions", ()) if mission in missions.rows()]
            # an instrument is found by who flies it too
            agencies = dict.fromkeys(agency for mission in flown for agency in mission.agencies)
            body += _spaced(" ".join(["", *agencies, *(missions.words.get(agency, "") for agency in agencies)]))
            body += _spaced(" ".join(["", *flying.get(name, ())])) if family is missions else ""
            body += " ".join(["", *_served(row)])
            index.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", (family.name, name, titles, body, line_of(family, row)))
    index.execute("CREATE TABLE places (word PRIMARY KEY, code)")
    index.executemany("INSERT OR IGNORE INTO places VALUES (?, ?)", country_words())
    index.commit()


def _served(row: Any) -> Iterator[str]:
    """A word for each country that a row says it serves, or the one for all; nothing of a row that does not say where."""
    from commonsky.catalogue.serving import serves
    from commonsky.world.countries import countries

    where, regions = getattr(row, "where", None), getattr(row, "regions", None)
    everywhere = regions == () or (where and not where.countries and not where.bounds_deg)
    if everywhere or getattr(row, "worldwide", False):
        yield _EVERYWHERE
    elif regions:
        yield from (f"{_SERVES}{code}" for code, country in countries().items() if country.region in regions)
    elif where:
        yield from (f"{_SERVES}{code}" for code in countries() if serves(where, code) in {"all", "part"})
    else:
        yield from (f"{_SERVES}{code}" for code in getattr(row, "countries", ()))


def country_words() -> Iterator[tuple[str, str]]:
    """Names of countries in English and Chinese as questions hold them, and their codes.

    >>> {"fiji": "FJI", "斐济": "FJI"}.items() <= dict(country_words()).items()
    True
    """
    from commonsky.world.countries import aliases, countries

    for code, country in countries().items():
        for name in (country.names["en"], country.names["zh"]):
            yield name.casefold(), code
            yield re.split(r" *[（(]", name)[0].casefold(), code
    yield from ((alias.casefold(), code) for alias, code in aliases().items() if len(alias) > 3 or _HAN.search(alias))


def _kinds_by_mission(instruments: Family) -> dict[str, list[str]]:
    """What flies on each mission, by the words for its kind: a mission is found by its instruments."""
    found: dict[str, list[str]] = {}
    for name, row in instruments.rows().items():
        for mission in row.missions:
            found.setdefault(mission, []).extend((name, row.kind, instruments.words.get(row.kind, "")))
    return found


def line_of(family: Family, row: Any) -> str:
    """What a row is, in a line: its full or Chinese name, its kind, for whom or what it is."""
    coded = ["name" if hasattr(row, "name") else "what"] if hasattr(row, "id") else []
    parts = [getattr(row, name, "") for name in (*coded, "full_name", "name_zh", "application")]
    parts += [getattr(row, "kind", "") or getattr(row, "domain", "") or getattr(row, "theme", "")]
    runs = next((found for word in ("operator", "owner", "publisher", "host", "custodian") if (found := getattr(row, word, ""))), "")
    served = getattr(row, "missions", ()) or getattr(row, "agencies", ()) or [runs]
    parts.append(", ".join([*served[:4], *(["…"] if len(served) > 4 else [])]))
    return "; ".join(part for part in parts if part) or family.titles["en"]


def _texts(family: Family, row: Any) -> tuple[str, str]:
    """Titles and body of a row as the index holds them: its own words, and their Chinese and English for variables and kinds."""
    strings = list(_strings(row.model_dump(exclude={"source"})))
    known = variables()
    measured = [known[s] for s in dict.fromkeys(strings) if s in known]
    titles = [getattr(row, "full_name", ""), getattr(row, "name_zh", ""), *(family.words.get(s, "") for s in dict.fromkeys(strings))]
    titles += [title for variable in measured for title in variable.titles.values()]
    body = [*strings, *family.titles.values(), *(meaning for variable in measured for meaning in variable.meanings.values())]
    return _spaced(" ".join(filter(None, titles))), _spaced(" ".join(dict.fromkeys(body)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if "_" in value:
            yield value.replace("_", " ")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "source":
                yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def _spaced(text: str) -> str:
    """Text with every Chinese character standing alone.

    >>> _spaced("降水radar")
    ' 降  水 radar'
    """
    return _HAN.sub(r" \1 ", unicodedata.normalize("NFKC", text))


def _terms(question: str, places: Mapping[str, str] | None = None) -> list[str]:
    """What FTS5 is asked for: each country and each concept of the question by any of its words, then each word that is left.

    >>> _terms('Sentinel-1 洪水')
    ['"Sentinel-1"*', '"洪  水"']
    >>> _terms("floods in Fiji", {"fiji": "FJI"})
    ['("fiji"* OR zzservesFJI OR zzserveseverywhere)', '"floods"*']
    """
    left = unicodedata.normalize("NFKC", question).replace('"', " ")
    terms = []
    folded = left.casefold()
    for name in sorted((name for name in places or () if name in folded), key=len, reverse=True):
        changed = re.sub(re.escape(name) if _HAN.search(name) else rf"(?<!\w){re.escape(name)}(?!\w)", " ", left, flags=re.IGNORECASE)
        if places and changed != left:
            left = changed
            terms.append(f'("{_spaced(name).strip()}"* OR {_SERVES}{places[name]} OR {_EVERYWHERE})')
    for word, finds in _concepts():
        changed = re.sub(rf"(?<![a-z]){re.escape(word)}", " ", left, flags=re.IGNORECASE)
        if changed != left:
            left = changed
            terms.append("(" + " OR ".join(f'"{_spaced(find).strip()}"*' for find in finds) + ")")
    words = _words(left)
    telling = [word for word in words if word.strip('"*').casefold() not in EMPTY]
    return terms + (telling if terms or telling else words)


def _words(text: str) -> list[str]:
    """Words as FTS5 takes them: Chinese as a phrase of its characters, the rest by its beginning, hyphens joining a phrase."""
    parts = [part for word in text.split() for part in _HANS.split(word)]
    return [f'"{_spaced(part).strip()}"' if _HAN.match(part) else f'"{part}"*' for part in parts if re.search(r"\w", part)]


@cache
def _concepts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each word of the thesaurus, the longest first, and all that it stands for."""
    text = files("commonsky.catalogue").joinpath("data", "thesaurus.toml").read_text(encoding="utf-8")
    concepts = tomllib.loads(text)["concept"]
    words = [(word, (*concept["words"], *concept["finds"])) for concept in concepts for word in concept["words"]]
    return tuple(sorted(words, key=lambda pair: -len(pair[0])))
