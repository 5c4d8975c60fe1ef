"""Orbit mean-elements messages: four forms of one object are one set of elements. Facts: CCSDS 502.0-B-3, section 4."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from messages import FIELDS, NEEDED, TLE, WRITERS, as_csv, as_json, as_kvn, as_xml, parse, without

FORMS = sorted(WRITERS)
OTHER = {**FIELDS, "OBJECT_NAME": "OTHER", "NORAD_CAT_ID": 270123}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_object_as_its_tle(form):
    (ours,), refused = parse(form, WRITERS[form](FIELDS))
    assert refused == []
    assert ours == parse("tle", TLE)[0][0]


@pytest.mark.parametrize("form", FORMS)
def test_two_objects_in_one_file(form):
    found, refused = parse(form, WRITERS[form](FIELDS, OTHER))
    assert [(f.name, f.norad) for f in found] == [("SENTINEL-2A", 40697), ("OTHER", 270123)]
    assert refused == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", NEEDED)
def test_a_missing_keyword_is_refused_by_its_name_and_the_good_set_kept(form, key):
    found, refused = parse(form, WRITERS[form](without(FIELDS, key), OTHER))
    assert [f.name for f in found] == ["OTHER"]
    assert refused == [f"SENTINEL-2A: has no {key}"]


@pytest.mark.parametrize("form", FORMS)
def test_a_set_without_name_drag_or_number_is_read(form):
    (found,), _ = parse(
        form, WRITERS[form](without(FIELDS, "OBJECT_NAME", "OBJECT_ID", "BSTAR", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT", "NORAD_CAT_ID"))
    )
    assert (found.norad, found.cospar, found.bstar) == (0, "", 0.0)
    assert found.name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ECCENTRICITY", 1.0),
        ("ECCENTRICITY", -0.1),
        ("MEAN_MOTION", 0),
        ("MEAN_MOTION", 25),
        ("INCLINATION", "nan"),
        ("EPOCH", "soon"),
        ("BSTAR", "inf"),
    ],
)
def test_a_value_out_of_range_is_refused_by_the_objects_name(form, key, value):
    found, refused = parse(form, WRITERS[form]({**FIELDS, key: value}, OTHER))
    assert [f.name for f in found] == ["OTHER"]
    assert refused[0].startswith("SENTINEL-2A: ")


@pytest.mark.parametrize(("key", "value"), [("REF_FRAME", "GCRF"), ("TIME_SYSTEM", "TAI"), ("MEAN_ELEMENT_THEORY", "DSST")])
def test_another_frame_or_theory_is_refused_by_name(key, value):
    found, refused = parse("omm-json", as_json({**FIELDS, key: value}))
    assert found == []
    assert refused[0].startswith(f"SENTINEL-2A: {key} is {value}; SGP4 needs ")


@pytest.mark.parametrize("epoch", ["2026-08-27T23:06:37.342944Z", "2026-239T23:06:37.342944", "2026-08-28T00:06:37.342944+01:00"])
def test_epochs_as_the_standard_allows_them(epoch):
    (found,), _ = parse("omm-json", as_json({**FIELDS, "EPOCH": epoch}))
    assert found.epoch_utc == datetime(2026, 8, 27, 23, 6, 37, 342944, tzinfo=UTC)


def test_numbers_written_as_text_are_numbers():
    text = {k: str(v) for k, v in FIELDS.items()}
    assert parse("omm-json", as_json(text)) == parse("omm-json", as_json(FIELDS))


def test_one_object_alone_needs_no_array():
    assert parse("omm-json", as_json(FIELDS)[1:-1]) == parse("omm-json", as_json(FIELDS))


def test_xml_with_namespaces_and_without_the_outer_element():
    inner = as_xml(FIELDS).split("<ndm>")[1].split("</ndm>")[0]
    spaced = inner.replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:").replace("<n:omm ", '<n:omm xmlns:n="urn:ccsds" ')
    assert parse("omm-xml", inner) == parse("omm-xml", spaced) == parse("omm-xml", as_xml(FIELDS))


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE ndm>",
        '<!DOCTYPE ndm [<!ENTITY a "x">]>',
        '<!DOCTYPE ndm SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_xml_with_a_document_type_is_refused(declaration):
    found, refused = parse("omm-xml", as_xml(FIELDS).replace("<ndm>", f"{declaration}<ndm>"))
    assert found == []
    assert refused == ["broken XML: a document type declaration is not allowed"]


def test_xml_that_breaks_off_keeps_what_came_before():
    text = as_xml(FIELDS, OTHER)
    found, refused = parse("omm-xml", text[: text.index("OTHER")])
    assert [f.name for f in found] == ["SENTINEL-2A"]
    assert refused[-1].startswith("broken XML: ")


def test_kvn_without_versions_splits_at_a_name_that_comes_again():
    text = "\n".join(line for line in as_kvn(FIELDS, OTHER).splitlines() if not line.startswith("CCSDS_OMM_VERS"))
    assert [f.name for f in parse("omm-kvn", text)[0]] == ["SENTINEL-2A", "OTHER"]


def test_csv_columns_may_stand_in_any_order():
    turned = dict(reversed(FIELDS.items()))
    header, row = ",".join(turned), ",".join(str(v) for v in turned.values())
    assert parse("omm-csv", f"{header}\n{row}\n") == parse("omm-csv", as_csv(FIELDS))


@pytest.mark.parametrize(
    "text", ["[1, null]", "[[]]", '["x"]', "{]", "[" * 100_000, '[{"EPOCH": []}]', '[{"OBJECT_NAME": {}, "EPOCH": {}}]']
)
def test_json_of_another_shape_is_lines_not_exceptions(text):
    found, refused = parse("omm-json", text)
    assert found == []
    assert refused


@pytest.mark.parametrize("row", ["A,2026\rB,1", '"' + "x" * 200_000 + '",1', '"open', "a,b,c,d,e,f", "\0,\0"])
def test_csv_of_another_shape_is_lines_not_exceptions(row):
    found, refused = parse("omm-csv", f"EPOCH,MEAN_MOTION\n{row}\n")
    assert found == []
    assert refused


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.lists(st.integers(), max_size=2)


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), VALUES))
@settings(deadline=None, derandomize=True, max_examples=500)
@example({"EPOCH": []})
def test_any_values_are_read_or_refused(changes):
    found, refused = parse("omm-json", as_json({**FIELDS, **changes}))
    assert len(found) + len(refused) == 1


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@settings(deadline=None, derandomize=True, max_examples=200)
def test_mutated_messages_never_raise(form, data):
    text = WRITERS[form](FIELDS)
    at = data.draw(st.integers(0, len(text)))
    drop = data.draw(st.integers(0, 12))
    put = data.draw(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6))
    for elements in parse(form, text[:at] + put + text[at + drop :])[0]:
        assert replace(elements, name="x").name == "x"
