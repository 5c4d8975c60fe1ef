"""A made report to the Committee: three countries, seven actions, a roadmap of two phases; also a report of nothing, and hostile names."""

from commonsky.core.citation import Source
from commonsky.profile.committee_model import (
    ACTION_STATES,
    ActionRow,
    CommitteeReport,
    CountryRow,
    EntryRow,
    EvidenceRow,
    Fact,
    Figure,
    MilestoneRow,
    OverlapRow,
    PhaseRow,
    RecordRef,
    TargetRow,
)

HOSTILE = "</title><script>alert(1)</script> \"'&amp; {{ w }} #link(1) =1+1"
COUNTRIES = {"FJI": ("Fiji", "斐济"), "MWI": ("Malawi", "马拉维"), "SLB": ("Solomon Islands", "所罗门群岛")}
FLOOD, SOIL = ("Soil moisture for flood warning", "用于洪水预警的土壤湿度"), ("Rainfall for drought watch", "用于干旱监测的降水")
#: Number, country, state, title, need, owner, late, people.
ACTIONS = (
    (1, "FJI", "done", "Put radar flood maps into the warning centre's routine", FLOOD, "Fiji Meteorological Service", False, 120_000),
    (2, "FJI", "under way", "Train forecasters in soil moisture products", FLOOD, "National Disaster Management Office", True, 45_120),
    (3, "FJI", "proposed", "Build three rain gauges with satellite links", SOIL, "Fiji Meteorological Service", False, None),
    (1, "MWI", "agreed", "Open access to daily rainfall grids", SOIL, "Department of Climate Change and Meteorology", False, None),
    (2, "MWI", "under way", "Agree on one drought index between ministries", SOIL, "Ministry of Agriculture", True, 1_250_000),
    (3, "MWI", "dropped", "Buy commercial images for each flood", FLOOD, "Department of Disaster Management Affairs", False, None),
    (1, "SLB", "done", "Register with the Charter as an authorised user", FLOOD, "National Disaster Management Office", False, 700_000),
)  # fmt: skip
PAGE = "https://example.org/evidence/2026/a-rather-long-name-of-a-document-that-has-to-break-somewhere.pdf"
ROAD = RecordRef(kind="roadmap", id="priority-6", revision=5)
EVIDENCE = (EvidenceRow(what="training record", where=PAGE), EvidenceRow(what="minutes", where="national archive, file 12"))


def reference(number, iso3):
    return RecordRef(kind="action", id=f"{iso3}-A{number}", revision=2)


def action(number, iso3, state, title, need, owner, late, people):
    begun = state in {"done", "under way"}
    return ActionRow(
        ref=reference(number, iso3), title=title, country=iso3, need_title=need[0], need_title_zh=need[1], targets=("SDG 13.1", "Sendai G"),
        owner=owner, partners=("UN-SPIDER regional support office",) if number == 2 else (),
        offer="Sentinel-1 flood mapping" if begun else "",
        obstacle="skill" if number == 2 else "none", cost="USD 10\u202f000 to 25\u202f000" if begun else "", people=people, state=state,
        start="2026-02-01" if begun else None, due="2026-10-31" if state != "proposed" else None, late=late,
        evidence=EVIDENCE if state == "done" else (),
    )  # fmt: skip


def figure(value, label, label_zh, refs=(), **rest):
    return Figure(value=value, label=label, label_zh=label_zh, refs=tuple(refs), **rest)


def plain(value, refs):
    return figure(value, "counted", "计数", refs)


def country(iso3, assessed):
    own = (RecordRef(kind="assessment", id=f"{iso3}-1", revision=3),)
    mine = [row for row in ACTIONS if row[1] == iso3]
    by_state = {s: [reference(row[0], iso3) for row in mine if row[2] == s] for s in ACTION_STATES}
    reached = [row for row in mine if row[7]]
    counted = (4, 1, 1, 2) if assessed else (0, 0, 0, 0)
    needs = dict(zip(("needs", "met", "partly", "unmet"), (plain(n, own if assessed else ()) for n in counted), strict=True))
    return CountryRow(
        iso3=iso3, names=dict(zip(("en", "zh"), COUNTRIES[iso3], strict=True)), assessment=own[0] if assessed else None,
        state="accepted" if assessed else "", version=2 if assessed else 0, **needs,
        actions={s: plain(len(refs), refs) for s, refs in by_state.items() if refs},
        people=plain(sum(row[7] for row in reached), [reference(row[0], iso3) for row in reached]) if reached else None,
        cost=("USD 20\u202f000 to 50\u202f000", "EUR 5\u202f000 to 8\u202f000") if iso3 == "FJI" else (),
    )  # fmt: skip


