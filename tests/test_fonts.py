"""The fonts: those of the booklets as they are published, and a modified version for pages under a name of its own."""

from __future__ import annotations

import hashlib
import re

import pytest
from fontTools.ttLib import TTFont
from service_catalogue.theme import FONTS

from tests.cut_fonts import FAMILY, KEPT_RECORDS, cut
from tests.folders import ROOT

POSTSCRIPT = FAMILY.replace(" ", "")
CSS = (ROOT / "_ext/service_catalogue/theme/styles/catalogue.css").read_text("utf-8")
WEB = FONTS / "catalogue-sans.woff2"
#: The SHA-256 of each file that is carried unchanged: IBM Plex Sans 3.201.
UNCHANGED = {
    "IBMPlexSans-Italic.ttf": "0b94c5e981993764db32bf9c610ecc60cbd34ad77ec2f10ba03c64ab75124d8e",
    "IBMPlexSans.ttf": "3b031aa4216174205bd8471f88a49b91f093169e9e87bd5262242bc5967fe2e3",
    "OFL.txt": "37784b44044a4ffd9256702b7c0982c37e5c8887ba90c6dca0479aea93dc898d",
}


def test_the_family_is_as_it_is_published_with_its_licence():
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.iterdir() if path != WEB}
    assert digests == UNCHANGED
    text = (FONTS / "OFL.txt").read_text("utf-8")
    assert text.startswith("Copyright") and "SIL OPEN FONT LICENSE Version 1.1" in text
    assert 'Reserved Font Name "Plex"' in text


def names(font: TTFont) -> dict[int, str]:
    records = font["name"].names
    found = {record.nameID: record.toUnicode() for record in records}
    assert len(found) == len(records), "a name in several languages: look at each"
    return found


def test_the_font_of_pages_has_its_own_name_and_keeps_the_records_of_its_licence():
    style, before, after = "Regular", names(TTFont(FONTS / "IBMPlexSans.ttf")), names(TTFont(WEB))
    assert {number: after[number] for number in KEPT_RECORDS} == {number: before[number] for number in KEPT_RECORDS}
    assert after[0].startswith("Copyright")
    assert "SIL Open Font License, Version 1.1" in after[13]
    assert (after[1], after[2]) == (FAMILY, style)
    assert after[3].startswith(f"{POSTSCRIPT}-{style};")
    assert after[4] == f"{FAMILY} {style}"
    assert after[6] == f"{POSTSCRIPT}-{style}"
    assert after.get(16, FAMILY) == FAMILY
    assert after[25].startswith(POSTSCRIPT)


def test_the_font_of_pages_names_its_instances_and_has_the_reserved_name_nowhere():
    font = TTFont(WEB)
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 400, 700)]
    instances = [instance.postscriptNameID for instance in font["fvar"].instances]
    assert instances
    assert all(font["name"].getDebugName(number).startswith(f"{POSTSCRIPT}-") for number in instances if number != 0xFFFF)
    assert [text for number, text in names(font).items() if number not in (0, 7, 13, 14) and "plex" in text.lower()] == []
    # Nor in another table, in either encoding.
    for tag in font.reader.keys():  # noqa: SIM118  (a reader is no mapping)
        content = font.reader[tag].lower().replace(b"\0", b"")
        assert b"plex" not in content, tag


def test_the_style_sheet_names_and_fetches_it():
    assert "plex" not in CSS.lower()
    faces = re.findall(r"@font-face \{(.*?)\}", CSS, re.DOTALL)
    found = {
        re.search(r'url\("fonts/([^"]+)"\)', face)[1]: re.search(r"font-family: ([^;]+);", face)[1]
        for face in faces
        if "url(" in face
    }
    assert found == {WEB.name: f'"{FAMILY}"'}


@pytest.mark.long
def test_the_font_of_pages_is_what_is_cut(tmp_path):
    """Its characters, names and tables; another version of the tool may pack the outlines in another way."""
    cut(tmp_path / WEB.name)
    fonts = [TTFont(path) for path in (WEB, tmp_path / WEB.name)]
    before, after = ((font.getBestCmap(), names(font), sorted(font.keys()), font["hmtx"].metrics) for font in fonts)
    assert before == after
