"""Which row of a register is which satellite: right or absent, whatever was done to the rows; ids in every way of writing."""

import random
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.objects import (
    RegisteredObject,
    Sought,
    find_object,
    fold_name,
    index_objects,
    known_names,
    read_cospar,
    read_norad,
    register_of,
    sought_mission,
)

A = Sought(name="Example-2A", cospar="2015-028A", norad=40697, launch_date="2015-06-23")
ROW = RegisteredObject(
    list="satcat", line=2, name="EXAMPLE-2A", cospar="2015-028A", norad=40697, kind="payload", launch_date="2015-06-23"
)  # fmt: skip
OTHER = RegisteredObject(
    list="satcat", line=3, name="MERIDIAN 8", cospar="2013-008A", norad=39084, kind="payload", launch_date="2013-02-11"
)  # fmt: skip


def found(*rows, sought=A, known=lambda _: frozenset()):
    return find_object(sought, index_objects(rows), known)


@given(
    year=st.integers(1957, 2099),
    number=st.integers(1, 999),
    piece=st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=3),
    dressed=st.sampled_from(["{}", " {} ", "[{}]", "({})", "{}\u00a0", "\u200b{}"]),
    dash=st.sampled_from(["-", "\u2013", "\u2011", "\u2212", " - ", "_", "/"]),
    gap=st.sampled_from(["", " ", "  ", "-", " -"]),
    lower=st.booleans(),
    bare=st.booleans(),
)
@settings(deadline=None, derandomize=True)
def test_an_id_has_one_form_however_it_is_written(year, number, piece, dressed, dash, gap, lower, bare):
    given_id = dressed.format(f"{year}{dash}{number if bare else f'{number:03d}'}{gap}{piece}")
    assert read_cospar(given_id.lower() if lower else given_id) == (f"{year}-{number:03d}{piece}", False)


@given(text=st.text(max_size=20))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_text_is_an_id_or_none_and_an_id_reads_as_itself(text):
    cospar, _ = read_cospar(text)
    assert read_cospar(cospar)[0] == cospar
    assert read_norad(text) is None or read_norad(text) >= 0
    assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    "text", ["2015-028", "028A", "2015-000A", "2015-028I", "2015-028O", "2015-1028A", "1961 Alpha 1", "2015-028ABCD", "TBD", "-"]
)
def test_what_is_no_id_is_none(text):
    assert read_cospar(text) == ("", False)


def test_the_launch_year_of_two_digits_is_of_the_space_age():
    assert read_cospar("98067A")[0] == "1998-067A"
    assert read_cospar("57001B")[0] == "1957-001B"
    assert read_cospar("15-28A")[0] == "2015-028A"


def test_both_ids_link():
    match = found(ROW, OTHER)
    assert match.row is ROW
    assert match.how == "COSPAR id, NORAD number, name, launch date"


def test_the_cospar_id_links_where_there_is_no_number():
    assert found(replace(ROW, norad=0, name="2A Example", launch_date="")).row.line == 2


def test_the_number_links_where_there_is_no_cospar_id():
    assert found(replace(ROW, cospar="", name="2A Example", launch_date="")).row.line == 2


def test_a_name_is_a_suggestion_and_never_a_link():
    match = found(replace(ROW, cospar="", norad=0))
    assert match.row is None
    assert [row.line for row in match.suggestions] == [2]


def test_a_like_name_with_other_digits_is_not_even_suggested():
    assert not found(replace(ROW, cospar="", norad=0, name="EXAMPLE-3A")).suggestions
    assert found(replace(ROW, cospar="", norad=0, name="EXAMPLES 2A")).suggestions


def test_ids_that_lead_to_two_rows_are_told():
    match = found(replace(ROW, norad=39084), replace(OTHER, norad=40697))
    assert match.row is None
    assert match.conflict == (
        "COSPAR id leads to SATCAT, line 2 (EXAMPLE-2A); NORAD number leads to SATCAT, line 3 (MERIDIAN 8)"
    )  # fmt: skip


