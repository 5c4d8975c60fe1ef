"""A file of element sets is read in whichever format it is; what cannot be read is one typed error that says what would work."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import FIELDS, LINE_1, LINE_2, TLE, WRITERS, as_json, without

from commonsky.core.errors import CommonskyError, InvalidInputError
from commonsky.sources.element_format import ELEMENT_FORMATS, read_elements

FORMS = {"tle": TLE, **{name: write(FIELDS) for name, write in WRITERS.items()}}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("elements") / "sets.txt"


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("space", ["", "\r\n\n  "])
def test_the_format_is_found_from_the_content(file, form, mark, space):
    file.write_bytes(mark + (space + FORMS[form]).encode())
    found = read_elements(file)
    assert found.refused == ()
    (only,) = found.sets
    assert (only.norad, only.inclination_deg, only.origin) == (40697, 98.5649, "sets.txt")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_text_looks_like_its_own_format_and_no_other(form):
    assert [f.name for f in ELEMENT_FORMATS if f.looks_like(FORMS[form])] == [form]


def test_bad_sets_are_told_beside_the_good_ones(file):
    file.write_text(TLE + TLE.replace("9991\n", "9990\n"))
    found = read_elements(file)
    assert (len(found.sets), found.refused) == (1, ("SENTINEL-2A: checksum of line 1 is 1, the line says 0",))


def test_no_good_set_is_an_error_with_the_first_reason(file):
    file.write_text(as_json(without(FIELDS, "EPOCH")))
    with pytest.raises(
        InvalidInputError, match=r"holds no sound element set \(SENTINEL-2A: has no EPOCH\); download it again, as one of: omm-csv, "
    ):
        read_elements(file)


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_what_to_give(file, content):
    file.write_bytes(content)
    with pytest.raises(InvalidInputError, match="is empty; give element sets as one of: omm-csv, omm-json, omm-kvn, omm-xml, tle"):
        read_elements(file)


@pytest.mark.parametrize("content", [bytes(range(256)), "EPOCH = 2".encode("utf-16"), b"\xff\xd8\xff\xe0 JFIF", b"\x1f\x8b\x08\x00\x00"])
def test_a_binary_file_is_no_text(file, content):
    file.write_bytes(content)
    with pytest.raises(InvalidInputError, match="is no text; give element sets as TLE or OMM"):
        read_elements(file)


def test_a_text_of_something_else_says_what_to_give(file):
    file.write_text("Dear colleagues,\nplease find attached\n")
    with pytest.raises(InvalidInputError, match="holds no element sets that we know; give one of: omm-csv"):
        read_elements(file)


def test_a_missing_file_or_a_folder_says_why(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot read .*nowhere.tle: No such file or directory"):
        read_elements(tmp_path / "nowhere.tle")
    with pytest.raises(InvalidInputError, match="Is a directory; give a file of element sets"):
        read_elements(tmp_path)


@pytest.mark.parametrize(
    "text", ["\n" * 20_000 + "x", "EPOCH = 1" + " " * 20_000 + "x", "<omm>" + "<a>" * 50_000, "[" * 50_000, f"{LINE_1}\n" * 5_000]
)
def test_a_spiteful_text_takes_no_longer_than_a_second(file, text):
    file.write_text(text)
    began = time.process_time()
    with pytest.raises(InvalidInputError):
        read_elements(file)
    assert time.process_time() - began < 1.0


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.sampled_from([TLE, LINE_1, LINE_2, *FORMS.values()]).flatmap(lambda t: st.sampled_from([t[: len(t) // 2], t[1:], t[::-1], t + t]))
)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_text_is_read_or_a_typed_error(file, text):
    file.write_bytes(text.encode())
    try:
        assert read_elements(file).sets
    except CommonskyError as error:
        assert "\n" not in str(error)


@given(st.binary(max_size=200))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_bytes_are_read_or_a_typed_error(file, content):
    file.write_bytes(content)
    with pytest.raises(InvalidInputError):
        read_elements(file)
