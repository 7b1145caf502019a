"""Values of the wrong shape: each is reported at its place, and nothing is reported because of it."""

import re

import pytest
from service_catalogue.messages.problem import MAX_PROBLEMS
from service_catalogue.schema.form import RESERVED_IDS, is_id

from tests.folders import DESK, ROOT, assert_finds, cases, checked, copy, plant, said

SHAPES = cases("""
== an unknown key at the top
- summary: what-1
+ ⟦unknown-key⟧sumary: what-1

== an unknown key everywhere
-     kind: limit
+     kind: limit
+     ⟦unknown-key⟧kinds: limit
-           - id: copies-2
+           - id: copies-2
+             ⟦unknown-key⟧texts: {}
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [restore], on: [upper], ⟦unknown-key⟧may_do: [restore], ⟦unknown-key⟧On: [lower]}
-   scheme: raci
+   scheme: raci
+   ⟦unknown-key⟧cell: {}
-   owner: {da: Ejeren, en: The owner}
+   owner: {da: Ejeren, en: The owner}
+   ⟦unknown-key⟧'': x
@ catalogue.yaml
- languages: [da, en]
+ languages: [da, en]
+ ⟦unknown-key⟧at: x
@ parties.yaml
- parties:
+ ⟦unknown-key⟧partys: []
+ parties:

== an unknown key in a row of the matrix is taken for a layer
-       note: 1
+       ⟦unknown-reference⟧middle: [1, -]
-   - id: 1
+   - id: one
-       note: [1, only-faults]
+       note: [only-faults]

== what is all but a key of rows is read as that
-       note: 1
+       ⟦unknown-key⟧notes: 1

== what is all but a key of rows that is there
-       note: 1
+       note: 1
+       ⟦unknown-key⟧notes: 2

== what is more like a value on the axis than like a key of rows
@ layers.yaml
- layers:
+ layers:
+   - {id: notes, name: {da: Noter, en: Notes}}
@ services/desk.yaml
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, lower, notes]}
-       lower: [CI, AR]
+       lower: [CI, AR]
+       ⟦unknown-reference⟧notess: [AR, -]
-       lower: [I, AR]
+       lower: [I, AR]
+       notes: [AR, -]
-       lower: [-, AR]
+       lower: [-, AR]
+       notes: [AR, -]

== a language that is none
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, en: Stay calm, ⟦unknown-key⟧Dansk: x, ⟦unknown-key⟧d: x}

== a missing key is missed where its object begins
- id: desk
- code: D1
+ ⟦missing-key⟧id: desk
-   - id: 1
-     kind: condition
+   - ⟦missing-key⟧id: 1

== a missing key of everything
-   title: {da: Arket, en: The sheet}
-   owner: {da: Ejeren, en: The owner}
+   ⟦missing-key⟧owner: {da: Ejeren, en: The owner}
-   - id: terms
-     name: {da: Vilkår, en: Terms}
+   - ⟦missing-key⟧id: terms
-               - {party: customer, may-do: [restore], on: [upper]}
+               - ⟦missing-key⟧{may-do: [restore]}
-   - rule: someone-responsible
-     at: [backup.upper]
-     notes: [2]
-     reason: {da: Kilden siger det., en: The source says so.}
+   - ⟦missing-key⟧rule: someone-responsible
+     at: [backup.upper]
@ services/chair.yaml
+ ⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧id: chair
+ matrix: ⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧{}
""")


