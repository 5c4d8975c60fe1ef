"""Causes tell figures as the requirement writes them, so that they are those of its table."""

import pytest

from commonsky.gaps.causes import _asked
from commonsky.needs.load import packaged_requirements


@pytest.mark.parametrize(
    ("requirement", "level", "told"),
    [
        ("flood-surface-water-extent", "goal", "0.2"),
        ("drought-fapar", "threshold", "0.05"),  # stated as two standard deviations, 0.1; causes tell one
        ("water-river-discharge", "threshold", "2.5\u202f%"),
        ("climate-cloud-cover", "threshold", "6\u202f%"),
    ],
)
def test_a_share_is_told_as_its_source_writes_it(requirement, level, told):
    assert _asked("uncertainty", level, packaged_requirements()[requirement]) == told
