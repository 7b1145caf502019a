"""A review in a forge is the confirmation: of the items of its proposal alone, by who may, judged by the state before the merge."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.editing.lifecycle import record_text
from service_catalogue.model.approvals import covered_digest

from tests.diff.conftest import begin
from tests.diff.test_states import run
from tests.folders import DESK, assert_reported, plant, table_of
from tests.repository import commit, git

REVIEWERS = """\
# Who may confirm and approve.
101: {name: anna, role: service manager, services: [desk], approves: [desk], mails: [Anna@example.org]}
102: {name: bo, role: architect, services: [catalogue], approves: [catalogue]}
103: {name: cleo, role: service manager, services: [chair]}
104: {name: di, role: owner, approves: [desk]}
"""
EDIT = (
    DESK,
    "{da: Kunden får et skrivebord., en: The customer gets a desk.}",
    "{da: Kunden får to borde., en: The customer gets two desks.}",
)
SHARED = ("glossary.yaml", "{da: En kopi., en: A copy.}", "{da: En ekstra kopi., en: An extra copy.}")
ADDRESS = "https://forge.example/o/r/pull/7#pullrequestreview-1"
USER = {"id": 101, "login": "anna", "type": "User"}
EDITOR = {"id": 900, "login": "editor", "type": "User"}
BO = {"id": 102, "login": "bo", "type": "User"}
OTHER = {"id": 555, "login": "other", "type": "User"}


def prepare(folder: Path) -> Path:
    begin(folder)
    assert main(["confirm", "--all", "--data", str(folder / "data")]) == 0
    plant(folder / "data", ("catalogue.yaml", "authoritative: da", "authoritative: da\npublish: confirmed\nconfirmed-by: review"))
    (folder / "reviewers.yaml").write_text(REVIEWERS, "utf-8")
    commit(folder)
    return folder


@pytest.fixture
def project(tmp_path, monkeypatch, capsys) -> Path:
    """Return the folder of the small catalogue, confirmed, where reviews confirm; the current one."""
    monkeypatch.chdir(prepare(tmp_path))
    capsys.readouterr()
    return tmp_path


class Case:
    """A proposal that was merged, and what each forge says of it."""

    def __init__(self, project: Path, *edits: tuple[str, str, str], squash: bool = False) -> None:
        self.project, self.base = project, git(project, "rev-parse", "HEAD")
        git(project, "switch", "-q", "-c", "patch")
        plant(project / "data", *edits or (EDIT,))
        self.head = commit(project, "Propose")
        git(project, "switch", "-q", "main")
        if squash:
            git(project, "merge", "-q", "--squash", "patch")
            commit(project, "Squashed")
        else:
            git(project, "merge", "-q", "--no-ff", "-m", "merge", "patch")
        self.github: Any = {
            "pull": {"merged": True, "commits": 1, "user": EDITOR, "head": {"sha": self.head}, "base": {"sha": self.base}},
            "reviews": [[self.review()]],
            "commits": [[{"author": EDITOR, "committer": {"id": 19864447}, "commit": {"message": "Propose"}}]],
        }
        self.gitlab: Any = {
            "request": {
                "sha": self.head,
                "state": "merged",
                "author": {"id": 900, "username": "editor"},
                "web_url": "https://forge.example/o/r/-/merge_requests/7",
            },
            "approvals": {"approved_by": [{"user": {"id": 101, "username": "anna", "state": "active"}, "approved_at": "2026-05-02T10:00:00.000Z"}]},
            "reviewers": [],
            "versions": [{"head_commit_sha": self.head, "base_commit_sha": self.base, "created_at": "2026-05-02T11:00:00.000+02:00"}],
            "commits": [{"author_email": "e@example.org", "committer_email": "900-editor@users.noreply.forge.example", "message": "Propose"}],
        }  # fmt: skip

    def review(self, state: str = "APPROVED", at: str = "2026-05-02T10:00:00Z", **more: Any) -> dict[str, Any]:
        return {"user": dict(USER), "state": state, "submitted_at": at, "commit_id": self.head, "html_url": ADDRESS} | more

    def said(self, forge: str) -> Path:
        file = self.project / "review.json"
        file.write_text(json.dumps(getattr(self, forge)), "utf-8")
        return file

    def confirm(self, capsys, forge: str = "github", language: str = "en") -> tuple[int, str]:
        words = ("confirm", "--from-review", str(self.said(forge)), "--base", self.base, "--lang", language)
        status, out, err = run(capsys, *words)
        return status, out + err

    def line(self, id: str = "desk", digest: str = "") -> str:
        """Return the line that approves what is there now, or ``digest``."""
        return f"approve {id} {digest or covered_digest(check(self.project / 'data').catalogue, id)}"

    def write(self, text: str, **of_note: Any) -> None:
        """Have the reviewer write ``text``, on GitHub into the review, and on GitLab into a comment."""
        self.github["reviews"][0][0]["body"] = text
        self.gitlab["notes"] = [{"body": text, "author": {"id": 101, "username": "anna"}, "system": False, **dict.fromkeys(("created_at", "updated_at"), "2026-05-02T10:00:00.000Z"), **of_note}]  # fmt: skip

    def approve(self, capsys, forge: str = "github", language: str = "en") -> tuple[int, str]:
        status, out, err = run(capsys, "approve", "--from-review", str(self.said(forge)), "--base", self.base, "--lang", language)
        return status, out + err

    @property
    def changed(self) -> list[str]:
        """The files of the data that are not as they are committed."""
        return [line.split()[1] for line in git(self.project, "status", "--short", "-uall", "data").splitlines()]

    def strict(self, capsys, *words: str) -> int:
        return run(capsys, "check", "--strict", "--base", self.base, *words)[0]

    @property
    def by(self) -> list[str]:
        """The entries of the record that the state before the merge has not."""
        lines = (self.project / "data/reviewed/by.txt").read_text("utf-8").splitlines()
        return [" ".join(words) for words in map(str.split, lines) if "terminal" not in words and words[:1] != ["#"] and words]


@pytest.mark.parametrize("squash", [False, True])
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_an_approval_confirms_what_was_proposed(project, capsys, forge, squash):
    case = Case(project, squash=squash)
    assert case.strict(capsys) == 1
    assert case.strict(capsys, "--from-review", str(case.said(forge))) == 0, "as it is before the merge, and nothing is written"
    assert git(project, "status", "--short", "data") == ""
    assert case.confirm(capsys, forge) == (0, "Everything is confirmed.\n")
    address = ADDRESS if forge == "github" else case.gitlab["request"]["web_url"]
    ((day, _, *said),) = (line.split() for line in case.by)
    assert (day, said) == ("2026-05-02", [address, "service", "manager"])
    changed = git(project, "status", "--short").splitlines()
    assert [line.split()[1] for line in changed] == ["data/reviewed/by.txt", "data/reviewed/desk.txt", "review.json"]
    assert run(capsys, "check", "--strict")[0] == 0
    assert case.strict(capsys, "--from-review", str(case.said(forge))) == 0
    written = {path: path.read_bytes() for path in project.glob("data/reviewed/*")}
    assert case.confirm(capsys, forge)[0] == 0
    assert written == {path: path.read_bytes() for path in project.glob("data/reviewed/*")}, "the day is that of the review"


def test_what_was_removed_is_confirmed_with_the_review_as_the_reason(project, capsys):
    tension = (project / "data" / DESK).read_text("utf-8").partition("tensions:\n")[2].partition("exceptions:")[0]
    case = Case(project, (DESK, f"tensions:\n{tension}", ""))
    assert case.confirm(capsys) == (0, "Everything is confirmed.\n")
    assert any(line.endswith(f" gone desk.tension.t1 {ADDRESS} service manager") for line in case.by)


def test_each_confirms_what_is_theirs(project, capsys):
    """Two approve; what neither may confirm is left."""
    case = Case(project, EDIT, SHARED)
    status, out = case.confirm(capsys)
    assert (status, out) == (0, "1 item is not confirmed.\n")
    assert case.strict(capsys, "--from-review", str(case.said("github"))) == 1
    case.github["reviews"][0].append(case.review(at="2026-05-03T10:00:00Z", user=BO, html_url=ADDRESS + "2"))
    assert case.confirm(capsys) == (0, "Everything is confirmed.\n")
    assert [line.split()[2:] for line in case.by] == [[ADDRESS, "service", "manager"], [ADDRESS + "2", "architect"]]


def test_only_what_is_as_it_was_reviewed(project, capsys):
    """Content that differs on the main branch, or that others changed, is not confirmed."""
    case = Case(project, EDIT, (DESK, "{da: Kun hverdage., en: Weekdays only.}", "{da: Kun fredage., en: Fridays only.}"))
    plant(project / "data", (DESK, "Fridays only", "Mondays only"), (DESK, "en: Ask the provider.", "en: Ask them."))
    status, out = case.confirm(capsys)
    assert status == 0
    assert out.splitlines() == [
        "2 items are not confirmed.",
        f"1 item is not confirmed: it is not as it was in the commit “{case.head[:12]}”, which was reviewed.",
    ]


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_a_line_of_a_review_approves_a_service(project, capsys, forge):
    """Nothing else is written; what is approved need not be what was proposed."""
    case = Case(project)
    case.write(f"Fine.\r\n\r\n{case.line()}\r\n> {case.line('chair')}\r\n")
    assert case.confirm(capsys, forge)[0] == 0
    commit(project)
    status, out = case.approve(capsys, forge)
    assert (status, out) == (0, f"The approval is recorded, in {Path('data/approved/desk.txt')}.\n")
    assert case.changed == ["data/approved/desk.txt"]
    written = (project / "data/approved/desk.txt").read_bytes()
    address = ADDRESS if forge == "github" else case.gitlab["request"]["web_url"]
    assert written.decode().partition("digest")[0] == (
        f'# Format 1\nby: {{da: service manager, en: service manager}}\ndate: 2026-05-02\nevidence: {{da: "{address}", en: "{address}"}}\n'
    )
    assert case.strict(capsys, "--from-review", str(case.said(forge))) == 0
    assert case.strict(capsys) == 1, "without what approves it, it is the proposal’s own"
    assert [problem.rule.name for problem in check(project / "data").problems] == []
    assert case.approve(capsys, forge)[1] == "No review approves anything else by a line of its own.\n"
    assert (project / "data/approved/desk.txt").read_bytes() == written
    commit(project)
    git(project, "branch", "-q", "-D", "patch")
    next_one = Case(project, ("glossary.yaml", "{da: En kopi., en: A copy.}", "{da: En ekstra kopi., en: An extra copy.}"))
    next_one.github["reviews"] = [[next_one.review(user=BO, body=f"`{next_one.line('catalogue')}`")]]
    assert [next_one.confirm(capsys)[0], next_one.approve(capsys)[0]] == [0, 0]
    assert check(project / "data").catalogue.identity.status.value == "adopted"


Change = Callable[[Case], object]


def differing(forge: str, parts: dict[str, Any]) -> Change:
    """Return the change of a payload by the values of its ``parts`` in the table."""

    def change(case: Case) -> None:
        payload = getattr(case, forge)
        if forge == "github":
            review = payload["reviews"][0][0]
            known = {"review": review, "user": review["user"], "pull": payload["pull"], "commit": payload["commits"][0][0]}
        else:
            known = {"request": payload["request"], "approval": payload["approvals"]["approved_by"][0]}
            known |= {"version": payload["versions"][0], "commit": payload["commits"][0]}
        for part, values in parts.items():
            if part == "also":
                payload["reviews"].append([case.review(**values)])
            else:
                (known | {"payload": payload})[part].update(values)

    return change


TABLE = table_of(__file__)
REFUSED, DAMAGED = (
    {
        f"{forge}, {name}": (forge, differing(forge, parts), said)
        for forge, cases in table.items()
        for name, (said, parts) in cases.items()
    }
    for table in (TABLE["refused"], TABLE["damaged"])
)


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> Case:
    """Return a proposal that is merged, in a project that no test changes."""
    return Case(prepare(tmp_path_factory.mktemp("merged")))


@pytest.fixture
def case(merged, monkeypatch) -> Case:
    """Return it with payloads of its own; its folder is the current one."""
    monkeypatch.chdir(merged.project)
    own = copy.copy(merged)
    own.github, own.gitlab = copy.deepcopy((merged.github, merged.gitlab))
    return own


@pytest.mark.parametrize(("forge", "change", "said"), REFUSED.values(), ids=REFUSED)
def test_what_confirms_nothing_is_refused_by_name_and_approves_nothing(case, capsys, forge, change, said):
    case.write(case.line())
    change(case)
    status, out = case.approve(capsys, forge)
    assert (status, said in out, "No review approves anything else" in out) == (0, True, True), out
    status, out = case.confirm(capsys, forge)
    assert (status, said in out, "1 item is not confirmed.\n" in out) == (0, True, True), out
    assert case.confirm(capsys, forge, "da")[1] != out
    assert git(case.project, "status", "--short", "data") == "", "nothing is recorded"
    assert case.strict(capsys, "--from-review", str(case.said(forge))) == 1


#: What approves nothing although the review counts, by forge.
LINES: dict[str, tuple[str, Change, str]] = {
    "another digest": ("github", lambda case: case.write(case.line(digest="0123456789ab")), "is not what it names"),
    "an unknown service": ("github", lambda case: case.write(case.line("dsk", "0123456789ab")), "has no such service"),
    "no right": ("github", lambda case: case.write(case.line("catalogue")), "does not have “catalogue” under approves"),
    "not confirmed": ("github", lambda case: (case.write(case.line()), case.github["reviews"][0][0].update(body=case.line(), user=OTHER | {"id": 104, "login": "di"})), "something in it is not confirmed"),
    "within a line": ("gitlab", lambda case: case.write(f"please {case.line()}"), "anything else"),
    "quoted": ("github", lambda case: case.write(f"> {case.line()}"), "anything else"),
    "in a note of the forge": ("gitlab", lambda case: case.write(case.line(), system=True), "anything else"),
    "in a comment of another": ("gitlab", lambda case: case.write(case.line(), author={"id": 102, "username": "bo"}), "“bo” says confirms nothing: it is a comment"),
    "edited": ("gitlab", lambda case: case.write(case.line(), updated_at="2026-05-02T10:30:00.000Z"), "was edited afterwards"),
    "without comments": ("gitlab", lambda case: case.gitlab.pop("notes", None), "anything else"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_approves_nothing_is_refused_by_name(case, capsys, name):
    forge, change, said = LINES[name]
    change(case)
    status, out = case.approve(capsys, forge)
    assert (status, said in out, "No review approves anything else" in out) == (0, True, True), out
    assert case.changed == []
    assert case.approve(capsys, forge, "da")[1] != out


def test_a_proposal_brings_no_approval(project, capsys):
    """Neither as a record nor in YAML; after the merge, the record is that of the state before."""
    catalogue = check(project / "data").catalogue
    by = {"da": "X", "en": "X"}
    own = {id: record_text(catalogue, id, by, "2026-01-01", by) for id in ("catalogue", "desk")}
    case = Case(project, *(("approved/" + id + ".txt", "", text) for id, text in own.items()))
    assert check(project / "data").problems == () and check(project / "data").catalogue.identity.is_adopted
    out = run(capsys, "check", "--strict", "--base", case.base, "--lang", "en")[1]
    assert "/desk.txt:2:1: error: Where a review approves" in out and "/catalogue.txt:2:1: error: Where a review" in out, out
    assert case.approve(capsys)[0] == 0
    assert case.changed == ["data/approved/catalogue.txt", "data/approved/desk.txt"] and not [*project.glob("data/approved/*")]
    plant(project / "data", (DESK, "summary: what-1", "approval: {by: {da: X, en: X}, date: 2026-01-01, evidence: {da: X, en: X}, digest: 0123456789ab}\nsummary: what-1"))  # fmt: skip
    out = run(capsys, "check", "--strict", "--base", case.base, "--lang", "en")[1]
    assert f"{DESK}:6:11: error: Where a review approves" in out, out
    status, out, err = run(capsys, "approve", "desk", "--lang", "en")
    assert (status, out.splitlines()[0], case.line() in err) == (2, "D1 is not approved: read all of it.", True), err


ANNEX = "number: A-7\nsystem: X\nowner: {da: X, en: X}\nservice: desk\ndate: 2026-12-01\n"


def test_the_comment_says_what_it_means_what_is_to_be_confirmed_who_may_and_what_follows(project, capsys):
    catalogue = check(project / "data").catalogue
    by = {"da": "X", "en": "X"}
    plant(project / "data", ("approved/desk.txt", "", record_text(catalogue, "desk", by, "2026-01-01", by)))
    plant(project, ("annexes/x.yaml", "", ANNEX))
    commit(project)
    case = Case(project, EDIT, SHARED)
    words = ("diff", case.base, "HEAD", "--format", "markdown", "--annexes", "annexes", "--lang")
    shown = run(capsys, *words, "en")[1].replace("<!-- -->", "")
    _, *parts = shown.split("\n### ")
    headings = [part.splitlines()[0] for part in parts]
    assert headings[-3:] == ["To be confirmed: does it still agree?", "Who may", "What follows"] and len(headings) > 3
    confirmed, may, follows = ([line for line in part.splitlines()[1:] if line] for part in parts[-3:])
    assert confirmed == [
        "- The term backup. Changed: Danish and English. Not changed: the facts. (Danish) definition: En <ins>ekstra</ins> kopi. "
        "(English) definition: <del>A</del> <ins>An extra</ins> copy.",
        "- The statement what-1 in D1. Changed: Danish and English. Not changed: the facts. "
        "(Danish) Kunden får <del>et skrivebord.</del> <ins>to borde.</ins> "
        "(English) The customer gets <del>a desk.</del> <ins>two desks.</ins>",
    ]
    assert may == [
        "- Confirm what services share: bo (architect).",
        "- Confirm D1: anna (service manager) and bo (architect).",
        "- Approve D1: anna (service manager), bo (architect) and di (owner).",
    ]
    assert follows == [
        "**D1 is approved, with 2 changes since.**",
        "- The statement what-1 in D1",
        "- The term backup",
        f"- {case.line()}",
        "**Annexes**",
        "- A-7",
    ]
    case.write(case.line())
    assert [case.confirm(capsys)[0], case.approve(capsys)[0], "data/approved/desk.txt" in case.changed] == [0, 0, False], "some is not confirmed"  # fmt: skip
    assert "D1: anna (service manager), bo (architect) og di (owner)." in run(capsys, *words, "da")[1]
    plant(project / "data", ("catalogue.yaml", "confirmed-by: review", "confirmed-by: terminal"))
    base = commit(project)
    plant(project / "data", (DESK, "gets two desks", "gets three desks"))
    shown = run(capsys, "diff", base, "data", "--format", "markdown", "--lang", "en")[1]
    assert "**D1 is approved, with 2 changes since.**" in shown and "Who may" not in shown and "- approve" not in shown
    assert run(capsys, "confirm")[0] == 1, "something is left"


def test_what_was_never_approved_is_read_as_a_booklet(project, capsys):
    case = Case(project)
    words = ("diff", case.base, "HEAD", "--format", "markdown", "--lang", "en", "--preview", "https://x.example/p/")
    follows = run(capsys, *words)[1].partition("### What follows")[2].split("\n")
    assert [line for line in follows if line] == [
        "**D1 is not approved: read all of it.**",
        "- The booklet (catalogue pdf desk) [→](https://x.example/p/en/../pdf/desk-en.pdf)",
        f"- {case.line()}",
    ]


#: What a table cannot hold.
DAMAGED |= {
    "no reviews": ("github", lambda case: case.github.pop("reviews"), "is not all"),
    "more commits than are shown": ("gitlab", lambda case: case.gitlab["commits"].extend(case.gitlab["commits"] * 99), "is not all"),
    "a list": ("github", lambda case: setattr(case, "github", []), "is not all"),
    "a number": ("github", lambda case: setattr(case, "github", 7), "is not all"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_changes_nothing(case, capsys, name):
    forge, change, said = DAMAGED[name]
    change(case)
    status, out = case.confirm(capsys, forge)
    assert (status, said in out) == (2, True), out
    assert git(case.project, "status", "--short", "data") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: service manager, services: [desk]", "services: [desk]", "reviewers.yaml:2:"),
        ("role: service manager, services: [desk]", "role: '', services: [desk]", "reviewers.yaml:2:"),
        ("services: [desk]", "service: [desk]", "reviewers.yaml:2:"),
        ("101: {", "101: [", "reviewers.yaml"),
        ("101:", "anna:", "“anna” says confirms nothing: in reviewers.yaml this name has another number"),
    ],
)
def test_an_account_without_a_role(project, capsys, old, new, said):
    (project / "reviewers.yaml").write_text(REVIEWERS.replace(old, new, 1), "utf-8")
    commit(project)
    case = Case(project)
    _, out = case.confirm(capsys)
    assert said in out
    assert git(project, "status", "--short", "data") == ""


def test_no_proposal_says_by_what_it_is_judged(project, capsys):
    """Its own policy, reviewers and record count nothing; that it has other lines is an error."""
    plant(project / "data", ("catalogue.yaml", "confirmed-by: review", "confirmed-by: review\nrules: {unused-task: error}"))
    commit(project)
    case = Case(
        project,
        EDIT,
        (
            "catalogue.yaml",
            "publish: confirmed\nconfirmed-by: review\nrules: {unused-task: error}",
            "rules: {unused-task: off}",
        ),
        ("../reviewers.yaml", "102: {name: bo", "555: {name: other, role: x, services: [catalogue]}\n102: {name: bo"),
        ("tasks.yaml", "  - id: restore", "  - {id: bac, group: running, name: {da: Backups, en: Backups}}\n  - id: restore"),
    )
    case.github["reviews"][0][0]["user"] = OTHER
    assert "“other” says confirms nothing: the account is not in" in case.confirm(capsys)[1]
    assert run(capsys, "check", "--strict")[0] == 0, "by its own, all is well"
    out = run(capsys, "check", "--strict", "--base", case.base, "--lang", "en")[1]
    assert (out.count("error: "), "[unused-task]" in out) == (1, True), out
    plant(project / "data", ("tasks.yaml", "  - {id: bac, group: running, name: {da: Backups, en: Backups}}\n", ""))
    out = run(capsys, "check", "--strict", "--base", case.base, "--lang", "en")[1]
    assert (out.count("error: "), out.count("have a review of the proposal confirm it. [suspect]")) == (1, 1), out
    record = project / "data/reviewed/desk.txt"
    record.write_text(record.read_text("utf-8") + "\ndesk.more data:0123456789ab\n", "utf-8")
    out = run(capsys, "check", "--base", case.base, "--lang", "en")[1]
    assert "These are not the lines at" in out and "[damaged-record]" in out
    for problem in check(project / "data").problems:
        assert_reported(problem)
    assert case.confirm(capsys)[0] == 0
    assert git(project, "status", "--short", "data/reviewed") == "", "the record is again that of the state before the merge"


def test_at_the_terminal_reviews_confirm_nothing(project, capsys):
    plant(project / "data", ("catalogue.yaml", "confirmed-by: review", "confirmed-by: terminal"))
    commit(project)
    case = Case(project)
    status, out = case.confirm(capsys)
    assert (status, out.startswith("A review confirms nothing here")) == (0, True)
    assert case.strict(capsys) == 1
    assert run(capsys, "confirm", "--all")[0] == 0
    assert case.strict(capsys) == 0, "the proposal’s own lines count"


def test_where_reviews_confirm_the_command_shows_and_writes_nothing(project, capsys):
    plant(project / "data", EDIT)
    status, out, _ = run(capsys, "confirm", "--lang", "en")
    assert (status, "[-a desk.-]" in out, "Here a review of the proposal confirms" in out) == (0, True, True), out
    assert run(capsys, "confirm", "--all")[0] == 2
    assert run(capsys, "rename", "task", "restore", "recovery")[0] == 0
    assert git(project, "status", "--short", "data/reviewed") == ""


def test_a_new_branch_is_judged_by_itself(project, capsys):
    assert run(capsys, "check", "--strict", "--base", "0" * 40)[0] == 0
    assert run(capsys, "check", "--strict", "--base", "nowhere", "--lang", "en")[::2] == (
        2,
        run(capsys, "check", "--since", "nowhere", "--lang", "en")[2],
    )
    assert run(capsys, "confirm", "--from-review", "x", "--lang", "en")[2].startswith("Say with --base")
