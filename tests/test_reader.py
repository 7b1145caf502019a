"""Values of the wrong shape: each is reported at its place, and nothing is reported because of it."""

import re

import pytest
from service_catalogue.messages.problem import MAX_PROBLEMS
from service_catalogue.schema.form import RESERVED_IDS

from tests.folders import DESK, ROOT, assert_finds, case_file, cases, checked, edited, said

SHAPES = case_file(__file__, "shapes")


OBJECTS = case_file(__file__, "objects")


MISSPELT = case_file(__file__, "misspelt")
NOTHING = case_file(__file__, "nothing")
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
        ((DESK, "name: {da: Skrivebord, en: Desk}", "name: da:Skrivebord"), "“da: Skrivebord”"),
    ],
)
def test_the_message_names_the_slip(tmp_path, edit, message):
    (found,) = said(tmp_path, edit)
    assert message in found


def test_a_text_is_composed(tmp_path):
    folder = edited(tmp_path, (DESK, "Ro på", "Ro pa\u030a"), (DESK, "code: D1", "code: |\n  D1"))
    (desk, *_) = (service for service in checked(folder).catalogue.services if service.id == "desk")
    assert (desk.motto["da"], desk.code) == ("Ro på", "D1")


MANY = range(MAX_PROBLEMS + 3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("code: D1\n", "code: D1\n" + "".join(f"foreign-{number}: x\n" for number in MANY)),
        ("layers: [upper], parties: [customer]", f"layers: [upper], parties: [{', '.join('[]' for _ in MANY)}]"),
    ],
    ids=["keys", "items"],
)
def test_after_many_of_a_kind_one_problem_says_that_there_are_more(tmp_path, old, new):
    messages = said(tmp_path, (DESK, old, new))
    assert len(messages) == MAX_PROBLEMS + 1
    assert [message.startswith("Here and after this place there are more errors") for message in messages[-2:]] == [False, True]


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
    "id",
    [
        *("Desk", "desk_1", "-desk", "desk-", "a--b", "a b", "a.b", "a/b", "../desk", "bø", "№1", "a" * 61, "ﬁ", "²"),
        *("SIT", "sit.", "sit ", "s\u0131t", "s\u0456t", "\uff53it", "si\u0301t"),  # as a file system, or an eye, could read it
    ],
    ids=ascii,
)
def test_an_invalid_id(tmp_path, id):
    assert_finds(tmp_path, [("glossary.yaml", "id: sit", f'id: ⟦invalid-id⟧"{id}"')])


def test_a_language_that_is_none_is_not_asked_for(tmp_path):
    assert_finds(tmp_path, [("catalogue.yaml", "languages: [da, en]", "languages: [da, en, ⟦invalid-value⟧Dansk]")])


def test_an_id_may_be_called_null(tmp_path):
    task = "tasks:\n  - {id: ⟦unused-task⟧null, group: running, name: {da: Intet, en: Nothing}}\n"
    assert_finds(tmp_path, [("tasks.yaml", "tasks:\n", task)])


@pytest.mark.parametrize("length", [10_000, 10_001])
def test_the_longest_text(tmp_path, length):
    mark = "⟦invalid-value⟧" if length > 10_000 else ""
    text = "Ro på. " + "x" * (length - 7)
    assert_finds(tmp_path, [(DESK, "motto: {da: Ro på, en: Stay calm}", f"motto: {{da: {mark}{text}, en: Stay calm}}")])


@pytest.mark.parametrize("id", sorted(RESERVED_IDS))
def test_a_reserved_id(tmp_path, id):
    assert_finds(tmp_path, [("glossary.yaml", "id: sit", f"id: ⟦invalid-id⟧{id}")])


@pytest.mark.parametrize("id", ["2a", "a", "1", "iso-27001", "a" * 60, "no", "index-2", "console"])
def test_a_valid_id(tmp_path, id):
    assert_finds(tmp_path, [("glossary.yaml", "id: sit", f"id: {id}")])


def test_reserved_ids_are_names_of_pages_and_devices():
    devices = {"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))}
    assert {"index", "search", *devices} <= RESERVED_IDS
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
        "status: adopted\napproval: {by: {da: X, en: X}, date: 2026-01-01, evidence: {da: X, en: X}, digest: 0123456789ab}",
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
        ((DESK, "code: D1", "code: D1\n" + "k" * 200 + ": x"), "Unknown key “" + "k" * 59 + "…”. Delete it."),
        ((DESK, "code: D1", 'code: D1\n"x\\n::error::y": z'), "Unknown key “x ::error::y”. Delete it."),
    ],
)  # fmt: skip
def test_the_message_says_how_to_mend_it(tmp_path, edit, message):
    assert message in said(tmp_path, edit)
