"""Texts in one language: terms, foreign words, and what links."""

import pytest
from service_catalogue.check.checker import check
from service_catalogue.views.directives import parts
from service_catalogue.views.duties import duty
from service_catalogue.views.edition import Edition, Link, Piece, PieceKind, plain
from service_catalogue.views.matrix import MatrixViews, held_letters

from tests.folders import DESK, EXAMPLE, FIXTURES, SMALL, catalogue_of, edited

CATALOGUE = catalogue_of(SMALL)
DA, EN = Edition(CATALOGUE, "da"), Edition(CATALOGUE, "en")


def shown(rich):
    """Pieces in short: ``[term words]``, ``*emphasis*``, ``<address words>``, ``{language words}``."""
    forms = {PieceKind.TERM: "[{}]", PieceKind.EMPHASIS: "*{}*", PieceKind.LINK: "<{}>", PieceKind.TEXT: "{}"}
    marked = [forms[piece.kind].format(piece.words) for piece in rich]
    return "".join(f"{{{piece.lang} {words}}}" if piece.lang else words for words, piece in zip(marked, rich, strict=True))


@pytest.mark.parametrize(
    ("edition", "words", "expected"),
    [
        (DA, "Kunden tager backup.", "[Kunden] tager {en [backup]}."),
        (DA, "Kunden og kunden: kundens", "[Kunden] og kunden: kundens"),
        (DA, "En backupper, en sikkerhedskopi", "En [backupper], en sikkerhedskopi"),
        (DA, "backup, backup", "{en [backup]}, {en backup}"),
        (DA, "two backups of customers", "two {en [backups]} of {en [customers]}"),
        (EN, "The customer takes backups.", "The [customer] takes [backups]."),
        (EN, "Called backuppen in Danish", "Called {da [backuppen]} in Danish"),
        (EN, "SIT sits, Sit", "[SIT] sits, Sit"),
        (EN, "nothing", "nothing"),
        (EN, "", ""),
    ],
)
def test_first_mentions_link(edition, words, expected):
    assert shown(edition.linker().pieces(words)) == expected


def test_a_term_of_the_data_alone_does_not_link_in_prose(tmp_path):
    folder = edited(tmp_path, ("glossary.yaml", "    lang: {da: en}\n", "    lang: {da: en}\n    scope: data\n"))
    edition = Edition(check(folder).catalogue, "en")
    assert shown(edition.linker().pieces("The customer takes backups.")) == "The [customer] takes [backups]."
    assert shown(edition.linker_of_prose().pieces("The customer takes backups.")) == "The [customer] takes backups."


def test_a_term_does_not_link_to_itself():
    assert shown(EN.linker("backup").pieces("A backup of the customer")) == "A backup of the [customer]"


def test_a_linker_is_of_one_section():
    linker = EN.linker()
    assert [shown(linker.pieces("the customer")) for _ in range(2)] == ["the [customer]", "the customer"]
    assert shown(EN.linker().pieces("the customer")) == "the [customer]"


def test_a_mention_knows_its_term():
    (piece,) = DA.linker().pieces("Backuppen")
    assert piece == Piece(PieceKind.TERM, "Backuppen", "", link=Link("glossary", "backup"))


def test_a_text_has_its_emphasis_and_links():
    summary = CATALOGUE.identity.summary
    assert shown(DA.rich(summary)) == "Et *lille* katalog med <et link>."
    assert [piece.address for piece in DA.rich(summary) if piece.address] == ["https://example.org/da"]
    assert DA.plain(summary) == plain(DA.rich(summary)) == "Et lille katalog med et link."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[sit]]", "[SIT]"),
        ("[[sit|them]]", "[them]"),
        ("*the customer*", "*the customer*"),
        ("[the customer](https://example.org)", "<the customer>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_marked_terms_always_link(tmp_path, text, expected):
    catalogue = check(edited(tmp_path, (DESK, "en: Ask the provider.", f'en: "{text}"'))).catalogue
    statement = catalogue.services[0].statements["ask-1"]
    assert shown(Edition(catalogue, "en").linker("customer").rich(statement.text)) == expected


def test_definitions_may_name_each_other_and_themselves(tmp_path):
    folder = edited(
        tmp_path,
        ("glossary.yaml", "en: The provider.", 'en: "The [[sit]] that the [[customer]] asks."'),
        ("glossary.yaml", "en: The one who pays.", 'en: "Who pays the [[sit|provider]]."'),
    )
    edition = Edition(check(folder).catalogue, "en")
    assert edition.plain(edition.catalogue.term("sit").definition) == "The SIT that the customer asks."
    assert [piece.link.anchor for piece in edition.rich(edition.catalogue.term("customer").definition) if piece.link] == ["sit"]


def test_names_link_nowhere_and_mark_foreign_words():
    assert shown(DA.name(CATALOGUE.task("backup").name)) == "{en Backup}"
    assert shown(EN.name(CATALOGUE.task("backup").name)) == "Backup"


@pytest.mark.parametrize(("roles", "da", "en"), [
    ("AR", "Ansvarlig og udfører", "Accountable and responsible"), ("CI", "Rådspørges og informeres", "Consulted and informed"),
    ("A", "Ansvarlig", "Accountable"), ("", "", ""),
])  # fmt: skip
def test_letters_of_a_cell_are_named_in_words(roles, da, en):
    scheme = CATALOGUE.scheme("raci")
    assert (DA.role_words(scheme, roles), EN.role_words(scheme, roles)) == (da, en)


def test_what_is_said_of_the_languages():
    """The link to another language and the language that prevails are of no use where there is one."""
    ((several,), (one,)) = (parts(Edition(catalogue, "en"), "prevails", ()) for catalogue in (CATALOGUE, catalogue_of(EXAMPLE)))
    assert plain(several.content).startswith("Where the languages differ, the Danish text prevails. Letters and ids are the same")
    assert plain(one.content) == "The catalogue is in one language: English."


@pytest.mark.parametrize(("language", "words", "verbs", "counts"), [
    ("de", "Verantwortlich und Durchführend", "Verantwortlich und Durchführend", ["Durchführend:", "Verantwortlich:"]),
    ("da", "Ansvarlig og udfører", "ansvarlig og udfører", ["udfører:", "ansvarlig:"]),
])  # fmt: skip
def test_a_letter_keeps_its_capital_in_german(language, words, verbs, counts):
    """There a capital may belong to the word; elsewhere a word has none within a sentence."""
    catalogue = catalogue_of(FIXTURES / "catalogues" / "nine-services")
    edition, matrix = Edition(catalogue, language), catalogue.services[0].all_matrices[0]
    scheme = catalogue.scheme(matrix.scheme)
    assert (edition.role_words(scheme, "AR"), edition.role_verbs(scheme, "AR")) == (words, verbs)
    assert [words for _, words in held_letters(edition, matrix)][:2] == counts
    cell = next(cell for cell in matrix.cells if cell.letters)
    shown_duty = duty(MatrixViews(edition, catalogue.services[0], matrix), cell)
    assert shown_duty.says.partition(": ")[2][:1].isupper() == (language == "de")
