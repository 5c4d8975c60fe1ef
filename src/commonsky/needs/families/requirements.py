"""Observation requirements as published. Facts: ../data/requirements. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.needs.model import Requirement

REQUIREMENTS = Family(
    name="requirements",
    kind="requirement",
    package="commonsky.needs",
    model=Requirement,
    titles={"en": "Requirements", "zh": "观测需求"},
    columns=(
        ("id", "id"),
        ("theme", "theme"),
        ("variable", "variable"),
        ("layer", "layer"),
        ("application", "application"),
        ("confidence", "confidence"),
    ),
    words={
        "flood": "洪水",
        "drought": "干旱",
        "storm": "风暴",
        "coast": "海岸",
        "agriculture": "农业",
        "forest": "森林",
        "fire": "火灾",
        "climate": "气候",
        "air": "空气质量",
        "geohazard": "地质灾害",
        "weather": "天气",
        "water": "水资源",
        "ice": "冰雪",
    },
)
