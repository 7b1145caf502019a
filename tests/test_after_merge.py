"""The workflows of `catalogue new catalogue --forge`, step by step: a proposal, its two results, the merge, the record, the site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from service_catalogue.cli import main

from tests.folders import ROOT, copy, plant
from tests.repository import commit, executable, git, shell

EDIT = (
    "services/desk.yaml",
    "{da: Kunden får et skrivebord., en: The customer gets a desk.}",
    "{da: Kunden får to borde., en: The customer gets two desks.}",
)
#: The customer's and the provider's cell of a row change places.
SWAP = ("services/desk.yaml", "upper: [AR, -]", "upper: [-, AR]")
RUNNER = shutil.which("gitlab-ci-local", path=ROOT / ".venv/node/node_modules/.bin")
#: The tools of a runner: pip has nothing to install, the site is not built, and the forge answers from files.
TOOLS = {
    "pip": "exit 0\n",
    "rsync": "exit 0\n",  # only an image has another folder
    "catalogue": 'echo "$*" | sed "s/ --lang da//" >> "$HOME/ran"\n[ "$1" != build ] || exit 0\nexec {python} -m service_catalogue "$@"\n',
    "gh": "for each; do case $each in repos/*) path=$each ;; *.number*) path=$path/number ;; *.ref*) path=$path/ref ;; esac; done\n"
    'case "$*" in pr*) echo "$*" >> "$HOME/ran"; exit ;; esac\n{answer}',
    "curl": "for each; do path=${each%%\\?*}; done\n{answer}",
}
#: A file answers for an address, and ``self`` in a folder for one that has others below it.
ANSWER = '[ ! -d "$HOME/api/$path" ] || path=$path/self\ncat "$HOME/api/$path"\n'
NUMBER = 7
#: The line that approves the service, as the comment offers it.
APPROVAL = re.compile(r"approve desk [0-9a-f]{12}")
#: What the job after the merge may change.
RECORD = ["data/approved/desk.txt", "data/reviewed/by.txt", "data/reviewed/desk.txt"]


class Adopter:
    """A project that was made by ``catalogue new catalogue --forge``, with the small catalogue, where reviews confirm."""

    def __init__(self, folder: Path, forge: str) -> None:
        self.home, self.work = folder / "home", folder / "work"
        self.origin = folder / "origin.git"
        self.work.mkdir()
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        git(self.work, "init", "-q", "-b", "main")
        git(self.work, "remote", "add", "origin", str(self.origin))
        copy(self.work)
        assert main(["new", "catalogue", str(self.work), "--forge", forge]) == 0
        assert main(["confirm", "--all", "--data", str(self.work / "data")]) == 0
        plant(
            self.work / "data",
            ("catalogue.yaml", "authoritative: da", "authoritative: da\npublish: confirmed\nconfirmed-by: review"),
        )
        reviewers = self.work / "reviewers.yaml"
        reviewers.write_text(reviewers.read_text("utf-8").replace("# 1234567:", "101:").replace("[mail]", "[desk]"), "utf-8")
        self.before = self.push(self.work)
        for name, script in TOOLS.items():
            program = "#!/bin/sh\n" + script.replace("{python}", sys.executable).replace("{answer}", ANSWER)
            executable(self.home / "bin" / name, program)

    def push(self, folder: Path, ref: str = "main") -> str:
        commit(folder)
        git(folder, "push", "-q", "origin", f"HEAD:{ref}")
        return git(folder, "rev-parse", "HEAD")

    def propose(self, edit: tuple[str, str, str] = EDIT) -> None:
        """Make the edit on a branch, as a browser does, and merge it as one commit."""
        git(self.work, "switch", "-q", "-c", "patch-1")
        plant(self.work / "data", edit)
        self.head = commit(self.work)
        git(self.work, "push", "-q", "origin", f"HEAD:refs/pull/{NUMBER}/head", f"HEAD:refs/merge-requests/{NUMBER}/head")
        git(self.work, "switch", "-q", "main")

    def squash(self) -> None:
        git(self.work, "merge", "-q", "--squash", "patch-1")
        self.merged = self.push(self.work)

    def answers(self, files: dict[str, Any]) -> None:
        for path, said in files.items():
            file = self.home / "api" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")

    def clone(self, name: str, ref: str = "refs/heads/main") -> Path:
        folder = self.home / name
        shutil.rmtree(folder, ignore_errors=True)
        git(self.home, "clone", "-q", str(self.origin), str(folder))
        git(folder, "fetch", "-q", "origin", ref)
        git(folder, "checkout", "-q", "-B", "main", "FETCH_HEAD")
        return folder

    def run(self, script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        known = {f"GIT_{role}_{key}": "x" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        return shell(script, folder, self.home, known | {"LANG": "C.UTF-8", "GIT_CONFIG_GLOBAL": os.devnull} | environment)

    @property
    def ran(self) -> list[str]:
        """The requests to the program and the forge since the last call."""
        file = self.home / "ran"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line.replace(f"{self.home}/", "") for line in lines]


class GitHub(Adopter):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "github")
        self.key = ""

    def say(self, state: str, text: str = "") -> None:
        """Have the forge say that the reviewer reviewed the proposal."""
        user, editor = {"id": 101, "login": "anna", "type": "User"}, {"id": 9, "login": "e", "type": "User"}
        review = {
            "user": user,
            "state": state,
            "body": text,
            "submitted_at": "2026-05-02T10:00:00Z",
            "commit_id": self.head,
            "html_url": "https://forge.example/7#r1",
        }
        merged, pull = getattr(self, "merged", ""), f"repos/o/r/pulls/{NUMBER}"
        said = {"user": editor, "merged": bool(merged), "commits": 1, "head": {"sha": self.head}, "base": {"sha": self.before}}
        made = [[{"author": editor, "committer": editor, "commit": {"message": "x"}}]]
        self.answers({f"{pull}/reviews": [[review]], f"{pull}/commits": made, f"{pull}/self": said})
        self.answers(
            {f"repos/o/r/commits/{merged}/pulls/number": f"{NUMBER}\n", f"repos/o/r/commits/{merged}/pulls/ref": "patch-1\n"}
        )

    def job(self, workflow: str, job: str, folder: Path, known: dict[str, str]) -> dict[str, str]:
        """Run the steps of a job that are wanted until one fails; return its outputs, and the status of the last step."""
        temp = self.home / "temp"
        temp.mkdir(exist_ok=True)
        file = yaml.safe_load((self.work / ".github/workflows" / workflow).read_text("utf-8"))
        outputs: dict[str, str] = {"status": "0"}
        for step in file["jobs"][job]["steps"]:
            output = self.home / "output"
            output.write_text("")
            values = known | {
                f"steps.{id}.outputs.{name}": value
                for id_name, value in outputs.items()
                if "." in id_name
                for id, name in [id_name.split(".")]
            }
            wanted = step.get("if", "true")
            if "run" not in step or (wanted.startswith("steps.") and not values.get(wanted)):
                continue
            filled = {
                name: re.sub(r"\$\{\{ (.*?) \}\}", lambda hit, values=values: values.get(hit[1], ""), text)
                for name, text in {**file.get("env", {}), **step.get("env", {})}.items()
            }
            done = self.run(
                step["run"], folder, **filled, RUNNER_TEMP=str(temp), GITHUB_OUTPUT=str(output), GITHUB_REPOSITORY="o/r",
                GITHUB_SHA=getattr(self, "merged", ""), GITHUB_STEP_SUMMARY=str(self.home / "summary.md"), GITHUB_ACTIONS="true",
            )  # fmt: skip
            self.log = done.stdout
            outputs |= {
                f"{step.get('id')}.{line.partition('=')[0]}": line.partition("=")[2] for line in output.read_text().splitlines()
            }
            if done.returncode:
                outputs["status"] = str(done.returncode)
                break
        return outputs

    def proposal(self, job: str) -> int:
        """Carry out a job for the proposal, which is merged for it."""
        folder = self.clone("proposed", f"refs/pull/{NUMBER}/head")
        git(folder, "checkout", "-q", "-B", "main", self.before)
        git(folder, "merge", "-q", "--no-ff", "-m", "merge", self.head)
        known = {"github.event.pull_request.number": str(NUMBER), "github.event.pull_request.head.ref": "patch-1"}
        return int(self.job("catalogue.yaml", job, folder, known)["status"])

    def publish(self) -> list[str]:
        """Carry out what the push starts; return what was done."""
        known = {"github.event.before": self.before, "secrets.RECORD_KEY != ''": self.key}
        read = self.job("publish.yaml", "read", self.clone("read"), known)
        assert read["status"] == "0", self.log
        known["needs.read.outputs.number"] = read.get("read.number", "")
        pushed = {}
        if read.get("record.changed"):
            pushed = self.job("publish.yaml", "write", self.clone("write"), known)
            assert pushed["status"] == "0", self.log
        if not read.get("record.changed") or pushed.get("push.pushed"):
            folder = self.clone("build", "refs/heads/main")
            git(folder, "checkout", "-q", "-B", "main", self.merged)
            self.job("publish.yaml", "build", folder, known)
        return self.ran


@pytest.fixture
def github(tmp_path) -> GitHub:
    adopter = GitHub(tmp_path)
    adopter.propose()
    return adopter


def test_a_proposal_has_two_results(github):
    github.say("COMMENTED")
    assert (github.proposal("format"), github.proposal("confirmed")) == (0, 1), github.log
    assert "bekræfter intet: det er en kommentar" in github.log
    assert "Her er det en gennemgang af forslaget, der bekræfter" in github.log and "i en terminal" not in github.log
    assert "to borde" in (github.home / "summary.md").read_text("utf-8")
    github.say("APPROVED")
    assert github.proposal("confirmed") == 0, github.log


@pytest.mark.parametrize("key", ["true", pytest.param("", marks=pytest.mark.long)])
def test_a_merge_is_recorded_checked_and_published_in_this_order(github, key):
    github.key = key
    github.squash()
    github.say("APPROVED")
    merged = github.merged
    record = [f"{command} --from-review temp/review.json --base {github.before}" for command in ("confirm", "approve")]
    check = f"check --strict --base {github.before} --from-review temp/review.json"
    ran = github.publish()
    if key:
        assert ran == [*record, check, "build"]
        git(github.work, "pull", "-q", "origin", "main")
        assert git(github.work, "log", "-1", "--format=%s") == f"Record the review of #{NUMBER} [skip ci]"
    else:
        title = f"Record the review of #{NUMBER}"
        assert ran == [*record, f"pr create --base main --head record-{NUMBER} --title {title} --body Merge this to publish."]
        git(github.work, "fetch", "-q", "origin", f"record-{NUMBER}")
        git(github.work, "merge", "-q", "--no-ff", "FETCH_HEAD")
        github.before, github.merged = github.merged, github.push(github.work)
        github.answers(
            {
                f"repos/o/r/commits/{github.merged}/pulls/{name}": said
                for name, said in (("number", "8\n"), ("ref", f"record-{NUMBER}\n"))
            }
        )
        assert github.publish() == [
            each.replace(git(github.work, "rev-parse", f"{github.before}^"), github.before) for each in (*record, check, "build")
        ]
    assert git(github.work, "diff", "--name-only", merged, "HEAD").splitlines() == RECORD[1:]
    assert main(["check", "--strict", "--data", str(github.work / "data")]) == 0


def test_an_approval_is_recorded_and_nothing_else(github):
    """By the line that the comment offers."""
    github.key = "true"
    github.say("COMMENTED")
    assert github.proposal("format") == 0, github.log
    line = APPROVAL.search((github.home / "summary.md").read_text("utf-8"))
    github.squash()
    github.say("APPROVED", f"Fine.\n\n{line[0]}\n")
    assert github.publish()[-1] == "build", github.log
    git(github.work, "pull", "-q", "origin", "main")
    assert git(github.work, "diff", "--name-only", github.merged, "HEAD").splitlines() == RECORD
    assert main(["check", "--strict", "--data", str(github.work / "data")]) == 0


def test_what_nobody_has_approved_is_not_published(github):
    """Also without an earlier record."""
    git(github.work, "rm", "-rq", "data/reviewed", "data/reviewed.txt")
    github.before = github.push(github.work)
    github.squash()
    github.say("DISMISSED")
    assert github.publish()[-1].startswith("check --strict"), "and no build"


def test_a_push_that_is_no_proposal_is_judged_too(github):
    github.answers(
        {
            f"repos/o/r/commits/{sha}/pulls/{name}": ""
            for sha in [git(github.work, "rev-parse", "HEAD")]
            for name in ("number", "ref")
        }
    )
    github.merged = github.before
    github.before = "0" * 40
    assert github.publish() == [f"check --strict --base {github.before}", "build"]


def test_an_issue_with_a_change_file_becomes_a_proposal_of_its_author(github, capsys):
    git(github.work, "checkout", "-q", "main")
    assert main(["export", "desk", "--format", "changes", "--data", str(github.work / "data")]) == 0
    line = next(
        line for line in map(json.loads, capsys.readouterr().out.splitlines()) if line["now"] == "The customer gets a desk."
    )
    change = json.dumps(line | {"now": "The customer gets two $(id) desks."})
    known = {
        f"github.event.issue.{name}": value for name, value in {"number": "12", "user.id": "101", "user.login": "anna"}.items()
    }
    known |= {"github.event.repository.default_branch": "main"}
    for body in (
        change,
        f"```jsonl\n{change.replace('desk', 'dusk', 1)}\n```",
        '```jsonl\n{"at": "../x", "was": null, "now": "x"}\n```',
    ):
        assert github.job("change.yaml", "read", github.clone("read"), known | {"github.event.issue.body": body})["status"] != "0"
    body = f"- two desks `$(id)`\r\n\r\n```jsonl\r\n{change}\r\n```\r\n"
    assert github.job("change.yaml", "read", github.clone("read"), known | {"github.event.issue.body": body})["status"] == "0", (
        github.log
    )
    # What a job before it may have put beside the data is left out.
    patch = github.home / "temp/change.patch"
    patch.write_text(
        f"{patch.read_text('utf-8')}diff --git a/data/x.py b/data/x.py\nnew file mode 100644\n--- /dev/null\n+++ b/data/x.py\n@@ -0,0 +1 @@\n+1\n",
        "utf-8",
    )
    github.ran  # noqa: B018 what was done until now is forgotten
    assert github.job("change.yaml", "propose", github.clone("propose"), known)["status"] == "0", github.log
    assert [line.partition(" --body")[0] for line in github.ran] == [
        "pr create --base main --head change-12 --title Change of #12"
    ]
    git(github.work, "fetch", "-q", "origin", "change-12")
    assert git(github.work, "diff", "--name-only", "main", "FETCH_HEAD") == "data/services/desk.yaml"
    assert "two $(id) desks" in git(github.work, "show", "FETCH_HEAD:data/services/desk.yaml")
    # The author of the issue is the author of the change, and confirms nothing.
    github.head = git(github.work, "rev-parse", "FETCH_HEAD")
    git(github.work, "push", "-q", "-f", "origin", f"FETCH_HEAD:refs/pull/{NUMBER}/head")
    github.say("APPROVED")
    mail = git(github.work, "log", "-1", "--format=%ae", "FETCH_HEAD")
    commit = {"message": "x", "author": {"email": mail}, "committer": {"email": mail}}
    github.answers({f"repos/o/r/pulls/{NUMBER}/commits": [[{"author": None, "committer": None, "commit": commit}]]})
    assert github.proposal("confirmed") == 1
    assert "anna" in github.log


class GitLab(Adopter):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "gitlab")
        git(self.origin, "config", "receive.advertisePushOptions", "true")
        (self.home / "key").write_text("")

    def say(self, approvals: list[dict[str, Any]], text: str) -> None:
        """Have the forge give these approvals of the merge request, and this comment of the first account."""
        at = f"projects/3/merge_requests/{NUMBER}"
        version = {"head_commit_sha": self.head, "base_commit_sha": self.before, "created_at": "2026-05-02T09:00:00.000Z"}
        commits = [{"author_email": "e@x.org", "committer_email": "e@x.org", "message": "x"}]
        note = {"system": False, "body": text, "author": approvals[0]["user"]}
        note |= {f"{name}_at": "2026-05-02T10:00:00.000Z" for name in ("created", "updated")}
        request = {
            "iid": NUMBER,
            "sha": self.head,
            "state": "merged",
            "author": {"id": 9},
            "web_url": "https://forge.example/7",
            "source_branch": "patch-1",
        }
        self.answers({f"projects/3/repository/commits/{self.merged}/merge_requests": [request]})
        self.answers(
            {
                f"{at}/self": request,
                f"{at}/approvals": {"approved_by": approvals},
                f"{at}/versions": [version],
                f"{at}/commits": commits,
                f"{at}/reviewers": [],
                f"{at}/notes": [note],
            }
        )

    def job(self, name: str, folder: Path, **environment: str) -> int:
        work = yaml.safe_load((self.work / ".gitlab-ci.yml").read_text("utf-8"))
        known = {
            "CI_API_V4_URL": "",
            "CI_PROJECT_ID": "3",
            "CI_DEFAULT_BRANCH": "main",
            "CI_SERVER_HOST": "forge.example",
            "CI_PROJECT_PATH": "o/r",
        }
        known |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{self.origin}.insteadOf",
            "GIT_CONFIG_VALUE_0": "git@forge.example:o/r.git",
        }
        script = "\n".join([*work["default"]["before_script"], *work[name]["script"]])
        done = self.run(script, folder, **known, **environment, GITLAB_CI="true")
        self.log = done.stdout
        return done.returncode


def test_gitlab_records_checks_and_publishes_in_this_order(tmp_path):
    project = GitLab(tmp_path)
    project.propose()
    proposed = project.clone("proposed", f"refs/merge-requests/{NUMBER}/head")
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": project.before}
    assert [project.job(job, proposed, **base) for job in ("format", "confirmed")] == [0, 1], project.log
    meaning = (proposed / "meaning.md").read_text("utf-8")
    assert "to borde" in meaning
    project.squash()
    approval = {"user": {"id": 101, "username": "anna", "state": "active"}, "approved_at": "2026-05-02T10:00:00.000Z"}
    project.say([approval], APPROVAL.search(meaning)[0])
    merged = {"CI_COMMIT_SHA": project.merged, "CI_COMMIT_BEFORE_SHA": project.before}
    assert project.ran[-1].startswith("check --strict")
    folder = project.clone("record")
    assert project.job("record", folder, **merged, RECORD_TOKEN="x", RECORD_KEY=str(project.home / "key")) == 0, project.log
    build = project.clone("build", project.merged)
    for name in ("data/reviewed", "data/approved", "review.json"):  # the artifacts
        (shutil.copytree if (folder / name).is_dir() else shutil.copy)(
            folder / name, build / name, **({"dirs_exist_ok": True} if (folder / name).is_dir() else {})
        )
    assert project.job("pages", build, **merged) == 0, project.log
    before = project.before
    assert project.ran == [
        *(f"{command} --from-review review.json --base {before}" for command in ("confirm", "approve")),
        f"check --strict --base {before} --from-review review.json",
        "build",
    ]
    git(project.work, "pull", "-q", "origin", "main")
    assert git(project.work, "log", "-1", "--format=%s") == f"Record the review of !{NUMBER}"
    assert git(project.work, "diff", "--name-only", project.merged, "HEAD").splitlines() == RECORD


@pytest.mark.long
@pytest.mark.skipif(not RUNNER, reason="gitlab-ci-local is not installed: `make test-all` installs it where npm is")
def test_a_runner_says_in_words_that_two_cells_are_swapped(tmp_path):
    project = GitLab(tmp_path)
    project.propose(SWAP)
    proposed = project.clone("proposed", f"refs/merge-requests/{NUMBER}/head")
    git(proposed, "remote", "set-url", "origin", "git@forge.example:o/r.git")
    known = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_DIFF_BASE_SHA": project.before}
    options = [f"--ignore-predefined-vars={','.join(known)}", *(f"--variable={name}={value}" for name, value in known.items())]
    done = project.run(f"{RUNNER} --force-shell-executor --no-color {' '.join(options)} format confirmed", proposed)
    assert re.findall(r"^ (PASS|FAIL) +(\w+)", done.stdout, re.MULTILINE) == [("PASS", "format"), ("FAIL", "confirmed")], (
        done.stdout
    )
    meaning = (proposed / "meaning.md").read_text("utf-8")
    assert "pligter flytter fra Kunde til Leverandør" in meaning, meaning
