"""A registration form drafted for a State: what the catalogue and an element set say of a mission, each with its source.

Joins catalogue, orbits and profile. Facts: none of its own. Nothing is sent anywhere. Leaves out what no fact at hand says: fields without
one are marked for the State, and no value is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from commonsky import __version__
from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.catalogue.objects import fold_name, read_cospar
from commonsky.core.errors import InvalidInputError
from commonsky.core.folders import whole_folder
from commonsky.profile.registration_form import FormDraft, FormValue
from commonsky.sources.registers.un_register import find_state

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.model import Mission
    from commonsky.core.elements import Elements

FORM_FILES = ("registration-form.html", "registration-form.docx", "registration-form.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRequest:
    """What is asked.

    Args:
        mission: its name in the catalogue.
        state: State or organisation of registry that the draft is for.
        designator: national designator, or nothing.
        elements: element sets of the user's, or None; instruments: missions of the user's, or None.
        command: the command line, told on the form.
    """

    mission: str
    state: str
    designator: str = ""
    elements: Path | None = None
    instruments: Path | None = None
    command: str = ""


def draft_form(request: FormRequest) -> FormDraft:
    """The draft of a mission's registration.

    Raises:
        UnknownNameError: for an unknown mission or State, with the nearest.
        InvalidInputError: for a fleet, or if a file is refused or holds no set of the mission.
    """
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    mission = catalogue.mission(request.mission)
    if mission.satellites > 1:
        raise InvalidInputError(f"{mission.name} is a fleet of {mission.satellites}; satellites are registered one by one")
    state = find_state(request.state)
    elements = _elements_of(mission, request.elements) if request.elements else catalogue.elements.get(mission.norad)
    values = {
        **_identity(mission, request.designator),
        "registry_state": FormValue(text=state.names, source="the person who asked for this draft", note="asked"),
        **_launch(mission),
        **_orbit(mission, elements),
        **_life(mission),
        "function": _function(mission, catalogue),
    }
    return FormDraft(
        mission=mission.name,
        state=state.code,
        state_names=state.names,
        values=values,
        made_utc=datetime.now(UTC).replace(microsecond=0).isoformat(),
        command=request.command,
        version=__version__,
    )


def write_form(draft: FormDraft, out: Path, language: str = "en") -> tuple[list[Path], list[str]]:
    """Write the form into a folder, whole or not at all; gives its files, and a line on each that was left out.

    Raises:
        UnknownNameError: if the form does not speak the language.
        OutputError: if the folder cannot be written or holds what is not ours.
    """
    from commonsky.profile.registration_form import form_json, render_form, write_form_docx

    left_out = [] if find_spec("docx") else ['registration-form.docx needs an extra: pip install "commonsky[report]"']
    page, data = render_form(draft, language), form_json(draft)
    with whole_folder(out, FORM_FILES) as staging:
        (staging / FORM_FILES[0]).write_text(page, "utf-8", newline="")
        (staging / FORM_FILES[2]).write_text(data, "utf-8", newline="")
        if not left_out:
            write_form_docx(draft, language, staging / FORM_FILES[1])
    return [out / name for name in FORM_FILES if (out / name).exists()], left_out


def _source(mission: Mission, *words: str) -> str:
    """Where the catalogue read it: its sources that say so, else its row."""
    hits = [one for one in mission.source if any(word in one.what for word in words)]
    told = [f"{one.where}{f': {one.quoted}' if one.quoted else ''}" for one in hits[:2]]
    return " | ".join(told) or f"the catalogue's row of {mission.name}, as of {mission.as_of}"


def _identity(mission: Mission, designator: str) -> dict[str, FormValue]:
    ids = _source(mission, "cospar", "norad")
    earlier = mission.registration
    submission = {"en": f"addition to {earlier}", "zh": f"对 {earlier} 的补充"} if earlier else {"en": "new registration", "zh": "新登记"}
    return {
        "submission": FormValue(text=submission, source=_source(mission, "registration", "register"), note="" if earlier else "no_earlier"),
        "name": _plain(mission.name, f"the catalogue's row, as of {mission.as_of}"),
        "cospar": _plain(mission.cospar, ids),
        "norad": _plain(str(mission.norad or ""), ids),
        "national": _plain(designator, "the person who asked for this draft"),
        "operator": _plain(", ".join(mission.agencies), f"the catalogue's row, as of {mission.as_of}"),
    }


def _plain(text: str, source: str, note: str = "") -> FormValue:
    """A value that is the same in all languages; an empty one is none."""
    return FormValue(text={"": text}, source=source, note=note) if text else FormValue()


def _launch(mission: Mission) -> dict[str, FormValue]:
    exact = mission.launch_precision == "day"
    note = "planned" if mission.status == "planned" else "" if exact else "month"
    shown = mission.launch_date.isoformat() if exact else mission.launch_date.isoformat()[: 4 if mission.launch_precision == "year" else 7]
    return {"launch_date": _plain(shown, _source(mission, "launch"), note)}


def _elements_of(mission: Mission, path: Path) -> Elements:
    """The mission's set in a file: of its number, its designator or its name; the newest of several."""
    from commonsky.sources.element_format import read_elements

    found = [
        one
        for one in read_elements(path).sets
        if (mission.norad and one.norad == mission.norad)
        or (mission.cospar and read_cospar(one.cospar)[0] == mission.cospar)
        or (not (mission.norad or mission.cospar) and fold_name(one.name) == fold_name(mission.name))
    ]
    if not found:
        raise InvalidInputError(f"{path} holds no element set of {mission.name} (NORAD {mission.norad or 'unknown'}); give one that does")
    return max(found, key=lambda one: one.epoch_utc)


