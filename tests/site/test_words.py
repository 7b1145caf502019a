"""No word of the interface in the wrong language, and no sentence either."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import docutils.languages.da
import docutils.languages.en
import pytest
import sphinx
import yaml

from tests.built import LANGUAGES, ROOT, Element, Page, Site, squeeze

OTHER = {"da": "en", "en": "da"}
TABLES = {
    language: yaml.load((ROOT / f"_ext/service_catalogue/locale/{language}.yaml").read_text("utf-8"), yaml.CBaseLoader)
    for language in LANGUAGES
}
#: Attributes that are read out or shown.
SHOWN = ("aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt", "label",
         "content", "value")  # fmt: skip
#: Words that every sentence or two of the one language has, and the other language does not have at all.
TELLING = {
    "da": "og|ikke|af|til|på|hvem|eller|med|en|et|som|er|hvad|kan|skal|også|efter|ved|fra|denne|dette|hver|alle",
    "en": "the|and|of|with|this|that|which|is|are|not|what|from|who|they|its|was|were|has|have|each|you",
}


class Words(NamedTuple):
    """Words on a page, with their places."""

    text: str
    place: str


def _hidden(element: Element) -> bool:
    """Return whether an element has no language: code, and what the browser does not show."""
    return element.tag in ("pre", "code", "kbd", "script", "style", "samp")


def words_in(page: Page, language: str) -> Iterator[Words]:
    """Yield the words of ``page`` marked as ``language``: its text, and the attributes that show as text."""
    for text, element in page.root.strings(_hidden):
        if element.tag == "title" and not page.language:
            continue  # the pages at the root have both languages in it, which no markup can say
        if element.language == language and squeeze(text):
            yield Words(squeeze(text), f"{page} {element}")
    for element in page.root.walk():
        if element.language != language or _hidden(element):
            continue
        for name, value in element.attributes.items():
            if name == "content" and (element.tag != "meta" or element.get("name") not in ("description", "author")):
                continue
            if name == "value" and element.tag != "input":
                continue
            if squeeze(value) and (name in SHOWN or (name.startswith("data-") and re.match(r"[^\W\d]*[A-ZÆØÅ]|.* ", value))):
                yield Words(squeeze(value), f"{page} {element} {name}")


#: What may be before and behind words of the table.
_SIGNS = " .:?·–"


# ---- The interface's own table ---------------------------------------------------------------------------------------


def leaves(table: object) -> Iterator[str]:
    if isinstance(table, dict):
        for key, value in table.items():
            if key not in ("alphabet", "months"):
                yield from leaves(value)
    else:
        yield str(table)


@pytest.fixture(scope="module")
def catalogue(site: Site) -> dict:
    return json.loads((site / "api/v1/catalogue.json").read_text("utf-8"))


def faults_of(pages: list[Page], language: str) -> list[str]:
    """Return the words on ``pages`` that are said to be in ``language`` and are in the other language's table alone."""
    own, other = ({words.strip(_SIGNS).lower() for words in leaves(TABLES[each])} for each in (language, OTHER[language]))
    foreign = {words for words in other - own if re.fullmatch(r"[^{]*\w{3}[^{]*", words)}
    assert len(foreign) > 300
    return [
        f"{words.text!r} at {words.place}"
        for page in pages
        for words in words_in(page, language)
        if words.text.strip(_SIGNS).lower() in foreign
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_interface_in_the_other_language(site: Site, language: str) -> None:
    pages = [*site.pages(language), *site.pages("")]
    assert sum(1 for page in pages for _ in words_in(page, language)) > 2000
    assert faults_of(pages, language) == []


# ---- The words of Sphinx and docutils --------------------------------------------------------------------------------

#: What Sphinx and its themes write where Danish has no translation for it, or did not get it.
DEFAULTS = """
Link to this heading|Link to this table|Link to this image|Link to this code|Link to this term|Link to this definition|Link to this
Permalink|Permalink to this headline|Permalink to this heading|Note|Warning|Tip|Important|Caution|Danger|Hint|Attention|Error
See also|Contents|Contents:|Table of Contents|Table of contents|Search|Search Page|Quick search|Go|Index|Module Index|General Index
Previous|Next|Previous topic|Next topic|Navigation|Footnotes|Bibliography|Glossary|Todo|Source|Show Source|This Page
Home|Menu bar|Back to top|Skip to content|Skip to main content|Toggle navigation|Edit this page|Copyright|Last updated|Copy
""".replace("\n", "|").split("|")  # fmt: skip


def foreign_defaults(language: str) -> set[str]:
    """Return the texts of Sphinx and docutils in the other language that are not in ``language`` too."""
    folder = Path(sphinx.__file__).parent / "locale"
    danish = gettext.translation("sphinx", folder, ["da"])
    pairs = [(source, words) for source, words in danish._catalog.items() if isinstance(source, str) and source]
    labels = {"da": docutils.languages.da.labels.values(), "en": docutils.languages.en.labels.values()}
    said = {"da": {words for _, words in pairs}, "en": {source for source, _ in pairs} | {words for words in DEFAULTS if words}}
    own = {*said[language], *labels[language], *leaves(TABLES[language])}
    return {squeeze(words) for words in {*said[OTHER[language]], *labels[OTHER[language]]} - own}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_default_word_of_sphinx_or_docutils(site: Site, catalogue: dict, language: str) -> None:
    names = {term["name"][language].lower() for term in catalogue["terms"]}  # Danish says 'release' too
    foreign = {words.lower() for words in foreign_defaults(language)} - names
    assert len(foreign) > 100
    faults = [
        f"{words.text!r} at {words.place}"
        for page in site.pages(language)
        for words in words_in(page, language)
        if words.text.lower().rstrip(":. ") in foreign or re.search(r"[Ll]ink to this|[Pp]ermalink|¶", words.text)
    ]
    assert faults == []


# ---- Whole sentences -------------------------------------------------------------------------------------------------


def sentences_in(pages: list[Page], language: str, quoted: str = "") -> list[str]:
    """Words on ``pages`` that are said to be in ``language``, and read like the other; not those that are ``quoted``."""
    telling = re.compile(rf"\b(?:{TELLING[OTHER[language]]})\b", re.IGNORECASE)
    own = re.compile(rf"\b(?:{TELLING[language]})\b", re.IGNORECASE)
    return [
        f"{words.text!r} at {words.place}"
        for page in pages
        for words in words_in(page, language)
        if "imprint" not in words.place  # an address
        if len(telling.findall(words.text)) > len(own.findall(words.text))
        and not any(part in quoted for part in (words.text, words.text.partition(": ")[2]) if part)
    ]


@pytest.mark.content
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thing_is_said_once(live_site: Site, language: str) -> None:
    """The pages have few times the 1,095 words of the source."""
    mains = (page.source.partition("<main")[2].partition("</main>")[0] for page in live_site.pages(language))
    assert sum(len(re.sub("<[^>]*>", " ", main).split()) for main in mains) <= 27 * 1_095


@pytest.mark.content
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_in_the_other_language(live_site: Site, language: str) -> None:
    catalogue = json.loads((live_site / "api/v1/catalogue.json").read_text("utf-8"))
    # Where a term is from is said by the name of a book or practice, in its own language.
    sources = "\n".join(term["from"][language] for term in catalogue["terms"] if term["from"])
    assert sentences_in([*live_site.pages(language), *live_site.pages("")], language, sources) == []


def test_danish_words_on_english_pages_say_that_they_are_danish(site: Site) -> None:
    """By their letters; the glossary has the others."""
    faults = [
        f"{words.text!r} at {words.place}"
        for page in [*site.pages("en"), *site.pages("")]
        for words in words_in(page, "en")
        if re.search("[æøåÆØÅ]", words.text) and not re.fullmatch("[ÆØÅ]", words.text)
    ]
    assert faults == []


def test_the_glossary_gives_each_term_in_the_other_language_and_says_so(site: Site, catalogue: dict) -> None:
    assert len(catalogue["terms"]) >= 40
    for language in LANGUAGES:
        page = site.page(f"{language}/glossary.html")
        for term in catalogue["terms"]:
            entry = page.by_id(term["id"])
            other = OTHER[language]
            named = [element for element in entry.walk() if element.text == term["name"][other]]
            assert named, (language, term["id"])
            if term["name"]["da"].lower() != term["name"]["en"].lower():
                assert named[-1].get("lang"), (language, term["id"])
