"""The profile as one HTML file that opens without a network. Facts: none of its own. Leaves out any request to another host.

The words come from `strings/`, the form from `templates/`, the look from theme.css, the behaviour from page.js. Style and script stand
in the file and are allowed by their hashes alone (Content Security Policy level 3), so nothing else can run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from commonsky.profile import quantities
from commonsky.profile.answer import MET
from commonsky.profile.figures import age_spec, to_svg
from commonsky.profile.map import draw_map
from commonsky.profile.notes import reader_note
from commonsky.profile.options_told import told_options
from commonsky.profile.resilience_html import STYLE, part_formats
from commonsky.profile.resilience_parts import cited, told_reports
from commonsky.profile.resilience_sections import resilience_part
from commonsky.profile.unstated import for_want_of_a_figure, only_unstated, silence, unstated
from commonsky.profile.wording import Wording, languages, read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.map import Panel
    from commonsky.profile.model import Action, Attribute, Need, Orbit, Profile, Server, Shares
    from commonsky.profile.resilience_parts import Part
    from commonsky.profile.unstated import Basis

__all__ = ["languages", "render_page"]

#: Where the first sentence of an answer ends: the number that matters; what follows is set smaller.
_ENDS = re.compile(r"(?<=nowhere\.) |(?<=t level\.) |(?<=。)(?!$)")
SHARE_NAMES = {"g": "goal", "b": "breakthrough", "t": "threshold", "n": "not_met", "o": "not_observed"}


def render_page(profile: Profile, geometry: MapGeometry, language: str = "en", reports: Sequence[Part] | None = None) -> str:
    """profile.html: the whole page as text.

    Args:
        profile: what is shown.
        geometry: outlines for the map.
        language: one of `languages()`.
        reports: the parts of its reports with what their files hold; None: their answers alone.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    wording = read_wording(language)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(formats(wording), **part_formats())
    content = _content(profile, geometry, wording)
    content |= _parts(profile, wording, content, told_reports(profile, wording) if reports is None else reports)
    return environment.get_template("page.html.j2").render(**content, **_inlined()) + "\n"


def _parts(profile: Profile, wording: Wording, content: dict[str, Any], reports: Sequence[Part]) -> dict[str, Any]:
    """The parts that are set from pieces, and the page's contents."""
    own = resilience_part(profile, wording, content["citations"])
    told = [*([own] if own else []), *reports]
    before = ["map", "needs", "detail", "unserved", "actions", *(["options"] if content["options"] else [])]
    named = [(part, wording(f"part.{part}")) for part in (*before, "method", "sources")]
    return {"told_parts": told, "contents": [*named[:-2], *((part.id, part.title) for part in told), *named[-2:]]}


def chosen_need(profile: Profile) -> int:
    """Index of the need with the largest unmet area, weighted: the one that the page opens with."""
    unmet = [need.weight * need.area_km2 * (need.area.not_met + need.area.not_observed) for need in profile.needs]
    return max(range(len(unmet)), key=unmet.__getitem__, default=0)


def _content(profile: Profile, geometry: MapGeometry, wording: Wording) -> dict[str, Any]:
    chosen = chosen_need(profile)
    panels = draw_map(profile, geometry, profile.needs[chosen].cell_levels)
    answers = [need_answer(need, wording) for need in profile.needs]
    return {
        "profile": profile,
        "country": wording.pick(profile.country.names),
        "start": profile.window.start_utc[:10],
        "end": profile.window.end_utc[:10],
        "chosen": chosen,
        "themes": _themes(profile),
        "titles": {need.id: wording.pick(need.titles) for need in profile.needs},
        "answers": answers,
        "panels": panels,
        "enlarged": any(panel.enlarged for panel in panels),
        "figures": [_figure(need, profile, wording) for need in profile.needs],
        "citations": cited(profile),
        "sensitivity": sensitivity(profile, wording),
        "options": told_options(profile, wording),
        "data": _as_json(_script_data(profile, panels, answers, wording)),
    }


def formats(wording: Wording) -> dict[str, Any]:
    """Functions that the templates write numbers and words with."""
    chinese = wording.language == "zh"
    return {
        "w": wording,
        "pick": wording.pick,
        "percent": quantities.percent,
        "number": quantities.number,
        "measure": quantities.measure,
        "duration": quantities.duration,
        "length": quantities.length,
        "position": quantities.position,
        "share": _share,
        "met": _met,
        "spread": _spread,
        "segments": _segments,
        "minute": lambda text: text[:16].replace("T", " "),
        "shares_text": lambda shares: ", ".join(f"{wording(f'level.{c}')} {quantities.percent(_share(shares, c))}" for c in SHARE_NAMES),
        "short_of": lambda limit: _named(limit.attributes, unstated(limit), wording),
        "fails_text": lambda server: _named(server.fails, _silent(server), wording),
        "only_unstated": lambda need, by: _only_unstated(need, by, wording),
        "answer_parts": lambda text: _ENDS.split(text, maxsplit=1),
        "domain": lambda need, profile: wording.word("domain", _domain(need, profile)),
        "unstated_note": lambda profile: _unstated_note(profile, wording),
        "note_text": lambda note: reader_note(note, wording),
        "grouped": lambda actions: [list(alike) for alike in grouped(actions)],
        "sensitivity_name": lambda key: wording.word("unserved", key),
        "orbit_text": _orbit_text,
        "no_age": lambda need, brief=False: _no_age(need, wording, brief=brief),
        "asked": asked_values,
        "asked_name": lambda attribute: _asked_name(attribute, wording),
        "asks_unstated": lambda need: any(None in (a.goal, a.breakthrough, a.threshold) for a in need.attributes),
        "application": lambda need: application(need, wording),
        "clouds": lambda need: _clouds(need, wording),
        "colon": "：" if chinese else ": ",
        "gap": "" if chinese else " ",
        "semicolon": "；" if chinese else "; ",
        "stop": "。" if chinese else ".",
    }


