"""What is not met for want of a published figure alone: observed, but no source states how sure the value is or how soon it comes.

Facts: the limits of the profile. A limit counts only where none of the products that would otherwise do has a stated figure that is too
poor. Leaves out whether the figure would be good enough once stated: nobody can know that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from commonsky.gaps.causes import limit_name, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.model import Limit, Need

Basis = Literal["area", "people"]
#: Attributes that a source may leave unsaid.
SILENT = ("uncertainty", "timeliness")


def unstated(limit: Limit) -> tuple[str, ...]:
    """Those of a limit's attributes of which no source states a figure."""
    return tuple(name for name in limit.attributes if name in SILENT and _opening(name) in limit.cause.get("en", ""))


def for_want_of_a_figure(need: Need) -> Limit | None:
    """The widest limit of a need's threshold that is nothing but unstated figures, or None."""
    rows = [row for row in need.limits if row.level == "threshold" and row.attributes and unstated(row) == row.attributes]
    return max(rows, key=lambda row: row.area_share, default=None)


def only_unstated(need: Need, by: Basis, met: float) -> bool:
    """Whether a need would count as met were unstated figures let pass, and does not as things are.

    Args:
        need: assessed.
        by: what shares are of.
        met: share from which a need counts as met.
    """
    row = for_want_of_a_figure(need)
    shares = need.people if by == "people" and need.people.not_observed < 1 else need.area
    lost = shares.not_met + shares.not_observed
    if row is None or lost <= 1 - met:
        return False
    return lost - (row.area_share if shares is need.area else row.people_share) <= 1 - met + 1e-6


def silence(attributes: Sequence[str], code: str) -> str:
    r"""What no source states, in words.

    >>> silence(("timeliness", "uncertainty"), "en")
    'how soon the product is there and how sure the value is'
    """
    return ("与" if code == "zh" else " and ").join(limit_name(name, code) for name in attributes)


def _opening(name: str) -> str:
    """How the cause of an unstated figure begins."""
    text = wording()["unstated"]
    return text["cause_en"].split("{products}")[0].format(what=text[f"what_{name}_en"])
