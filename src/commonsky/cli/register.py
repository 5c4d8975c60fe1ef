"""`commonsky register`: satellites in the registers of space objects; a submission form drafted. Facts: none. Parses, calls, prints."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
_OUT = click.Path(path_type=Path)


def _pairs(option: str, texts: Sequence[str], *, bare: bool = False) -> dict[str, str]:
    """NAME=VALUE by name; a value alone stands under an empty name where that is allowed."""
    found: dict[str, str] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark and not bare:
            raise click.UsageError(f"{option} {text}: write it as NAME=VALUE")
        found[name.strip() if mark else ""] = value if mark else text
    return found


@click.group()
def register() -> None:
    """Registers of space objects: which satellites they hold, and a registration form drafted for a State."""


@register.command()
@click.option("--satcat", multiple=True, type=FILE, metavar="FILE", help="SATCAT of CelesTrak or Space-Track: CSV or JSON. Repeatable.")
@click.option("--gcat", multiple=True, type=FILE, metavar="FILE", help="satcat.tsv of GCAT. Repeatable.")
@click.option("--un", multiple=True, type=FILE, metavar="FILE", help="The UN Online Index as exported: CSV, XLSX or JSON. Repeatable.")
@click.option(
    "--snapshot-date",
    multiple=True,
    metavar="[LIST=]DATE",
    help="Day on which a list was saved, where its file does not say: un=2026-11-20.",
)
@click.option(
    "--column", multiple=True, metavar="FIELD=HEADING", help="A heading of the UN file that is not the index's: cospar=Designator."
)
@click.option("--country", default="", metavar="ISO3", help="A State's satellites, in the catalogue or not: a code or a name; or ESA.")
@click.option("--mission", default="", metavar="NAME", help="One mission of the catalogue.")
@click.option("--instruments", type=FILE, help="Missions and instruments of your own, added to the catalogue: TOML.")
@click.option("--out", type=_OUT, metavar="FOLDER", help="Folder to write. Default: register.")
@click.option("--language", default="en", show_default=True, help="Language of the page: en, zh.")
@_JSON
def match(  # each option is one parameter
    satcat: tuple[Path, ...], gcat: tuple[Path, ...], un: tuple[Path, ...], out: Path | None, language: str, as_json: bool, **asked: Any
) -> None:
    """Find satellites in SATCAT, GCAT and the UN index: linked by COSPAR id, then NORAD number; a name is a suggestion, never a link.

    Writes register.html, register.csv and register.json into one folder, whole or not at all. Needs no internet.
    """
    from commonsky.profile.register_page import as_values, spoken
    from commonsky.workflows.register import RegisterRequest, match_register, write_register

    files: Any = {"satcat": satcat, "gcat": gcat, "un": un}
    dates = _pairs("--snapshot-date", asked.pop("snapshot_date"), bare=True)
    columns = _pairs("--column", asked.pop("column"))
    command = shlex.join(["commonsky", *sys.argv[1:]])
    with TerminalProgress(quiet=as_json) as progress:
        request = RegisterRequest(files=files, snapshot_dates=dates, columns=columns, command=command, **asked)
        report = match_register(request, progress)
        told = spoken(report, language)
        progress.step("writing")
        written = write_register(report, out or Path("register"), language)
    if as_json:
        echo_json({"answer": list(told), **as_values(report), "files": [str(file) for file in written]})
        return
    click.echo(("" if language == "zh" else " ").join(told))
    for one in report.snapshots:
        said = "as it says" if one.said else "as you say"
        say(f"{one.file}: {one.rows} rows, of {one.date} {said}; {len(one.refused)} lines not sound", quiet=False)
        for line in one.refused[:5]:
            say(f"  {line}", quiet=False)
    for note in report.notes:
        say(f"note: {note}", quiet=False)
    click.echo(str(written[0]))


@register.command()
@click.argument("mission")
@click.option("--state", required=True, metavar="ISO3", help="State of registry that the draft is for: a code or a name; or ESA, EUMETSAT.")
@click.option("--designator", default="", help="National designator or registration number.")
@click.option("--elements", type=FILE, help="Element sets (TLE or OMM) to compute the orbit from, in place of the catalogue's.")
@click.option("--instruments", type=FILE, help="Missions and instruments of your own, added to the catalogue: TOML.")
@click.option("--out", type=_OUT, metavar="FOLDER", help="Folder to write. Default: registration-form.")
@click.option("--language", default="en", show_default=True, help="Language of the form: en, zh.")
@_JSON
def form(out: Path | None, language: str, as_json: bool, **asked: Any) -> None:
    """Draft the registration form of MISSION for a State: what is publicly known with its source, the rest marked. Nothing is sent.

    Writes registration-form.html, .docx (with the extra "report") and .json into one folder, whole or not at all.
    """
    from commonsky.profile.registration_form import form_answer, form_values, read_form_words
    from commonsky.workflows.registration import FormRequest, draft_form, write_form

    words = read_form_words(language)
    draft = draft_form(FormRequest(command=shlex.join(["commonsky", *sys.argv[1:]]), **asked))
    written, left_out = write_form(draft, out or Path("registration-form"), language)
    if as_json:
        echo_json(
            {"answer": form_answer(draft, words), **form_values(draft), "files": [str(file) for file in written], "left_out": left_out}
        )
        return
    click.echo(f"{form_answer(draft, words)} ({words('form.watermark')})")
    for line in left_out:
        say(f"note: {line}", quiet=False)
    click.echo(str(written[0]))
