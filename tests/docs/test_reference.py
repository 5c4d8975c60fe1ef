"""The reference says what the code does: the schema file, every document named by code or by another document."""

import json
import re
from pathlib import Path

import pytest

from commonsky.profile.tables import profile_schema

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")


def test_the_schema_file_is_the_schema_of_the_profile():
    text = (ROOT / "docs" / "reference" / "profile.schema.json").read_text("utf-8")
    assert json.loads(text) == json.loads(profile_schema()), "run: .venv/bin/python tools/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page):
    for target, part in LINK.findall(page.read_text("utf-8")):
        file = (page.parent / target) if target else page
        assert file.exists(), f"{target} of {page.name} is not there"
        if part and file.suffix == ".md":
            assert part in headings(file), f"{file.name} has no heading {part}"


def test_documents_that_the_code_names_are_there():
    named = {name for path in (ROOT / "src").rglob("*.py") for name in re.findall(r"docs/[\w/.-]+\.(?:md|json)", path.read_text("utf-8"))}
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def headings(page):
    """Anchors of a page's headings, as GitHub makes them."""
    lines = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}
