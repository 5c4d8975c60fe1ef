"""Ground networks and what they measure. Facts: ../data/networks. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.systems import Network

NETWORKS = Family(
    name="networks",
    kind="network",
    package="commonsky.catalogue",
    model=Network,
    titles={"en": "Ground networks", "zh": "地面观测网"},
    columns=(
        ("name", "name"),
        ("kind", "kind"),
        ("operator", "operator"),
        ("stations", "stations"),
        ("required spacing", "required_spacing_km"),
        ("data policy", "data_policy"),
    ),
    words={
        "surface": "地面气象站网",
        "upper air": "高空探测站网",
        "marine": "海洋观测网",
        "hydrological": "水文站网",
        "composition": "大气成分站网",
        "flux": "通量观测网",
        "geodetic": "大地测量网",
        "seismic": "地震台网",
        "radar": "天气雷达网",
        "aircraft": "飞机观测",
        "lightning": "闪电定位网",
    },
)
