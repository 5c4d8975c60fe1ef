"""Targets and default needs looked up, and needs of several countries merged. Joins needs, catalogue, partnership. Facts: none of its own.

Leaves out judging: assess does. A share met comes from a profile of the user's, as its profile.json has it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from commonsky.catalogue.load import packaged_catalogue, packaged_networks, packaged_practices, packaged_solutions
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.needs.load import default_needs, packaged_targets, read_needs
from commonsky.needs.relevance import measured_by, networks_for
from commonsky.needs.targets import Framework, code_in, target_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from commonsky.catalogue.model import Sourced
    from commonsky.needs.model import Need, Requirement
    from commonsky.needs.targets import Target
    from commonsky.partnership.merging import Merged, RuleName

DEFAULT = "default"
_PAIR = re.compile(r"^([^=]+)=(.+)$")


def find_targets(words: str = "", framework: str = "") -> tuple[Target, ...]:
    """Targets that hold all words of a question, best first; all of them, in their order, where there is no word.

    Args:
        words: English or Chinese, or a code, of which the parts are found too.
        framework: ``sdg``, ``sendai``, ``paris``; empty: all.

    Raises:
        UnknownNameError: if there is no such framework.
    """
    known = get_args(Framework)
    if framework and framework not in known:
        raise UnknownNameError("framework", framework, known)
    rows = packaged_targets()
    code = code_in(words)
    if code and code.casefold() == " ".join(words.split()).casefold():
        found = [row for name, row in rows.items() if name == code or is_part_of(name, code)]
    elif words.strip():
        from commonsky.catalogue.search import search

        found = [rows[hit.name] for hit in search(words, family="targets", most=len(rows)) if hit.every_word]
    else:
        found = sorted(rows.values(), key=lambda row: known.index(row.framework))
    return tuple(row for row in found if framework in {"", row.framework})


def find_target(code: str) -> Target:
    """The target of a code, however it is spelled: SDG 6.6.1, sdg target 13.1, 6.6.1, Sendai G-2, G2, Paris 7.

    Raises:
        UnknownNameError: with the nearest code.

    >>> [find_target(text).id for text in ("sdg 6.6.1", "6.6.1", "Sendai target G", "G-2")]
    ['SDG 6.6.1', 'SDG 6.6.1', 'Sendai G', 'Sendai G-2']
    """
    rows = packaged_targets()
    plain = code.strip()
    tried = (plain, code_in(plain), f"SDG {plain.lower()}", f"Sendai {plain.upper()}")
    found = next((rows[name] for name in tried if name in rows), None)
    if found is None:
        raise UnknownNameError("target", code, rows)
    return found


def is_part_of(code: str, of: str) -> bool:
    """Whether a target is a part of another: an indicator of a target, a target of a goal.

    >>> is_part_of("SDG 6.6.1", "SDG 6"), is_part_of("SDG 16", "SDG 1")
    (True, False)
    """
    rows = packaged_targets()
    while code in rows and rows[code].parent:
        code = rows[code].parent
        if code == of:
            return True
    return False


def show_target(code: str, on: date | None = None) -> dict[str, Any]:
    """All that is known of a target as plain values: links with their instruments, default needs and solutions that serve it.

    Args:
        code: as `find_target` takes it.
        on: the date on which satellites count as flying, UTC; None: today.

    Raises:
        UnknownNameError: with the nearest code.
    """
    target = find_target(code)
    flying = measured_by(packaged_catalogue(), on or datetime.now(UTC).date())
    networks = packaged_networks()
    served = _served_by(target)
    shown = target.model_dump(mode="json", exclude={"links", "source", "as_of", "note"}, exclude_defaults=True)
    return shown | {
        "links": [
            link.model_dump(mode="json", exclude_defaults=True)
            | {
                "instruments": [
                    {"instrument": row.instrument, "missions_flying": row.missions, "relevance": row.relevance, "product": row.product}
                    for row in flying.get(link.variable, ())
                ],
                "networks": list(networks_for(link.variable, networks)),
            }
            for link in target.links
        ],
        "parts": [row.id for row in packaged_targets().values() if row.parent == target.id],
        "needs": [
            {"id": row.id, "titles": need.titles, "through": through}
            for need, row in default_needs().needs
            if (through := served(target_ids(need)))
        ],
        "solutions": _naming(packaged_solutions(), target),
        "practices": _naming(packaged_practices(), target),
        "note": target.note,
        "as_of": target.as_of.isoformat(),
        "source": [source.model_dump(exclude_defaults=True) for source in target.source],
    }  # fmt: skip


def _naming(rows: Mapping[str, Sourced], target: Target) -> list[dict[str, Any]]:
    """Rows that serve a target and through which targets: those that name it first, and of these the ones that name least beside it."""
    served = _served_by(target)
    named = {name: tuple(getattr(row, "targets", ())) for name, row in rows.items()}
    found = {name: through for name, codes in named.items() if (through := served(codes))}
    best = sorted(found, key=lambda name: (target.id not in found[name], len(named[name])))
    return [{"name": name, "what": getattr(rows[name], "what", ""), "through": found[name]} for name in best]


def _served_by(target: Target) -> Any:
    """Of some codes those that serve a target: itself, its parts, and of an indicator its target."""
    above = {target.parent} if target.kind == "indicator" else set()

    def served(codes: Sequence[str]) -> list[str]:
        return [code for code in codes if code == target.id or code in above or is_part_of(code, target.id)]

    return served


def list_needs() -> tuple[tuple[Need, Requirement, tuple[str, ...]], ...]:
    """Default needs with their requirements and the targets that they serve."""
    return tuple((need, requirement, target_ids(need)) for need, requirement in default_needs().needs)


def merge_needs(
    given: Sequence[str], profiles: Sequence[str] = (), rule: RuleName = "strictest"
) -> tuple[tuple[Merged, ...], tuple[str, ...]]:
    """Needs of several countries as one list, least served first, and a line for each row that was refused.

    Args:
        given: ``FJI=needs.toml``, or ``SLB=default`` for the default needs.
        profiles: ``FJI=profile-FJI``, folders that assess wrote: the share met of each need.
        rule: by which values are merged: ``strictest`` or ``median``.

    Raises:
        InvalidInputError: if something is no such pair, a file cannot be read, or a country stands twice.
        UnknownNameError: for an unknown country or rule.
    """
    from commonsky.partnership.merging import merge

    met = {country: _met(Path(folder)) for country, folder in _pairs(profiles, "--profile FJI=profile-FJI").items()}
    refused: list[str] = []
    needs = {}
    for country, file in _pairs(given, "FJI=needs.toml, or FJI=default").items():
        found = default_needs() if file == DEFAULT else read_needs(Path(file))
        refused += [f"{country}: {line}" for line in found.refused]
        needs[country] = [(need, row, met.get(country, {}).get(row.id)) for need, row in found.needs]
    if stray := sorted(met.keys() - needs.keys()):
        raise InvalidInputError(f"a profile is given of {stray[0]}, but no needs; add {stray[0]}=default")
    return merge(needs, rule), tuple(refused)


def merged_row(row: Merged) -> dict[str, Any]:
    """A merged need as plain values."""
    return asdict(row) | {"met": dict(row.met)}


def _pairs(given: Sequence[str], example: str) -> dict[str, str]:
    from commonsky.world.countries import find_country

    found: dict[str, str] = {}
    for text in given:
        match = _PAIR.match(text)
        if match is None:
            raise InvalidInputError(f"{text!r} is no country with its file; write {example}")
        code = find_country(match[1]).iso3
        if code in found:
            raise InvalidInputError(f"{code} stands twice; give each country once")
        found[code] = match[2]
    return found


def _met(folder: Path) -> dict[str, float]:
    """Share of the area at threshold or better, by need, of a profile."""
    try:
        profile = json.loads((folder / "profile.json").read_text("utf-8"))
        return {need["id"]: float(sum(need["area"][level] for level in ("goal", "breakthrough", "threshold"))) for need in profile["needs"]}
    except OSError as error:
        raise InvalidInputError(f"cannot read {folder / 'profile.json'}: {error.strerror}; give a folder that assess wrote") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(f"{folder / 'profile.json'} is no profile; give a folder that assess wrote") from error
