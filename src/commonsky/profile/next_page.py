"""The next looks at a place as one HTML file that opens without a network: the answer, whom to ask, all looks. Facts: none of its own.

Style stands in the file and is allowed by its hash alone; there is no script. Leaves out a map: commonsky coverage tracks draws it.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.light import TWILIGHT_DEG, solar_elevation_deg
from commonsky.profile.next_tables import (
    answer,
    cells,
    first_by_variable,
    first_line,
    how,
    moment,
    need_title,
    read_words,
    ready,
    satellite,
    titled,
    when,
)
from commonsky.profile.quantities import length, position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.catalogue.mechanisms import Mechanism
    from commonsky.profile.next_look import Look, NextLooks
    from commonsky.profile.wording import Wording

#: Widths of the time line on a wide and on a narrow page, units, each with its most ticks, and the height of each of its lanes.
WIDTH, TICKS = 1000.0, 7
NARROW, FEW = 340.0, 2
LANE, TOP = 44.0, 8.0
#: Rows of a table that stand open; the others unfold.
SHOWN = 10
#: Columns of numbers.
RIGHT = ("local", "resolution", "incidence", "clear", "cycle", "count")
STYLE = """
.timeline svg { width: 100%; height: auto; } .timeline .narrow { display: block; } .timeline .wide { display: none; }
@media (min-width: 44rem) { .timeline .wide { display: block; } .timeline .narrow { display: none; } }
@media print { .timeline .wide { display: block; } .timeline .narrow { display: none; } }
.timeline text { font: 15px system-ui, sans-serif; fill: var(--ink); } .timeline .soft { fill: var(--soft); }
.timeline .night { fill: var(--tint); } .timeline .day { fill: none; stroke: var(--line); }
.timeline .free { fill: var(--g); } .timeline .ask { fill: var(--n); } .timeline .coarse { fill: var(--hatch); }
.timeline .unsure { fill: var(--paper); stroke-width: 2; } .timeline .free.unsure { stroke: var(--g); }
.timeline .ask.unsure { stroke: var(--n); } .timeline .coarse.unsure { stroke: var(--hatch); }
.order { max-width: 44rem; padding-inline-start: 1.6rem; } .order li { margin-bottom: .8rem; } .order .range { display: block; }
.mechanism { border-bottom: 1px solid var(--line); max-width: 44rem; }
.mechanism dl { margin: 0 0 1rem; } .mechanism dt { margin-top: .4rem; }
.stack tbody th { min-width: 7rem; } .fine { margin-top: .6rem; }
@media (max-width: 43.99rem) {
  .stack td[data-label], .stack td[data-label]:not(.n), .stack td.brief { display: flex; gap: .4rem; justify-content: flex-start; }
  .stack td.brief { margin: 0; font-size: inherit; }
  .stack td[data-label]::before, .stack td[data-label]:not(.n)::before { display: block; flex: 0 0 7.5rem; max-width: none; }
  .stack td[data-label]::before { font-size: .8125rem; }
}
"""


def render_next(told: NextLooks, language: str = "en") -> str:
    """The page as text.

    Args:
        told: what is shown.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    words = read_words(language)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("next.html.j2").render(**_content(told, words), **inlined(STYLE)) + "\n"


def inlined(extra: str) -> dict[str, Markup]:
    """Style of the house with some of a page's own, and the policy that lets in nothing else."""
    style = (resources.files("commonsky.profile") / "theme.css").read_text(encoding="utf-8") + extra
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return {"style": Markup(style), "policy": Markup(policy)}  # noqa: S704 - our own files


def _content(told: NextLooks, words: Wording) -> dict[str, Any]:
    window = {"start": f"{told.start_utc:%Y-%m-%d %H:%M}", "end": f"{told.end_utc:%Y-%m-%d %H:%M}"}
    need = need_title(told, words)
    return {
        "w": words,
        "told": told,
        "title": words("next.title", place=told.place, need=need),
        "product": words("next.product_for", need=need),
        "facts": words("next.facts", position=position(told.lat_deg, told.lon_deg, 2), **window),
        "answer": answer(told, words),
        "firsts": [(titled(v, words), first_line(v, look, words)) for v, look in first_by_variable(told)],
        "order": [_order_item(look, words) for look in told.order],
        "mechanisms": [_mechanism(m, told, words) for m in told.mechanisms],
        "passes": _rows(told.of("pass"), told, words),
        "standing": _rows(told.of("standing"), told, words),
        "uncertain": _rows(told.of("uncertain"), told, words),
        "timeline": timeline(told, words) + timeline(told, words, narrow=True),
        "right": RIGHT,
        "shown": SHOWN,
        "colon": "：" if words.language == "zh" else ": ",
    }


def _rows(looks: Sequence[Look], told: NextLooks, words: Wording) -> list[dict[str, str]]:
    return [cells(look, told, words) for look in looks]


