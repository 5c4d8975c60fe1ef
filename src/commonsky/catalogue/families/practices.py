"""Recommended practices, as recipes. Facts: ../data/practices. Leaves out the prose of the publishers' pages."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.offer_words import OFFER_WORDS
from commonsky.catalogue.practices import Practice

PRACTICES = Family(
    name="practices",
    kind="practice",
    package="commonsky.catalogue",
    model=Practice,
    titles={"en": "Recommended practices", "zh": "推荐做法"},
    columns=(
        ("name", "name"),
        ("publisher", "publisher"),
        ("hazards", "hazards"),
        ("phases", "phases"),
        ("variables", "variables"),
        ("status", "status"),
        ("page", "page"),
    ),
    words={
        **OFFER_WORDS,
        "published": "已发布",
        "superseded": "已被取代",
        "raster": "栅格",
        "vector": "矢量",
        "table": "表格",
        "time series": "时间序列",
    },
)
