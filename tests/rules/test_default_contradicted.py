"""A task that a matrix lists does not say 'nobody' where the matrix says who has what it does not list."""

import pytest

from tests.folders import FIXTURES, Edit, assert_finds, cases, checked, copy, plant

#: It has a scheme in which a task without a role breaks no other rule.
MINIMAL = FIXTURES / "catalogues" / "minimal"

HOSTING = """\
id: hosting
code: H1
name: {da: Hosting, en: Hosting}
provider: provider
valid: {from: 2026-01-01, to: 2026-12-31}
matrix:
  scheme: owner
  axes: {layer: [application, platform]}
  parties: [customer, provider]
  default:
    text: {da: Resten er kundens., en: The rest is the customer's.}
    cells: [O, -]
  cells:
    backup:
      application: [O, -]
      platform: [-, O]
    monitoring: [O, O]
notes: []
exceptions: []
"""

CASES = cases("""
== at a place
-       application: [O, -]
+       ⟦default-contradicted⟧application: [-, -]

== with notes
-       application: [O, -]
+       ⟦default-contradicted⟧application: ["- 1", -]
- notes: []
+ notes: [{id: 1, kind: limit, text: {da: X, en: X}}]

== for every place at once, each of which is reported
-     monitoring: [O, O]
+     ⟦default-contradicted⟧⟦default-contradicted⟧monitoring: [-, -]

== nothing to do, or not agreed yet
-       application: [O, -]
-       platform: [-, O]
+       application: [n/a, -]
+       platform: [-, tbd]

== an exception names the place
-       application: [O, -]
+       application: [-, -]
- exceptions: []
+ exceptions:
+   - {rule: default-contradicted, at: backup.application, reason: {da: X, en: X}}

== an exception of the catalogue cannot name it
-       application: [O, -]
+       ⟦default-contradicted⟧application: [-, -]
@ catalogue.yaml
- redirects: {copying: backup}
+ redirects: {copying: backup}
+ exceptions:
+   - {rule: default-contradicted, at: ⟦unknown-reference⟧task:backup.application, reason: {da: X, en: X}}

== a default that gives nobody the rest, or leaves it to be agreed
-     cells: [O, -]
+     cells: [-, tbd]
-     monitoring: [O, O]
+     monitoring: [-, -]

== a default in words alone
-     cells: [O, -]
+
-     monitoring: [O, O]
+     monitoring: [-, -]

== cells that cannot be read
-       application: [O, -]
-       platform: [-, O]
+       application: [⟦wrong-shape⟧[O], -]
+       platform: ⟦wrong-shape⟧O

== a party too many is reported as that alone
-   parties: [customer, provider]
+   parties: [customer, provider, ⟦duplicate-id⟧provider]
-     cells: [O, -]
+     cells: [O, -, -]
-       application: [O, -]
-       platform: [-, O]
-     monitoring: [O, O]
+       application: [-, -, -]
+       platform: [-, O, O]
+     monitoring: [O, O, O]

== a matrix that extends this one, with cells of its own
-       application: [O, -]
+       ⟦default-contradicted⟧application: [-, -]
@ services/housing.yaml
+ id: housing
+ code: H2
+ name: {da: Housing, en: Housing}
+ provider: provider
+ matrix:
+   extends: hosting
+   cells:
+     backup:
+       ⟦default-contradicted⟧platform: [-, -]
""")


def _with_hosting(edits):
    """``edits`` of the service above."""
    hosting = HOSTING
    for edit in edits:
        if edit.file == "services/desk.yaml":  # where a case names no file
            assert hosting.count(f"{edit.old}\n") == 1, edit.old
            hosting = hosting.replace(f"{edit.old}\n", f"{edit.new}\n")
        else:
            yield edit
    yield Edit("services/hosting.yaml", "", hosting)


@pytest.mark.parametrize("edits", CASES)
def test_default_contradicted(tmp_path, edits):
    assert_finds(tmp_path, _with_hosting(edits), source=MINIMAL)


@pytest.mark.parametrize("accepted", [False, True])
def test_a_default_that_is_put_over_another_matrix_is_told_at_the_default(tmp_path, accepted):
    """The row itself stands in a file that nothing is wrong with."""
    base = HOSTING.replace("    cells: [O, -]\n", "").replace("monitoring: [O, O]", "monitoring: [-, -]")
    marks = "" if accepted else "⟦default-contradicted⟧" * 2
    housing = f"""\
id: housing
code: H2
name: {{da: Housing, en: Housing}}
provider: provider
matrix:
  extends: hosting
  default: {marks}{{text: {{da: X, en: X}}, cells: [O, -]}}
"""
    if accepted:
        places = "[monitoring.application, monitoring.platform]"
        housing += f"exceptions:\n  - {{rule: default-contradicted, at: {places}, reason: {{da: X, en: X}}}}\n"
    edits = [Edit("services/hosting.yaml", "", base), Edit("services/housing.yaml", "", housing)]
    assert_finds(tmp_path, edits, source=MINIMAL)


def test_the_message_names_the_place(tmp_path):
    folder = copy(tmp_path, MINIMAL)
    plant(folder, Edit("services/hosting.yaml", "", HOSTING.replace("application: [O, -]", "application: [-, -]")))
    (problem,) = checked(folder).problems
    assert problem.message["en"] == (
        "“backup.application”: no party has a role, but the default gives a party what the matrix does not list. "
        "Write the roles or n/a, or delete the row."
    )
