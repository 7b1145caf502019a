"""Tables as CSV."""

import csv
import io
from collections.abc import Iterable

#: The first characters of what a spreadsheet takes for a formula. No id begins so, but a letter of a scheme may be any sign.
_FORMULA = ("=", "+", "-", "@")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return ``rows`` as CSV: UTF-8 with a mark, and nothing that a spreadsheet takes for a formula."""
    text = io.StringIO()
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # without the mark, a spreadsheet takes UTF-8 for something else
    csv.writer(text).writerows([_no_formula(str(value)) for value in row] for row in rows)
    return text.getvalue()


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