def test_two_rows_with_one_id_are_told():
    match = found(ROW, replace(ROW, line=9, name="EXAMPLE-2A AGAIN"))
    assert match.row is None
    assert "line 2" in match.conflict
    assert "line 9" in match.conflict


def test_a_copied_line_counts_once():
    match = found(ROW, replace(ROW, line=9))
    assert match.row.line == 2
    assert set(match.copies) == {9}


@pytest.mark.parametrize("kind", ["rocket body", "debris", "component"])
def test_what_is_no_satellite_is_never_linked(kind):
    match = found(replace(ROW, kind=kind))
    assert match.row is None
    assert match.conflict == f"SATCAT, line 2 (EXAMPLE-2A) is a {kind}"


def test_another_number_speaks_against_the_cospar_id():
    match = found(replace(ROW, norad=1))
    assert match.conflict == "SATCAT, line 2 (EXAMPLE-2A) has the COSPAR id 2015-028A but the NORAD number 1, not 40697"


def test_another_launch_speaks_against_an_id():
    assert "was launched on 2015-07-23, not on 2015-06-23" in found(replace(ROW, launch_date="2015-07-23")).conflict
    assert found(replace(ROW, launch_date="2015-06-24")).row  # a day over midnight
    assert "was launched on 2013" in found(replace(ROW, launch_date="2013")).conflict


def test_the_name_elsewhere_speaks_against_an_id():
    rows = (replace(ROW, name="MERIDIAN 8"), replace(OTHER, name="EXAMPLE-2A", launch_date="2015-06-23"))
    assert found(*rows).conflict == "SATCAT, line 2 (MERIDIAN 8) has the id, SATCAT, line 3 (EXAMPLE-2A) the name"


def test_a_name_that_another_list_knows_by_another_id_speaks_against_it():
    known = known_names([A], [OTHER])
    match = found(replace(ROW, norad=0, name="Meridian-8"), known=known)
    assert match.conflict == "SATCAT, line 2 (Meridian-8) has the id, but its name is that of 2013-008A"


def test_letters_of_another_alphabet_must_be_confirmed():
    repaired = replace(ROW, norad=0, repaired=True)
    assert found(repaired).row
    assert "another alphabet" in found(replace(repaired, name="SAT")).conflict


def test_one_fact_is_not_enough():
    match = found(replace(ROW, norad=0, launch_date="", name="SAT"))
    assert match.row is None
    assert match.conflict.endswith("only its COSPAR id agrees; nothing else confirms it")


SHARED = Sought(name="Sentinel-6A", cospar="2020-086A", norad=46984, launch_date="2020-11-21")
STRANGER = RegisteredObject(list="satcat", line=5, name="OBJECT-7 CUBESAT", cospar="2020-086A", kind="payload", launch_date="2020-11-21")


@pytest.mark.parametrize(("ids", "what"), [({}, "COSPAR id"), ({"cospar": "", "norad": 46984}, "NORAD number")])
@pytest.mark.parametrize("name", ["OBJECT-7 CUBESAT", "Sentinel-6A CubeSat", "Sentinel-6B", "Sentinel-16A", "Sentinel", "S-6A"])
def test_the_date_of_a_shared_launch_confirms_no_id_of_another_name(name, ids, what):
    match = found(row := replace(STRANGER, name=name, **ids), sought=SHARED)
    assert (match.row, match.suggestions) == (None, (row,))
    assert match.conflict == (
        f"SATCAT, line 5 ({name}): only its {what} agrees; its launch date is that of all that was launched with it, "
        "and it bears another name"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["OBJECT-7 CUBESAT", "OBJECT A", "", "Sentinel-6A"])
def test_a_wrong_number_beside_a_right_cospar_id_is_told(name):
    match = found(replace(STRANGER, name=name, norad=46985), sought=SHARED)
    assert match.row is None
    assert match.conflict.endswith("has the COSPAR id 2020-086A but the NORAD number 46985, not 46984")


