"""A git repository, as nobody in particular keeps it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


def git(folder: Path, *arguments: str, stdin: str = "") -> str:
    """Run git as nobody in particular, with no settings of this machine."""
    who = {f"GIT_{role}_{key}": f"x{key}@example.org" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "maintenance.auto=false", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=env, input=stdin, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


def commit(folder: Path, message: str = "change") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def executable(path: Path, text: str) -> None:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def shell(script: str, folder: Path, home: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``script`` in ``folder`` as the shell of a forge does, with the programs in the ``bin`` of ``home``."""
    env = {"PATH": f"{home / 'bin'}:{os.environ['PATH']}", "HOME": str(home), "CI": "true", "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env={**env, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
