"""The catalogue of tracked objects, as CelesTrak and Space-Track give it, CSV or JSON.

Facts: CelesTrak, SATCAT format (2023-05-07), SATCAT sources and launch sites; Space-Track, class satcat. An owner's code may mean an
organisation or two States, and CIS is read as the Russian Federation. Whose a launch site is, is the territory that it stands on and, for
Baikonur and its like, who runs it; platforms at sea and aircraft have none. Leaves out radar cross sections, and the old fixed columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.catalogue.objects import RegisteredObject, read_cospar, read_norad
from commonsky.sources.register_format import RegisterFormat, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.catalogue.objects import Kind
    from commonsky.sources.register_format import Table

KINDS: dict[str, Kind] = {
    "PAY": "payload", "PAYLOAD": "payload", "R/B": "rocket body", "ROCKET BODY": "rocket body", "DEB": "debris", "DEBRIS": "debris",
}  # fmt: skip
#: Operational status codes of SATCAT.
STATUSES = {
    "+": "operational", "-": "not operational", "P": "partially operational", "B": "backup", "S": "spare", "X": "extended mission",
    "D": "decayed", "?": "unknown",
}  # fmt: skip
#: Owner's code to ISO 3166 alpha-3, or an organisation; a code that is not here is shown as it is.
OWNERS = {
    "ALG": "DZA", "ANG": "AGO", "ARGN": "ARG", "ARM": "ARM", "ASRA": "AUT", "AUS": "AUS", "AZER": "AZE", "BEL": "BEL", "BELA": "BLR",
    "BERM": "BMU", "BGD": "BGD", "BHR": "BHR", "BHUT": "BTN", "BOL": "BOL", "BRAZ": "BRA", "BUL": "BGR", "BWA": "BWA", "CA": "CAN",
    "CHBZ": "CHN BRA", "CHLE": "CHL", "CHTU": "CHN TUR", "CIS": "RUS", "COL": "COL", "CRI": "CRI", "CZCH": "CZE", "DEN": "DNK",
    "DJI": "DJI", "ECU": "ECU", "EGYP": "EGY", "ESA": "ESA", "ESRO": "ESA", "EST": "EST", "ETH": "ETH", "EUME": "EUMETSAT",
    "FGER": "FRA DEU", "FIN": "FIN", "FR": "FRA", "FRIT": "FRA ITA", "GER": "DEU", "GHA": "GHA", "GREC": "GRC", "GRSA": "GRC SAU",
    "GUAT": "GTM", "HRV": "HRV", "HUN": "HUN", "IND": "IND", "INDO": "IDN", "IRAN": "IRN", "IRAQ": "IRQ", "IRL": "IRL", "ISRA": "ISR",
    "ISRO": "IND", "IT": "ITA", "JPN": "JPN", "KAZ": "KAZ", "KEN": "KEN", "LAOS": "LAO", "LKA": "LKA", "LTU": "LTU", "LUXE": "LUX",
    "MA": "MAR", "MALA": "MYS", "MCO": "MCO", "MDA": "MDA", "MEX": "MEX", "MMR": "MMR", "MNE": "MNE", "MNG": "MNG", "MUS": "MUS",
    "NETH": "NLD", "NIG": "NGA", "NKOR": "PRK", "NOR": "NOR", "NPL": "NPL", "NZ": "NZL", "PAKI": "PAK", "PERU": "PER", "POL": "POL",
    "POR": "PRT", "PRC": "CHN", "PRES": "CHN ESA", "PRY": "PRY", "QAT": "QAT", "ROM": "ROU", "RP": "PHL", "RWA": "RWA", "SAFR": "ZAF",
    "SAUD": "SAU", "SDN": "SDN", "SEN": "SEN", "SGJP": "SGP JPN", "SING": "SGP", "SKOR": "KOR", "SLB": "SLB", "SPN": "ESP", "SVN": "SVN",
    "SWED": "SWE", "SWTZ": "CHE", "THAI": "THA", "TMMC": "TKM MCO", "TUN": "TUN", "TURK": "TUR", "UAE": "ARE", "UK": "GBR", "UKR": "UKR",
    "URY": "URY", "US": "USA", "USBZ": "USA BRA", "VENZ": "VEN", "VTNM": "VNM", "ZWE": "ZWE",
}  # fmt: skip
#: Launch site's code to its name and whose it is.
SITES = {
    "AFETR": ("Cape Canaveral", "USA"), "AFWTR": ("Vandenberg", "USA"), "ALCLC": ("Alcântara", "BRA"), "ANDSP": ("Andøya", "NOR"),
    "BOS": ("Bowen", "AUS"), "DLS": ("Dombarovskiy", "RUS"), "FRGUI": ("Kourou, French Guiana", "FRA"), "HGSTR": ("Hammaguira", "DZA FRA"),
    "JSC": ("Jiuquan", "CHN"), "KODAK": ("Kodiak", "USA"), "KSCUT": ("Uchinoura", "JPN"), "KWAJ": ("Kwajalein", "MHL USA"),
    "KYMSC": ("Kapustin Yar", "RUS"), "KYMTR": ("Kapustin Yar", "RUS"), "NSC": ("Naro", "KOR"), "PKMTR": ("Plesetsk", "RUS"),
    "PLMSC": ("Plesetsk", "RUS"), "RLLB": ("Mahia", "NZL"), "SEMLS": ("Semnan", "IRN"), "SMTS": ("Shahrud", "IRN"),
    "SNMLP": ("San Marco platform", "KEN ITA"), "SPKII": ("Kii", "JPN"), "SRI": ("Satish Dhawan", "IND"), "SRILR": ("Satish Dhawan", "IND"),
    "SVOBO": ("Svobodny", "RUS"), "TAISC": ("Taiyuan", "CHN"), "TANSC": ("Tanegashima", "JPN"), "TNSTA": ("Tanegashima", "JPN"),
    "TTMTR": ("Baikonur", "KAZ RUS"), "TYMSC": ("Baikonur", "KAZ RUS"), "VOSTO": ("Vostochny", "RUS"), "WLPIS": ("Wallops", "USA"),
    "WOMRA": ("Woomera", "AUS"), "WSC": ("Wenchang", "CHN"), "XICLF": ("Xichang", "CHN"), "YAVNE": ("Palmachim", "ISR"),
    "YUN": ("Sohae", "PRK"),
}  # fmt: skip


def parse_celestrak(table: Table) -> Iterator[RegisteredObject | str]:
    """Rows under the keywords of CelesTrak."""
    for line, row in table.rows:
        if isinstance(row, str):
            yield row
            continue
        yield from _row(line, {
            "name": row.get("objectname", ""), "cospar": row.get("objectid", ""), "norad": row.get("noradcatid", ""),
            "kind": row.get("objecttype", ""), "owner": row.get("owner", ""), "launch": row.get("launchdate", ""),
            "site": row.get("launchsite", ""), "decay": row.get("decaydate", ""), "status": row.get("opsstatuscode", ""),
        })  # fmt: skip


def parse_space_track(table: Table) -> Iterator[RegisteredObject | str]:
    """Rows under the keywords of Space-Track; of an object's rows, those alone that are marked current."""
    for line, row in table.rows:
        if isinstance(row, str):
            yield row
            continue
        if row.get("current", "Y").upper() == "N":
            continue
        yield from _row(line, {
            "name": row.get("satname", ""), "cospar": row.get("intldes", ""), "norad": row.get("noradcatid", ""),
            "kind": row.get("objecttype", ""), "owner": row.get("country", ""), "launch": row.get("launch", ""),
            "site": row.get("site", ""), "decay": row.get("decay", ""), "status": "",
        })  # fmt: skip


