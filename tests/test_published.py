"""The record of published ids, and the command that renews it."""

from pathlib import Path

from service_catalogue import cli
from service_catalogue.check.checker import check
from service_catalogue.model.published_ids import record
from service_catalogue.yaml.transaction import transaction

from tests.folders import copy, edited, problems

RECORDED = Path(__file__).with_suffix(".yaml").read_text("utf-8")


def recorded(folder: Path) -> str:
    return (folder / "published-ids.yaml").read_text("utf-8")


def test_it_writes_every_id(tmp_path, capsys):
    folder = copy(tmp_path)
    assert cli.main(["check", "--data", str(folder), "--record-ids", "--lang", "en"]) == 0
    assert recorded(folder) == RECORDED
    assert "Published ids: 16 new written to " in capsys.readouterr().out
    assert problems(folder) == []


def test_it_adds_and_never_takes_out(tmp_path):
    folder = edited(
        tmp_path,
        ("published-ids.yaml", "", "published: {task: [restore, copying], layer: [upper]}"),
        ("catalogue.yaml", "redirects: {}", "redirects: {copying: backup}"),
    )
    with transaction(folder) as change:
        assert record(change, check(folder).catalogue) == 14
    assert recorded(folder) == RECORDED.replace("    - backup\n    - ownership", "    - backup\n    - copying\n    - ownership")


def test_a_second_time_changes_nothing(tmp_path):
    folder = edited(tmp_path, ("published-ids.yaml", "", f"# mine\n{RECORDED}"))
    with transaction(folder) as change:
        assert record(change, check(folder).catalogue) == 0
    assert recorded(folder) == f"# mine\n{RECORDED}"


def test_nothing_is_recorded_of_data_with_errors(tmp_path, capsys):
    folder = edited(tmp_path, ("parties.yaml", "term: customer", "term: customr"))
    assert cli.main(["check", "--data", str(folder), "--record-ids", "--lang", "en"]) == 1
    assert not (folder / "published-ids.yaml").exists()
    assert capsys.readouterr().out.endswith("No ids have been recorded. Correct the errors above first.\n")
