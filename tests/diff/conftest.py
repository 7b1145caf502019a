from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import copy
from tests.repository import commit, git


def begin(folder: Path) -> None:
    """Commit the small catalogue as ``data`` in ``folder``."""
    git(folder, "init", "-q", "-b", "main", ".")
    copy(folder)
    commit(folder)


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """Return the small catalogue, committed, as the folder ``data`` of where the command is started."""
    monkeypatch.chdir(tmp_path)
    begin(tmp_path)
    return tmp_path
