"""The pages that are made from data: which there are, and what each shows."""

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.export.workbook import workbook
from service_catalogue.model.service import CONTENT, Service
from service_catalogue.views import addresses, digest, directives, page, services_shown
from service_catalogue.views.allocation import service_parts
from service_catalogue.views.edition import Download, Edition, plain
from service_catalogue.views.page import Page, PageAddress
from service_catalogue.views.plain import lines
from service_catalogue.views.service import GLANCE
from service_catalogue.views.statements import ServiceViews

from tests.folders import DESK, FIXTURES, PLATFORM, SMALL, catalogue_of, copy, edited, plant

CATALOGUE = catalogue_of(SMALL)


@functools.cache
def pages(language: str) -> dict[str, Page]:
    return {address.document: page(Edition(CATALOGUE, language), address) for address in addresses(CATALOGUE)}


def text(document, language="en"):
    return "\n".join(
        line
        for part in pages(language)[document].parts
        for inner in part.walk()
        for line in [inner.heading, *lines(inner.content)]
    )


def test_the_small_catalogue_has_these_pages():
    assert [address.document for address in addresses(CATALOGUE)] == [
        "index", "search", "change", "glossary", "services/index", "tasks/index", "parties/index", "layers/index", "services/desk", "tasks/ownership",
        "tasks/backup", "tasks/restore", "layers/upper", "layers/lower", "parties/customer", "parties/provider",
    ]  # fmt: skip


#: What is on a page, and what is not.
SHOWS = {
    "index": (["Who does what", "Desk", "The catalogue is a restatement of a document from The owner."], ["The owner has adopted"]),
    "services/desk": (["D1", "Stay calm", "The customer gets a desk.", "The sheet", "30\u00a0November 2025", "1.10", "The source says both.", "Of faults only."], []),
    "tasks/backup": (["Taking copies.", "Upper layer", "The provider takes a copy of everything, every night.", "Weekdays only.", "The source says so."], ["The customer gets a desk."]),
    "tasks/ownership": (["The customer gets a desk."], ["Weekdays only."]),
    "layers/upper": (["Ownership", "Restore", "A copy."], []),
    "parties/customer": (["The one who pays.", "D1 Desk", "Ownership"], ["Of faults only."]),
    "parties/provider": (["Ownership", "The provider takes a copy of everything, every night."], ["The customer gets a desk."]),
    "glossary": (["SIT", "A copy.", "Standard X, clause 1"], ["Standard X, punkt 1"]),
}  # fmt: skip


@pytest.mark.parametrize("document", SHOWS)
def test_what_a_page_shows(document):
    there, absent = SHOWS[document]
    shown = text(document)
    assert [words for words in there if words not in shown] == []
    assert [words for words in absent if words in shown] == []


def test_an_adopted_catalogue_says_nothing_of_restating(tmp_path):
    catalogue = check(edited(tmp_path, ("catalogue.yaml", "status: restatement", "status: adopted"))).catalogue
    for address in addresses(catalogue):
        shown = page(Edition(catalogue, "en"), address)
        assert "restate" not in "\n".join(line for part in shown.walk() for line in lines(part.content))


def test_a_service_with_nothing_but_what_is_needed(tmp_path):
    result = check(edited(tmp_path, (DESK, "", "id: desk\ncode: D1\nname: {da: Skrivebord, en: Desk}\nprovider: provider\n")))
    assert not result.failed
    for address in addresses(result.catalogue):
        shown = page(Edition(result.catalogue, "en"), address)
        if address.document == "services/desk":
            assert plain(shown.heading) == "Desk"
            said = [line for part in shown.walk() for line in lines(part.content)]
            assert "The owner has not approved this text." in said


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_catalogue_that_is_its_own_source_says_nothing_of_one(tmp_path, language):
    folder = copy(tmp_path)
    content = (folder / DESK).read_text("utf-8").replace("The source", "It").replace("Kilden", "Det")
    (folder / DESK).write_text(re.sub(r"^(source|status|version):.*\n(  .*\n)*", "", content, flags=re.MULTILINE), "utf-8")
    edition = Edition(check(folder).catalogue, language)
    shown = [page(edition, address) for address in addresses(edition.catalogue)]
    parts = [*(part for one in shown for part in one.walk()), *directives.parts(edition, "standing", ())]
    said = [line for part in parts for line in (part.heading, *lines(part.content))]
    said += re.findall("words='([^']*)", repr(workbook([edition], edition.catalogue.services[0])))
    assert [one for one in said if re.search(r"source\b|restat|document:|kilde|gengiv|dokument:", one, re.IGNORECASE)] == []
    assert edition.words("without-source.restatement.label") in said


