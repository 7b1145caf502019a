"""The PDFs that tests look at, made once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.model.catalogue import Catalogue

from tests.built import ROOT, Site, once, run, shared_folder
from tests.folders import PLATFORM, approve, catalogue_of, copy
from tests.pdf.examples import CATALOGUES, EXAMPLE, ONE


@pytest.fixture(scope="session")
def folder(live_site: Site) -> Path:
    """Return the PDFs of the real catalogue, as the build makes them; nobody may change them."""
    return live_site.folder / "pdf"


def pdf(folder: Path, *words: object) -> None:
    """Make PDFs in one process, which sets what is like the PDF before in a fifth of the time."""
    done = run("-m", "service_catalogue", "pdf", *words, "--jobs", 1, "--out", folder, "--lang", "en")
    assert done.returncode == 0, done.stdout


def make_annex(folder: Path, file: Path, data: Path) -> None:
    done = run("-m", "service_catalogue", "annex", "make", file, "--data", data, "--out", folder, "--lang", "en")
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="session")
def addressed(tmp_path_factory) -> Path:
    """Return the booklets of 2A as it once stood, for a site at an address, as the command makes them; nobody may change them."""
    options = ("--data", PLATFORM, "--base-url", "https://example.org/katalog")
    return once(shared_folder(tmp_path_factory), "booklets", lambda folder: pdf(folder, *options))


@pytest.fixture(scope="session")
def every(tmp_path_factory) -> Callable[[str], Path]:
    """Return a function that gives the folder with every PDF of a catalogue, typeset once for all tests; nobody may change them."""

    def folder_of(name: str) -> Path:
        options = ("--data", CATALOGUES[name], "--base-url", "https://example.org")
        return once(shared_folder(tmp_path_factory), f"every-{name}", lambda folder: pdf(folder, *options))

    return folder_of


@pytest.fixture(scope="session")
def annexes(tmp_path_factory) -> Path:
    """Two annexes to 2A as it once stood, beside the ``data`` of the one that can be signed; nobody may change them."""

    def make(folder: Path) -> None:
        data = copy(folder, PLATFORM)
        approve(data)
        make_annex(folder, EXAMPLE, PLATFORM)
        make_annex(folder, ONE, data)

    return once(shared_folder(tmp_path_factory), "annexes", make)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return catalogue_of(ROOT / "data")


@pytest.fixture(scope="session")
def built_with_booklets(live_site: Site) -> Path:
    """Return the site of the project, booklets and all."""
    return live_site.folder
