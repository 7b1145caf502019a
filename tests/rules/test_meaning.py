"""Slips of meaning are reported, each once and at its line, and correct rewordings are not.

The slips and rewordings are older than the rules. A case without a mark is a slip that no rule finds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.folders import EXAMPLE, PLATFORM, Edit, assert_finds, case_file

SLIPS, REWORDINGS = case_file(__file__, "slips"), case_file(__file__, "rewordings")


#: Where a statement, a note or a row begins.
_PLACES = re.compile(r"\n(?: *- id: |    [a-z-]+:\n)")


def together(cases: list) -> Iterable[tuple[Path, list[Edit]]]:
    """Return the edits of ``cases``, those of other places and numbers together, and what they are of: a check takes long."""
    groups, rounds = defaultdict(list), {}
    for edits in (case.values[0] for case in cases):
        source = PLATFORM if edits[0].file.endswith("2a.yaml") else EXAMPLE
        before = ((source / edit.file).read_text("utf-8").partition(edit.old)[0] for edit in edits)
        places = ({len(_PLACES.findall(text)), *re.findall(r"\d+", edit.old)} for text, edit in zip(before, edits, strict=True))
        touched = [(edit.file, place) for edit, found in zip(edits, places, strict=True) for place in found]
        number = max(rounds.get(place, 0) for place in touched)
        rounds |= dict.fromkeys(touched, number + 1)
        groups[source, number] += edits
    return [(source, edits) for (source, _), edits in groups.items()]


@pytest.mark.parametrize(("source", "edits"), [*together(SLIPS), *together(REWORDINGS)])
def test_problems(tmp_path, source, edits):
    assert_finds(tmp_path, edits, source)


def test_of_forty_slips_thirty_are_reported_once_and_of_as_many_rewordings_two():
    slips, rewordings = ([sum(edit.new.count("⟦") for edit in case.values[0]) for case in cases] for cases in (SLIPS, REWORDINGS))
    assert (len(slips), len(rewordings)) == (40, 40)
    assert slips.count(1) >= 30
    assert sum(rewordings) <= 2
