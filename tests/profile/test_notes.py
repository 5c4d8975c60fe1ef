"""Notes in the reader's language: every sentence that a run writes is known, its figures kept."""

from datetime import date

import pytest

from commonsky.coverage.clouds import Cover
from commonsky.needs.load import default_needs
from commonsky.profile.notes import known, reader_note
from commonsky.profile.stations import PROXY
from commonsky.profile.wording import read_wording
from commonsky.workflows.assess import _unjudged

ASKED = default_needs().for_country(coastal=True, on=date(2026, 11, 1))
NOTES = [
    Cover(share=[[0.5] * 12]).note,
    Cover(share=[[0.5] * 12] * 9, own=7, fallen_back=2).note,
    *_unjudged(ASKED),
    *default_needs().expired(date(2999, 1, 1)),
    f"weather stations: 2 within the country, one per 273 km in the median over land; GBON surface asks 200 km{PROXY}",
    "ground networks that measure what is asked but are not judged, as no list gives their stations: GSN, GUAN",
]


@pytest.mark.parametrize("note", NOTES)
def test_what_a_run_notes_is_known(note):
    assert known(note)
    chinese = reader_note(note, read_wording("zh"))
    assert chinese.endswith("。")
    assert not any(word in chinese.split() for word in ("of", "is", "the"))


def test_figures_are_kept():
    told = reader_note(
        "12 of 44 needs ask stability or vertical resolution too, which no catalogue row states and which is not judged", read_wording("zh")
    )
    assert "44 项需求中有 12 项" in told


def test_what_is_not_known_stays_english():
    note = "refused: stations.csv, row 3: no latitude"
    assert not known(note)
    assert reader_note(note, read_wording("zh")) == "Refused: stations.csv, row 3: no latitude."
