"""The site that the tests look at."""

import pytest

from tests import built


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> built.Site:
    """The site of the project as it stands; to be looked at only."""
    return built.built_site(tmp_path_factory)