def _clouds(need: Need, wording: Wording) -> str:
    """What clouds leave of a need at its laxest level, or nothing where they hinder nothing or nothing admissible comes anyway."""
    found = need.clouds
    if found is None or found.cloudless["threshold"] <= 0:
        return ""
    again = found.clear_revisit_h["threshold"]
    parts = {"fresh": quantities.percent(found.fresh["threshold"]), "cloudless": quantities.percent(found.cloudless["threshold"])}
    text = wording("need.clouds_text", **parts)
    return text if again is None else f"{text}{wording('need.clouds_again', again=quantities.duration(again))}"


def _no_age(need: Need, wording: Wording, *, brief: bool = False) -> str:
    """Why there is no age to draw: nothing measures it here, nothing that does counts at threshold, or what counts comes too narrowly.

    In brief, where what each instrument falls short in stands beside it.
    """
    if not need.servers:
        return wording("figure.none")
    if not all(server.fails for server in need.servers):
        return wording("figure.none_wide")
    if brief:
        return wording("figure.none_brief")
    counts: dict[str, int] = {}
    for server in need.servers:
        silent = _silent(server)
        for name in server.fails:
            told = _named([name], silent, wording)
            counts[told] = counts.get(told, 0) + 1
    most = sorted(counts.items(), key=lambda pair: -pair[1])
    short = ("；" if wording.language == "zh" else "; ").join(wording("figure.short", attribute=name, count=n) for name, n in most)
    return wording("figure.none_counts", count=len(need.servers), short=short)


def asked_values(attribute: Attribute) -> list[tuple[str, bool]]:
    """What is asked of an attribute at goal, breakthrough and threshold, and whether the source states it there.

    A level that the source leaves out asks what the next laxer stated one asks; where none is laxer, what the nearest stricter one does.
    """
    stated = (attribute.goal, attribute.breakthrough, attribute.threshold)
    told = []
    for at, own in enumerate(stated):
        value = next((v for v in (*stated[at:], *reversed(stated[:at])) if v is not None), None)
        told.append(("—" if value is None else quantities.measure(value, attribute.unit), own is not None))
    return told


def _asked_name(attribute: Attribute, wording: Wording) -> str:
    """An attribute's name; an uncertainty that is two standard deviations says so, as limits tell one."""
    name = wording.word("attribute", attribute.name)
    return wording("need.two_sigma", attribute=name) if attribute.sigmas == 2 else name


def application(need: Need, wording: Wording) -> str:
    """What the requirement is for, in the language where the page has words for it."""
    return wording.word("application", need.application)


