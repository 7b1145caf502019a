"""A language of the interface is one file: a catalogue in Swedish that brings no words of its own has a frame in Swedish.

One that begins, Norwegian, has no text yet: its pages show the Swedish ones, marked.
"""

from __future__ import annotations

import json
import re
import shutil

import pytest
from service_catalogue.locale.words import table_of

from tests.built import Site, build
from tests.folders import FIXTURES, catalogue_of, command, copy, plant
from tests.site.test_words import leaves, words_in


@pytest.fixture(scope="module")
def nordic(tmp_path_factory) -> Site:
    folder = shutil.copytree(FIXTURES / "nordic", tmp_path_factory.mktemp("nordic"), dirs_exist_ok=True)
    plant(folder / "data", ("catalogue.yaml", "languages: [sv, en]", "languages: [sv, en, nb]"))
    return build(folder, data=folder / "data")


def test_no_word_of_the_frame_is_borrowed(nordic: Site) -> None:
    """Only names of the catalogue in English, and the link to the English pages, are marked as English."""
    catalogue = json.loads((nordic / "api/v1/catalogue.json").read_text("utf-8"))
    names = {thing["name"]["en"] for kind in ("terms", "tasks", "parties", "layers") for thing in catalogue[kind]}
    own = [page for page in nordic.pages("sv") if page.main.get("lang") != "en"]  # without those that are in English altogether
    marked = {words.text for page in own for words in words_in(page, "en")}
    assert "English" in marked
    assert marked - names - {"English"} == set()


def test_no_word_of_the_frame_is_english_without_being_marked(nordic: Site) -> None:
    english = set(leaves(table_of("en"))) - set(leaves(table_of("sv")))
    found = {words.text.rstrip(":.") for page in nordic.pages("sv") for words in words_in(page, "sv")}
    assert len(found) > 100
    assert {words for words in english if words.rstrip(":.") in found} == set()
    assert {"Tjänster", "Ordlista", "Sök", "På den här sidan"} <= found


def test_a_text_that_is_not_translated_is_marked(nordic: Site) -> None:
    """An element that holds it alone is marked, and the page says so above; a language that has every text has no marks."""
    texts = {str(text["sv"]).rstrip(".") for text in catalogue_of(FIXTURES / "nordic" / "data").texts if "[" not in text["sv"]}
    pages = [page for page in nordic.pages("nb") if "/" in page.inner and not page.inner.startswith("compare")]
    for page in pages:
        own = {words.text.rstrip(".:") for words in words_in(page, "nb") if not words.place.endswith(("aria-label", "content"))}
        assert len(own & texts) <= 3, (page, own & texts)  # labels that are put together
        assert "ikke oversatt" in page.main.text, page
    marked = {words.text.rstrip(".") for page in pages for words in words_in(page, "sv")}
    assert len(marked & texts) > 20
    for language in ("sv", "en"):
        assert not [path for path in (nordic / language).rglob("*.html") if "untranslated" in path.read_text("utf-8")]
    index = "".join(path.read_text("utf-8") for path in (nordic / "nb/_static/search").glob("index.*.js"))
    assert re.search(r'"untranslated":\["sv","Svenska",\[\d', index)


def test_what_falls_back_asks_nothing(tmp_path, capsys) -> None:
    """The record of what was confirmed stays complete, but for the list of languages."""
    folder = copy(tmp_path)
    assert command(capsys, "confirm", "--all", "--data", folder)[0] == 0
    plant(folder, ("catalogue.yaml", "languages: [da, en]", "languages: [da, en, sv]"))
    said = command(capsys, "check", "--data", folder)[1]
    assert (said.count("[suspect]"), said.count("[missing-translation]"), said.count("warning:")) == (1, 1, 2), said
    assert command(capsys, "confirm", "--all", "--data", folder)[0] == 0
    assert "[suspect]" not in command(capsys, "check", "--strict", "--data", folder)[1]
