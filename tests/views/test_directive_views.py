"""The views that documents show: of every kind of catalogue, in HTML and as docutils nodes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from docutils import nodes
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.sphinx_ext.translator import DoctreeMaker
from service_catalogue.views.directives import VIEWS, UnknownIdError, parts
from service_catalogue.views.edition import Edition
from service_catalogue.views.home import SERVICES
from service_catalogue.views.page import FACTS

from tests.built import replace
from tests.folders import FIXTURES, PLATFORM, SMALL, catalogue_of

FOLDERS = {
    "2a": PLATFORM,
    "small": SMALL,
    "nordic": FIXTURES / "nordic" / "data",
    **{folder.name: folder for folder in sorted((FIXTURES / "catalogues").iterdir())},
}


def read(name: str) -> Catalogue:
    return catalogue_of(FOLDERS[name])


def made(edition: Edition, name: str, *, flat: bool) -> nodes.section:
    maker = DoctreeMaker(edition, "index", flat=flat)
    return nodes.section(
        "", *(node for part in parts(edition, name, (), with_pages=False) for node in maker.part(part, in_section=True))
    )


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("catalogue", FOLDERS)
def test_every_view_without_ids(catalogue: str, name: str) -> None:
    for language in read(catalogue).identity.languages:
        edition = Edition(read(catalogue), language)
        for flat in (False, True):
            tree = made(edition, name, flat=flat)
            ids = [id for node in tree.findall(nodes.Element) for id in node["ids"]]
            assert len(ids) == len(set(ids))
            for table in tree.findall(nodes.table):
                check_table(table, flat=flat)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_matrix_says_what_its_marks_refer_to_where_they_can_lead_nowhere(language: str) -> None:
    """No letter without its notes, on paper too."""
    edition = Edition(read("2a"), language)
    service = edition.catalogue.objects["service"]["2a"]
    tasks = {row.task for row in service.matrix.rows}
    notes = {note for cell in service.matrix.cells for note in cell.notes} | {
        note for row in service.matrix.rows for note in row.note
    }
    tensions = [one for one in service.tensions if any(address.partition(".")[0] in tasks for address in one.at_)]
    assert len(notes) > 5 and tensions
    said = made(edition, "matrix", flat=True).astext()
    texts = [*(service.notes_by_id[note].text for note in notes), *(one.text for one in tensions)]
    assert [text for text in texts if edition.plain(text) not in said] == []
    (alone,) = parts(edition, "matrix", ("2a",))
    assert alone.template == "matrix"


@pytest.mark.parametrize(("catalogue", "said"), [
    ("small", {"R Responsible": "at least one party", "A Accountable": "exactly one party; several only where a note at each says how they share it"}),
    ("odd-schemes", {
        "RCI: R Responsible": "exactly one party; several only where a note at each says how they share it",
        "RASCI: R Responsible": "at least one party",
        "RASCI: A Accountable": "exactly one party; several only where a note at each says how they share it",
        "RACI with contributors: R Responsible": "at least one party",
        "RACI with contributors: A Accountable": "exactly one party; several only where a note at each says how they share it",
    }),
])  # fmt: skip
def test_how_many_parties_have_a_letter(catalogue: str, said: dict[str, str]) -> None:
    (part,) = parts(Edition(read(catalogue), "en"), "counts", ())
    assert FACTS.shows(part)
    assert {fact.label: fact.value for fact in part.content} == said


def test_a_sentence_says_that_no_letter_is_counted() -> None:
    (part,) = parts(Edition(read("owner-only"), "en"), "counts", ())
    assert part.content == "The scheme does not say how many parties have a letter."


@pytest.mark.parametrize("catalogue", FOLDERS)
def test_every_part_of_a_service_can_be_chosen(catalogue: str) -> None:
    edition = Edition(read(catalogue), read(catalogue).identity.authoritative)
    for service in edition.catalogue.services:
        found = {inner.template for part in parts(edition, "service", (service.id,)) for inner in part.walk()}
        assert found - {"group"} <= {*VIEWS["service"].parts}  # a group is a heading
        for name in VIEWS["service"].parts:
            chosen = parts(edition, "service", (service.id,), (name,))
            assert {part.template for part in chosen} == {name} & found


def check_table(table: nodes.table, *, flat: bool) -> None:
    """Each row fills the columns; the first column heads the rows; the header has each column's words."""
    group = next(table.findall(nodes.tgroup))
    columns = list(group.findall(nodes.colspec))
    assert len(columns) == group["cols"]
    assert [bool(column.get("stub")) for column in columns] == [True, *[False] * (len(columns) - 1)]
    head, body = next(group.findall(nodes.thead)), next(group.findall(nodes.tbody))
    assert len(head) == 1 or not flat
    for number, row in enumerate([*head, *body]):
        filled = sum(1 + entry.get("morecols", 0) for entry in row)
        assert filled == len(columns) - (0 < number < len(head))
        assert not flat or all("morecols" not in entry and "morerows" not in entry for entry in row)


