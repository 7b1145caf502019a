"""The site that other projects refer to."""

import pytest

from tests import built

# These are projects, and no tests.
collect_ignore = ["foreign", "plain"]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> built.Site:
    """The site of the project as it stands; to be looked at only."""
    return built.built_site(tmp_path_factory)
