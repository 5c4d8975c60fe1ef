"""Scenarios: what can fail, how likely, for how long, and the way back. Facts: ../data/scenarios.toml. Leaves out what a loss does."""

from commonsky.catalogue.family import Family
from commonsky.resilience.scenario import Scenario

SCENARIOS = Family(
    name="scenarios",
    kind="scenario",
    package="commonsky.resilience",
    model=Scenario,
    titles={"en": "Scenarios of failure", "zh": "失效情景"},
    columns=(
        ("name", "name"),
        ("title", "titles.en"),
        ("kind", "kind"),
        ("happened", "happened"),
    ),
    words={
        "loss-of-satellite": "失去卫星",
        "loss-of-instrument": "失去仪器",
        "loss-of-fleet": "失去机队",
        "loss-of-navigation": "失去导航",
        "loss-of-ground-station": "失去地面站",
        "space-weather": "空间天气",
        "jamming": "导航干扰",
        "cyber-attack": "网络攻击",
        "debris": "空间碎片",
        "launch-delay": "发射推迟",
        "retirement": "退役",
    },
)
