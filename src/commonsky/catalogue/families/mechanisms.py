"""Emergency mechanisms: who brings images and maps in a disaster. Facts: ../data/mechanisms.toml. Leaves out persons and telephones."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.mechanisms import Mechanism

MECHANISMS = Family(
    name="mechanisms",
    kind="mechanism",
    package="commonsky.catalogue",
    model=Mechanism,
    titles={"en": "Emergency mechanisms", "zh": "应急机制"},
    columns=(
        ("name", "name"),
        ("kind", "kind"),
        ("operator", "operator"),
        ("status", "status"),
        ("contact page", "contact_page"),
    ),
    words={
        "imagery and maps": "影像与制图",
        "mapping": "应急制图",
        "rapid scan": "加密观测",
        "gateway": "代为申请",
        "automatic": "自动产品",
        "data release": "数据公开",
        "flood": "洪水",
        "earthquake": "地震",
        "fire": "火灾",
        "storm": "风暴",
    },
)
