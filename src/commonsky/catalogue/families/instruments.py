"""Instruments, their modes and what they measure. Facts: ../data/instruments. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.model import Instrument

INSTRUMENTS = Family(
    name="instruments",
    kind="instrument",
    package="commonsky.catalogue",
    model=Instrument,
    titles={"en": "Instruments", "zh": "遥感仪器"},
    columns=(("name", "name"), ("kind", "kind"), ("missions", "missions"), ("data policy", "data_policy")),
    words={
        "optical imager": "光学成像仪",
        "high-resolution optical imager": "高分辨率光学相机",
        "hyperspectral imager": "高光谱成像仪",
        "thermal imager": "热红外成像仪",
        "synthetic aperture radar": "合成孔径雷达",
        "altimeter": "高度计",
        "microwave radiometer": "微波辐射计",
        "microwave sounder": "微波探测仪",
        "infrared sounder": "红外探测仪",
        "precipitation radar": "降水雷达",
        "cloud radar": "测云雷达",
        "scatterometer": "散射计",
        "geostationary imager": "静止轨道成像仪",
        "geostationary sounder": "静止轨道探测仪",
        "lightning imager": "闪电成像仪",
        "lidar": "激光雷达",
        "spectrometer": "光谱仪",
        "ocean colour radiometer": "水色扫描仪",
        "radio occultation receiver": "掩星接收机",
        "gravity": "重力测量",
        "radiation budget radiometer": "辐射收支仪",
        "gnss reflectometry receiver": "GNSS反射接收机",
        "polarimeter": "偏振成像仪",
        "limb sounder": "临边探测仪",
        "open": "开放数据",
        "commercial": "商业数据",
        "restricted": "受限数据",
        "registration": "注册后可用",
    },
)
