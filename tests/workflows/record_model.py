"""What assessments and actions must be after any commands, in plain dictionaries: each command is taken or refused, and nothing else.

Written from the rules' descriptions, not from their code: states and who may follow whom, circles, days, reasons, evidence.
"""

import copy
import json
from datetime import UTC, date, datetime
from graphlib import CycleError, TopologicalSorter

from commonsky.workflows import actions, assessments

NEEDS = ("flood-surface-water-extent", "drought-soil-moisture")
COUNTRIES = ("FJI", "TUV")
#: From which states each step leads, and to which.
STEPS = {
    "consult": (("draft",), "in consultation"),
    "draft": (("in consultation",), "draft"),
    "accept": (("in consultation",), "accepted"),
    "withdraw": (("draft", "in consultation"), "withdrawn"),
    "revise": (("accepted", "withdrawn"), "draft"),
}
REASONED = {"draft", "withdraw", "revise", "drop"}
MOVES = {
    "agree": (("proposed",), "agreed"),
    "begin": (("agreed",), "under way"),
    "finish": (("under way",), "done"),
    "drop": (("proposed", "agreed", "under way"), "dropped"),
}
BEGUN = {"under way", "done"}
CLOSED = {"done", "dropped"}
PROFILE = {
    "format": "commonsky profile 1",
    "country": {"iso3": "FJI"},
    "made_utc": "2026-11-01T00:00:00Z",
    "answer": {"en": "one need of one is met"},
    "people": {"headline_by": "people"},
    "needs": [{"id": NEEDS[0], "people": {"met": 1.0, "not_met": 0.0, "not_observed": 0.0}}],
    "window": {"start_utc": "2026-11-01T00:00:00Z", "end_utc": "2026-11-04T00:00:00Z"},
}


def make_profile(folder):
    """A profile of Fiji, as little of it as an assessment keeps."""
    folder.mkdir(exist_ok=True)
    (folder / "profile.json").write_text(json.dumps(PROFILE))
    return folder


def has_circle(after):
    """Whether things wait for each other, directly or not: `after` by id."""
    try:
        TopologicalSorter(after).prepare()
    except CycleError:
        return True
    return False


def next_name(rows, prefix):
    return f"{prefix}{1 + sum(name.startswith(prefix) for name in rows)}"


