"""What can be done: in words of each language, never as markup, and absent from profiles made before there was any."""

import json
import re

import pytest
from example import example_geometry, example_profile

from commonsky.profile.model import Profile
from commonsky.profile.options_told import told_options
from commonsky.profile.page import render_page
from commonsky.profile.sections import document
from commonsky.profile.tables import gaps_csv, profile_json
from commonsky.profile.wording import languages, read_wording

NASTY = "</summary><img src=x onerror=alert(1)>"


def section(page):
    return re.search(r'<section id="options">.*?</section>', page, re.DOTALL)[0]


def without_options():
    old = json.loads(profile_json(example_profile()))
    del old["options"]
    return Profile.model_validate_json(json.dumps(old))


def changed(**updates):
    """The profile with the first match, action and office of its options changed alike in what they have of these fields."""
    profile = example_profile()
    held = profile.options

    def put(row):
        return row.model_copy(update={name: value for name, value in updates.items() if name in type(row).model_fields})

    bare, water = held.needs
    water = water.model_copy(
        update={
            "matches": tuple(map(put, water.matches)),
            "actions": tuple(map(put, water.actions)),
            "overlaps": tuple(map(put, water.overlaps)),
        }
    )
    options = held.model_copy(update={"needs": (bare, water), "offices": tuple(map(put, held.offices))})
    return profile.model_copy(update={"options": options})


def test_answer_counts_what_fits_and_what_is_late():
    told = told_options(example_profile(), read_wording("en"))
    assert (
        told.answer
        == "Something that exists already fits 1 of the 2 needs that are not met. Actions are on record for 1 of them; 1 is late."
    )
    assert "as the record had them on 2026-11-22 09:30 UTC" in told.basis
    assert "MRD-A9" in told.basis


def test_each_need_says_how_it_stands_and_who_does_what():
    bare, water = told_options(example_profile(), read_wording("en")).needs
    assert bare.summary == "partly met · Nothing in the catalogue fits this need here"
    assert water.summary == "partly met · best: Flood Mapper · 2 actions on record · late"
    assert [match.what for match in water.matches] == [
        "solution, by Made-up Agency",
        "partner's offer, by School of Skies, offer O-7, rev. 4",
    ]
    assert (water.actions[0].state, water.actions[0].revision, water.actions[1].due) == ("under way, late", "3", "—")
    assert water.overlaps == (
        "Meridian Survey, Port Office work on this same need at overlapping times: MRD-A1, MRD-A2. They use the same: Flood Mapper.",
    )


def test_without_a_record_the_section_says_so_and_tells_matches_alone():
    profile = example_profile()
    needs = tuple(need.model_copy(update={"actions": (), "overlaps": ()}) for need in profile.options.needs)
    options = profile.options.model_copy(update={"record_utc": None, "needs": needs, "elsewhere": ()})
    told = told_options(profile.model_copy(update={"options": options}), read_wording("en"))
    assert told.answer.endswith("needs that are not met.")
    assert "No record of actions and offers was read" in told.basis


def test_where_every_need_is_met_nothing_is_proposed():
    profile = example_profile()
    options = profile.options.model_copy(update={"needs": (), "elsewhere": ()})
    told = told_options(profile.model_copy(update={"options": options}), read_wording("en"))
    assert told.answer == "Every need is met, so nothing is proposed here."


def test_chinese_names_stand_first_and_the_short_name_beside_them():
    _, water = told_options(example_profile(), read_wording("zh")).needs
    assert water.matches[0].name == "洪水制图仪"
    assert water.matches[0].what.startswith("Flood Mapper、解决方案")
    assert water.actions[0].state == "进行中、逾期"


@pytest.mark.parametrize("language", languages())
def test_a_profile_made_before_loads_and_is_told_without_the_section(language):
    old = without_options()
    assert old.options is None
    page = render_page(old, example_geometry(), language)
    part = read_wording(language)("part.options")
    assert 'id="options"' not in page
    assert 'href="#options"' not in page
    assert part not in [getattr(block, "text", "") for block in document(old, example_geometry(), language).blocks]
    assert gaps_csv(old) == gaps_csv(example_profile())


@pytest.mark.parametrize("field", ["name", "by", "title", "owner", "id", "host", "city", "owners", "partners", "tasks", "serves"])
def test_names_are_never_markup(field):
    several = field in {"owners", "partners", "tasks"}
    page = render_page(changed(**{field: (NASTY,) if several else NASTY, "titles": {"en": NASTY}}), example_geometry())
    assert NASTY not in page
    assert "<img" not in page
    assert "&lt;/summary&gt;" in section(page)


@pytest.mark.parametrize("page", ["javascript:alert(1)", "https://example.org/ a", "//example.org"])
def test_a_page_is_a_web_address_or_nothing(page):
    held = json.loads(profile_json(example_profile()))
    held["options"]["needs"][1]["matches"][0]["page"] = page
    with pytest.raises(ValueError, match="pattern"):
        Profile.model_validate(held)


def test_needs_stand_folded_with_a_link_to_what_fits():
    found = section(render_page(example_profile(), example_geometry()))
    assert found.count('<details class="option">') == 3
    assert '<a href="https://example.org/mapper">Flood Mapper</a>' in found
    assert "<b>under way, late</b>" in found
