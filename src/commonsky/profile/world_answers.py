"""What the world page says in words: of the whole, and of each need. Facts: the world's own figures. Leaves out tables and maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.profile import quantities
from commonsky.profile.page import SHARE_NAMES
from commonsky.profile.world_model import unmet
from commonsky.profile.world_tables import applies, mean_unmet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.profile.model import Shares
    from commonsky.profile.wording import Wording
    from commonsky.profile.world_model import World, WorldCells, WorldGroup, WorldNeed

#: A need counts as met, or not, if it is on this share of its area.
NEARLY_ALL, NEARLY_NONE = 0.95, 0.05
#: Least share that is told to be for want of daylight.
DARK = 0.005
#: Shares of instants between which a level is a close call; the bound is 95 %.
CLOSE = (0.92, 0.98)


def heads(value: float, wording: Wording) -> str:
    """A number of people, in the language's own large units.

    >>> from commonsky.profile.wording import read_wording
    >>> heads(8_297_496_401, read_wording("zh")), heads(8_297_496_401, read_wording("en"))
    ('83\u202f亿', '8.3\u202fbillion')
    """
    scales = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "billion"), (1e6, "million"))}
    for size, name in scales.get(wording.language, ()):
        if value >= size:
            return f"{quantities.number(value / size)}{quantities.THIN}{name}"
    return quantities.number(value) if value >= 1 else "0"


def met(shares: Shares) -> float:
    """Share at threshold or better."""
    return min(1.0, shares.goal + shares.breakthrough + shares.threshold)


def could_be(shares: Shares, possible: Shares) -> dict[str, float]:
    """Parts of a bar by code: levels that are shown, then ``c`` what could be met and is not shown to be, then what is not met even then.

    >>> from commonsky.profile.model import Shares
    >>> shown = Shares(goal=0.25, breakthrough=0, threshold=0, not_met=0.75, not_observed=0)
    >>> {code: part for code, part in could_be(shown, shown.model_copy(update={"goal": 0.75, "not_met": 0.25})).items() if part}
    {'g': 0.25, 'c': 0.5, 'n': 0.25}
    """
    told = {code: float(getattr(shares, SHARE_NAMES[code])) for code in "gbt"}
    return told | {"c": max(0.0, met(possible) - met(shares)), "n": possible.not_met, "o": possible.not_observed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many needs are met nearly everywhere.

    Args:
        shown: those that are shown to be.
        could: those that are not, and could be, were every accuracy and latency that no source states good enough.
        short: those that are not even then.
        nowhere: those of `short` that are met nearly nowhere even then.
    """

    shown: int
    could: int
    short: int
    nowhere: int


def tally(world: World) -> Tally:
    """Needs by what is shown of them and what could be; those that apply nowhere are left out."""
    told = [(met(need.area), met(need.possible_area)) for need in world.needs if applies(need.area)]
    shown = sum(share >= NEARLY_ALL for share, _ in told)
    could = sum(possible >= NEARLY_ALL > share for share, possible in told)
    nowhere = sum(possible < NEARLY_NONE for _, possible in told)
    return Tally(shown=shown, could=could, short=len(told) - shown - could, nowhere=nowhere)


def world_answer(world: World, cells: WorldCells, wording: Wording) -> list[str]:
    """The answer: first how many needs are shown to be met and how many could be, then for whom, and which group is least served.

    Of a single need it is how far that is met.
    """
    gap = "" if wording.language == "zh" else " "
    if len(world.needs) == 1:
        head = [
            wording.pick(world.needs[0].titles) + ("。" if wording.language == "zh" else "."),
            *need_answers(world, cells, 0, wording)[:2],
        ]
        return [gap.join(head), *_least_group(world, wording)]
    found = tally(world)
    head = [wording("world.answer", count=len(world.needs), everywhere=found.shown)]
    if found.could or found.short:
        head.append(wording("world.answer_could", could=found.could) if found.could else wording("world.answer_no_more"))
    if found.short:
        key = "answer_short_nowhere" if found.nowhere else "answer_short"
        values = {"short": found.short} | ({"nowhere": found.nowhere} if found.nowhere else {})
        head.append(wording(f"world.{key}", **values))
    shown, possible = met_by_half(cells.levels, cells.people), met_by_half(cells.possible, cells.people)
    people = wording("world.answer_people", people=heads(world.people, wording), met=shown, possible=possible)
    return [gap.join(head), people, *_least_group(world, wording)]


