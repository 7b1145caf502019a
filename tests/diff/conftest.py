from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import copy
from tests.repository import commit, git


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """The small catalogue, committed, as the folder ``data`` of where the command is started."""
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main", ".")
    copy(tmp_path)
    commit(tmp_path)
    return tmp_path
