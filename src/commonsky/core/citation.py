"""Where a figure was read. Facts: none. Leaves out quotation of sentences: figures carry over, prose does not."""

from pydantic import BaseModel, ConfigDict


class Source(BaseModel):
    """What a source gives, the page or document, and the figure as printed there.

    >>> Source(what="swath", where="https://example.org/msi", quoted="290 km").quoted
    '290 km'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    where: str
    quoted: str = ""