def test_a_row_that_has_no_name_yet_links_by_both_ids_alone():
    """Two launches of a day have an OBJECT A each, so that neither the day nor the letter confirms an id."""
    assert found(replace(STRANGER, name="OBJECT A", norad=46984), sought=SHARED).how == "COSPAR id, NORAD number, launch date"
    assert "another piece than 2020-086A" in found(replace(STRANGER, name="OBJECT B", norad=46984), sought=SHARED).conflict
    for name in ("", "OBJECT", "Object A", "OBJECT 7", "UNKNOWN", "TBA - TO BE ASSIGNED"):
        assert found(replace(STRANGER, name=name), sought=SHARED).conflict.endswith("and it bears no name of its own")


@pytest.mark.parametrize("name", ["SENTINEL 6A", "6A Sentinel", "Sentinel-6a (S6A)", "SENTINEL No. 06A", "S\u00c9NTINEL 6\u0410"])
def test_a_name_agrees_however_it_is_written(name):
    assert found(replace(STRANGER, name=name), sought=SHARED).how == "COSPAR id, name, launch date"


def test_registers():
    assert register_of(("A/AC.105/INF.1", "ST/SG/SER.E/2")) == "registration-convention"
    assert register_of(("a note",)) == ""


# --- never a wrong link ---------------------------------------------------------------------------------------------------------------

CYRILLIC = str.maketrans("ABEKMHOPCTX", "АВЕКМНОРСТХ")


def made_up(seed, count=40):
    """Satellites of made-up launches, some of them together, and the true row of each."""
    draw = random.Random(seed)
    sought, rows = [], []
    for number in range(count):
        launch = number // 3 + 1  # three to a launch
        name = "".join(draw.choices(string.ascii_uppercase, k=7)) + f"-{number}"
        cospar, norad, on = f"2020-{launch:03d}{'ABC'[number % 3]}", 45000 + number, f"2020-{launch % 12 + 1:02d}-{launch % 28 + 1:02d}"
        sought.append(Sought(name=name.title(), cospar=cospar, norad=norad, launch_date=on))
        rows.append(
            RegisteredObject(
                list="satcat", line=number, name=name, cospar=cospar, norad=norad, kind="payload", launch_date=on, remarks=name.title()
            )
        )
    return sought, rows


def dirtied(rows, draw, *, numbers):
    """Rows as people spoil them: shuffled, copied, ids swapped, dressed and emptied. `remarks` keeps which satellite each is of."""
    rows = [row if numbers else replace(row, norad=0) for row in rows]
    for _ in range(draw.randint(0, 12)):
        i, j = draw.sample(range(len(rows)), 2)
        a, b, how = rows[i], rows[j], draw.randrange(6)
        if how == 0:
            rows[i], rows[j] = replace(a, cospar=b.cospar), replace(b, cospar=a.cospar)
        elif how == 1:
            rows[i], rows[j] = replace(a, norad=b.norad), replace(b, norad=a.norad)
        elif how == 2:
            rows[i], rows[j] = replace(a, cospar=b.cospar, norad=b.norad), replace(b, cospar=a.cospar, norad=a.norad)
        elif how == 3:
            rows[i] = replace(a, cospar=b.cospar)  # one id copied over another
        elif how == 4:
            rows[i] = replace(a, kind="rocket body", name=f"{a.name} R/B", cospar=b.cospar, norad=b.norad, remarks="a stage")
        else:
            rows.append(draw.choice([a, replace(a, cospar=""), replace(a, launch_date=a.launch_date[:7])]))
    spoiled = []
    for row in rows:
        cospar, repaired = read_cospar(dressed(row.cospar, draw))
        name = dressed(row.name, draw) if draw.random() < 0.5 else row.name
        spoiled.append(replace(row, cospar=cospar, repaired=repaired, name=name, norad=row.norad if draw.random() < 0.9 else 0))
    draw.shuffle(spoiled)
    return [replace(row, line=line) for line, row in enumerate(spoiled)]


