"""Every task of the library is in the matrix of a service."""

from tests.folders import checked, edited


def test_it_is_a_warning(tmp_path):
    folder = edited(
        tmp_path, ("tasks.yaml", "  - id: backup", "  - {id: sleep, group: running, name: {da: S, en: S}}\n  - id: backup")
    )
    result = checked(folder)
    assert [problem.rule.name for problem in result.problems] == ["unused-task"]
    assert not result.failed
