"""What the rows of this room share: one organisation, a moment, a step of a history, and rows made or refused in one clear line.

Facts: none; which words begin or end the name of an organisation is our own list. Leaves out whether an organisation exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError

from commonsky.catalogue.model import Row
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.time import iso

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Model = TypeVar("Model", bound=BaseModel)
#: What joins two names; a comma also stands inside one name, and so joins abbreviations only.
_JOINTS = re.compile(r"\s+(?:and|et|y|with)\s+|\s*[&/+;、]\s*|(?<=\S)[和与及](?=\S)")
_JOINTS_AND_COMMA = re.compile(_JOINTS.pattern + r"|\s*[,，]\s*")
_ABBREVIATION = re.compile(r"(?:the )?[A-Z][A-Z0-9-]*[A-Z][A-Z0-9-]*")
#: Abbreviations of subjects, not of organisations: "Ministry of Science and ICT" is one.
_SUBJECTS = {"ICT", "IT", "GIS", "EO", "AI", "DRR", "STI"}
_BEGINS = re.compile(
    r"(?:the |national |federal |state )*(?:ministry|department|agency|office|bureau|institute|university|government|centre|center|council"
    r"|authority|service|commission|secretariat|world bank|united nations)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?:部|局|署|院|厅|委员会|组织|中心|研究所|大学|公司|银行|政府)$")


def _one_organisation(value: Any) -> str:
    """The name of one organisation; a list, and two names in one text, are refused."""
    if isinstance(value, (list, tuple, set, frozenset)):
        given = ", ".join(map(str, value)) or "nothing"
        raise ValueError(f"{given} is a list; give exactly one organisation, the others as partners")  # noqa: TRY004 - pydantic wants it
    if not isinstance(value, str) or not value.strip():
        raise ValueError("no organisation is given; give exactly one")
    name = " ".join(value.split())
    parts = organisations_in(name)
    if len(parts) > 1:
        raise ValueError(f"{name!r} reads as {len(parts)} organisations ({'; '.join(parts)}); give exactly one, the others as partners")
    return name


def _one_or_none(value: Any) -> str:
    return "" if value == "" else _one_organisation(value)


def organisations_in(name: str) -> tuple[str, ...]:
    """The organisations that a text names: several only where each part reads as a whole one.

    >>> organisations_in("ESA and FAO"), organisations_in("Food and Agriculture Organization")
    (('ESA', 'FAO'), ('Food and Agriculture Organization',))
    """
    for joint, whole in ((_JOINTS, _reads_whole), (_JOINTS_AND_COMMA, _abbreviated)):
        parts = tuple(part for part in joint.split(name) if part)
        if len(parts) > 1 and all(whole(part) for part in parts):
            return parts
    return (name,)


def _abbreviated(part: str) -> bool:
    return bool(_ABBREVIATION.fullmatch(part)) and part not in _SUBJECTS


def _reads_whole(part: str) -> bool:
    return _abbreviated(part) or bool(_BEGINS.match(part)) or bool(_ENDS.search(part))


def _said(value: str) -> str:
    text = value.strip()
    if not text:
        raise ValueError("is empty; say it in a few words")
    return text


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no zone; give UTC, as {value.isoformat(timespec='seconds')}Z")
    return value.astimezone(UTC)


def written_as(pattern: str, like: str) -> AfterValidator:
    """A check that a text has a shape, with an example of it for the message."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} does not read as one; write it as {like}")
        return value

    return AfterValidator(check)


Said = Annotated[str, AfterValidator(_said)]
Organisation = Annotated[str, BeforeValidator(_one_organisation)]
#: One organisation, or nothing where none is named yet.
MaybeOrganisation = Annotated[str, BeforeValidator(_one_or_none)]
Moment = Annotated[datetime, AfterValidator(_aware)]
CountryCode = Annotated[str, written_as("[A-Z]{3}", "FJI, the code of ISO 3166 alpha-3")]
Hash = Annotated[str, written_as("[0-9a-f]{64}", "64 hexadecimal digits")]


class Step(Row):
    """One change of a record: when, who, what was done, and why."""

    at_utc: Moment
    by: Said
    did: Said
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Names that needs and targets are checked against.

    Args:
        requirements: ids of requirements.
        targets: ids of goals, targets and indicators.
    """

    requirements: Collection[str]
    targets: Collection[str]

    def check(self, need: str, targets: Iterable[str]) -> None:
        """Refuse what is not known.

        Raises:
            UnknownNameError: with the nearest name.
        """
        if need not in self.requirements:
            raise UnknownNameError("requirement", need, self.requirements)
        for target in targets:
            if target not in self.targets:
                raise UnknownNameError("target", target, self.targets)


def packaged_names() -> Known:
    """Requirements and targets that come with the package."""
    from commonsky.needs.load import packaged_requirements, packaged_targets

    return Known(requirements=packaged_requirements(), targets=packaged_targets())


def made(model: type[Model], values: Mapping[str, Any], what: str) -> Model:
    """A row of these values.

    Args:
        model: of the row.
        values: by field.
        what: the row's name in messages, such as ``action FJI-A1``.

    Raises:
        InvalidInputError: in one line, with what would work.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise InvalidInputError(f"{what}: {_line(error, model)}") from error


def changed(row: Model, what: str, **updates: Any) -> Model:
    """The row with some fields changed, checked as a new one is.

    Raises:
        InvalidInputError: in one line, with what would work.
    """
    return made(type(row), {name: getattr(row, name) for name in type(row).model_fields} | updates, what)


def not_before(moment: datetime, last: datetime, what: str) -> None:
    """Refuse a step that is dated before the one it follows.

    Raises:
        InvalidInputError: with both times.
    """
    if moment.tzinfo is None:
        raise InvalidInputError(f"{what}: {moment.isoformat()} has no zone; give UTC, as {moment.isoformat(timespec='seconds')}Z")
    if moment < last:
        raise InvalidInputError(f"{what}: {iso(moment)} lies before its last change, {iso(last)}; give a time from then on")


def nearest(given: str, known: Iterable[str]) -> str:
    """A hint at the nearest of some names, or nothing.

    >>> nearest("ownr", ["owner", "partners"])
    "did you mean 'owner'? "
    """
    close = get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}? " if close else ""


def _line(error: ValidationError, model: type[BaseModel]) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"{where} is missing; give it"
    if first["type"] == "extra_forbidden":
        hint = nearest(where, model.model_fields) if len(first["loc"]) == 1 else ""
        return f"no field named {where!r}; {hint}known: {', '.join(model.model_fields)}"
    message = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] != "value_error":
        message = f"{first['input']!r}: {message[:1].lower()}{message[1:]}"
    return " ".join((f"{where}: {message}" if where else message).split())
