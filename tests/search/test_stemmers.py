"""The search is the same with and without the faster stemmer, which is optional."""

from __future__ import annotations

import subprocess
import sys

from service_catalogue.search.stems import ALGORITHMS

from tests.folders import ROOT

STEMS = """
import re, sys
from pathlib import Path
if sys.argv[1] == "without":
    sys.modules["Stemmer"] = None
from service_catalogue.search.stems import ALGORITHMS, Stemmer
words = sorted({word for path in Path("docs").rglob("*.md") for word in re.findall(r"[^\\W\\d_]+", path.read_text("utf-8"))})
for language in ALGORITHMS:
    print(language, *Stemmer(language).stems(" ".join(words)))
print(type(__import__("snowballstemmer").stemmer("danish")).__module__, file=sys.stderr)
"""


def test_the_stems_are_the_same_with_and_without_the_faster_stemmer():
    done = [
        subprocess.run([sys.executable, "-c", STEMS, which], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
        for which in ("with", "without")
    ]
    assert done[0].stdout == done[1].stdout
    assert len(done[0].stdout.splitlines()) == len(ALGORITHMS)
    assert done[1].stderr.startswith("snowballstemmer.danish")
