"""The space application matrix: what a technology does for a hazard in a phase. Facts: ../data/uses. Leaves out how well a use works."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.offer_words import OFFER_WORDS
from commonsky.catalogue.uses import Use

USES = Family(
    name="uses",
    kind="use",
    package="commonsky.catalogue",
    model=Use,
    titles={"en": "Space application matrix", "zh": "空间应用矩阵"},
    columns=(
        ("id", "id"),
        ("hazard", "hazard"),
        ("phase", "phase"),
        ("technology", "technology"),
        ("what", "what"),
        ("variables", "variables"),
    ),
    words=OFFER_WORDS,
)
