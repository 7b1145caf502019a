"""``python -m release.audit [options of pip-audit]`` asks whether a locked distribution is known to be vulnerable.

The status is 0 if each was asked about and none is, 1 if one is, and 3 if not all could be asked about: no network, a refusal, or
an answer that does not cover every lock. What could not be asked is never taken for safe.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from release.lock import LOCKS, ROOT, Locked, read

FINE, VULNERABLE, COULD_NOT_ASK = 0, 1, 3


class Answer(NamedTuple):
    """What pip-audit answers: its report, ``None`` if there is none, and its last words."""

    report: dict[str, Any] | None
    ended_well: bool
    last_words: str


def all_locked() -> dict[str, Locked]:
    """What the locks hold together, by name."""
    return {name: item for lock in LOCKS for name, item in read((ROOT / lock).read_text("utf-8")).items()}


def ask(asked: dict[str, Locked], options: Sequence[str]) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        lock, report = Path(folder) / "requirements.txt", Path(folder) / "report.json"
        # Without markers: what is locked for another system is asked about here too.
        lock.write_text(
            "".join(
                f"{item.name}=={item.version} {' '.join(f'--hash=sha256:{hash}' for hash in item.hashes)}\n"
                for item in asked.values()
            ),
            "utf-8",
        )
        # A cache of its own: an answer of an earlier day is none.
        command: list[str | Path] = [
            *(sys.executable, "-m", "pip_audit", "--requirement", lock, "--require-hashes", "--disable-pip", "--strict"),
            *("--format", "cyclonedx-json", "--output", report, "--progress-spinner", "off", "--cache-dir", f"{folder}/cache"),
        ]
        done = subprocess.run([*command, *options], capture_output=True, encoding="utf-8")
        try:
            found = json.loads(report.read_text("utf-8"))
        except (OSError, ValueError):
            found = None
    return Answer(found, done.returncode == 0, (done.stderr.strip().splitlines() or ["no reason is given"])[-1])


def main(options: Sequence[str]) -> int:
    """Ask with ``options`` and say the answer; the exit status."""
    try:
        asked = all_locked()
    except (OSError, ValueError) as error:
        print(f"Could not ask: a lock cannot be read ({error}). Make it anew with make lock.")
        return COULD_NOT_ASK
    answer = ask(asked, options)
    report = answer.report or {}
    components = {component["bom-ref"]: component for component in report.get("components", [])}
    if vulnerabilities := report.get("vulnerabilities", []):
        for vulnerability in vulnerabilities:
            for affected in vulnerability["affects"]:
                component = components[affected["ref"]]
                print(f"{component['name']} {component['version']}: {vulnerability['id']}: {vulnerability['description']}")
        print("Vulnerable. Run make lock for versions that are not, then make notices and make test-all.")
        return VULNERABLE
    missing = sorted(
        {(item.name, item.version) for item in asked.values()} - {(c["name"], c["version"]) for c in components.values()}
    )
    if missing or not answer.ended_well:
        print(f"Could not ask about {len(missing) or len(asked)} of {len(asked)} distributions: {answer.last_words}")
        print("This says nothing of their safety. Try again with a network, or another service: make audit ARGS='-s osv'.")
        return COULD_NOT_ASK
    print(f"None of {len(asked)} locked distributions is known to be vulnerable.")
    return FINE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