class Assessments:
    """Assessments by id: country, and versions with state, needs with weights, comments with outcomes, whether there is a profile."""

    kind = "assessment"

    def __init__(self, folder):
        self.rows, self.folder = {}, folder

    def copy(self):
        made = Assessments(self.folder)
        made.rows = copy.deepcopy(self.rows)
        return made

    def take(self, command):
        """Whether a command is taken; what it does is then done."""
        what, by, *rest = command
        if not by.strip() or (what != "start" and rest[0] not in self.rows):
            return False
        return getattr(self, f"_{what}")(*rest)

    def _start(self, country, owner):
        if owner == "ESA and FAO":
            return False
        name = next_name(self.rows, f"{country}-")
        self.rows[name] = [{"state": "draft", "needs": {}, "comments": [], "profile": False}]
        return True

    def _choose(self, name, need, weight):
        version = self.rows[name][-1]
        if version["state"] != "draft" or need not in NEEDS or weight <= 0:
            return False
        version["needs"][need] = weight
        return True

    def _drop(self, name, need, reason):
        version = self.rows[name][-1]
        if version["state"] != "draft" or need not in version["needs"] or not reason.strip():
            return False
        del version["needs"][need]
        return True

    def _attach(self, name):
        version = self.rows[name][-1]
        if version["state"] != "draft" or not name.startswith("FJI"):
            return False
        version["profile"] = True
        return True

    def _comment(self, name, on, text):
        version = self.rows[name][-1]
        subjects = {"assessment", *(f"need {need}" for need in version["needs"]), *(["profile"] if version["profile"] else [])}
        if version["state"] != "in consultation" or on not in subjects or not text.strip():
            return False
        number = 1 + sum(len(each["comments"]) for each in self.rows[name])
        version["comments"].append([number, on, text, ""])
        return True

    def _answer(self, name, number, outcome):
        version = self.rows[name][-1]
        found = [comment for comment in version["comments"] if comment[0] == number and not comment[3]]
        if version["state"] not in {"draft", "in consultation"} or not found or not outcome:
            return False
        found[0][3] = outcome
        return True

    def _move(self, name, step, reason):
        versions = self.rows[name]
        if versions[-1]["state"] not in STEPS[step][0] or (step in REASONED and not reason.strip()):
            return False
        if step in {"consult", "accept"} and not versions[-1]["needs"]:
            return False
        if step == "accept" and not all(comment[3] for comment in versions[-1]["comments"]):
            return False
        if step == "revise":
            held = next((version for version in reversed(versions) if version["state"] == "accepted"), versions[-1])
            versions.append({"state": "draft", "needs": dict(held["needs"]), "comments": [], "profile": False})
        else:
            versions[-1]["state"] = STEPS[step][1]
        return True

    def onward(self, name, by):
        """The command that brings an assessment on."""
        version = self.rows.get(name, [{"state": "accepted"}])[-1]
        if version["state"] == "draft":
            return ("move", by, name, "consult", "") if version["needs"] else ("choose", by, name, NEEDS[0], 1.0)
        if version["state"] == "in consultation":
            waiting = [comment[0] for comment in version["comments"] if not comment[3]]
            return ("answer", by, name, waiting[0], "accepted") if waiting else ("move", by, name, "accept", "")
        return "move", by, name, "revise", "a year went by"

    def run(self, record, command):
        """Give a command to the workflows; returns the item."""
        what, by, *rest = command
        if what == "start":
            country, owner = rest
            made = assessments.start(record, country, title="", owner=owner, participants=(), needs=None, empty=True, by=by)
        elif what == "choose":
            name, need, weight = rest
            made = assessments.choose(record, name, [need], weight=weight, why="it floods", targets=(), by=by)
        elif what == "attach":
            made = assessments.attach(record, rest[0], self.folder, by=by)
        elif what == "comment":
            made = assessments.comment(record, rest[0], rest[2], on=rest[1], organisation="WMO", by=by)
        elif what == "answer":
            made = assessments.answer(record, rest[0], rest[1], "noted", rest[2], by=by)
        elif what == "move":
            made = assessments.move(record, rest[0], rest[1], reason=rest[2], by=by)
        else:
            made = assessments.drop(record, *rest, by=by)
        return made[1]

    def logged(self, command):
        """What the log says that was done, and why."""
        what, _, *rest = command
        return {
            "start": lambda: ("start", ""),
            "choose": lambda: (f"choose {rest[1]}", "it floods"),
            "attach": lambda: ("attach profile", ""),
            "comment": lambda: (f"comment on {rest[1]}", ""),
            "answer": lambda: (f"answer comment {rest[1]}", rest[2]),
            "move": lambda: (rest[1], rest[2]),
            "drop": lambda: (f"drop {rest[1]}", rest[2]),
        }[what]()

    @staticmethod
    def read(record):
        """The record as this model would hold it."""
        return {item.id: [_version(version) for version in item.body["versions"]] for item in record.items("assessment")}


def _version(row):
    return {
        "state": row["state"],
        "needs": {choice["requirement"]: choice["weight"] for choice in row["choices"]},
        "comments": [[comment["number"], comment["on"], comment["text"], comment["outcome"]] for comment in row["comments"]],
        "profile": row["profile"] is not None,
    }


