"""The resilience checklist of missions, ground segments, warning centres. Facts: ../data/checklist.toml. Leaves out answers."""

from commonsky.catalogue.family import Family
from commonsky.resilience.checklist import Question

CHECKLIST = Family(
    name="checklist",
    kind="question",
    package="commonsky.resilience",
    model=Question,
    titles={"en": "Resilience checklist", "zh": "韧性清单"},
    columns=(
        ("id", "id"),
        ("subject", "subject"),
        ("phase", "phase"),
        ("theme", "theme"),
        ("question", "question.en"),
    ),
    words={
        "mission": "航天任务",
        "ground-segment": "地面系统",
        "warning-centre": "预警中心",
        "withstand": "抵御",
        "absorb": "承受",
        "adapt": "适应",
        "recover": "恢复",
        "hardware": "硬件",
        "orbit": "轨道",
        "debris": "空间碎片与处置",
        "spares": "备份与备件",
        "power": "供电",
        "communications": "通信",
        "people": "人员",
        "data": "数据",
        "supply": "供应链",
        "cyber": "网络安全",
    },
)
