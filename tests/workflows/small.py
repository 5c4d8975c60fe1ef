"""A small assessment: one city state, two needs, few days, so that the whole path runs in seconds."""

from datetime import UTC, datetime

from commonsky.workflows.assess import Request

NEEDS = """
[[need]]
requirement = "flood-surface-water-extent"
weight = 2.0
title_en = "See floods"
title_zh = "看见洪水"

[[need]]
requirement = "storm-sea-surface-temperature"
title_en = "See warm seas"
title_zh = "看见暖海"
"""


class Silent:
    """Progress that only counts."""

    def __init__(self):
        self.steps = []

    def step(self, what, parts=1):
        self.steps.append((what, parts))

    def tick(self):
        pass


def request(tmp_path, **changes):
    """A request for Monaco with two needs over three days in November 2026."""
    needs = tmp_path / "needs.toml"
    needs.write_text(NEEDS, "utf-8")
    values = {
        "country": "MCO",
        "date": datetime(2026, 11, 1, tzinfo=UTC),
        "days": 3.0,
        "elements": None,
        "instruments": None,
        "needs": needs,
        "population": None,
        "boundary": None,
        "out": tmp_path / "out",
        "language": "en",
        "any_age": False,
        "command": "commonsky assess MCO",
    }
    return Request(**(values | changes))
