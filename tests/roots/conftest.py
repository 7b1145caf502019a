"""Projects of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import once, shared_folder
from tests.roots.projects import ROOTS, built

# These are projects, and no tests.
collect_ignore = ["foreign", "plain"]


@pytest.fixture(scope="session")
def furo(tmp_path_factory) -> Path:
    """Return the foreign project in the theme Furo, by one process; nobody may change it."""
    base = shared_folder(tmp_path_factory)
    return once(base, "furo", lambda folder: built(ROOTS / "foreign", folder / "out", "html", "-j", "1")) / "out"
