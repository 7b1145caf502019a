"""The categories of hostile and broken input."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.hostile import exhaustion, ids, meaning
from tests.hostile.case import Case

CATEGORIES: dict[str, Callable[[], Iterator[Case]]] = {
    "exhaustion": exhaustion.cases,
    "meaning-elsewhere": meaning.cases,
    "ids-and-paths": ids.cases,
}