def dressed(text, draw):
    """A text with spaces, small letters, letters that look alike, or without the zeros of its number."""
    ways = [
        lambda t: f" {t[:4]}{t[4:]}  ",
        str.lower,
        lambda t: t.translate(CYRILLIC),
        lambda t: t.replace("-00", "-").replace("-0", "-"),
        lambda t: f"[{t}]",
        lambda t: t,
    ]
    return draw.choice(ways)(text)


@given(seed=st.integers(0, 10**6), numbers=st.booleans())
@settings(deadline=None, derandomize=True, max_examples=150)
def test_a_link_is_right_or_absent(seed, numbers):
    sought, rows = made_up(seed)
    index = index_objects(dirtied(rows, random.Random(seed), numbers=numbers))
    known = known_names(sought, [])
    for one in sought:
        match = find_object(one, index, known)
        assert match.row is None or (match.row.remarks == one.name and match.row.kind == "payload")
        assert match.row is None or not match.conflict


@given(seed=st.integers(0, 10**6))
@settings(deadline=None, derandomize=True, max_examples=30)
def test_clean_rows_all_link_in_any_order(seed):
    sought, rows = made_up(seed)
    random.Random(seed).shuffle(rows)
    index = index_objects(rows)
    assert [find_object(one, index).row.remarks for one in sought] == [one.name for one in sought]


@given(seed=st.integers(0, 10**6))
@settings(deadline=None, derandomize=True, max_examples=30)
def test_what_is_merely_written_otherwise_still_links(seed):
    sought, rows = made_up(seed)
    draw = random.Random(seed)
    spoiled = []
    for row in rows:
        cospar, repaired = read_cospar(dressed(row.cospar, draw))
        spoiled.append(replace(row, cospar=cospar, repaired=repaired, name=dressed(row.name, draw)))
    index = index_objects(spoiled)
    assert all(find_object(one, index).row for one in sought)


