"""A language of the interface is one file: a catalogue in Swedish that brings no words of its own has a frame in Swedish."""

from __future__ import annotations

import json

import pytest
from service_catalogue.locale import table_of

from tests.built import Site, build
from tests.folders import FIXTURES
from tests.site.test_words import leaves, words_in


@pytest.fixture(scope="module")
def nordic(tmp_path_factory) -> Site:
    return build(tmp_path_factory.mktemp("nordic"), data=FIXTURES / "nordic" / "data")


def test_no_word_of_the_frame_is_borrowed(nordic: Site) -> None:
    """What is marked as English are names of the catalogue in English, and the link to the English pages."""
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
