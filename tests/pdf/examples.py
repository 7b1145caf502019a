"""Annexes as they are written."""

from __future__ import annotations

from tests.folders import EXAMPLE as HOLLINMERE, FIXTURES

#: The catalogues of the tests, every PDF of which is looked at.
CATALOGUES = {path.name: path for path in sorted((FIXTURES / "catalogues").iterdir())} | {
    "example": HOLLINMERE,
    "nordic": FIXTURES / "nordic" / "data",
    "small": FIXTURES / "small",
    "tiny": FIXTURES / "tiny",
}
EXAMPLE = FIXTURES / "annex.yaml"
#: In one language, with on-call taken and nothing left out.
ONE = FIXTURES / "annex-one-language.yaml"
