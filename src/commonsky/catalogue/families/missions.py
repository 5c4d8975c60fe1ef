"""Satellites that observe, flying, ended or firmly planned. Facts: ../data/missions. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.model import Mission

MISSIONS = Family(
    name="missions",
    kind="mission",
    package="commonsky.catalogue",
    model=Mission,
    titles={"en": "Missions", "zh": "卫星任务"},
    columns=(
        ("name", "name"),
        ("agencies", "agencies"),
        ("launch date", "launch_date"),
        ("status", "status"),
        ("kind", "orbit.kind"),
        ("altitude", "orbit.altitude_km"),
        ("ascending node", "orbit.ascending_node"),
        ("longitude", "orbit.longitude_deg"),
        ("norad", "norad"),
    ),
    words={
        "sun-synchronous": "太阳同步轨道",
        "inclined": "倾斜轨道",
        "geostationary": "地球静止轨道",
        "eccentric": "大椭圆轨道",
        "operational": "在轨运行",
        "extended": "超期服役",
        "commissioning": "在轨测试",
        "standby": "备用",
        "planned": "计划中",
        "ended": "已结束",
        "CMA": "中国气象局",
        "CNSA": "国家航天局",
        "ESA": "欧洲空间局",
        "NASA": "美国国家航空航天局",
        "NOAA": "美国国家海洋和大气管理局",
        "JAXA": "日本宇宙航空研究开发机构",
        "ISRO": "印度空间研究组织",
        "INPE": "巴西国家空间研究院",
        "EUMETSAT": "欧洲气象卫星开发组织",
        "Roscosmos": "俄罗斯国家航天集团",
        "KARI": "韩国航空宇宙研究院",
        "CONAE": "阿根廷国家空间活动委员会",
        "CSA": "加拿大航天局",
        "USGS": "美国地质调查局",
    },
)
