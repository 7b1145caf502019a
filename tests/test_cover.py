"""`catalogue check --cover` lists what the services of suppliers leave open, for the owner of a service."""

from __future__ import annotations

import pytest
from service_catalogue.cli import main

from tests.folders import DESK, added, edited, plant, table_of

TABLE = table_of(__file__)

#: The desk rests on the workshop: its provider is a customer there.
RESTING = "rests-on: {service: workshop, parties: {provider: customer}}\n"


@pytest.fixture
def folder(tmp_path):
    return edited(tmp_path, (DESK, "contact: ask-1\n", f"contact: ask-1\n{RESTING}"), added("workshop"))


def gaps(folder, capsys) -> tuple[int, list[str]]:
    status = main(["check", "--cover", "--lang", "en", "--data", str(folder)])
    return status, [line.partition(" warning: ")[2] for line in capsys.readouterr().out.splitlines()]


def test_each_kind_of_gap(folder, capsys):
    """The condition on the backup is one that the desk has too."""
    assert gaps(folder, capsys) == (1, TABLE["gaps"])


def test_what_the_provider_does_itself_is_no_gap(folder, capsys):
    plant(folder, ("services/workshop.yaml", "    backup: {", "    restore: {upper: [-, AR], lower: [AR, -]}\n    backup: {"))
    assert not any("restore" in line for line in gaps(folder, capsys)[1])


def test_without_gaps_all_is_well(folder, capsys):
    plant(folder, (DESK, RESTING, ""))
    assert gaps(folder, capsys)[0] == 0
