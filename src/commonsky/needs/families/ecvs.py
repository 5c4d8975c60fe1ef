"""Essential Climate Variables, their domain and our variables. Facts: ../data/ecvs. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.needs.ecv import EssentialClimateVariable

ECVS = Family(
    name="ecvs",
    kind="ecv",
    package="commonsky.needs",
    model=EssentialClimateVariable,
    titles={"en": "Essential Climate Variables", "zh": "基本气候变量"},
    columns=(("name", "name"), ("domain", "domain"), ("variables", "variables")),
    words={
        "atmosphere: surface": "近地面大气",
        "atmosphere: upper air": "高空大气",
        "atmosphere: composition": "大气成分",
        "ocean: physical": "海洋物理",
        "ocean: biogeochemistry": "海洋生物地球化学",
        "ocean: biology": "海洋生物",
        "land: hydrology": "陆地水文",
        "land: cryosphere": "冰冻圈",
        "land: biosphere": "陆地生物圈",
        "land: anthroposphere": "人类圈",
    },
)
