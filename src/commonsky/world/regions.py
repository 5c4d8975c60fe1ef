"""Regions of the M49 standard by language. Facts: United Nations Statistics Division, standard country or area codes (M49)."""

from __future__ import annotations

#: Chinese names of regions and subregions; English ones stand with each country.
CHINESE = {
    "Africa": "非洲",
    "Americas": "美洲",
    "Asia": "亚洲",
    "Europe": "欧洲",
    "Oceania": "大洋洲",
    "Northern Africa": "北非",
    "Sub-Saharan Africa": "撒哈拉以南非洲",
    "Eastern Africa": "东非",
    "Middle Africa": "中部非洲",
    "Southern Africa": "南部非洲",
    "Western Africa": "西非",
    "Latin America and the Caribbean": "拉丁美洲和加勒比",
    "Caribbean": "加勒比",
    "Central America": "中美洲",
    "South America": "南美洲",
    "Northern America": "北美洲",
    "Central Asia": "中亚",
    "Eastern Asia": "东亚",
    "South-eastern Asia": "东南亚",
    "Southern Asia": "南亚",
    "Western Asia": "西亚",
    "Eastern Europe": "东欧",
    "Northern Europe": "北欧",
    "Southern Europe": "南欧",
    "Western Europe": "西欧",
    "Australia and New Zealand": "澳大利亚和新西兰",
    "Melanesia": "美拉尼西亚",
    "Micronesia": "密克罗尼西亚",
    "Polynesia": "波利尼西亚",
}


def region_names(name: str) -> dict[str, str]:
    """A region's names by language.

    >>> region_names("Melanesia")["zh"]
    '美拉尼西亚'
    """
    return {"en": name, "zh": CHINESE.get(name, name)}