def _order_item(look: Look, words: Wording) -> dict[str, str]:
    there = words("next.there", time=ready(look, words))
    return {
        "satellite": satellite(look, words),
        "when": when(look, words),
        "what": f"{look.instrument}, {look.mode} · {titled(look.main.variable, words)} · {length(look.main.resolution_m)} · {there}",
        "how": how(look, words, style="way"),
    }


def _mechanism(mechanism: Mechanism, told: NextLooks, words: Wording) -> dict[str, str]:
    chinese = words.language == "zh"
    names = [look.satellite for look in told.order if mechanism.name in look.ask.mechanisms]
    return {
        "title": (mechanism.name_zh if chinese else "") or mechanism.name,
        "full": "" if chinese or mechanism.full_name == mechanism.name else mechanism.full_name,
        "brings": ("、" if chinese else ", ").join(dict.fromkeys(names)),
        "may": (mechanism.who_may_ask_zh if chinese else "") or mechanism.who_may_ask,
        "how_to": (mechanism.how_to_ask_zh if chinese else "") or mechanism.how_to_ask,
        "products": mechanism.products,
        "cost": mechanism.cost,
        "page": mechanism.contact_page,
    }


def timeline(told: NextLooks, words: Wording, *, narrow: bool = False) -> Markup:
    """Passes along the window, in three lanes, night shaded; those at uncertain times are hollow; empty where there is none.

    Args:
        told: of which the passes are drawn.
        words: of the language.
        narrow: for a page as narrow as a telephone, all of the window at once too.
    """
    width, most = (NARROW, FEW) if narrow else (WIDTH, TICKS)
    passes = [look for look in told.of("pass") if look.time_utc is not None]
    if not passes:
        return Markup()
    span_s = (told.end_utc - told.start_utc).total_seconds()
    bottom = TOP + 3 * LANE

    def at(seconds: float) -> float:
        return width * seconds / span_s

    drawn = [Markup('<rect class="day" x="0" y="{}" width="{}" height="{}"/>').format(TOP, width, 3 * LANE)]
    drawn += [
        Markup('<rect class="night" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>').format(at(a), TOP, at(b) - at(a), 3 * LANE)
        for a, b in _nights(told, span_s)
    ]
    for lane, name in enumerate(("free", "ask", "coarse")):
        drawn.append(Markup('<text class="soft" x="6" y="{:.0f}">{}</text>').format(TOP + lane * LANE + 15, words(f"next.lane_{name}")))
    for look in passes:
        if look.time_utc is not None:
            drawn.append(_bar(look, at((look.time_utc - told.start_utc).total_seconds()), 4.0 if narrow else 5.0, words))
    for hours in range(0, int(span_s // 3600) + 1, _tick_hours(span_s, most)):
        tick = told.start_utc + timedelta(hours=hours)
        anchor = "start" if hours == 0 else "end" if hours * 3600.0 > 0.95 * span_s else "middle"
        drawn.append(
            Markup('<text class="soft" x="{:.1f}" y="{:.0f}" text-anchor="{}">{}</text>').format(
                at(hours * 3600.0), bottom + 18, anchor, moment(tick, words)
            )
        )
    label = words("next.timeline")
    kind = "narrow" if narrow else "wide"
    head = Markup('<svg class="{}" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">').format(kind, width, bottom + 26, label)
    return head + Markup().join(drawn) + Markup("</svg>")


def _bar(look: Look, x: float, width: float, words: Wording) -> Markup:
    lane = 2 if not look.meets else 1 if look.must_be_asked else 0
    name = ("free", "ask", "coarse")[lane] + ("" if look.exact else " unsure")
    told = f"{moment(look.time_utc, words, exact=look.exact)} {look.satellite}, {look.instrument}"
    return Markup('<rect class="{}" x="{:.1f}" y="{:.0f}" width="{:g}" height="{:.0f}"><title>{}</title></rect>').format(
        name, x - width / 2, TOP + lane * LANE + 22, width, LANE - 26, told
    )


def _nights(told: NextLooks, span_s: float) -> list[tuple[float, float]]:
    """Spells after civil twilight, seconds from the start."""
    since = np.linspace(0.0, span_s, max(2, int(span_s / 600.0)))
    dark = solar_elevation_deg(told.lat_deg, told.lon_deg, seconds_since_epoch(told.start_utc) + since) < TWILIGHT_DEG
    edges = np.flatnonzero(np.diff(dark.astype(int))) + 1
    runs = np.split(np.arange(len(since)), edges)
    return [(float(since[run[0]]), float(since[min(run[-1] + 1, len(since) - 1)])) for run in runs if dark[run[0]]]


def _tick_hours(span_s: float, most: int = TICKS) -> int:
    """Whole hours between ticks, so that at most so many spans lie between them.

    >>> _tick_hours(72 * 3600.0), _tick_hours(72 * 3600.0, 2)
    (12, 48)
    """
    return next(step for step in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 744) if span_s / 3600.0 / step <= most)
