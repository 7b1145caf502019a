"""What needs no rule, because the data cannot say it."""

import pytest
from service_catalogue.schema.form import RESERVED_IDS

from tests.folders import DESK, assert_finds

#: The devices of Windows, which are no names of files there, whatever their suffix.
DEVICES = ["con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))]


@pytest.mark.parametrize(
    "id",
    [
        "Restore",
        "RESTORE",
        "restor\u00e9",
        "restore\u0301",
        "\uff52estore",
        "re\u017ftore",
        "r\u0435store",
        "restore.",
        "restore ",
    ],
    ids=ascii,
)
def test_no_two_ids_differ_in_case_or_unicode_form_alone(tmp_path, id):
    """An id in use and another that a file system, or an eye, could take for it: the other is no id."""
    sections = "".join(f"  - {{id: {each}, name: {{da: X, en: X}}}}\n" for each in ("restore", f'⟦invalid-id⟧"{id}"'))
    assert_finds(tmp_path, [(DESK, "sections:\n  - id: what\n", f"sections:\n{sections}  - id: what\n")])


@pytest.mark.parametrize("id", DEVICES)
def test_no_id_is_the_name_of_a_device(tmp_path, id):
    assert id in RESERVED_IDS
    assert_finds(tmp_path, [(DESK, "  - id: terms\n", f"  - id: ⟦invalid-id⟧{id}\n")])


def test_a_matrix_has_the_same_letters_in_every_language(tmp_path):
    """A cell is written once: there is no place for a letter of another language."""
    assert_finds(tmp_path, [(DESK, "      upper: [AR, -]", "      upper: [⟦wrong-shape⟧{da: AR, en: RA}, -]")])
    (tmp_path / "of a letter").mkdir()
    letter = ("roles.yaml", "      - letter: C\n", "      - letter: ⟦wrong-shape⟧{da: C, en: K}\n")
    assert_finds(tmp_path / "of a letter", [letter, (DESK, "[CI, AR]", "[I, AR]")])
