"""A page as one file: its style and script stand in it, and the files that it offers are links that hold them. Facts: none.

The policy of the page allows style and script by their hashes alone (Content Security Policy Level 3), so that nothing else runs and
nothing is fetched. Leaves out fonts: a page is set in what its reader has.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from markupsafe import Markup

from commonsky.profile.drawings import FONT_SLOT


def data_link(kind: str, text: str) -> str:
    """An address that holds a file of a media type; a drawing's type is left to its reader.

    >>> data_link("text/csv", "a")
    'data:text/csv;base64,YQ=='
    """
    return f"data:{kind};base64,{base64.b64encode(text.replace(FONT_SLOT, 'sans-serif').encode()).decode()}"


def inlined(extra: str, *, script: str = "world.js", images: bool = True) -> dict[str, Markup]:
    """Style of the house with a page's own, script, and the policy that lets in nothing else, as the templates name them.

    Args:
        extra: rules of the page's own.
        script: file of this room; none: the page has no script, nor a ``script``.
        images: whether the page may show pictures that it holds.
    """
    folder = resources.files("commonsky.profile")
    found = {"style": (folder / "theme.css").read_text(encoding="utf-8") + extra}
    if script:
        found["script"] = (folder / script).read_text(encoding="utf-8")
    allowed = [f"{name}-src '{_hash(text)}'" for name, text in found.items()] + ["img-src data:"] * images
    found["policy"] = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    return {name: Markup(text) for name, text in found.items()}  # noqa: S704 - our own files


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
