"""`make audit`: what it asks pip-audit, which exits 0 where it could not ask unless it is strict."""

from __future__ import annotations

import itertools
import subprocess

from tests.built import ROOT
from tests.test_locks import LOCKS


def test_every_lock_is_asked_about_and_no_answer_is_a_failure() -> None:
    done = subprocess.run(
        ["make", "-n", "--old-file=.venv/dev", "audit"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    words = done.stdout.split()
    assert {"--strict", "--require-hashes"} <= {*words}
    named = {after for word, after in itertools.pairwise(words) if word == "-r"}
    assert named == {*LOCKS} - {"requirements.txt"}  # whose packages are in that for development too, as other tests hold
