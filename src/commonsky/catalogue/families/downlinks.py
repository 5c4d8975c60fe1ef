"""Downlinks: where missions bring their data down. Facts: ../data/downlinks. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.systems import Downlink

DOWNLINKS = Family(
    name="downlinks",
    kind="downlink",
    package="commonsky.catalogue",
    model=Downlink,
    titles={"en": "Downlinks", "zh": "数据下传"},
    columns=(
        ("name", "name"),
        ("missions", "missions"),
        ("stations", "stations"),
        ("relays", "relays"),
        ("missing", "missing"),
        ("processing", "processing_min"),
    ),
    words={"Svalbard (SvalSat)": "斯瓦尔巴站", "McMurdo": "麦克默多站", "TDRSS": "跟踪与数据中继卫星系统", "EDRS": "欧洲数据中继系统"},
)
