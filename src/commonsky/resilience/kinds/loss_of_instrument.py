"""Loss of instruments, or of some of their modes, while their satellites fly on. Facts: instruments of the catalogue.

Leaves out an instrument that works on with worse figures: a loss is whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from commonsky.catalogue.model import Row
from commonsky.core.errors import UnknownNameError
from commonsky.resilience.kinds.loss_of_satellite import Names, find_names, flying
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.catalogue.model import Instrument
    from commonsky.resilience.scenario import Setting, Titles

    Looks = set[tuple[str, str, str]]


class LossOfInstrument(Row):
    """Instruments by name; missions: none means all that fly them; modes: none means all."""

    instruments: Annotated[Names, Field(min_length=1)]
    missions: Names = ()
    modes: Names = ()


def lose_instruments(takes: LossOfInstrument, setting: Setting) -> Loss:
    """The looks of the instruments on the missions that fly them and give products on the date."""
    names, missing = find_names("instrument", takes.instruments, setting.instruments)
    rows = [setting.instruments[name] for name in names]
    wanted, absent = find_names("mission", takes.missions, setting.missions)
    modes, strange = find_names("mode", takes.modes, {mode.name: mode for row in rows for mode in row.modes})
    lines = [*missing, *absent, *strange]
    looks: Looks = set()
    told: list[Titles] = []
    for row in rows:
        fliers, quiet = flying([name for name in row.missions if not takes.missions or name in wanted], setting)
        lines += [line for line in quiet if takes.missions]
        which = [mode.name for mode in row.modes if mode.name in modes] if takes.modes else [""]
        lost = {(mission.name, row.name, mode) for mission in fliers for mode in which}
        looks |= lost
        told += _told(row, [mission.name for mission in fliers], which) if lost else []
        if not takes.missions and not fliers:
            lines.append(f"{row.name} gives no products on {setting.start.date()}")
    lines += _not_carried(wanted, rows)
    return Loss(looks=frozenset(looks), told=tuple(told), not_found=tuple(lines))


def _told(row: Instrument, missions: Iterable[str], modes: Iterable[str]) -> list[Titles]:
    named = [mode for mode in modes if mode]
    part = (f", {', '.join(named)},", f"的{'、'.join(named)}模式") if named else ("", "")
    listed = list(missions)
    return [{"en": f"lost: {row.name}{part[0]} on {', '.join(listed)}", "zh": f"失去：{'、'.join(listed)}上的{row.name}{part[1]}"}]


def _not_carried(wanted: Iterable[str], rows: Iterable[Instrument]) -> list[str]:
    """A line for each mission that flies none of the instruments."""
    carried = [name for row in rows for name in row.missions]
    return [
        f"{name} flies none of the instruments: {UnknownNameError('mission', name, carried)}"
        for name in wanted
        if rows and name not in carried
    ]


LOSS_OF_INSTRUMENT = Kind(
    name="loss-of-instrument",
    titles={"en": "Loss of an instrument", "zh": "失去仪器"},
    asks=LossOfInstrument,
    lose=lose_instruments,
    source="instruments of the catalogue (catalogue/data/instruments), by name",
)