def _inlined() -> dict[str, Any]:
    folder = resources.files("commonsky.profile")
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("theme.css", "page.js"))
    style += STYLE
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 - our own files


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _as_json(value: object) -> Markup:
    """JSON that cannot close the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped above


def _script_data(profile: Profile, panels: list[Panel], answers: list[str], wording: Wording) -> dict[str, Any]:
    needs = [
        {
            "title": wording.pick(need.titles),
            "answer": answer,
            "domain": need.domain,
            "levels": need.cell_levels,
            "shares": {code: quantities.percent(_share(need.area, code)) for code in SHARE_NAMES},
        }
        for need, answer in zip(profile.needs, answers, strict=True)
    ]
    cells = [[round(c.lat_deg, 2), round(c.lon_deg, 2), round(c.land_km2), round(c.sea_km2), round(c.people)] for c in profile.cells]
    words = _script_words(wording)
    return {"needs": needs, "cells": cells, "words": words, "size": [panels[0].width, panels[0].height]}


def _script_words(wording: Wording) -> dict[str, Any]:
    words: dict[str, Any] = {key: wording.sections["map"][key] for key in ("cell", "land", "sea", "people")}
    words |= {key: wording.sections["needs"][key] for key in ("sort", "copy", "copied")}
    words["levels"] = dict(wording.sections["level"])
    words["columns"] = [wording(f"figure.{key}") for key in ("time", "median", "low", "high")]
    return words


def _figure(need: Need, profile: Profile, wording: Wording) -> dict[str, Markup] | None:
    spec = age_spec(need, profile.window, wording)
    if spec is None:
        return None
    svg = to_svg(spec, f"{wording('figure.age_title')}: {wording.pick(need.titles)}")
    return {"svg": Markup(svg), "spec": _as_json(spec)}  # noqa: S704 - made by vl-convert, which escapes its texts


def need_answer(need: Need, wording: Wording) -> str:
    """How far a need is met, and on what share nothing but a published figure is missing."""
    shares = {"met": _met(need.area), "goal": need.area.goal, "unseen": need.area.not_observed}
    text = wording("need.answer", **{name: quantities.percent(value) for name, value in shares.items()})
    row = for_want_of_a_figure(need)
    if row is None:
        return text
    told = {"share": quantities.percent(row.area_share), "what": silence(row.attributes, wording.language)}
    return f"{text}{'' if wording.language == 'zh' else ' '}{wording('need.unstated', **told)}"


def _domain(need: Need, profile: Profile) -> str:
    """Where a need applies here: a country without a sea has no "at sea"."""
    return "land" if need.domain == "both" and not any(cell.sea_km2 for cell in profile.cells) else need.domain


def grouped(actions: Iterable[Action]) -> Iterator[tuple[Action, ...]]:
    """Actions that are told in the same words, together, in the order in which each is first met."""
    groups: dict[tuple[str, str], list[Action]] = {}
    for action in actions:
        groups.setdefault((action.kind, action.text.get("en", "")), []).append(action)
    return (tuple(group) for group in groups.values())


def _named(names: Iterable[str], silent: Iterable[str], wording: Wording) -> str:
    """Attributes by name, those marked of which no source states a figure."""
    marked = set(silent)
    texts = (
        wording("need.not_stated", attribute=wording.word("attribute", n)) if n in marked else wording.word("attribute", n) for n in names
    )
    return ("、" if wording.language == "zh" else ", ").join(texts)


def _silent(server: Server) -> list[str]:
    """Attributes by which an instrument falls short for want of a published figure."""
    figures = {"uncertainty": server.uncertainty, "timeliness": server.latency_h}
    return [name for name in server.fails if name in figures and figures[name] is None]


def _only_unstated(need: Need, by: Basis, wording: Wording) -> str:
    """What keeps a need from counting as met, where it is nothing but unstated figures; else an empty text."""
    row = for_want_of_a_figure(need)
    if row is None or not only_unstated(need, by, MET):
        return ""
    return wording("needs.unstated", what=silence(row.attributes, wording.language))


def _unstated_note(profile: Profile, wording: Wording) -> str:
    count = sum(only_unstated(need, profile.people.headline_by, MET) for need in profile.needs)
    return wording("needs.unstated_note", count=count) if count else ""


def _themes(profile: Profile) -> list[tuple[str, list[int]]]:
    themes: dict[str, list[int]] = {}
    for index, need in enumerate(profile.needs):
        themes.setdefault(need.theme, []).append(index)
    return list(themes.items())


def _share(shares: Shares, code: str) -> float:
    return float(getattr(shares, SHARE_NAMES[code]))


def _met(shares: Shares) -> float:
    return min(1.0, shares.goal + shares.breakthrough + shares.threshold)


def _spread(need: Need) -> str:
    """The range of the share met, or an empty text where both ends read the same."""
    low, high = quantities.percent(need.area_met_low), quantities.percent(need.area_met_high)
    return "" if low == high else f"{low.removesuffix('%').rstrip()}–{high}"


def _segments(shares: Shares) -> Iterator[tuple[str, str, str]]:
    """Code, start and width, per cent, of each part of a bar."""
    start = 0.0
    for code in SHARE_NAMES:
        width = 100 * _share(shares, code)
        if width > 0:
            yield code, f"{start:.1f}", f"{width:.1f}"
        start += width


def _orbit_text(orbit: Orbit) -> str:
    parts = [
        quantities.measure(orbit.altitude_km, "km") if orbit.altitude_km is not None else "",
        f"{orbit.inclination_deg:.1f}°" if orbit.inclination_deg is not None else "",
        orbit.local_time or "",
        quantities.longitude(orbit.longitude_deg, 1) if orbit.longitude_deg is not None else "",
        orbit.repeat or "",
    ]
    return " · ".join(part for part in parts if part)


def sensitivity(profile: Profile, wording: Wording) -> dict[str, Any]:
    """Columns and rows of the people's sensitivity, whatever placements the profile holds."""
    rows = profile.people.sensitivity
    columns = list(dict.fromkeys(key for row in rows for key, value in row.items() if not isinstance(value, str)))
    titles = {need.id: wording.pick(need.titles) for need in profile.needs}
    return {
        "columns": columns,
        "rows": [(titles.get(str(row.get("id")), str(row.get("id"))), [row.get(key) for key in columns]) for row in rows],
    } if rows else {}  # fmt: skip
