"""One object as a TLE and as the four forms of an OMM, written as CelesTrak does; the figures are Sentinel-2A's of 2026-08-27."""

import csv
import io
import json

from sgp4.io import compute_checksum

from commonsky.sources.element_format import ELEMENT_FORMATS

NAME = "SENTINEL-2A"
LINE_1 = "1 40697U 15028A   26239.96293221 -.00000007  00000+0  13927-4 0  9991"
LINE_2 = "2 40697  98.5649 313.7781 0001326  88.9197 271.2138 14.30816759583995"
TLE = f"{NAME}\n{LINE_1}\n{LINE_2}\n"
FIELDS = {
    "OBJECT_NAME": NAME,
    "OBJECT_ID": "2015-028A",
    "EPOCH": "2026-08-27T23:06:37.342944",
    "MEAN_MOTION": 14.30816759,
    "ECCENTRICITY": 0.0001326,
    "INCLINATION": 98.5649,
    "RA_OF_ASC_NODE": 313.7781,
    "ARG_OF_PERICENTER": 88.9197,
    "MEAN_ANOMALY": 271.2138,
    "EPHEMERIS_TYPE": 0,
    "CLASSIFICATION_TYPE": "U",
    "NORAD_CAT_ID": 40697,
    "ELEMENT_SET_NO": 999,
    "REV_AT_EPOCH": 58399,
    "BSTAR": 1.3927e-05,
    "MEAN_MOTION_DOT": -7e-08,
    "MEAN_MOTION_DDOT": 0,
}
NEEDED = ("EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY")


def with_checksum(line):
    return line[:68] + str(compute_checksum(line))


def as_json(*messages):
    return json.dumps(list(messages))


def as_csv(*messages):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(FIELDS), lineterminator="\r\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(messages)
    return text.getvalue()


def as_kvn(*messages):
    units = {"MEAN_MOTION": " [rev/day]", "INCLINATION": " [deg]"}
    header = "CCSDS_OMM_VERS = 2.0\nCOMMENT = written by hand\nCREATION_DATE = 2026-08-28T00:00:00\nORIGINATOR = US\n"
    fixed = {"CENTER_NAME": "EARTH", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC", "MEAN_ELEMENT_THEORY": "SGP4"}
    return "\n".join(header + "\n".join(f"{k} = {v}{units.get(k, '')}" for k, v in {**m, **fixed}.items()) + "\n" for m in messages)


def as_xml(*messages):
    body = ""
    for m in messages:
        tags = {k: f"<{k}>{v}</{k}>" for k, v in m.items()}
        meta = "".join(tags.get(k, "") for k in ("OBJECT_NAME", "OBJECT_ID")) + "<REF_FRAME>TEME</REF_FRAME><TIME_SYSTEM>UTC</TIME_SYSTEM>"
        mean = "".join(tags.get(k, "") for k in NEEDED)
        rest = "".join(v for k, v in tags.items() if k not in {*NEEDED, "OBJECT_NAME", "OBJECT_ID"})
        body += (
            f'<omm id="CCSDS_OMM_VERS" version="2.0"><header><CREATION_DATE/><ORIGINATOR/></header>'
            f"<body><segment>\n<metadata>{meta}</metadata><data><meanElements>{mean}</meanElements>\n<tleParameters>{rest}</tleParameters></data></segment></body></omm>\n"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ndm>{body}</ndm>\n'


WRITERS = {"omm-json": as_json, "omm-csv": as_csv, "omm-kvn": as_kvn, "omm-xml": as_xml}


def parse(name, text):
    """Sets and refusals of a text in a named format."""
    rows = list(ELEMENT_FORMATS[name].parse(text, "file"))
    return [r for r in rows if not isinstance(r, str)], [r for r in rows if isinstance(r, str)]


def without(message, *keys):
    return {k: v for k, v in message.items() if k not in keys}