def _orbit(mission: Mission, elements: Elements | None) -> dict[str, FormValue]:
    """Basic orbital parameters from an element set; without one what the catalogue quotes stands beside the empty fields."""
    orbit = mission.orbit
    source = _source(mission, "orbit", "altitude", "inclination", "longitude")
    body = {"celestial_body": FormValue(text={"en": "Earth", "zh": "地球"}, source=source)}
    if orbit.longitude_deg is not None:
        side = "E" if orbit.longitude_deg >= 0 else "W"
        body["position"] = _plain(f"{abs(orbit.longitude_deg):g}° {side}", _source(mission, "longitude", "position", "orbit"))
    if elements is None:
        heights = f"{orbit.perigee_km:g} km" if orbit.perigee_km else f"{orbit.altitude_km:g} km"
        tops = f"{orbit.apogee_km:g} km" if orbit.apogee_km else f"{orbit.altitude_km:g} km"
        hints = {"period": "", "inclination": f"{orbit.inclination_deg:g}°", "apogee": tops, "perigee": heights}
        return body | {name: FormValue(note="no_elements", hint=hint) for name, hint in hints.items()}
    from commonsky.orbits.derived import derive, radius_km
    from commonsky.orbits.nominal import EARTH_KM

    axis, epoch = radius_km(elements), f"{elements.epoch_utc:%Y-%m-%d %H:%M} UTC"
    said = f"{elements.origin}; epoch {epoch}"
    values = {
        "period": f"{derive(elements).period_min:.2f} min",
        "inclination": f"{elements.inclination_deg:.2f}°",
        "apogee": f"{axis * (1 + elements.eccentricity) - EARTH_KM:.0f} km",
        "perigee": f"{axis * (1 - elements.eccentricity) - EARTH_KM:.0f} km",
    }
    return body | {name: _plain(text, said, "mean" if name in {"apogee", "perigee"} else "") for name, text in values.items()}


def _life(mission: Mission) -> dict[str, FormValue]:
    """End of work and disposal as the row says them; a disposal that is only planned is left to the State."""
    found: dict[str, FormValue] = {}
    if mission.status == "ended" and mission.end_date:
        found["end_of_function"] = _plain(mission.end_date.isoformat(), _source(mission, "end", "status"), "old")
    told = mission.disposal
    if told and mission.status == "ended":
        name = "decay_date" if "re-entered" in told or "assisted re-entry" in told else "disposal_conditions"
        found[name] = FormValue(text={"": told}, source=_source(mission, "disposal", "end", "re-entry"), note="old")
    return found


def _function(mission: Mission, catalogue: Catalogue) -> FormValue:
    """The general function, from what the mission's instruments are."""
    flown = [one for one in catalogue.instruments.values() if mission.name in one.missions]
    if not flown:
        return FormValue()
    kinds = ", ".join(f"{one.name} ({one.kind})" for one in flown)
    text = {"en": f"Observation of the Earth with {kinds}", "zh": f"对地观测，仪器：{kinds}"}
    sources = " | ".join(dict.fromkeys(one.source[0].where for one in flown[:3]))
    return FormValue(text=text, source=sources, note="function")
