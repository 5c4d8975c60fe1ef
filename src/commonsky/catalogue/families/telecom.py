"""Telecom, relay, data collection and distress systems. Facts: ../data/telecom. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.systems import Telecom

TELECOM = Family(
    name="telecom",
    kind="telecom",
    package="commonsky.catalogue",
    model=Telecom,
    titles={"en": "Telecom and relay systems", "zh": "通信与中继系统"},
    columns=(("name", "name"), ("kind", "kind"), ("operator", "operator"), ("status", "status"), ("coverage", "coverage")),
    words={
        "broadcast": "广播",
        "two-way": "双向通信",
        "data collection": "数据收集",
        "relay": "中继",
        "distress": "遇险求救",
        "Iridium": "铱星",
        "Starlink": "星链",
        "Inmarsat": "海事卫星",
    },
)
