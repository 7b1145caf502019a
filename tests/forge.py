"""A forge as a proposal meets it: commits of its web editor, its pipelines with their steps as they are written, its comments."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from service_catalogue.cli import main

from tests.folders import ROOT, SMALL, copy, plant
from tests.repository import commit, executable, git, shell

#: What the forges read of a project.
OF_FORGE = (".ci", ".github", ".gitlab-ci.yml", ".gitignore", "Makefile")
#: The environment is there already; the project's own tests are not run once more, and the site is checked, not built.
_MAKE = """#!/bin/sh
echo "make $*" >> "$HOME/asked"
case "$1" in test*|lint) exit ;; '') set -- check ;; esac
exec {make} -o .venv/runtime "$@"
"""
#: The number of the proposal.
NUMBER = "7"


class Forge(BaseHTTPRequestHandler):
    """The comments of one change, as both forges keep them, and what GitLab knows of its pipeline."""

    def do(self) -> None:
        server: Any = self.server
        at = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "null")
        server.asked.append((self.command, at.path))
        if self.headers["Authorization"] != "Bearer secret":
            self.send_error(401)
            return
        known: dict[str, object] = {
            "/api/user": {"username": "project_1_bot"},
            "/api/projects/3/merge_requests": [{"iid": 7}],
            "/api/projects/3/merge_requests/7/pipelines": [{"id": 5, "project_id": 3}],
            "/api/projects/3/pipelines/5/jobs": [
                {"name": "check", "artifacts_file": {"size": 1}, "web_url": "https://forge.example/jobs/9"}
            ],
        }
        found = known.get(at.path, {})
        if self.command == "GET" and at.path == server.at:
            page, size = (int(parse_qs(at.query)[key][0]) for key in ("page", "per_page"))
            found = server.comments[(page - 1) * size : page * size]
        elif self.command == "POST":
            server.comments.append({"id": 1000, server.author: server.own, "body": body["body"]})
        elif self.command != "GET":
            comment = next(each for each in server.comments if each["id"] == int(at.path.rpartition("/")[2]))
            comment["body"] = body["body"]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    do_GET = do_POST = do_PATCH = do_PUT = do

    def log_message(self, *words: object) -> None:
        pass


@contextmanager
def serving(kind: str) -> Iterator[Any]:
    """Yield a server of a forge; its ``variables`` are those of its pipelines."""
    with HTTPServer(("127.0.0.1", 0), Forge) as bound:
        server: Any = bound
        address = f"http://127.0.0.1:{server.server_port}/api"
        if kind == "github":
            server.author, server.own, server.other = "user", {"login": "github-actions[bot]"}, {"login": "other"}
            server.at, server.edit = "/api/repos/o/r/issues/7/comments", ("PATCH", "/api/repos/o/r/issues/comments/1000")
            server.variables = {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": address, "GITHUB_REPOSITORY": "o/r"}
        else:
            server.author, server.own, server.other = "author", {"username": "project_1_bot"}, {"username": "other"}
            server.at = "/api/projects/3/merge_requests/7/notes"
            server.edit = ("PUT", f"{server.at}/1000")
            server.variables = {"GITLAB_CI": "true", "CI_API_V4_URL": address, "CI_PROJECT_ID": "3", "CI_DEFAULT_BRANCH": "main"}
        server.comments, server.asked = [], []
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


#: What a script of a pipeline did.
Step = subprocess.CompletedProcess[str]


class Project:
    """A project on a forge, with the small catalogue, all of it confirmed, in which ``language`` prevails."""

    def __init__(self, folder: Path, server: Any, language: str = "da", data: Path = SMALL) -> None:
        self.folder, self.server = folder, server
        self.origin, self.editor = folder / "origin.git", folder / "editor"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        git(folder, "clone", "-q", str(self.origin), str(self.editor))
        for name in OF_FORGE:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, self.editor / name)
        copy(self.editor, data)
        if language != "da":
            plant(self.editor / "data", ("catalogue.yaml", "authoritative: da", f"authoritative: {language}"))
            plant(self.editor / ".ci", ("meaning", "--lang da", f"--lang {language}"))
        if not (self.editor / "data" / "reviewed").exists():
            assert main(["confirm", "--all", "--data", str(self.editor / "data")]) == 0
        commit(self.editor)
        git(self.editor, "push", "-q", "origin", "HEAD:main")
        executable(folder / "bin" / "make", _MAKE.format(make=shutil.which("make")))

    def propose(self, edits: Sequence[tuple[str, str, str]], *meanwhile: tuple[str, str, str]) -> None:
        """Make ``edits`` as the web editor does: on a branch, a commit for each file, without hooks, by whom the forge knows.

        The main branch then gets the edits ``meanwhile``.
        """
        git(self.editor, "switch", "-q", "-c", "patch-1")
        plant(self.editor / "data", *edits)
        who = "--author=Redaktør <1+redaktor@users.noreply.example>"
        for file in dict.fromkeys(file for file, _, _ in edits):
            git(self.editor, "add", f"data/{file}")
            git(self.editor, "commit", "-q", "--no-verify", who, "-m", f"Update {Path(file).name}")
        refs = ("heads/patch-1", f"pull/{NUMBER}/head", f"merge-requests/{NUMBER}/head")
        git(self.editor, "push", "-q", "origin", *(f"HEAD:refs/{ref}" for ref in refs))
        git(self.editor, "switch", "-q", "main")
        plant(self.editor / "data", *meanwhile)
        commit(self.editor)
        git(self.editor, "push", "-q", "origin", "main")

    def merge(self) -> Path:
        """Merge the proposal as the forge does; return the data of the main branch."""
        git(self.editor, "merge", "-q", "--no-ff", "patch-1")
        git(self.editor, "push", "-q", "origin", "main")
        return self.editor / "data"

    @property
    def comment(self) -> str:
        """The comment on the proposal; empty if there is none."""
        return "".join(comment["body"] for comment in self.server.comments)

    @property
    def asked(self) -> list[str]:
        """The targets that `make` was asked for."""
        return (self.folder / "asked").read_text("utf-8").splitlines()

    def checkout(self, name: str, ref: str = "refs/heads/main") -> Path:
        """Return a new clone in which ``ref`` is checked out, as a pipeline has it, with the environment of this one."""
        clone = self.folder / name
        git(self.folder, "clone", "-q", str(self.origin), str(clone))
        git(clone, "fetch", "-q", "origin", ref)
        git(clone, "checkout", "-q", "--detach", "FETCH_HEAD")
        for name in ("python", "catalogue"):
            executable(clone / ".venv/bin" / name, f'#!/bin/sh\nexec "{Path(sys.executable).parent / name}" "$@"\n')
        return clone

    def run(self, script: str, clone: Path, environment: Mapping[str, str]) -> Step:
        """Run ``script`` as the shell of a forge does."""
        return shell(script, clone, self.folder, {**self.server.variables, **environment})

    def github_job(self, workflow: str, job: str, clone: Path) -> list[Step]:
        """Run the steps of a job until one fails."""
        known = {
            "github.event.pull_request.base.sha": git(clone, "rev-parse", "refs/remotes/origin/main"),
            "github.event.pull_request.number": NUMBER,
            "github.token": "secret",
            "vars.PREVIEW": "https://preview.example/{number}",
        }
        work = yaml.safe_load((ROOT / ".github" / "workflows" / workflow).read_text("utf-8"))["jobs"][job]
        steps: list[Step] = []
        for step in (step for step in work["steps"] if "run" in step):
            written = {**work.get("env", {}), **step.get("env", {})}
            filled = {name: re.sub(r"\$\{\{ (.*?) \}\}", lambda hit: known[hit[1]], value) for name, value in written.items()}
            steps.append(self.run(step["run"], clone, filled))
            if steps[-1].returncode:
                break
        return steps

    def github(self) -> list[Step]:
        """Run what a pull request starts; return the steps of the check."""
        merged = self.checkout("merged")
        git(merged, "fetch", "-q", "origin", f"refs/pull/{NUMBER}/head")
        git(merged, "merge", "-q", "--no-ff", "FETCH_HEAD")
        steps = self.github_job("check.yml", "check", merged)
        read, write = self.checkout("read"), self.checkout("write")
        assert self.github_job("meaning.yml", "read", read)[-1].returncode == 0
        shutil.copy(read / "comment.md", write)
        assert self.github_job("meaning.yml", "write", write)[-1].returncode == 0
        return steps

    def gitlab_job(self, job: str, clone: Path, **environment: str) -> Step:
        work = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))[job]
        return self.run("\n".join(work["script"]), clone, environment)

    def gitlab(self) -> list[Step]:
        """Run what a merge request starts, and the schedule; return what the check did."""
        proposed = f"refs/merge-requests/{NUMBER}/head"
        clone = self.checkout("proposed", proposed)
        head = {
            "CI_COMMIT_SHA": git(clone, "rev-parse", "HEAD"),
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(clone, "merge-base", "HEAD", "refs/remotes/origin/main"),
        }
        step = self.gitlab_job("check", clone, **head)
        meaning = self.checkout("meaning", proposed)
        assert self.gitlab_job("meaning", meaning, **head).returncode == 0
        comment = self.gitlab_job("comment", self.checkout("schedule"), COMMENT_TOKEN="secret")
        assert comment.returncode == 0, comment.stdout
        return [step]
