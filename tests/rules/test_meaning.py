"""Each slip of meaning is shown to a person, whatever it is about, and a rewording asks one question for each object.

The slips and rewordings were written for rules that read meaning; a mark is left where a rule compares data with data.
"""

import itertools
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from service_catalogue.check.load import load
from service_catalogue.model.reviewed import gone, items, suspects

from tests.folders import EXAMPLE, PLATFORM, assert_finds, case_file, copy, plant

SLIPS, REWORDINGS = case_file(__file__, "slips"), case_file(__file__, "rewordings")


def source_of(edits) -> Path:
    return PLATFORM if edits[0].file.endswith("2a.yaml") else EXAMPLE


@cache
def record(source: Path) -> dict[str, str]:
    """Return a record in which all of ``source`` is confirmed."""
    lines = (" ".join((item.address, *map(":".join, item.digests.items()))) for item in items(load(source).partial))
    return {"reviewed/all.txt": "\n".join(lines)}


def asked(folder: Path, edits) -> list[str]:
    """Return the addresses of what is not confirmed once ``edits`` are made."""
    plant(folder, *edits)
    catalogue = replace(load(folder).partial, reviewed=record(source_of(edits)))
    return [*(review.item.address for review in suspects(catalogue)), *gone(catalogue)]


def sampled(cases: list) -> list:
    """Return ``cases``, of which nine in ten are long."""
    return [
        case if number % 10 == 0 else pytest.param(*case.values, id=case.id, marks=pytest.mark.long)
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize("edits", sampled(SLIPS))
def test_a_slip_is_asked_about(tmp_path, edits):
    assert asked(copy(tmp_path, source_of(edits)), edits)


@pytest.mark.parametrize("edits", sampled(REWORDINGS))
def test_a_rewording_asks_once_for_each_object_that_it_touches(tmp_path, edits):
    addresses = asked(copy(tmp_path, source_of(edits)), edits)
    assert addresses and len(addresses) <= len(edits)


@pytest.mark.parametrize(("source", "edits"), [(source, [*group]) for source, group in itertools.groupby(
    (edits for case in SLIPS for edits in case.values if "⟦" in "".join(edit.new for edit in edits)), source_of
)])  # fmt: skip
@pytest.mark.long
def test_rules_compare_data_with_data(tmp_path, source, edits):
    for number, each in enumerate(edits):
        assert_finds(tmp_path / str(number), each, source)
