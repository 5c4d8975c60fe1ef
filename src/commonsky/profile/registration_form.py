"""A draft of the information that a State of registry furnishes on a space object, as HTML, DOCX and JSON. Nothing is sent anywhere.

Facts: Convention on Registration of Objects Launched into Outer Space, article IV (part A); General Assembly resolution 62/101 (parts B and
C: universal time, kilometres, minutes and degrees; status, disposal, geostationary position, supervision); the structure of UNOOSA's
submission form, in our own words. Only the Government of a State of registry, through its Permanent Mission, or an organisation that has
accepted the Convention can register. Leaves out what neither asks for, and any judgement on which launching State registers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from commonsky.profile.blocks import Document, Heading, Items, Paragraph, Table, Text
from commonsky.profile.register_page import render_page
from commonsky.profile.word_document import save_docx
from commonsky.profile.wording import Wording, read_section_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Mark = Literal["filled", "to-fill", "if-applies"]
#: Fields that are only filled where something has happened.
IF_APPLIES = frozenset(("decay_date", "end_of_function", "disposal_date", "disposal_conditions", "position", "other"))
#: Fields by part, in the order of the form.
PARTS: dict[str, tuple[str, ...]] = {
    "a": (
        "submission", "registry_state", "other_states", "name", "cospar", "national", "launch_date", "launch_site", "period", "inclination",
        "apogee", "perigee", "function", "decay_date",
    ),
    "b": ("end_of_function", "disposal_date", "disposal_conditions", "position", "website"),
    "c": ("supervision_date", "new_operator", "previous_position", "new_position", "new_function"),
    "d": ("operator", "launch_vehicle", "celestial_body", "norad", "other"),
}  # fmt: skip
STYLE = (
    ".draft::before { content: attr(data-mark); position: fixed; inset: 0; display: grid; place-items: center; pointer-events: none;\n"
    " font: 700 clamp(2rem, 9vw, 6rem)/1 system-ui, sans-serif; color: var(--ink); opacity: .09; transform: rotate(-28deg);\n"
    " z-index: 1; text-align: center; }\n"
    ".stamp { display: inline-block; border: 2px solid var(--n); border-radius: 4px; padding: .1em .5em; font-weight: 700; }\n"
    ".to-fill { color: var(--soft); } .to-fill::before { content: '☐ '; } header .answer { margin-bottom: .8rem; }\n"
    "@media (min-width: 44rem) { .form tbody th { width: 26%; } .form td { width: 37%; } }\n"
    "@media print { .draft::before { position: fixed; opacity: .12; } }\n"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FormValue:
    """What stands in a field.

    Args:
        text: by language, or under ``""`` for all; nothing: not known here.
        source: where it was read or computed from.
        note: key of a remark in the words, or nothing; hint: what the catalogue quotes beside it.
    """

    text: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    note: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """A draft: of which mission, for which State or organisation, and what is known by field."""

    mission: str
    state: str
    state_names: Mapping[str, str]
    values: Mapping[str, FormValue]
    made_utc: str
    command: str = ""
    version: str = ""

    def mark(self, part: str, name: str) -> Mark:
        """Whether a field is filled, must be by the State, or only where it applies."""
        if self.values.get(name, FormValue()).text:
            return "filled"
        return "if-applies" if part == "c" or name in IF_APPLIES else "to-fill"

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that the State must fill."""
        return tuple(name for part, names in PARTS.items() for name in names if self.mark(part, name) == "to-fill")

    @property
    def filled(self) -> tuple[str, ...]:
        """Fields that are filled here."""
        return tuple(name for part, names in PARTS.items() for name in names if self.mark(part, name) == "filled")


@lru_cache(maxsize=4)
def read_form_words(language: str) -> Wording:
    """The words of the form in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_form_words("en")("mark.to-fill")
    'to be filled by the State'
    """
    return read_section_words("registration_words.toml", language)


def shown(draft: FormDraft, part: str, name: str, words: Wording) -> str:
    """What is written in a field."""
    value = draft.values.get(name, FormValue())
    mark = draft.mark(part, name)
    return value.text.get(words.language) or value.text.get("", "") or words.pick(value.text) if mark == "filled" else words(f"mark.{mark}")


def beside(draft: FormDraft, name: str, words: Wording) -> tuple[str, ...]:
    """Remarks on a field: what to look at, and what the catalogue quotes."""
    value = draft.values.get(name, FormValue())
    note = words(f"note.{value.note}") if value.note else ""
    hint = words("form.hint", text=value.hint) if value.hint else ""
    return tuple(text for text in (note, hint) if text)


def form_answer(draft: FormDraft, words: Wording) -> str:
    """What the draft says first."""
    return words(
        "form.answer", filled=len(draft.filled), missing=len(draft.missing), mission=draft.mission, state=words.pick(draft.state_names)
    )


