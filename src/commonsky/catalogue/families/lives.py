"""Lives of missions: how long designed to fly, when expected to end. Facts: ../data/lives.toml. Leaves out launches and ends that came."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.lives import Life

LIVES = Family(
    name="lives",
    kind="life",
    package="commonsky.catalogue",
    model=Life,
    titles={"en": "Lives of missions", "zh": "任务寿命"},
    columns=(
        ("mission", "name"),
        ("design life, years", "design_life_years"),
        ("expected end", "expected_end_until"),
        ("followed by", "followed_by"),
    ),
)
