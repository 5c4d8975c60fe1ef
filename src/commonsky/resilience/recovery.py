"""When all that a scenario took is back, as published. Facts: the scenario's own rows. Leaves out ways that bring back a part alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commonsky.resilience.scenario import Recovery, Scenario


def whole_ways(scenario: Scenario) -> list[Recovery]:
    """Ways that bring back all that was lost: another mission or path that takes over is none of them."""
    return [way for way in scenario.recovery if not way.restores and not way.how.startswith("other")]


def back_h(scenario: Scenario) -> tuple[float, float] | None:
    """Hours after which all is back, from the earliest to the latest that is published; None: no source says.

    A published way back says it; where none has hours, how long such a thing lasts does.
    """
    hours = [(w.after_low_h, w.after_high_h) for w in whole_ways(scenario) if w.after_low_h is not None and w.after_high_h is not None]
    hours = hours or [(row.low_h, row.high_h) for row in scenario.lasting]
    return (min(low for low, _ in hours), max(high for _, high in hours)) if hours else None


def comes_back(scenario: Scenario) -> bool:
    """Whether a source says that all comes back, with hours or without."""
    return bool(whole_ways(scenario)) or bool(scenario.lasting)
