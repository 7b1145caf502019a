"""The workflows for the forges: what may write, and what is run where. `make lint` holds them to the forges' schemas."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import tracked
from tests.folders import ROOT
from tests.forge import serving

FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yml"))}
#: What `catalogue new catalogue --forge` writes for GitHub.
MADE = {
    name: (files("service_catalogue.editing") / "new_folder" / name).read_text("utf-8")
    for name in ("github.yaml", "github-publish.yaml", "github-change.yaml")
}
WORKFLOWS = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = [(name, job, steps) for name, workflow in WORKFLOWS.items() for job, steps in workflow["jobs"].items()]


@pytest.mark.parametrize("name", [*TEXTS, *MADE])
def test_each_action_is_pinned_to_a_commit_that_says_its_version(name):
    used = re.findall(r"^ .*uses: (.*)", (TEXTS | MADE)[name], re.MULTILINE)
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\.github/.*", each)] == []


def test_what_a_forge_runs_is_pinned_by_digest_or_hash():
    """The images, and each package; the project itself is installed from its folder, with what is there by then."""
    ends = (".yml", ".yaml", "Makefile", "/newest", "/README.da.md", "/README.en.md")
    text = "\n".join(text for name, text in tracked.texts().items() if name.endswith(ends))
    images = re.findall(r"(?i)\bimage: \[?(?!\$)([^\s\]]+)", text)
    assert len(images) > 4
    assert [each for each in images if not re.fullmatch(r"python:3\.1\d-[a-z]+@sha256:[0-9a-f]{64}", each)] == []
    installs = re.findall(r"\bpip .*\binstall -.*", text)
    assert len(installs) > 10
    assert [each for each in installs if not re.search("--require-hashes|--no-deps --no-build-isolation", each)] == []


def test_one_job_writes_and_it_runs_nothing_that_is_proposed():
    assert all(workflow["permissions"] == {} for workflow in WORKFLOWS.values())
    granted = {(name, job): work["permissions"] for name, job, work in JOBS}
    writing = {key: found for key, found in granted.items() if set(found.values()) != {"read"}}
    assert writing == {
        ("meaning.yml", "write"): {"contents": "read", "pull-requests": "write"},
        ("weekly.yml", "analyse"): {"contents": "read", "security-events": "write"},  # of the main branch alone
    }
    # Of the workflow that may write, no step checks out anything but the branch that is proposed to.
    for job in WORKFLOWS["meaning.yml"]["jobs"].values():
        assert all("ref" not in step.get("with", {}) and "repository" not in step.get("with", {}) for step in job["steps"])
    assert "secrets." not in "".join(TEXTS.values())
    # Of an adopter's, the secret is in the job that pushes the record, which runs none of the program.
    made = {job: yaml.safe_dump(work) for text in MADE.values() for job, work in yaml.safe_load(text)["jobs"].items()}
    assert [job for job, text in made.items() if "secrets." in text or ": write" in text] == ["write", "publish", "propose"]
    assert "secrets." not in made["propose"]
    assert "catalogue " not in made["write"] + made["propose"]


@pytest.mark.parametrize("name", [*TEXTS, *MADE])
def test_no_text_of_others_is_part_of_a_script(name):
    jobs = yaml.safe_load((TEXTS | MADE)[name])["jobs"].values()
    scripts = [step["run"] for job in jobs for step in job.get("steps", ()) if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


def test_what_others_call_runs_what_a_new_catalogue_runs():
    """The reusable workflow, the component and the hooks: the package names no address at which a new catalogue could call them."""
    own = files("service_catalogue.editing") / "new_folder"
    made = [job for text in MADE.values() for job in yaml.safe_load(text)["jobs"].values()]
    jobs = WORKFLOWS["catalogue.yml"]["jobs"]
    ours, theirs = ({step["uses"] for job in each for step in job["steps"] if "uses" in step} for each in (jobs.values(), made))
    assert ours <= theirs
    called = jobs["catalogue"]["steps"]
    _, component = yaml.safe_load_all((ROOT / "templates/catalogue.yml").read_text("utf-8"))
    for commands in ([step.get("run") for step in called], component["catalogue"]["script"]):
        assert [" ".join(line.split()[:2]) for line in filter(None, commands)][-2:] == ["catalogue check", "catalogue build"]
    # A result of its own: red until somebody has confirmed what is proposed.
    for last in (jobs["confirmed"]["steps"][-1]["run"], component["confirmed"]["script"][-1]):
        assert last.startswith("catalogue check --strict --base ")
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (local,) = yaml.safe_load((own / "pre-commit.yaml").read_text("utf-8"))["repos"]
    assert hooks == [{**hook, "language": "python"} for hook in local["hooks"]]


@pytest.fixture(params=["github", "gitlab"])
def server(request, monkeypatch) -> Iterator[Any]:
    """Yield a forge with 120 comments of others on a change; the variables of its pipeline are set."""
    monkeypatch.delenv("GITLAB_CI", raising=False)
    with serving(request.param) as server:
        for name, value in {**server.variables, "NUMBER": "7", "COMMENT_TOKEN": "secret"}.items():
            monkeypatch.setenv(name, value)
        server.comments = [
            {"id": number, server.author: server.other, "body": "<!-- catalogue diff -->"} for number in range(120)
        ]
        yield server


def comment(tmp_path: Path, text: str) -> int:
    (tmp_path / "comment.md").write_text(f"<!-- catalogue diff -->\n{text}\n", "utf-8")
    command = [sys.executable, ROOT / ".ci" / "comment.py", tmp_path / "comment.md"]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_change_has_one_comment_which_is_updated(server, tmp_path):
    others = [dict(each) for each in server.comments]
    assert comment(tmp_path, "først") == 0
    assert server.asked[-1] == ("POST", server.at)
    assert comment(tmp_path, "så") == 0
    assert server.asked[-1] == server.edit
    assert server.comments == [*others, {"id": 1000, server.author: server.own, "body": "<!-- catalogue diff -->\nså\n"}]


def test_a_forge_that_refuses_fails_the_job(server, tmp_path, monkeypatch):
    monkeypatch.setenv("COMMENT_TOKEN", "of somebody else")
    assert comment(tmp_path, "x") == 1