def test_the_matrix_of_the_small_catalogue() -> None:
    tree = made(Edition(read("small"), "en"), "matrix", flat=False)
    table = next(tree.findall(nodes.table))
    rows = [[entry.astext() for entry in row] for row in table.findall(nodes.row)]
    assert rows == [
        ["Task", "Upper layer", "Lower layer"],
        ["Customer", "Provider", "Customer", "Provider"],
        ["Running"],
        ["Ownership", "AR", "–", "CI (t1)", "AR (t1)"],
        ["Running › Safety"],
        ["Backup (1)", "A (2, !1)", "– (!1)", "I (!2)", "AR (!2)"],
        ["Restore (1, 3)", "AR", "I (3, 2)", "–", "AR"],
    ]
    flat = made(Edition(read("small"), "en"), "matrix", flat=True)
    header = next(flat.findall(nodes.thead))
    assert [entry.astext() for entry in header.findall(nodes.entry)] == [
        "Task", "Upper layer: Customer", "Upper layer: Provider", "Lower layer: Customer", "Lower layer: Provider",
    ]  # fmt: skip


def test_a_heading_where_no_section_can_be_is_a_rubric() -> None:
    edition = Edition(read("small"), "en")
    maker = DoctreeMaker(edition, "index", flat=False)
    tree = [node for part in parts(edition, "service", ()) for node in maker.part(part, in_section=False)]
    assert [node for node in tree if isinstance(node, nodes.section)] == []
    assert "Who does what" in [node.astext() for node in tree if isinstance(node, nodes.rubric)]


@pytest.mark.parametrize(
    ("name", "ids", "kind"),
    [
        ("service", ("x",), "service"),
        ("matrix", ("desk", "x"), "matrix"),
        ("duties", ("x", "desk"), "party"),
        ("legend", ("x",), "scheme"),
        ("task", ("x",), "task"),
        ("task", ("backup", "x"), "service"),
    ],
)
def test_an_id_that_is_not_there(name: str, ids: tuple[str, ...], kind: str) -> None:
    with pytest.raises(UnknownIdError) as caught:
        parts(Edition(read("small"), "en"), name, ids)
    assert (caught.value.kind, caught.value.id) == (kind, "x")


def test_a_task_in_one_service_alone() -> None:
    edition = Edition(read("odd-schemes"), "en")
    everywhere, first, last = (
        [part.heading for part in parts(edition, "task", ids) if part.template == "allocation"]
        for ids in (("ordering",), (), ("ordering", edition.catalogue.services[-1].id))
    )
    assert len(everywhere) == len(edition.catalogue.services) == 3
    assert (first, last) == (everywhere[:1], everywhere[-1:])
    unused = next(service.id for service in edition.catalogue.services if not service.uses("acceptance"))
    with pytest.raises(UnknownIdError) as caught:
        parts(edition, "task", ("acceptance", unused))
    assert (caught.value.kind, caught.value.known) == (
        "service with this task",
        tuple(service.id for service in edition.catalogue.services if service.id != unused),
    )


