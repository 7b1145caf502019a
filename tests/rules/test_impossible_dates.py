"""A service is valid from a day that comes before the day it is valid to."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== it ends before it begins
-   to: 2026-12-31
+   to: ⟦impossible-dates⟧2025-12-31

== on one line
- valid:
-   from: 2026-01-01
-   to: 2026-12-31
+ valid: {to: ⟦impossible-dates⟧2025-12-31, from: 2026-01-01}

== one day is a validity
-   to: 2026-12-31
+   to: 2026-01-01

== what is open is possible
-   from: 2026-01-01
+   from:

== what is no date is reported as that alone
-   to: 2026-12-31
+   to: ⟦invalid-value⟧2025-02-30

== an exception of the catalogue accepts it
-   to: 2026-12-31
+   to: 2025-12-31
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: impossible-dates, at: service:desk, reason: {da: X, en: X}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_impossible_dates(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_both_days(tmp_path):
    assert said(tmp_path, ("services/desk.yaml", "to: 2026-12-31", "to: 2025-12-31")) == [
        "The service is valid to 2025-12-31, but only from 2026-01-01. Correct one of the dates."
    ]
