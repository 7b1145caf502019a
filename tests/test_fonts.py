"""The web fonts: a modified version under a name of its own, with its licence; the style sheet uses that name."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from service_catalogue.theme import third_party
from service_catalogue.theme.third_party import FAMILY, KEPT_RECORDS, LICENCE

from tests.built import give_fonts
from tests.folders import ROOT

POSTSCRIPT = FAMILY.replace(" ", "")
CSS = (ROOT / "_ext/service_catalogue/theme/styles/catalogue.css").read_text("utf-8")
#: The style of each file, and its original.
ORIGINALS = {"catalogue-sans.woff2": ("Regular", "IBMPlexSans[wdth,wght].ttf")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    give_fonts(folder.parent / "fonts-cache")  # of this code: the cache knows them by a digest of it
    third_party.put_fonts(folder, folder.parent / "fonts-cache")
    return folder


def names(font: TTFont) -> dict[int, str]:
    records = font["name"].names
    found = {record.nameID: record.toUnicode() for record in records}
    assert len(found) == len(records), "a name in several languages: look at each"
    return found


def test_the_folder_holds_the_fonts_and_their_licence(folder):
    assert {path.name for path in folder.iterdir()} == {*ORIGINALS, LICENCE}
    text = (folder / LICENCE).read_text("utf-8")
    assert text == third_party.licence_text("fontpkg-ibm-plex-sans")
    assert text.startswith("Copyright")
    assert 'Reserved Font Name "Plex"' in text
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


@pytest.mark.parametrize("file", ORIGINALS)
def test_a_font_has_its_own_name_and_keeps_the_records_of_its_licence(folder, file):
    style, original = ORIGINALS[file]
    with resources.as_file(resources.files("fontpkg_ibm_plex_sans") / "files" / original) as path:
        before = names(TTFont(path))
    after = names(TTFont(folder / file))
    assert {number: after[number] for number in KEPT_RECORDS} == {number: before[number] for number in KEPT_RECORDS}
    assert after[0].startswith("Copyright")
    assert "SIL Open Font License, Version 1.1" in after[13]
    assert (after[1], after[2]) == (FAMILY, style)
    assert after[3].startswith(f"{POSTSCRIPT}-{style};")
    assert after[4] == f"{FAMILY} {style}"
    assert after[6] == f"{POSTSCRIPT}-{style}"
    assert after.get(16, FAMILY) == FAMILY
    assert after[25].startswith(POSTSCRIPT)


@pytest.mark.parametrize("file", ORIGINALS)
def test_a_font_names_its_instances_and_has_the_reserved_name_nowhere(folder, file):
    font = TTFont(folder / file)
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 400, 700)]
    instances = [instance.postscriptNameID for instance in font["fvar"].instances]
    assert instances
    assert all(font["name"].getDebugName(number).startswith(f"{POSTSCRIPT}-") for number in instances if number != 0xFFFF)
    assert [text for number, text in names(font).items() if number not in (0, 7, 13, 14) and "plex" in text.lower()] == []
    # Nor in another table, in either encoding.
    for tag in font.reader.keys():  # noqa: SIM118  (a reader is no mapping)
        content = font.reader[tag].lower().replace(b"\0", b"")
        assert b"plex" not in content, tag


def test_the_style_sheet_names_and_fetches_these(folder):
    assert "plex" not in CSS.lower()
    faces = re.findall(r"@font-face \{(.*?)\}", CSS, re.DOTALL)
    found = {
        re.search(r'url\("fonts/([^"]+)"\)', face)[1]: re.search(r"font-family: ([^;]+);", face)[1]
        for face in faces
        if "url(" in face
    }
    assert found == dict.fromkeys(ORIGINALS, f'"{FAMILY}"')


@pytest.mark.long
def test_the_bytes_are_the_same_when_cut_anew(folder, tmp_path):
    third_party.put_fonts(tmp_path / "fonts", tmp_path / "cache")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "fonts" / path.name).read_bytes(), path.name
