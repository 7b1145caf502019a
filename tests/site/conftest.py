"""The site that the tests look at."""

import pytest

from tests import built


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> built.Site:
    """The site of the project as it stands; to be looked at only."""
    return built.built_site(tmp_path_factory)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> built.Site:
    """The site of a small catalogue that no editor changes; to be looked at only."""
    base = built.shared_folder(tmp_path_factory)
    folder = built.once(base, "small", lambda folder: built.build(folder, data=built.SMALL))
    return built.Site(folder / "site")