def entry(ref, state, number):
    return EntryRow(
        ref=ref, changed_utc="2026-11-20T09:30:00Z", changed_by="focal point, planning office", state=state,
        reason="as decided in the meeting of 19 November" if number % 2 else "", hash=f"{number:02x}" + "9f3a5b7c" * 7 + "abcdef",
        facts=(Fact(name="owner", name_zh="负责方", value="an office"), Fact(name="due", name_zh="到期日", value="2026-10-31")),
    )  # fmt: skip


def milestone(number, title, title_zh, due, state, owner="", evidence=()):
    return MilestoneRow(id=f"M{number}", title=title, title_zh=title_zh, due=due, state=state, owner=owner, evidence=evidence)


def phase(names, days, milestones):
    done = sum(m.state == "done" for m in milestones)
    (name, name_zh), (start, end) = names, days
    return PhaseRow(name=name, name_zh=name_zh, start=start, end=end, milestones=milestones, done=done, total=len(milestones), ref=ROAD)


def phases():
    minutes = (EvidenceRow(what="report of the session", where="https://example.org/report"),)
    first = (
        milestone(1, "Terms of the partnership agreed", "商定伙伴关系的职权范围", "2026-03-31", "done", "Secretariat", minutes),
        milestone(2, "Compendium of solutions open", "空间解决方案汇编上线", "2026-09-30", "late", "Secretariat"),
        milestone(3, "Ten country assessments begun", "启动十个国家评估", "2027-02-28", "under way", "Regional offices"),
    )
    second = (
        milestone(4, "Fund in operation", "基金投入运行", "2028-06-30", "planned"),
        milestone(5, "Warnings reach everyone", "预警惠及所有人", "2030-12-31", "planned"),
    )
    one = ("Step one: the partnership, its strategy and the first assessments of countries", "第一步：伙伴关系、战略与首批国家评估")
    two = ("Step two: services for all", "第二步：惠及所有人的服务")
    return phase(one, ("2026-01-01", "2027-06-30"), first), phase(two, ("2027-07-01", "2030-12-31"), second)


def answer(actions, assessments):
    refs = [reference(row[0], row[1]) for row in actions]
    done, late = ([r for r, row in zip(refs, actions, strict=True) if test(row)] for test in (lambda r: r[2] == "done", lambda r: r[6]))
    standing = [r for r, row in zip(refs, actions, strict=True) if row[2] != "dropped"]
    reached = sum(row[7] or 0 for row in actions)
    reaching = [r for r, row in zip(refs, actions, strict=True) if row[7]]
    twice = "the same person may be counted by two actions"
    return (
        figure(len(assessments), "{} of 3 countries have an accepted assessment", "3个国家中有{}个的评估已通过", assessments),
        figure(len(standing), "{} actions stand", "有{}项行动有效", standing),
        figure(len(done), "{} of them are done", "其中{}项已完成", done),
        figure(len(late), "{} are late", "{}项逾期", late),
        figure(1, "{} milestone of the roadmap is reached", "路线图已实现{}个里程碑", [ROAD]),
        figure(reached, "actions would reach {} people", "各项行动预计惠及{}人", reaching, note=twice),
    )  # fmt: skip


def targets(actions, assessments):
    refs = [reference(row[0], row[1]) for row in actions]
    rows = (
        ("SDG 13.1", "Strengthen resilience to climate-related hazards", "加强抵御气候相关灾害的能力", "sdg"),
        ("Sendai G", "Availability of multi-hazard early warning systems", "多灾种预警系统的可用性", "sendai"),
    )
    return tuple(
        TargetRow(
            id=i,
            name=n,
            name_zh=z,
            framework=f,
            countries=plain(2, assessments),
            needs=plain(4, assessments),
            actions=plain(len(refs), refs),
        )
        for i, n, z, f in rows
    )


