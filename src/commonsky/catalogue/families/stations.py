"""Ground stations that receive observing satellites. Facts: ../data/stations. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.systems import Station

STATIONS = Family(
    name="stations",
    kind="station",
    package="commonsky.catalogue",
    model=Station,
    titles={"en": "Ground stations", "zh": "地面站"},
    columns=(
        ("name", "name"),
        ("country", "country"),
        ("latitude", "latitude_deg"),
        ("longitude", "longitude_deg"),
        ("kind", "kind"),
        ("operator", "operator"),
        ("bands", "bands"),
    ),
    words={
        "polar": "极地站",
        "mid-latitude": "中纬度站",
        "equatorial": "赤道站",
        "geostationary": "静止卫星地面站",
        "direct broadcast": "直接广播接收站",
    },
)
