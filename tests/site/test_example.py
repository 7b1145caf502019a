"""The example of the manual: a second operator's catalogue, with several services and in one language that is not Danish."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.views.edition import Edition

from tests import matrices
from tests.built import Site
from tests.folders import EXAMPLE, ROOT, catalogue_of, entries
from tests.site import checks
from tests.site.test_words import sentences_in

both = pytest.mark.parametrize(
    "folder",
    [EXAMPLE, pytest.param(ROOT / "docs/manual/example/data", marks=pytest.mark.content)],
    ids=["frozen", "as it stands"],
)


@both
def test_it_has_no_problem(folder: Path) -> None:
    assert check(folder).problems == ()


@both
def test_two_services_of_one_family_differ_in_ten_places(folder: Path) -> None:
    """As one of them says in its text."""
    services = matrices.cells(folder)
    one, other = services["hosting"], services["managed-application"]
    assert one.keys() == other.keys()
    places = {address.rpartition(".")[0] for address in one if one[address] != other[address]}
    assert len(places) == 10
    assert {place.rpartition(".")[2] for place in places} == {"applications"}


def test_every_check_of_pages_holds_for_the_example(example: Site) -> None:
    found = {check.__name__: check(example)[:5] for check in checks.ALL}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert list(sentences_in(example.pages("en"), "en")) == []


def test_one_language_is_not_chosen(example: Site) -> None:
    (refresh,) = [each for each in example.page("index.html").all("meta") if each.get("http-equiv") == "refresh"]
    assert refresh["content"] == "0; url=en/index.html"


def test_a_layer_lists_the_tasks_that_apply_to_it(example: Site) -> None:
    table = example.page("en/layers/databases.html").one("table", class_="allocation shared")
    tasks = {row.all("th")[0].text for group in table.all("tbody") for row in group.all("tr") if "H1" in row.text}
    assert "Backup" in tasks
    assert "Malware protection" not in tasks


def test_what_a_party_is_accountable_for_comes_first(example: Site) -> None:
    """Whichever task of the matrix comes first."""
    page = example.page("en/parties/it/hosting.html")
    text = page.by_id("accountable").text
    places = [
        text.index(words) for words in ("Council IT is accountable for and", "Council IT carries out", "Council IT supports")
    ]
    assert places == sorted(places)


def test_a_standard_in_one_edition_states_none(example: Site) -> None:
    """It is not that the source fails to state it."""
    assert example.page("en/standards/uk-gdpr.html").main.all(class_="not-stated") == []
    assert "2022" in example.page("en/standards/iso-27001.html").one("dl", class_="facts").text


def test_a_service_on_other_places_than_layers_has_its_bars_too(example: Site) -> None:
    home = example.page("en/index.html")
    (row,) = (row for row in home.one("table", class_="overview").all("tr") if "N1" in row.text)
    links = row.one("ul", class_="bars").all("a")
    assert [link.text for link in links] == ["Council offices", "Libraries and small sites", "Working from home"]
    assert {home.target(link["href"]) for link in links} == {("en/services/network.html", "part.matrix")}


def test_the_pages_at_the_root_show_the_logo_of_the_catalogue(example: Site) -> None:
    for name in ("index.html", "404.html"):
        assert "logo" in example.page(name).main.one("img")["src"]


def test_the_words_of_a_lead_are_found(example: Site) -> None:
    found = {entry.name: entry.context for entry in entries(Edition(catalogue_of(EXAMPLE), "en"), {})}
    assert "call queues and online meetings" in found["service:calls"]


def test_what_is_said_of_the_catalogue_is_so_of_one_in_one_language(example: Site) -> None:
    for name in ("about", "accessibility", "how-to-read"):
        assert not re.search(
            r"both languages|the other language|Danish law|prevail", example.page(f"en/{name}.html").root.text
        ), name
