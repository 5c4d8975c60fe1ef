"""Targets of the three agendas and what can be observed for each. Facts: ../data/targets. Leaves out figures of countries."""

from commonsky.catalogue.family import Family
from commonsky.needs.targets import Target

TARGETS = Family(
    name="targets",
    kind="target",
    package="commonsky.needs",
    model=Target,
    titles={"en": "Targets of the agendas", "zh": "三大议程的目标与指标"},
    columns=(("id", "id"), ("kind", "kind"), ("name", "name"), ("name_zh", "name_zh"), ("variables", "variables")),
    words={
        "sdg": "可持续发展目标",
        "sendai": "仙台框架",
        "paris": "巴黎协定",
        "goal": "目标",
        "target": "具体目标",
        "indicator": "指标",
        "article": "条",
        "paragraph": "款",
        "measures": "直接量度",
        "supports": "支撑行动",
        "context": "背景信息",
        "navigation": "卫星导航",
        "telecommunication": "卫星通信",
    },
)