OBJECTS = cases("""
== a missing id hides nothing that stands beside it, and what refers to it is not reported
-   - id: 2
-     kind: limit
+   - ⟦missing-key⟧kind: ⟦invalid-value⟧limited
-       upper: [AR, I only-faults 2]
+       upper: [AR, I only-faults]

== an empty value that is needed
- code: D1
+ ⟦missing-key⟧code:
- provider: provider
+ ⟦missing-key⟧provider: ''
-   scheme: raci
+   ⟦missing-key⟧scheme:
-   parties: [customer, provider]
+   ⟦missing-key⟧parties: []
-   - rule: claim-contradicts-matrix
+   - ⟦missing-key⟧rule:
@ catalogue.yaml
- authoritative: da
+ ⟦missing-key⟧authoritative:
@ tasks.yaml
-   - id: restore
-     group: safety
+   - id: restore
+     ⟦missing-key⟧group:
@ roles.yaml
-       - letter: C
+       - ⟦missing-key⟧letter:
-     cell-order: ARCI
+     ⟦missing-key⟧cell-order:

== an axis on which nothing stands
-   axes: {layer: [upper, lower]}
+   axes: {⟦missing-key⟧layer: []}
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
-     restore:
-       note: [1, only-faults]
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+     restore:
+       note: [1, only-faults]
+       cells: [AR, I only-faults 2]

== an optional value may be empty
- motto: {da: Ro på, en: Stay calm}
+ motto:
- summary: what-1
+ summary: ''
- version: "1.10"
+ version:
-   from: 2026-01-01
+   from:
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: , layers: [], parties: }
- approver: {da: Direktøren, en: The director}
+ approver:
@ parties.yaml
-     short: {da: Kunde, en: Customer}
+     short:
@ tasks.yaml
-     parent: running
+     parent:

== an empty item of a list
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownership, ⟦wrong-shape⟧''], layers: [upper], parties: [customer]}
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms:
+       da:
+         - kunden
+         -⟦wrong-shape⟧
+       en: [⟦wrong-shape⟧""]

== a list with nothing that can be read is not one that is empty
-             claims:
-               - {party: provider, does: [backup], on: [lower]}
-               - {party: customer, answers-for: [restore], on: [upper]}
+             claims: [⟦wrong-shape⟧'']

== one that is empty is read
-           - id: copies-1
+           - id: ⟦statement-without-claim⟧copies-1
-             claims:
-               - {party: provider, does: [backup], on: [lower]}
-               - {party: customer, answers-for: [restore], on: [upper]}
+             claims: []

== one text may stand without its list
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: ownership, layers: upper, parties: customer}
-       note: [1, only-faults]
+       note: only-faults

== a list for a text
- code: D1
+ code: ⟦wrong-shape⟧[D1]
- provider: provider
+ provider: ⟦wrong-shape⟧[]
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: ⟦wrong-shape⟧[Spørg], en: Ask the provider.}

== a mapping for a text
- version: "1.10"
+ version: ⟦wrong-shape⟧{a: b}
-   - id: 2
-     kind: limit
+   - id: 2
+     kind: ⟦wrong-shape⟧{limit: x}

== a text for a mapping
- name: {da: Skrivebord, en: Desk}
+ name: ⟦wrong-shape⟧Desk
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: ⟦wrong-shape⟧Spørg leverandøren.
- source:
-   title: {da: Arket, en: The sheet}
-   owner: {da: Ejeren, en: The owner}
-   date: 2025-11-30
+ source: ⟦wrong-shape⟧Arket

== nothing for a mapping
- name: {da: Skrivebord, en: Desk}
+ ⟦missing-key⟧name:

== a text for a list of objects
-             claims:
-               - {party: provider, does: [backup], on: [lower]}
-               - {party: customer, answers-for: [restore], on: [upper]}
+             claims: ⟦wrong-shape⟧none
@ glossary.yaml
-   - id: sit
-     name: {da: SIT, en: SIT}
-     definition: {da: Leverandøren., en: The provider.}
+   - ⟦wrong-shape⟧sit

== a list without its hyphens
-               - {party: customer, answers-for: [backup], on: [lower]}
-               - {party: customer, may-do: [restore], on: [upper]}
+               ⟦wrong-shape⟧party: customer
+               may-do: [backup]

== a list of the whole file: what refers to it is not reported
@ parties.yaml
- parties:
-   - id: customer
-     name: {da: Kunde, en: Customer}
-     short: {da: Kunde, en: Customer}
-     term: customer
-   - id: provider
-     name: {da: Leverandør, en: Provider}
+ parties:
+   ⟦wrong-shape⟧customer: {da: Kunde, en: Customer}
@ layers.yaml
- layers:
+ ⟦unknown-key⟧layer:
@ tasks.yaml
- tasks:
-   - id: ownership
-     group: running
-     name: {da: Ejerskab, en: Ownership}
-   - id: backup
-     group: safety
-     name: {da: Backup, en: Backup}
-     description: {da: At tage kopier., en: Taking copies.}
-   - id: restore
-     group: safety
-     name: {da: Genskabelse, en: Restore}
+ tasks: ⟦wrong-shape⟧none

== a cell, a place and a row that cannot be read
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
-     restore:
-       note: [1, only-faults]
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+       upper: [⟦wrong-shape⟧[A, R], -]
+       lower: ⟦wrong-shape⟧{provider: AR}
+     backup:
+       note: [1, only-faults]
+       upper: ⟦wrong-shape⟧A 2
+       ⟦wrong-shape⟧lower:
+     restore: ⟦wrong-shape⟧AR

== the cells cannot be read
-   cells:
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
-     restore:
-       note: [1, only-faults]
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+   cells: ⟦wrong-shape⟧[AR, -]

== a party that is empty is none
-   parties: [customer, provider]
+   parties: [customer, ⟦wrong-shape⟧'', provider]

== the axes cannot be read
-   axes: {layer: [upper, lower]}
+   axes: ⟦wrong-shape⟧[upper, lower]

== the matrix cannot be read
- matrix:
-   scheme: raci
-   axes: {layer: [upper, lower]}
-   parties: [customer, provider]
-   cells:
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
-     restore:
-       note: [1, only-faults]
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+ matrix: ⟦wrong-shape⟧RACI

== what is refused already is not reported again
- motto: {da: Ro på, en: Stay calm}
+ motto: ⟦forbidden-yaml⟧*x
- version: "1.10"
+ version: ⟦forbidden-yaml⟧*y
-   title: {da: Arket, en: The sheet}
+   title: ⟦forbidden-yaml⟧*t
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: ⟦forbidden-yaml⟧*u, layers: [⟦forbidden-yaml⟧*v], parties: [customer]}
- provider: provider
+ provider: ⟦forbidden-yaml⟧*z
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: ⟦forbidden-yaml⟧*a, en: ⟦invisible-character⟧"\\u200b", ⟦forbidden-yaml⟧[x]: y}
-       lower: [CI, AR]
+       lower: [⟦forbidden-yaml⟧*b, AR]
""")


