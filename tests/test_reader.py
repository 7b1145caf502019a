"""Values of the wrong shape: each is reported at its place, and nothing is reported because of it."""

import re

import pytest
from service_catalogue.messages.problem import MAX_PROBLEMS
from service_catalogue.schema.forms import RESERVED_IDS

from tests.folders import DESK, ROOT, assert_finds, case_file, checked, edited, said


def test_the_message_names_a_space_that_is_none(tmp_path):
    (message,) = said(tmp_path, (DESK, "{da: Kun hverdage., en", "{da:\u00a0Kun, en"))
    assert "Use an ordinary one: “da: Kun”." in message


def test_a_text_is_composed(tmp_path):
    folder = edited(tmp_path, (DESK, "Ro på", "Ro pa\u030a"), (DESK, "code: D1", "code: |\n  D1"))
    (desk, *_) = (service for service in checked(folder).catalogue.services if service.id == "desk")
    assert (desk.motto["da"], desk.code) == ("Ro på", "D1")


PARTS = ("shapes", "objects", "misspelt", "nothing", "unspaced", "values", "messages")
CASES = [case for part in PARTS for case in case_file(__file__, part)]
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


@pytest.mark.parametrize("edits", CASES)
def test_the_check_finds_what_a_case_plants(tmp_path, edits):
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
