"""The booklets of the real catalogue, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.model.catalogue import Catalogue

from tests.built import ROOT, Site, once, run, shared_folder
from tests.folders import PLATFORM, catalogue_of


@pytest.fixture(scope="session")
def folder(live_site: Site) -> Path:
    """The PDFs of the real catalogue, as the build makes them; nobody may change them."""
    return live_site.folder / "pdf"


@pytest.fixture(scope="session")
def addressed(tmp_path_factory) -> Path:
    """The booklets of 2A for a site at an address, as the command makes them; nobody may change them."""

    def make(folder: Path) -> None:
        where = ("--data", PLATFORM, "--out", folder, "--base-url", "https://example.org/katalog")
        done = run("-m", "service_catalogue", "pdf", "2a", *where)
        assert done.returncode == 0, done.stdout

    return once(shared_folder(tmp_path_factory), "booklets", make)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return catalogue_of(ROOT / "data")


@pytest.fixture(scope="session")
def built_with_booklets(live_site: Site) -> Path:
    """The site of the project, booklets and all."""
    return live_site.folder
