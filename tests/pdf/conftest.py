"""The booklets of the real catalogue, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue

from tests.built import ROOT, built_site, once, run, shared_folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """The PDFs of the real catalogue, for a site at an address, as the command makes them; nobody may change them."""

    def make(folder: Path) -> None:
        done = run("-m", "service_catalogue", "pdf", "--out", folder, "--base-url", "https://example.org/katalog")
        assert done.returncode == 0, done.stdout

    return once(shared_folder(tmp_path_factory), "booklets", make)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return check(ROOT / "data").catalogue


@pytest.fixture(scope="session")
def built_with_booklets(tmp_path_factory) -> Path:
    """The site of the project, booklets and all."""
    return built_site(tmp_path_factory).folder
