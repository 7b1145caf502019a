"""What a service says of itself besides its text, and what it says nothing about, is on its page, on paper and in its files."""

from __future__ import annotations

import json

import pytest
from service_catalogue.export.json import makers
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.search.service_entries import entries_in
from service_catalogue.views import page
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address
from service_catalogue.views.piece import plain
from service_catalogue.views.service import standing_in_full
from service_catalogue.views.service_facts import NOT_STATED

from tests.folders import DESK, SMALL, catalogue_of, copy, plant

TOPICS = """\
topics:
  - {id: prices, name: {da: priser, en: prices}, words: {da: [pris], en: [price, fee]}}
undefined-words:
  - {da: Spørg, en: Ask}
"""
SHARED = """\
redirects: {}
topics:
  - {id: prices, name: {da: takster, en: rates}, words: {da: [takst], en: [rate]}}
  - {id: hours, name: {da: åbningstider, en: opening hours}, words: {da: [åbent], en: [hours]}}
"""


@pytest.fixture
def catalogue(tmp_path) -> Catalogue:
    folder = copy(tmp_path)
    plant(folder, (DESK, "contact: ask-1\n", f"contact: ask-1\n{TOPICS}"), ("catalogue.yaml", "redirects: {}\n", SHARED))
    return catalogue_of(folder)


def desk_json(catalogue: Catalogue) -> dict:
    return json.loads(next(make() for name, _, make in makers(catalogue) if name == "services/desk.json"))


def test_topics_of_the_service_come_before_those_of_the_catalogue(catalogue: Catalogue):
    shown = page(Edition(catalogue, "en"), Address("services/desk", "service", ("desk",)))
    (part,) = NOT_STATED.among(shown.parts)
    assert (part.anchor, part.heading) == ("not-stated", "Not in the text")
    assert [(topic.link.anchor, plain(topic.name)) for topic in part.content.topics] == [
        ("topic.prices", "prices"),
        ("topic.hours", "opening hours"),
    ]
    assert part.content.undefined == "It uses these words without defining them: Ask."


def test_topics_are_in_files_and_in_the_search(catalogue: Catalogue):
    edition = Edition(catalogue, "en")
    sentence = "The text says nothing about: prices and opening hours."
    service = catalogue.services[0]
    assert sentence in list(standing_in_full(edition, service))
    source = next(entry for entry in entries_in(edition, service) if entry.name == "stated:desk.source")
    assert sentence in source.shown
    data = desk_json(catalogue)
    assert data["topics"] == [
        {"id": "prices", "name": {"da": "priser", "en": "prices"}, "words": {"da": ["pris"], "en": ["price", "fee"]}}
    ]
    assert data["undefined-words"] == [{"da": "Spørg", "en": "Ask"}]


def test_without_topics_there_is_no_part():
    shown = page(Edition(catalogue_of(SMALL), "en"), Address("services/desk", "service", ("desk",)))
    assert NOT_STATED.among(shown.parts) == []
