"""What a country's needs hang on, in sentences. Facts: none of its own; English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.model import MissionResilience, NeedResilience, Titles

#: Share of the area from which a need counts as one that can be served at all.
SERVED = 0.01


def answer_of(needs: Sequence[NeedResilience], missions: Sequence[MissionResilience]) -> Titles:
    """How many needs hang on one system alone, and which loss brings most of them down.

    Args:
        needs: what each hangs on.
        missions: what falls with each, what brings most down first.
    """
    served = [row for row in needs if row.served >= SERVED]
    if not served:
        return {
            "en": "No need can be served here, even at best, so there is nothing that one loss could take away.",
            "zh": "即便在最好的情况下，这里也没有可满足的需求，因此不存在因单一损失而失去的需求。",
        }
    hanging = [row for row in served if row.hangs_on]
    if not hanging:
        return {
            "en": f"None of the {len(served)} needs that can be served at best hangs on one system alone: whichever is lost, "
            "more than half of each is left.",
            "zh": f"在最好情况下可满足的{len(served)}项需求中，没有一项仅依赖单一系统：无论失去哪一个，每项需求都保留一半以上。",
        }
    verb = "hangs" if len(hanging) == 1 else "hang"
    told = {
        "en": f"{len(hanging)} of the {len(served)} needs that can be served at best {verb} on one system alone: "
        "with it, half or more of what is served is lost.",
        "zh": f"在最好情况下可满足的{len(served)}项需求中，有{len(hanging)}项仅依赖单一系统：失去它，已满足的部分将减少一半或更多。",
    }
    worst = missions[0]
    count = len(worst.falls)
    alike = sum(len(row.falls) == count for row in missions)
    if count == 1 and alike > 1:
        return told
    if count == 1:
        return {"en": f"{told['en']} That is {worst.name}.", "zh": f"{told['zh']}该系统为{worst.name}。"}
    also = {"en": "", "zh": ""}
    if alike > 1:
        also = {"en": f" ({alike - 1} more would take as many)", "zh": f"（另有{alike - 1}个系统影响同样多）"}
    return {
        "en": f"{told['en']} The loss of {worst.name} would take most with it: {count} needs{also['en']}.",
        "zh": f"{told['zh']}影响最大的是失去{worst.name}：将有{count}项需求随之失效{also['zh']}。",
    }
