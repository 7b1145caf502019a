"""Annexes as they are written."""

from __future__ import annotations

from tests.folders import FIXTURES

EXAMPLE = FIXTURES / "annex.yaml"
#: In one language, with on-call taken and nothing left out.
ONE = FIXTURES / "annex-one-language.yaml"
