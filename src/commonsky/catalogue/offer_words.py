"""Chinese words for what offers are for: technologies, phases of disaster management, hazards. Facts: UNDRR's and UN-SPIDER's own terms.

Leaves out the words of one family, which its declaration holds.
"""

OFFER_WORDS: dict[str, str] = {
    "earth observation": "对地观测",
    "navigation": "卫星导航",
    "telecommunication": "卫星通信",
    "prevention": "预防",
    "preparedness": "备灾",
    "response": "应急响应",
    "recovery": "恢复重建",
    "flood": "洪水",
    "drought": "干旱",
    "storm": "风暴 台风",
    "fire": "火灾",
    "heat": "高温",
    "cold": "寒潮",
    "earthquake": "地震",
    "tsunami": "海啸",
    "landslide": "滑坡",
    "volcano": "火山",
    "coastal": "海岸灾害",
    "snow and ice": "冰雪",
    "pests": "虫害",
    "epidemic": "疫情",
    "air quality": "空气质量",
    "oil spill": "溢油",
    "industrial accident": "工业事故",
    "space weather": "空间天气",
    "asteroid": "小行星",
}