MISSPELT = cases("""
== a key that is all but a known one is read as that: nothing is reported because of it
-   cells:
+   ⟦unknown-key⟧cels:

== and what is wrong in it is found
- matrix:
+ ⟦unknown-key⟧matrx:
-       lower: [-, AR]
+       lower: ⟦wrong-shape⟧AR

== not where the key is there as well
-     kind: limit
+     kind: limit
+     ⟦unknown-key⟧kinds: limited

== two that could be the same key: the first is
- provider: provider
+ ⟦unknown-key⟧provder: provider
+ ⟦unknown-key⟧providr: nobody
""")
NOTHING = cases("""
== what YAML writes for nothing is nothing
- name: {da: Skrivebord, en: Desk}
+ name: {da: ⟦missing-translation⟧~, en: ⟦missing-translation⟧null}
- motto: {da: Ro på, en: Stay calm}
+ motto: null
- version: "1.10"
+ version: ~

== also under a key that has to be there
- code: D1
+ ⟦missing-key⟧code: null

== in quotation marks it is a text
- name: {da: Skrivebord, en: Desk}
+ name: {da: '~', en: "null"}
- code: D1
+ code: 'null'

== a text that has to be on one line
- code: D1
+ code: ⟦invalid-value⟧|
+   D
+   1
- version: "1.10"
+ version: ⟦invalid-value⟧“1.10”

== a block of one line is on one line
- code: D1
+ code: |
+   D1

== accents that are characters of their own
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro pa\u030a, en: '⟦unknown-term⟧[[e\u0301]]'}
""")
UNSPACED = cases("""
== every key of a mapping without its space
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text:
+       ⟦wrong-shape⟧da:Kun hverdage.
+       en:Weekdays only.

== in braces, and only it is missed
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {⟦unknown-key⟧da:Kun hverdage., en: Weekdays only.}
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {⟦unknown-key⟧party:customer, may-do: [restore], on: [upper]}

== a text that is cut at its comma
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun, ⟦unknown-key⟧hverdage., en: Weekdays only.}

== typographic quotation marks in braces
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: ⟦unknown-key⟧“Kun, hverdage.”, en: Weekdays only.}

== cells with a tab between them
-       lower: [-, AR]
+       lower: ⟦wrong-shape⟧A\tAR
""")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            (DESK, "    kind: limit\n", "    kind: limit\n    kinds: x\n"),
            "Unknown key “kinds”. “kind” is already here, on line 74.",
        ),
        ((DESK, "    kind: limit\n", "    kinds: limit\n"), "Unknown key “kinds”. Did you mean “kind”?"),
        ((DESK, "{da: Kun hverdage., en", "{da:Kun hverdage., en"), "A space is missing after “da:”. Write “da: Kun hverdage.”."),
        ((DESK, "{da: Kun hverdage., en", "{da:\u00a0Kun, en"), "Use an ordinary one: “da: Kun”."),
        ((DESK, "da: Kun hverdage.", "da: Kun, hverdage."), "Put the whole text in quotation marks."),
        ((DESK, "da: Kun hverdage.", "da: “Kun, hverdage.”"), "The text is in typographic quotation marks"),
        ((DESK, "lower: [-, AR]", "lower: A\tAR"), "Write the row as task: [A, R]."),
    ],
)
def test_the_message_names_the_slip(tmp_path, edit, message):
    (found,) = said(tmp_path, edit)
    assert message in found


