"""Alert paths: how a warning gets to people. Facts: ../data/alert_paths.toml, a template. Leaves out what is derived from them."""

from commonsky.catalogue.family import Family
from commonsky.resilience.alert_paths import PathSet

ALERT_PATHS = Family(
    name="alert_paths",
    kind="path_set",
    package="commonsky.resilience",
    model=PathSet,
    titles={"en": "Alert paths", "zh": "预警传播路径"},
    columns=(("name", "name"), ("title", "titles.en"), ("note", "note")),
    words={"template": "模板", "cell broadcast": "小区广播", "siren": "警报器", "radio": "广播", "satellite": "卫星"},
)
