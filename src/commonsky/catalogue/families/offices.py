"""Offices that help countries to use space, and centres that warn them. Facts: ../data/offices. Leaves out persons and telephones."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.offer_words import OFFER_WORDS
from commonsky.catalogue.offices import Office

OFFICES = Family(
    name="offices",
    kind="office",
    package="commonsky.catalogue",
    model=Office,
    titles={"en": "Support offices and warning centres", "zh": "支助办公室与预警中心"},
    columns=(
        ("name", "name"),
        ("kind", "kind"),
        ("host", "host"),
        ("city", "city"),
        ("country", "country"),
        ("hazards", "hazards"),
        ("serves", "serves"),
        ("status", "status"),
        ("how to reach", "how_to_reach"),
    ),
    words={
        **OFFER_WORDS,
        "regional support office": "区域支助办公室",
        "focal point": "国家协调中心",
        "regional centre": "区域中心",
        "programme": "计划",
        "warning centre": "预警中心",
    },
)