def _least_group(world: World, wording: Wording) -> list[str]:
    """Which group is least served, and how much of that is season; nothing where no group is told of."""
    if not world.groups:
        return []
    one = "_one" if len(world.needs) == 1 else ""
    worst, best = (pick(world.groups, key=lambda group: group.unmet_people) for pick in (max, min))
    share = quantities.percent(worst.unmet_people)
    if worst.unmet_people - best.unmet_people < 0.01:
        return [wording(f"world.answer_even{one}", share=share)]
    whole = quantities.percent(mean_unmet([need.people for need in world.needs]))
    even = quantities.percent(worst.possible_unmet_people)
    told = wording(f"world.answer_group{one}", group=group_name(worst, wording), share=share, whole=whole, even=even)
    season = [wording("world.answer_dark", share=quantities.percent(worst.dark_people))] if worst.dark_people >= DARK else []
    return [told, *season]


def need_answers(world: World, cells: WorldCells, at: int, wording: Wording) -> list[str]:
    """How far one need is shown to be met, how far it could be, and what of it is a close call or a matter of season."""
    need, on = world.needs[at], cells.levels[at] < 5
    living = float(cells.people[on].sum())
    by_people = by_people_too(need)

    def told(key: str, area: Shares, people: Shares) -> str:
        """The sentence of one reading, by area and by people."""
        values = {"met": quantities.percent(met(area)), "goal": quantities.percent(area.goal)}
        if not by_people:
            return wording(f"world.{key}_area", **values)
        return wording(f"world.{key}", people=quantities.percent(met(people)), without=heads(unmet(people) * living, wording), **values)

    differs = bool((cells.levels[at] != cells.possible[at]).any())
    sentences = [told("need_answer", need.area, need.people)]
    sentences.append(told("need_possible", need.possible_area, need.possible_people) if differs else wording("world.need_same"))
    if need.dark_area >= DARK:
        values = {"area": quantities.percent(need.dark_area)} | ({"people": quantities.percent(need.dark_people)} if by_people else {})
        sentences.append(wording("world.need_dark" if by_people else "world.need_dark_area", **values))
    km2 = km2_of(need, cells)
    close = on & (cells.fresh[at] >= CLOSE[0]) & (cells.fresh[at] < CLOSE[1])
    if (share := float(km2[close].sum() / max(1e-9, km2[on].sum()))) >= 0.005:
        sentences.append(wording("world.need_close", share=quantities.percent(share)))
    return sentences


def km2_of(need: WorldNeed, cells: WorldCells) -> NDArray[np.float64]:
    """Area of each cell that a need applies to."""
    return {"land": cells.land_km2, "sea": cells.sea_km2, "both": cells.land_km2 + cells.sea_km2}[need.domain]


def by_people_too(need: WorldNeed) -> bool:
    """Whether people are told of: not at sea, where they are not counted."""
    return need.domain != "sea" and applies(need.people)


def most_varied(world: World) -> int | None:
    """The need whose level differs most from place to place, the first map of the page; None where none differs.

    Of a single need, that one. Difference is the entropy of its shares of area, as shown and as possible together.
    """
    if len(world.needs) == 1:
        return 0
    entropy = [_entropy(need.area) + _entropy(need.possible_area) for need in world.needs]
    best = max(range(len(entropy)), key=entropy.__getitem__, default=None)
    return best if best is not None and entropy[best] > 0.05 else None


def _entropy(shares: Shares) -> float:
    """How mixed some shares are: 0 where one has all.

    >>> from commonsky.profile.model import Shares
    >>> _entropy(Shares(goal=1, breakthrough=0, threshold=0, not_met=0, not_observed=0))
    0.0
    """
    parts = np.array([getattr(shares, name) for name in SHARE_NAMES.values()])
    parts = parts[parts > 0]
    return abs(float(-(parts * np.log(parts)).sum()))


def met_by_half(levels: NDArray[np.int8], living: NDArray[np.float64]) -> int:
    """The number of needs met that half of the people, or a little more, do not see surpassed where they live.

    Args:
        levels: (needs, n), as the cells have them, shown or possible.
        living: (n,), people in each cell.
    """
    people = np.bincount((levels <= 2).sum(axis=0), weights=living)
    return int(np.searchsorted(np.cumsum(people), people.sum() / 2 - 1e-6)) if people.sum() > 0 else 0


def group_name(group: WorldGroup, wording: Wording) -> str:
    """The group's name in the language, a region's from the page's words."""
    return wording.word("world_region", group.id) if group.kind == "region" else wording.pick(group.titles)


def asked(world: World, domain: str) -> int:
    """How many needs are asked over a domain."""
    return sum(need.domain in {domain, "both"} for need in world.needs)
