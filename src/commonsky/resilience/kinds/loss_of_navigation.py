"""Loss of satellite navigation: whole systems, or single satellites. Facts: navigation systems of the catalogue.

Single satellites are named as `coverage.shells` names them, such as ``GPS/A1``. Leaves out a system that works on with wrong signals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, model_validator

from commonsky.catalogue.model import Row
from commonsky.resilience.kinds.loss_of_satellite import Names, find_names, in_service, told_of_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from commonsky.resilience.scenario import Setting


def _satellites(names: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := next((name for name in names if not all(name.partition("/")[::2])), None):
        raise ValueError(f"{wrong!r} is no satellite; write it as SYSTEM/NAME, such as 'GPS/A1'")
    return names


class LossOfNavigation(Row):
    """Systems by name; satellites as SYSTEM/NAME.

    A system of which satellites are named loses those alone. `regional` adds every regional system and every augmentation, such as where
    what they correct is gone.
    """

    systems: Names = ()
    satellites: Annotated[Names, AfterValidator(_satellites)] = ()
    regional: bool = False

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.systems and not self.satellites and not self.regional:
            raise ValueError("give systems, satellites or regional = true")
        return self


def lose_navigation(takes: LossOfNavigation, setting: Setting) -> Loss:
    """Systems and satellites; a system that is not in service on the date is told as not found."""
    serving = {name: setting.navigation[name] for name in in_service(setting.navigation)}
    named, missing = find_names("navigation system in service", takes.systems, serving)
    partly: dict[str, str] = {}
    lines = [*missing]
    for satellite in takes.satellites:
        system, _, name = satellite.partition("/")
        found, absent = find_names("navigation system in service", [system], serving)
        lines += absent
        partly |= {f"{known}/{name.strip()}": known for known in found}
    more = [name for name, row in serving.items() if takes.regional and row.kind != "global"]
    whole = tuple(dict.fromkeys(name for name in (*named, *more) if name not in partly.values()))
    told = (
        *told_of_names(whole, "navigation lost", "失去导航系统"),
        *told_of_names(partly, "navigation satellites lost", "失去导航卫星"),
    )
    return Loss(navigation=frozenset({*whole, *partly}), told=told, not_found=tuple(lines))


LOSS_OF_NAVIGATION = Kind(
    name="loss-of-navigation",
    titles={"en": "Loss of satellite navigation", "zh": "失去卫星导航"},
    asks=LossOfNavigation,
    lose=lose_navigation,
    source="navigation systems of the catalogue (catalogue/data/navigation.toml), by name",
)
