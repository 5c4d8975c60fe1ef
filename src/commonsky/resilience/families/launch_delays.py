"""Launch delays: plans and what became of them. Facts: ../data/launch_delays.toml. Leaves out why."""

from commonsky.catalogue.family import Family
from commonsky.resilience.delays import LaunchDelay

LAUNCH_DELAYS = Family(
    name="launch_delays",
    kind="delay",
    package="commonsky.resilience",
    model=LaunchDelay,
    titles={"en": "Launch delays", "zh": "发射推迟"},
    columns=(("name", "name"), ("missions", "missions"), ("planned", "planned"), ("flown", "flown"), ("mean, months", "mean_months")),
)