def test_a_text_is_composed(tmp_path):
    folder = copy(tmp_path)
    plant(folder, (DESK, "Ro på", "Ro pa\u030a"), (DESK, "code: D1", "code: |\n  D1"))
    (desk, *_) = (service for service in checked(folder).catalogue.services if service.id == "desk")
    assert (desk.motto["da"], desk.code) == ("Ro på", "D1")


def test_after_many_of_a_kind_it_is_said_once_that_there_are_more(tmp_path):
    messages = said(tmp_path, (DESK, "code: D1\n", "code: D1\n" + "".join(f"foreign-{n}: x\n" for n in range(MAX_PROBLEMS + 3))))
    assert len(messages) == MAX_PROBLEMS + 1
    assert [message.startswith("Here and after this place there are more errors") for message in messages[-2:]] == [False, True]


def test_of_many_wrong_items_it_is_said_once_too(tmp_path):
    items = ", ".join(["[]"] * (MAX_PROBLEMS + 3))
    messages = said(tmp_path, (DESK, "layers: [upper], parties: [customer]", f"layers: [upper], parties: [{items}]"))
    assert len(messages) == MAX_PROBLEMS + 1
    assert messages[-1].startswith("Here and after this place there are more errors")


def test_a_text_in_the_place_of_a_list_lacks_no_space(tmp_path):
    claims = "              - {party: customer, answers-for: [backup], on: [lower]}\n"
    claims += "              - {party: customer, may-do: [restore], on: [upper]}\n"
    messages = said(tmp_path, (DESK, f"claims:\n{claims}", "claims: party:customer\n"))
    assert messages[0] == "This has to be a list, not the text “party:customer”."


def test_a_key_without_its_space_that_is_there_already_is_any_unknown_key(tmp_path):
    title, owner = "title: {da: Arket, en: The sheet}", "owner: {da: Ejeren, en: The owner}"
    block = f"source:\n  {title}\n  {owner}\n  date: 2025-11-30\n"
    (message,) = said(tmp_path, (DESK, block, f"source: {{{title}, {owner}, date: 2025-11-30, date:2024-01-01}}\n"))
    assert message.startswith("Unknown key “date:2024-01-01”.")


def test_a_list_that_is_missing_is_empty(tmp_path):
    assert_finds(
        tmp_path,
        [
            ("catalogue.yaml", "languages: [da, en]\n", ""),
            ("catalogue.yaml", "name: {da: Lille", "⟦missing-key⟧name: {da: Lille"),
        ],
    )