def test_a_task_in_many_services_names_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service_catalogue.views.allocation.SHOWN_SERVICES", 2)
    edition = Edition(read("odd-schemes"), "en")
    *_, last = parts(edition, "task", ("ordering",))
    assert (last.template, [entry.link.document for entry in last.content]) == (
        "list",
        [f"services/{service.id}" for service in edition.catalogue.services[2:]],
    )


def test_where_nobody_answers_for_a_task_no_picture_and_no_count_says_who(tmp_path: Path) -> None:
    """As in a service that ``catalogue new service`` has begun: each cell is to be agreed."""
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    (tmp_path / "services" / "new.yaml").write_text(
        """\
id: new
name: {da: Ny, en: New}
provider: provider
matrix:
  scheme: raci
  axes: {layer: [upper, lower]}
  parties: [customer, provider]
  cells:
    ownership: {upper: [tbd, tbd], lower: [tbd, tbd]}
    backup: {upper: [tbd, tbd], lower: [tbd, tbd]}
""",
        "utf-8",
    )
    edition = Edition(check(tmp_path).catalogue, "en")
    assert not [part for part in parts(edition, "shares", ("new",)) if part.content.layers]
    shown = {part.template: part.content for part in parts(edition, "service", ("new",))}
    assert (shown["glance"].stack.layers, shown["matrix"].counts) == ((), None)
    assert [(card.what, card.main, card.of) for card in shown["part-cards"].cards] == [("Not decided", "4", "of 4")] * 2
    # Where somebody has another letter, it is that one which is counted; a layer without anybody says so.
    replace(tmp_path / "services" / "new.yaml", "backup: {upper: [tbd, tbd]", "backup: {upper: [I, R]")
    shown = {part.template: part.content for part in parts(Edition(check(tmp_path).catalogue, "en"), "service", ("new",))}
    assert (shown["matrix"].counts.words, [(count.words, count.count) for count in shown["matrix"].counts.counts]) == (
        "Responsible",
        [("Provider", 1), ("not decided", 3)],
    )
    replace(tmp_path / "services" / "new.yaml", "backup: {upper: [I, R]", "backup: {upper: [I, AR]")
    (view,) = (part.content for part in parts(Edition(check(tmp_path).catalogue, "en"), "shares", ("new",)))
    assert [layer.words for layer in view.layers] == ["Provider 1 and not decided 1 of 2", "not decided 2 of 2"]
    assert view.words == "Provider for 1 of 4 tasks, counted layer by layer. For 3 it is not decided."