class Actions:
    """Actions by id: state, what each waits for, first and last day, pieces of evidence, and the day on which it was done."""

    kind = "action"

    def __init__(self, folder=None):
        self.rows = {}

    def copy(self):
        made = Actions()
        made.rows = copy.deepcopy(self.rows)
        return made

    def take(self, command):
        """Whether a command is taken; what it does is then done."""
        what, by, *rest = command
        if not by.strip() or (what != "propose" and rest[0] not in self.rows):
            return False
        return getattr(self, f"_{what}")(*rest)

    def _propose(self, country, owner, need, after, start, due):
        if owner == "ESA and FAO" or need not in NEEDS:
            return False
        row = {"state": "proposed", "after": after, "start": start, "due": due, "evidence": 0, "done": None, "owner": owner}
        return self._put(next_name(self.rows, f"{country}-A"), row)

    def _move(self, name, step, reason):
        row, (needed, then) = dict(self.rows[name]), MOVES[step]
        if row["state"] not in needed or (step in REASONED and not reason.strip()):
            return False
        today = datetime.now(UTC).date()
        if step == "begin":
            row["start"] = today
        if step == "finish":
            if not row["evidence"]:
                return False
            row["done"] = today
        return self._put(name, row | {"state": then})

    def _change(self, name, field, value, reason):
        if self.rows[name]["state"] in CLOSED or not reason.strip() or (field == "owner" and value == "ESA and FAO"):
            return False
        return self._put(name, self.rows[name] | ({} if field == "title" else {field: value}))

    def _prove(self, name, where):
        row = self.rows[name]
        if row["state"] not in BEGUN or not where:
            return False
        return self._put(name, row | {"evidence": row["evidence"] + 1})

    def _put(self, name, row):
        """Take a row in if it is sound, and, where its place among the others is new, if it fits them."""
        if (row["start"] and row["due"] and row["due"] < row["start"]) or name in row["after"]:
            return False
        rows = self.rows | {name: row}
        before = self.rows.get(name)
        if (not before or _place(before) != _place(row)) and not _fits(rows, name):
            return False
        self.rows = rows
        return True

    def onward(self, name, by):
        """The command that brings an action on."""
        row = self.rows.get(name, {"state": "agreed"})
        if row["state"] == "under way" and not row["evidence"]:
            return "prove", by, name, "https://example.org/minutes"
        return "move", by, name, {"proposed": "agree", "agreed": "begin"}.get(row["state"], "finish"), ""

    def run(self, record, command):
        """Give a command to the workflows; returns the item."""
        what, by, *rest = command
        if what == "propose":
            country, *values = rest
            fields = dict(zip(("owner", "need", "after", "start", "due"), values, strict=True))
            made = actions.propose(record, country, {"title": "Train", **fields}, by=by)
        elif what == "move":
            made = actions.move(record, rest[0], rest[1], reason=rest[2], by=by)
        elif what == "change":
            made = actions.change(record, rest[0], {rest[1]: rest[2]}, rest[3], by=by)
        else:
            made = actions.prove(record, rest[0], "minutes", rest[1], by=by)
        return made[1]

    def logged(self, command):
        """What the log says that was done, and why."""
        what, _, *rest = command
        return {
            "propose": lambda: ("propose", ""),
            "move": lambda: (rest[1], rest[2]),
            "change": lambda: (f"change {rest[1]}", rest[3]),
            "prove": lambda: ("add evidence", "minutes"),
        }[what]()

    @staticmethod
    def read(record):
        """The record as this model would hold it."""
        return {item.id: _action(item.body) for item in record.items("action")}


def _action(row):
    days = [step["at_utc"][:10] for step in row["history"] if step["did"] == "done"]
    return {
        "state": row["state"],
        "after": tuple(row["after"]),
        "start": _day(row["start"]),
        "due": _day(row["due"]),
        "evidence": len(row["evidence"]),
        "done": _day(days[0]) if days else None,
        "owner": row["owner"],
    }


def _day(text):
    return date.fromisoformat(text) if text else None


def _place(row):
    return row["after"], row["start"], row["due"], row["state"] == "dropped", row["state"] in BEGUN


def _fits(rows, name):
    """Whether what an action waits for is there, nobody waits in a circle, and no day or state goes against what waits for what."""
    if any(other not in rows for other in rows[name]["after"]) or has_circle({each: row["after"] for each, row in rows.items()}):
        return False
    pairs = [(name, other) for other in rows[name]["after"]] + [(other, name) for other, row in rows.items() if name in row["after"]]
    return not any(_wrong(rows[waiting], rows[waited]) for waiting, waited in pairs)


def _wrong(waiting, waited):
    if waiting["state"] == "dropped":
        return False
    if waiting["state"] in BEGUN and waited["state"] != "done":
        return True
    ends = waited["done"] or waited["due"]
    return bool(waited["state"] != "dropped" and waiting["start"] and ends and waiting["start"] < ends)
