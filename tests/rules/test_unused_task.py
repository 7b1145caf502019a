"""Every task of the library is in the matrix of a service."""

from tests.folders import DESK, checked, copy, edited


def test_it_is_a_warning(tmp_path):
    folder = edited(
        tmp_path, ("tasks.yaml", "  - id: backup", "  - {id: sleep, group: running, name: {da: S, en: S}}\n  - id: backup")
    )
    result = checked(folder)
    assert [problem.rule.name for problem in result.problems] == ["unused-task"]
    assert not result.failed


def test_a_catalogue_without_services_is_being_begun(tmp_path):
    folder = copy(tmp_path)
    (folder / DESK).unlink()
    assert checked(folder).problems == ()
