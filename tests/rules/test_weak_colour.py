"""A colour of the catalogue can be read on each of its backgrounds."""

import pytest

from tests.folders import assert_finds, said


def brand(light: str, dark: str) -> tuple[str, str, str]:
    return ("catalogue.yaml", "redirects: {}", f"redirects: {{}}\nbrand: {{colours: {{light: {light}, dark: {dark}}}}}")


def test_each_mode_has_its_grounds(tmp_path):
    assert_finds(tmp_path / "fine", [brand("'#003366'", "'#99ccff'")])
    assert_finds(tmp_path / "weak", [brand("⟦weak-colour⟧'#99ccff'", "⟦weak-colour⟧'#003366'")])


@pytest.mark.parametrize(("colour", "contrast"), [("#99ccff", "1.4"), ("#888888", "2.9")])
def test_the_message_says_the_contrast_and_rounds_it_down(tmp_path, colour, contrast):
    (message,) = said(tmp_path, brand(f"'{colour}'", "'#99ccff'"))
    assert f" {contrast}" in message