def _row(line: int, cell: dict[str, str]) -> Iterator[RegisteredObject | str]:
    """A row, or why there is none; before it what is left out of it."""
    norad = read_norad(cell["norad"])
    cospar, repaired = read_cospar(cell["cospar"])
    if norad is None or not (norad or cospar):
        yield f"line {line}: {cell['norad'] or 'nothing'!r} is no NORAD number, {cell['cospar'] or 'nothing'!r} no COSPAR id"
        return
    if cell["cospar"] and not cospar:
        yield f"line {line}: {cell['cospar']!r} is no COSPAR id; the rest of the row is used"
    launch, decay = read_date(cell["launch"]), read_date(cell["decay"])
    for what, read in (("launch", launch), ("decay", decay)):
        if read is None:
            yield f"line {line}: {cell[what]!r} is no date; the rest of the row is used"
    site, territory = SITES.get(cell["site"].upper(), (cell["site"], ""))
    status = cell["status"].upper()
    gone = bool(cell["decay"]) or status == "D"
    yield RegisteredObject(
        list="satcat",
        line=line,
        name=cell["name"],
        cospar=cospar,
        repaired=repaired,
        norad=norad,
        kind=KINDS.get(cell["kind"].upper(), "unknown"),
        states=tuple(OWNERS.get(cell["owner"].upper(), cell["owner"]).split()),
        state_given=cell["owner"],
        launch_date=launch or "",
        launch_site=site,
        territory=tuple(territory.split()),
        decay_date=decay or "",
        in_orbit=not gone,
        status="decayed" if gone else STATUSES.get(status, status),
    )


CELESTRAK = RegisterFormat(
    name="celestrak-satcat",
    list="satcat",
    looks_like=lambda names: {"objectname", "objectid", "noradcatid", "objecttype"} <= names and not {"epoch", "satname"} & names,
    parse=parse_celestrak,
    source="CelesTrak, SATCAT Format Documentation, CSV Data Format, https://celestrak.org/satcat/satcat-format.php",
)
SPACE_TRACK = RegisterFormat(
    name="space-track-satcat",
    list="satcat",
    looks_like=lambda names: {"intldes", "noradcatid", "satname"} <= names,
    parse=parse_space_track,
    source="Space-Track.org, basicspacedata, class satcat",
)
