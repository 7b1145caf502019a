"""A site to be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.built import Site, seal


@pytest.fixture
def published(small: Site, tmp_path: Path) -> Path:
    """Return the site of the small catalogue with its editions, and the work of its build, to be changed."""
    folder = small.folder
    for name in (f"{folder.name}.editions", "work"):
        shutil.copytree(folder.parent / name, tmp_path / name)
    seal(tmp_path / "work")
    (tmp_path / folder.name).symlink_to(folder.readlink())
    return tmp_path / folder.name