def test_a_digest_changes_with_what_is_shown_and_with_nothing_else(tmp_path):
    def digests(folder):
        catalogue = check(folder).catalogue
        return {address.document: digest(page(Edition(catalogue, "en"), address)) for address in addresses(catalogue)}

    folder = copy(tmp_path)
    before = digests(folder)
    assert digests(folder) == before
    plant(folder, ("tasks.yaml", "en: Taking copies.", "en: Making copies."))
    after = digests(folder)
    assert {name for name in before if before[name] != after[name]} == {"tasks/backup"}
    plant(folder, ("tasks.yaml", "en: Restore", "en: Restoring"))
    assert "services/desk" in {name for name in after if after[name] != digests(folder)[name]}


def test_what_a_source_does_not_say_keeps_its_capitals_within_the_sentence(tmp_path):
    folder = edited(
        tmp_path,
        ("services/2a.yaml", "    - {da: priser, en: prices}\n", "    - {da: ISO-niveau, en: ISO level}\n"),
        source=PLATFORM,
    )
    shown = page(
        Edition(check(folder).catalogue, "en"),
        next(one for one in addresses(CATALOGUE) if one.kind == "service")._replace(ids=("2a",)),
    )
    (source,) = [part.content for part in shown.walk() if part.anchor == "part.source"]
    assert "does not state: date of the document, " in source.missing
    assert ", ISO level and service levels" in source.missing


#: What services remember of what they were asked before.
DERIVED = {name for name, value in vars(Service).items() if isinstance(value, functools.cached_property)}


@contextmanager
def reads_of_content(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Yield the set of ids of the services whose content is read meanwhile, outlines apart."""
    read: set[str] = set()

    def getattribute(service: Service, name: str) -> object:
        if name in CONTENT:
            read.add(object.__getattribute__(service, "id"))
        return object.__getattribute__(service, name)

    with monkeypatch.context() as patch:
        patch.setattr(Service, "__getattribute__", getattribute, raising=False)
        yield read


@pytest.mark.parametrize(
    "folder", [*sorted((FIXTURES / "catalogues").iterdir()), PLATFORM, SMALL], ids=lambda folder: folder.name
)
def test_a_page_about_several_services_reads_the_content_of_those_alone_that_it_is_known_to_show(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = check(folder).catalogue
    assert catalogue
    for address in addresses(catalogue):
        if address.kind in ("service", "duties", "home"):
            continue
        for language in catalogue.identity.languages:
            edition = Edition(catalogue, language)
            for service in catalogue.services:
                for name in DERIVED & vars(service).keys():
                    del vars(service)[name]
                assert service.outline_digest
                for name in DERIVED & vars(service).keys() - {"outline", "outline_digest"}:
                    del vars(service)[name]
            shown = {str(service.id) for service in services_shown(catalogue, address)}
            if address.kind == "task":  # its digest covers these parts alone, so nothing else may be read
                for id in shown:
                    service_parts(edition, catalogue.objects["service"][id], catalogue.task(address.ids[0]))
                shown = set()
            with reads_of_content(monkeypatch) as read:
                page(edition, address)
            assert read <= shown, address.document


def test_a_task_in_several_matrices_is_named_with_its_matrix_where_a_note_is_used(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        ("services/network.yaml", "network-backup: [C, AR]", "network-backup: [C 1, AR]"),
        source=FIXTURES / "catalogues" / "plans-and-phases",
    )
    catalogue = catalogue_of(folder)
    service = catalogue.objects["service"]["network"]
    (note,) = ServiceViews(Edition(catalogue, "en"), service).notes(["1"], Edition(catalogue, "en").linker())
    assert [reference.words for reference in note.references] == [
        "Ordering of lines, Basic, The customer",
        "Ordering of lines, Premium, The customer",
        "Review of logs, The customer",
        "Backup (Security), The customer",
    ]


def test_a_party_that_no_service_names_is_marked_as_such(tmp_path: Path) -> None:
    folder = edited(tmp_path, ("parties.yaml", "parties:\n", "parties:\n  - {id: auditor, name: {da: Revisor, en: Auditor}}\n"))
    shown = page(Edition(catalogue_of(folder), "en"), PageAddress("parties/auditor", "party", ("auditor",)))
    assert [(part.heading, part.content) for part in shown.parts[1:]] == [("", "No service names the party yet.")]


def test_the_files_of_a_service_are_linked_from_its_page():
    pdf = Download("pdf/desk-en.pdf", 1000, 3)
    edition = Edition(CATALOGUE, "en", booklets={"desk": pdf}, data="api/v1")
    found = {address.document: page(edition, address) for address in addresses(CATALOGUE)}
    head = next(part.content for part in found["services/desk"].parts if GLANCE.shows(part))
    files = [f"api/v1/services/desk.{kind}" for kind in ("xlsx", "csv", "json")]
    assert [each.link.path for each in head.files] == [pdf.path, *files]
