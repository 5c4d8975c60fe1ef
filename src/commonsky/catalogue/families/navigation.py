"""Navigation and augmentation systems. Facts: ../data/navigation. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.systems import Navigation

NAVIGATION = Family(
    name="navigation",
    kind="navigation",
    package="commonsky.catalogue",
    model=Navigation,
    titles={"en": "Navigation systems", "zh": "导航系统"},
    columns=(
        ("name", "name"),
        ("kind", "kind"),
        ("operator", "operator"),
        ("status", "status"),
        ("satellites nominal", "satellites_nominal"),
        ("position accuracy m", "position_accuracy_m"),
        ("emergency messages", "emergency_messages"),
    ),
    words={
        "global": "全球导航",
        "regional": "区域导航",
        "augmentation": "星基增强",
        "GPS": "全球定位系统",
        "Galileo": "伽利略",
        "GLONASS": "格洛纳斯",
        "BeiDou-3": "北斗三号",
        "BeiDou": "北斗",
        "QZSS": "准天顶",
        "NavIC": "印度区域导航",
    },
)
