"""The compendium of space solutions. Facts: ../data/solutions. Leaves out prices and figures that no page of the owner states."""

from commonsky.catalogue.family import Family
from commonsky.catalogue.offer_words import OFFER_WORDS
from commonsky.catalogue.solutions import Solution

SOLUTIONS = Family(
    name="solutions",
    kind="solution",
    package="commonsky.catalogue",
    model=Solution,
    titles={"en": "Space solutions", "zh": "空间解决方案"},
    columns=(
        ("name", "name"),
        ("kind", "kind"),
        ("owner", "owner"),
        ("hazards", "hazards"),
        ("variables", "variables"),
        ("where", "where.text"),
        ("access", "access"),
        ("maturity", "maturity"),
        ("page", "page"),
    ),
    words={
        **OFFER_WORDS,
        "data set": "数据集",
        "product": "产品",
        "service": "服务",
        "platform": "平台",
        "method": "方法",
        "software": "软件",
        "open": "开放",
        "registration": "注册获取",
        "restricted": "受限",
        "commercial": "商业",
    },
)