@pytest.mark.parametrize("edits", [*SHAPES, *OBJECTS, *MISSPELT, *NOTHING, *UNSPACED])
def test_reader(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize(
    "id", ["Desk", "desk_1", "-desk", "desk-", "a--b", "a b", "a.b", "a/b", "../desk", "bø", "№1", "a" * 61, "ﬁ", "²"]
)
def test_an_invalid_id(tmp_path, id):
    assert_finds(tmp_path, [("glossary.yaml", "id: sit", f"id: ⟦invalid-id⟧{id}")])


def test_a_language_that_is_none_is_not_asked_for(tmp_path):
    assert_finds(tmp_path, [("catalogue.yaml", "languages: [da, en]", "languages: [da, en, ⟦invalid-value⟧Dansk]")])


def test_a_mapping_whose_colon_lacks_its_space_is_told(tmp_path):
    (message,) = said(tmp_path, (DESK, "name: {da: Skrivebord, en: Desk}", "name: da:Skrivebord"))
    assert "“da: Skrivebord”" in message


def test_an_id_may_be_called_null(tmp_path):
    task = "tasks:\n  - {id: ⟦unused-task⟧null, group: running, name: {da: Intet, en: Nothing}}\n"
    assert_finds(tmp_path, [("tasks.yaml", "tasks:\n", task)])


@pytest.mark.parametrize("length", [10_000, 10_001])
def test_the_longest_text(tmp_path, length):
    mark = "⟦invalid-value⟧" if length > 10_000 else ""
    text = "Ro på. " + "x" * (length - 7)
    assert_finds(tmp_path, [(DESK, "motto: {da: Ro på, en: Stay calm}", f"motto: {{da: {mark}{text}, en: Stay calm}}")])


def test_what_can_be_an_id():
    assert [id for id in ("backup", "index", "com10", "Backup", "a.b", "") if is_id(id)] == ["backup", "com10"]


@pytest.mark.parametrize("id", sorted(RESERVED_IDS))
def test_a_reserved_id(tmp_path, id):
    assert_finds(tmp_path, [("glossary.yaml", "id: sit", f"id: ⟦invalid-id⟧{id}")])


@pytest.mark.parametrize("id", ["2a", "a", "1", "iso-27001", "a" * 60, "no", "index-2", "console"])
def test_a_valid_id(tmp_path, id):
    assert_finds(tmp_path, [("glossary.yaml", "id: sit", f"id: {id}")])


def test_reserved_ids_are_names_of_pages_and_devices():
    assert {"index", "search", "con", "nul", "com1", "lpt9"} <= RESERVED_IDS
    assert not {"com10", "lpt10"} & RESERVED_IDS


def test_no_id_of_the_page_frame_can_be_an_id_of_the_data():
    """An id in the frame that has a dot in it cannot be one of the data either."""
    theme = ROOT / "_ext" / "service_catalogue" / "theme"
    written = {id for path in theme.rglob("*.html") for id in re.findall(r'\bid="([^"{}]+)"', path.read_text("utf-8"))}
    assert {"main", "menu"} <= written
    assert {id for id in written if "." not in id} <= RESERVED_IDS


VALUES = [
    (DESK, "status: in-force", "status: ⟦invalid-value⟧in force"),
    (DESK, "status: in-force", "status: ⟦invalid-value⟧Draft"),
    (DESK, "kind: limit", "kind: ⟦invalid-value⟧limits"),
    (DESK, "kind: limit", "⟦missing-key⟧kind: ''"),
    ("catalogue.yaml", "status: restatement", "status: ⟦invalid-value⟧yes"),
    ("roles.yaml", "duty: does", "duty: ⟦invalid-value⟧do"),
    ("roles.yaml", "count: one", "count: ⟦invalid-value⟧1"),
    *(("roles.yaml", "      - letter: C", f"      - {{letter: ⟦invalid-value⟧{letter}, word: {{da: X, en: X}}, meaning: {{da: X, en: X}}}}\n      - letter: C")
      for letter in ("CC", "'-'", "','", "' '", "n/a")),
    ("glossary.yaml", "lang: {da: en}", "lang: {da: ⟦invalid-value⟧English}"),
    ("glossary.yaml", "lang: {da: en}", 'lang: {da: ⟦invalid-value⟧"en\\" onclick=\\"x"}'),
    ("catalogue.yaml", "  base-url:", "  base-url: ⟦invalid-value⟧javascript:alert(1)"),
    ("catalogue.yaml", "  base-url:", "  base-url: ⟦invalid-value⟧example.org"),
    ("catalogue.yaml", "  edit-url:", "  edit-url: ⟦invalid-value⟧https://"),
    ("catalogue.yaml", "  edit-url:", "  edit-url: ⟦invalid-value⟧https://example.org/?x"),
    ("catalogue.yaml", "  edit-url:", "  edit-url: ⟦invalid-value⟧'https://example.org/ x'"),
    *((DESK, "from: 2026-01-01", f"from: ⟦invalid-value⟧{date}")
      for date in ("2026-1-1", "2026-02-30", "01-01-2026", "2026-13-01", "0000-01-01", "2026", "soon", "2026-01-01T00:00", "２０２６-01-01")),
]  # fmt: skip
RIGHT = [
    (DESK, "status: in-force", "status:"),
    (DESK, "status: in-force", "status: draft"),
    (DESK, "kind: limit", "kind: delegation"),
    (DESK, "from: 2026-01-01", "from: 2024-02-29"),
    (
        "catalogue.yaml",
        "status: restatement",
        "status: adopted\napproval: {by: {da: X, en: X}, date: 2026-01-01, evidence: {da: X, en: X}}",
    ),
    ("catalogue.yaml", "  base-url:", "  base-url: https://example.org"),
    ("catalogue.yaml", "  base-url:", "  base-url: http://localhost:8000/a/b/"),
    ("catalogue.yaml", "  edit-url:", "  edit-url: https://example.org/x/-/edit/main/"),
    ("roles.yaml", "duty: does", "duty:"),
    ("glossary.yaml", "lang: {da: en}", "lang: {da: en-GB}"),
]


@pytest.mark.parametrize("edit", [*VALUES, *RIGHT], ids=str)
def test_a_value(tmp_path, edit):
    assert_finds(tmp_path, [edit])


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ((DESK, "summary:", "sumary:"), "Unknown key “sumary”. Did you mean “summary”?"),
        ((DESK, "kind: limit", "kind: limitt"), "“limitt” is not allowed here. Did you mean “limit”? Known: “condition”, “joint”, “limit”, “delegation”, “reference”, “information”."),
        ((DESK, "status: in-force", "status: x"), "“x” is not allowed here. Known: “draft”, “in-force”, “retired”."),
        ((DESK, "code: D1\n", ""), "The key “code” is missing here. Add it."),
        ((DESK, "code: D1\n", "code:\n"), "The key “code” has no value. Write it."),
        ((DESK, "code: D1", "code: [x]"), "This has to be a text, not a list."),
        ((DESK, "name: {da: Skrivebord, en: Desk}", "name: Desk"), "“Desk” is in no language. Write it in each language: “{da: …, en: …}”."),
        ((DESK, "name: {da: Skrivebord, en: Desk}", "name:"), "The key “name” has no value. Write it in each language: “{da: …, en: …}”."),
        ((DESK, "from: 2026-01-01", "from: 1/1/26"), "“1/1/26” is not a date. Write it as 2026-11-25."),
        ((DESK, "{da: Ro på, en: Stay calm}", "{Dansk: x}"), "“Dansk” is not a language. A language code belongs here, such as da or en."),
        (("glossary.yaml", "id: sit", "id: S I T"), "“S I T” cannot be an id. Use a–z, 0–9 and single hyphens, at most 60 characters."),
        (("glossary.yaml", "id: sit", "id: con"), "“con” is a name that the site or an operating system itself uses. Choose another id."),
        ((DESK, "code: D1", "code: D1\n" + "k" * 200 + ": x"), "Unknown key “" + "k" * 59 + "…”. Known: “lead”, “baseline”, “choices”, “withdrawn”, “changed”, “matrices”."),
        ((DESK, "code: D1", 'code: D1\n"x\\n::error::y": z'), "Unknown key “x ::error::y”. Known: “lead”, “baseline”, “choices”, “withdrawn”, “changed”, “matrices”."),
    ],
)  # fmt: skip
def test_the_message_says_how_to_mend_it(tmp_path, edit, message):
    assert message in said(tmp_path, edit)