@pytest.mark.parametrize("seed", range(20))
def test_missions_of_the_catalogue_under_swapped_ids(seed):
    """Every mission with ids, rows under its own name, two ids in ten swapped: a link is never to another's row."""
    draw = random.Random(seed)
    missions = [sought_mission(m) for m in packaged_catalogue().missions.values() if m.satellites == 1 and m.cospar and m.norad]
    rows = [
        RegisteredObject(
            list="un", line=n, name=m.name.upper(), cospar=m.cospar, norad=draw.choice([0, m.norad]), launch_date=m.launch_date,
            remarks=m.name,
        )
        for n, m in enumerate(missions)
    ]  # fmt: skip
    for _ in range(len(rows) // 10):
        i, j = draw.sample(range(len(rows)), 2)
        rows[i], rows[j] = replace(rows[i], cospar=rows[j].cospar), replace(rows[j], cospar=rows[i].cospar)
    draw.shuffle(rows)
    index, known = index_objects(rows), known_names(missions, [])
    links = [(m, find_object(m, index, known).row) for m in missions]
    assert all(row is None or row.remarks == m.name for m, row in links)
    assert sum(row is not None for _, row in links) > len(missions) * 0.7


# --- strangers of the same launch -----------------------------------------------------------------------------------------------------


def shared_launches(draw):
    """Missions, and rows of them and of strangers launched with them; `remarks` keeps which object a row is truly of."""
    sought, rows = [], []
    for launch in range(1, 9):
        on, family = f"2020-{1 + launch // 2:02d}-11", "".join(draw.choices(string.ascii_uppercase, k=6))  # two launches on a day
        missions = draw.randint(1, 2)
        for place, piece in enumerate("ABCDEF"[: missions + draw.randint(1, 4)]):
            mine, tag = place < missions, f"{launch}{piece}"
            name = f"{family}-1 0{place + 1}" if mine else strange_name(draw, family, piece)
            ids = {"cospar": f"2020-{launch:03d}{piece}", "norad": 45000 + 10 * launch + place, "launch_date": on}
            if mine:
                sought.append((tag, Sought(name=name, **ids)))
                name = draw.choice(
                    [name, name, name.lower(), f"{family} 1-{place + 1}", f"1-{place + 1} {family}", f"OBJECT {piece}", "NOVA"]
                )
            rows.append(RegisteredObject(list="satcat", line=len(rows), name=name, kind="payload", remarks=tag, **ids))
    return sought, rows


def strange_name(draw, family, piece):
    other = "".join(draw.choices(string.ascii_uppercase, k=7))
    return draw.choice(
        [other, f"OBJECT {piece}", "", "OBJECT-7 CUBESAT", f"{family}-1 01 CUBESAT", f"{family}-1 09", f"{family}-1", family]
    )


def spoilt(rows, draw):
    """Rows with ids mistyped, swapped, copied and missing, at most one of its two ids in a row; then rows doubled and dropped."""
    rows, free = list(rows), list(range(len(rows)))
    draw.shuffle(free)
    whole = set()
    for _ in range(draw.randint(0, 14)):
        i, how, field = free.pop(), draw.randrange(5), draw.choice(["cospar", "norad"])
        mates = [j for j in free if rows[j].remarks[0] == rows[i].remarks[0]] or free
        j = draw.choice(draw.choice([mates, free]))
        a, b = rows[i], rows[j]
        if how == 0:  # a typo that makes it the id of another
            rows[i] = replace(a, cospar=a.cospar[:8] + draw.choice("ABCDEFG"), norad=draw.choice([0, a.norad]))
        elif how == 1:
            rows[i] = replace(a, **{field: getattr(b, field), "norad" if field == "cospar" else "cospar": 0 if field == "cospar" else ""})
        elif how == 2:
            free.remove(j)
            rows[i], rows[j] = replace(a, **{field: getattr(b, field)}), replace(b, **{field: getattr(a, field)})
        elif how == 3:
            rows[i] = replace(a, **{field: type(getattr(a, field))()})
        elif all(len(row.name) > 6 and "OBJECT" not in row.name for row in (a, b)):  # both ids: told by the names, so both rows stay
            free.remove(j)
            whole |= {i, j}
            rows[i], rows[j] = replace(a, cospar=b.cospar, norad=b.norad), replace(b, cospar=a.cospar, norad=a.norad)
    gone = draw.choice([0.0, 0.1, 0.5])
    kept = [row for i, row in enumerate(rows) if i in whole or draw.random() >= gone]
    kept += [replace(row, **draw.choice([{}, {"norad": 0}, {"cospar": ""}])) for row in kept if draw.random() < 0.1]
    draw.shuffle(kept)
    return [replace(row, line=line) for line, row in enumerate(kept)]


@given(seed=st.integers(0, 10**9))
@settings(deadline=None, derandomize=True, max_examples=600)
def test_a_link_is_to_the_true_object_among_strangers_of_its_launch(seed):
    draw = random.Random(seed)
    sought, clean = shared_launches(draw)
    rows = spoilt(clean, draw)
    index, known = index_objects(rows), known_names([one for _, one in sought], [])
    for tag, one in sought:
        match = find_object(one, index, known)
        assert match.row is None or match.row.remarks == tag
        bearers = {replace(row, line=0) for row in rows if row.cospar == one.cospar or row.norad == one.norad}
        if bearers == {replace(row, line=0) for row in clean if row.remarks == tag}:  # its clean row, and no other with its ids
            assert match.row is not None
        assert match.row or match.conflict or not bearers


@given(seed=st.integers(0, 10**9))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_every_mission_with_a_clean_row_links_whatever_its_strangers_rows_are(seed):
    draw = random.Random(seed)
    sought, clean = shared_launches(draw)
    tags = {tag for tag, _ in sought}
    ids = {one.cospar for _, one in sought} | {one.norad for _, one in sought}
    strangers = [row for row in spoilt([row for row in clean if row.remarks not in tags] * 2, draw) if not {row.cospar, row.norad} & ids]
    rows = [row for row in clean if row.remarks in tags] + strangers
    draw.shuffle(rows)
    rows = [replace(row, line=line) for line, row in enumerate(rows)]
    index, known = index_objects(rows), known_names([one for _, one in sought], [])
    assert [find_object(one, index, known).row.remarks for _, one in sought] == [tag for tag, _ in sought]