def overlap():
    owners = ("Fiji Meteorological Service", "National Disaster Management Office")
    acting = (reference(1, "FJI"), reference(2, "FJI"))
    return OverlapRow(need_title=FLOOD[0], need_title_zh=FLOOD[1], country="FJI", actions=acting, owners=owners)


def example_report(**changed):
    """Three countries, of which Solomon Islands has no assessment; seven actions, one dropped, two done, two late."""
    assessments = [RecordRef(kind="assessment", id=f"{iso3}-1", revision=3) for iso3 in ("FJI", "MWI")]
    cited = [*((r, "accepted") for r in assessments), *((reference(r[0], r[1]), r[2]) for r in ACTIONS)]
    cited.append((ROAD, "active"))
    report = CommitteeReport(
        title="Progress towards low-emission and resilient societies", title_zh="迈向低排放和有复原力的社会：进展情况", version="0.3.0",
        made_utc="2026-11-22T08:00:00Z", as_of="2026-11-22", period_start="2026-01-01", period_end="2026-11-22",
        command="commonsky report committee --from 2026-01-01 --to 2026-11-22", head_hash="41:" + "5d" * 32, chain_verified=True,
        answer=answer(ACTIONS, assessments), countries=tuple(country(iso3, iso3 != "SLB") for iso3 in COUNTRIES),
        targets=targets(ACTIONS, assessments), actions=tuple(action(*row) for row in ACTIONS),
        overlaps=(overlap(),),
        phases=phases(), cited=tuple(entry(ref, state, n) for n, (ref, state) in enumerate(cited, 1)),
        notes=({"en": "People are added up over actions.", "zh": "惠及人数为各项行动之和。"}, "No rate of exchange was applied."),
        sources=(Source(what="steps and dates", where="Note by the Secretariat, https://example.org/note"),),
    )  # fmt: skip
    return report.model_copy(update=changed)


def empty_report():
    """Nothing on record at all."""
    nothing = dict.fromkeys(("answer", "countries", "targets", "actions", "overlaps", "phases", "cited", "notes", "sources"), ())
    return example_report(**nothing, chain_verified=False)


def unassessed_report():
    """A country that is looked at, without an assessment and without an action: all numbers are 0 and no record stands behind them."""
    bare = country("SLB", assessed=False).model_copy(update={"actions": {}, "people": None})
    return example_report(answer=answer((), ()), countries=(bare,), targets=(), actions=(), overlaps=(), phases=(), cited=(), sources=())


def hostile_report():
    """Every text that a user or another system may have entered tries to be markup."""
    report = example_report()
    shown = (
        EvidenceRow(what=HOSTILE, where=f"javascript:{HOSTILE}"),
        EvidenceRow(what="x", where=f'https://example.org/"><script>{HOSTILE}'),
    )
    said_of = dict.fromkeys(("title", "owner", "offer", "cost"), HOSTILE) | {"partners": (HOSTILE,), "evidence": shown}
    row = report.actions[0].model_copy(update=said_of)
    first = report.countries[0].model_copy(update={"names": {"en": HOSTILE, "zh": HOSTILE}})
    phase = report.phases[0].model_copy(update={"name": HOSTILE, "name_zh": HOSTILE})
    said = report.cited[0].model_copy(
        update={"reason": HOSTILE, "changed_by": HOSTILE, "facts": (Fact(name=HOSTILE, name_zh=HOSTILE, value=HOSTILE),)}
    )
    return report.model_copy(update={
        "title": HOSTILE, "title_zh": HOSTILE, "actions": (row, *report.actions[1:]), "countries": (first, *report.countries[1:]),
        "phases": (phase, *report.phases[1:]), "cited": (said, *report.cited[1:]), "notes": (HOSTILE,), "command": HOSTILE,
    })  # fmt: skip