def render_form(draft: FormDraft, language: str = "en") -> str:
    """registration-form.html: the whole page as text.

    Raises:
        UnknownNameError: if the form does not speak the language.
    """
    words = read_form_words(language)
    return render_page(
        "registration_form.html.j2",
        words,
        STYLE,
        draft=draft,
        state=words.pick(draft.state_names),
        answer=form_answer(draft, words),
        parts=PARTS,
        shown=lambda part, name: shown(draft, part, name, words),
        beside=lambda name: beside(draft, name, words),
    )


def form_values(draft: FormDraft) -> dict[str, Any]:
    """All of it as plain values."""
    words = read_form_words("en")
    return {
        "status": words("form.watermark"),
        "version": draft.version,
        "command": draft.command,
        "made_utc": draft.made_utc,
        "mission": draft.mission,
        "state": draft.state,
        "to_be_filled": list(draft.missing),
        "parts": {part: {name: _field(draft, part, name, words) for name in names} for part, names in PARTS.items()},
    }


def _field(draft: FormDraft, part: str, name: str, words: Wording) -> dict[str, Any]:
    value, mark = draft.values.get(name, FormValue()), draft.mark(part, name)
    return {
        "label": words(f"field.{name}"),
        "mark": mark,
        "value": shown(draft, part, name, words) if mark == "filled" else None,
        "source": value.source or None,
        "remarks": list(beside(draft, name, words)),
    }


def form_json(draft: FormDraft) -> str:
    """registration-form.json."""
    return json.dumps(form_values(draft), ensure_ascii=False, indent=1) + "\n"


def form_document(draft: FormDraft, language: str) -> Document:
    """The draft as one value for the DOCX."""
    words = read_form_words(language)
    blocks: list[Any] = [
        Paragraph(texts=(Text(text=words("form.watermark"), strong=True),), look="lead"),
        Paragraph(texts=(Text(text=form_answer(draft, words)),), look="answer"),
        Paragraph(texts=(Text(text=words("form.who")),)),
    ]
    for part, names in PARTS.items():
        blocks += [Heading(text=words(f"part.{part}"), level=1), Paragraph(texts=(Text(text=words(f"lead.{part}")),), look="small")]
        head = (words("form.field"), words("form.value"), words("form.source"))
        rows = tuple(
            (
                Text(text=words(f"field.{name}"), strong=True),
                Text(text=shown(draft, part, name, words), under=" ".join(beside(draft, name, words))),
                Text(text=draft.values.get(name, FormValue()).source or "—"),
            )
            for name in names
        )
        blocks.append(Table(head=head, rows=rows, widths=(3.0, 4.0, 4.0)))
    blocks += [Heading(text=words("form.before"), level=1), Items(items=tuple((Text(text=words(f"check.{n}")),) for n in "1234"))]
    blocks.append(Paragraph(texts=(Text(text=words("form.made", version=draft.version, command=draft.command)),), look="fine"))
    return Document(
        title=f"{draft.mission} · {words.pick(draft.state_names)}", product=words("form.product"), language=language,
        made_utc=draft.made_utc, colon=words("form.colon"), blocks=tuple(blocks),
    )  # fmt: skip


def write_form_docx(draft: FormDraft, language: str, path: Path) -> None:
    """Write the draft as DOCX, with a watermark on every page.

    Raises:
        UnknownNameError: if the form does not speak the language.
        MissingExtraError: without python-docx.
        OutputError: if the file cannot be written.
    """
    save_docx(form_document(draft, language), path)
    _mark_pages(path, read_form_words(language)("form.watermark"))


def _mark_pages(path: Path, text: str) -> None:
    """A watermark as office programs make it: lettering behind the text, anchored in the header. Facts: ECMA-376 part 4, VML."""
    import docx
    from docx.oxml import parse_xml
    from markupsafe import escape

    file = docx.Document(str(path))
    head = file.sections[0].header.paragraphs[0]
    head.style = file.styles["Small"]
    head.add_run(text)
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    )
    placed = (
        "position:absolute;margin-left:0;margin-top:0;width:440pt;height:90pt;rotation:315;z-index:-1;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        "mso-position-vertical-relative:margin"
    )
    head._p.append(  # noqa: SLF001 - python-docx has no call for watermarks
        parse_xml(
            f'<w:r {namespaces}><w:pict><v:shapetype id="draftmark" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e">'
            '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
            f'<v:shape id="DraftMark" type="#draftmark" style="{placed}" fillcolor="#c0c0c0" stroked="f" alt="{escape(text)}">'
            f'<v:fill opacity=".4"/><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="{escape(text)}"/>'
            "</v:shape></w:pict></w:r>"
        )
    )
    file.save(str(path))
