"""What makes a page one file: what stands in it is what its policy allows."""

import base64
import hashlib

from commonsky.profile.drawings import FONT_SLOT
from commonsky.profile.single_file import data_link, inlined


def test_the_policy_allows_the_style_and_the_script_and_nothing_else():
    page = inlined(".own { color: red; }")
    hashes = [base64.b64encode(hashlib.sha256(page[name].encode()).digest()).decode() for name in ("style", "script")]
    assert page["style"].endswith(".own { color: red; }")
    assert page["policy"] == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def test_a_page_without_script_and_pictures_allows_none():
    page = inlined("", script="", images=False)
    assert set(page) == {"style", "policy"}
    assert "script-src" not in page["policy"]
    assert "img-src" not in page["policy"]


def test_a_file_is_held_by_its_link():
    kind, held = data_link("text/csv", "a,é\n").split(",")
    assert (kind, base64.b64decode(held).decode()) == ("data:text/csv;base64", "a,é\n")
    assert FONT_SLOT not in base64.b64decode(data_link("image/svg+xml", f'<svg font-family="{FONT_SLOT}"/>').split(",")[1]).decode()