def test_what_several_parties_are_accountable_for_together_is_a_part_of_its_own(tmp_path: Path) -> None:
    """So the numbers add up to the total: each task is counted once."""
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "parties.yaml").open("a", encoding="utf-8") as parties_file:
        parties_file.write("  - id: supplier\n    name: {da: Underleverandør, en: Supplier}\n")
    (tmp_path / "services" / "joint.yaml").write_text(
        """\
id: joint
name: {da: Fælles, en: Joint}
provider: provider
matrix:
  scheme: raci
  axes: {layer: [upper, lower]}
  parties: [customer, provider, supplier]
  cells:
    ownership: {upper: [AR j, A j, A j], lower: [A j, AR j, -]}
    backup: {upper: [AR, -, -], lower: [tbd, tbd, R]}
    restore: {upper: [-, AR, -], lower: [-, A j, AR j]}
notes:
  - {id: j, kind: joint, text: {da: De deler det., en: They share it.}}
""",
        "utf-8",
    )
    catalogue = catalogue_of(tmp_path)
    shown, cards, layers = {}, {}, {}
    for language in ("da", "en"):
        parted = {part.template: part.content for part in parts(Edition(catalogue, language), "service", ("joint",))}
        stack, counts = parted["glance"].stack, parted["matrix"].counts
        assert sum(count.count for count in counts.counts) == counts.total == 6
        assert [sum(share.count for share in layer.shares) for layer in stack.layers] == [layer.total for layer in stack.layers]
        assert all(round(layer.shares[-1].start + layer.shares[-1].width) == 100 for layer in stack.layers)
        shown[language] = [(count.words, count.count, count.parties) for count in counts.counts], stack.words
        cards[language] = [f"{card.main} {card.of}" for card in parted["part-cards"].cards]
        layers[language] = [layer.words for layer in stack.layers]
    assert [share.colours for layer in stack.layers for share in layer.shares] == [(0,), (1,), (0, 1, 2), (0, 1), (1, 2), ()]
    assert shown["en"] == (
        [
            ("Customer", 1, "0"),
            ("Provider", 1, "1"),
            ("Customer and Provider together", 1, "0+1"),
            ("Provider and Supplier together", 1, "1+2"),
            ("Customer, Provider and Supplier together", 1, "0+1+2"),
            ("not decided", 1, "tbd"),
        ],
        "Customer for 1, Provider for 1, Customer and Provider together for 1, Provider and Supplier together for 1"
        " and Customer, Provider and Supplier together for 1 of 6 tasks, counted layer by layer. For 1 it is not decided.",
    )
    assert layers["da"] == [
        "Kunde 1, Leverandør 1 og Kunde, Leverandør og Underleverandør sammen 1 af 3",
        "Kunde og Leverandør sammen 1, Leverandør og Underleverandør sammen 1 og ikke afgjort 1 af 3",
    ]
    assert cards["da"][2] == "0 af 6; Leverandør og Underleverandør sammen 1; Kunde, Leverandør og Underleverandør sammen 1"
    assert cards["en"][0].endswith("Provider and Supplier together 1; not decided 1")


def test_a_partys_part_is_shown_in_full_without_html() -> None:
    edition = Edition(read("2a"), "en")
    maker = DoctreeMaker(edition, "index", flat=False)
    (part,) = parts(edition, "service", ("2a",), ("part-cards",))
    customer, provider = (
        [paragraph.astext() for paragraph in item.findall(nodes.paragraph)]
        for node in maker.part(part, in_section=True)
        for item in node.findall(nodes.definition_list_item)
    )
    assert customer[:2] == ["Is accountable for 34 of 100", "Applications all 25 tasks"]
    assert customer[-1] == "carries out 30, is consulted on 6, is informed of 18"
    assert provider[0] == "Is accountable for 66 of 100"
    strong = [found.astext() for node in maker.part(part, in_section=True) for found in node.findall(nodes.strong)]
    assert strong == ["Applications", "Middleware", "Middleware", "Operating system", "Server/storage and network"]


def test_the_name_of_a_party_is_not_cut_in_two() -> None:
    edition = Edition(read("nordic"), "sv")
    (table,) = made(edition, "matrix", flat=False).findall(nodes.table)
    names = [entry.astext() for entry in list(next(table.findall(nodes.thead)).children)[-1].children]
    widths = [column["colwidth"] for column in table.findall(nodes.colspec)][1:]
    assert "Driftleverantören" in names
    assert [width >= len(name) for width, name in zip(widths, names, strict=True)] == [True] * len(names)


def test_the_lead_and_the_cover_have_the_marks_of_the_statement_that_they_restate() -> None:
    catalogue = catalogue_of(PLATFORM)
    page = views.page(Edition(catalogue, "en"), views.PageAddress("services/2a", "service", ("2a",)))
    (head,) = (part.content for part in page.walk() if part.template == "glance")
    assert [mark.label for mark in head.marks] == ["t4"]
    home = views.page(Edition(catalogue, "en"), views.PageAddress("index", "home", ()))
    assert [[mark.label for mark in card.marks] for part in SERVICES.among(home.walk()) for card in part.content.cards] == [
        ["t4"]
    ]
    cover = json.loads(Sheets(catalogue, "").service("en", "2a").json)["service"]["summary"]["marks"]
    assert [mark["label"] for mark in cover] == ["t4"]
