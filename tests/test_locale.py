"""The words of the interface: the same keys in each language, each used, and none missing."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest
from service_catalogue.locale import words as interface_words
from service_catalogue.locale.words import WITHOUT_SOURCE, Borrowed, Words, keys_in, table_of, words_of
from service_catalogue.messages.problem import Severity
from service_catalogue.model.kinds import NoteKind, ServiceStatus, State

from tests import tracked

FOLDER = "_ext/service_catalogue/locale/"
#: Every language that the interface has a table of.
LANGUAGES = sorted(path.rsplit("/", 1)[1][: -len(".yaml")] for path in tracked.texts(".yaml", under=FOLDER))
#: The languages of which there is only what the page of a customer shows.
BEGUN = ("de", "fr", "nb")
TABLES = {language: table_of(language) for language in LANGUAGES if language not in BEGUN}
#: What ``Words`` itself reads.
OF_THE_TABLE = {"alphabet", "collation", "months", "and", "date"}
SOURCES = {
    path: text
    for path, text in tracked.texts(".py", ".html", ".xml", ".js", under="_ext/service_catalogue/").items()
    if not path.startswith("_ext/service_catalogue/rules/")
}
CODE = "\n".join(SOURCES.values())


def forms(words: str | dict[str, str]) -> list[str]:
    return list(words.values()) if isinstance(words, dict) else [words]


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_the_same_keys_in_the_same_order():
    assert {tuple(table) for table in TABLES.values()} == {tuple(TABLES["en"])}


def test_the_first_rank_is_there_in_every_language() -> None:
    listed = keys_in("first.txt")
    first = [key for key in TABLES["en"] if key in listed]
    assert len(first) == len(listed)
    for table in map(table_of, BEGUN):
        assert list(table) == first
        for key, words in table.items():
            assert (type(words), forms(words) != [""]) == (type(TABLES["en"][key]), True), key
            assert set().union(*map(placeholders, forms(words))) == set().union(*map(placeholders, forms(TABLES["en"][key]))), key


def test_no_key_is_defined_twice():
    for language in LANGUAGES:
        text = tracked.texts(f"locale/{language}.yaml")[f"_ext/service_catalogue/locale/{language}.yaml"]
        keys = re.findall(r"^([a-z][a-z0-9.-]*):", text, re.MULTILINE)
        assert len(keys) == len(set(keys)) == len(table_of(language))


def test_the_same_placeholders_and_forms():
    for key in TABLES["da"]:
        tables = [table[key] for table in TABLES.values()]
        assert len({type(table) for table in tables}) == 1, key
        for table in tables:
            if isinstance(table, dict):
                assert set(table) - {"two"} == {"one", "other"}, key
                assert all("{count}" in words or form in ("one", "two") for form, words in table.items()), key
            assert all(words and (words == words.strip() or key == "alphabet") for words in forms(table)), key
        assert len({frozenset(name for words in forms(table) for name in placeholders(words)) for table in tables}) == 1, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_and_quotation_marks_are_those_of_print(language):
    every = [words for key, table in table_of(language).items() if key != "alphabet" for words in forms(table)]
    assert [words for words in every if "'" in words or '"' in words] == []


def test_names_have_no_placeholder_that_nothing_fills():
    """A key is used with the words that it asks for, where the call says so by name."""
    for path, text in SOURCES.items():
        for key, given in re.findall(r"""words\(\s*["']([a-z][a-z0-9.-]*)["'](?! ~| if)\s*((?:,\s*\w+=)?)""", text):
            needed = {name for words in forms(TABLES["da"][key]) for name in placeholders(words)}
            assert bool(needed) == bool(given), f"{path}: {key} needs {needed or 'nothing'}"


def literal_keys() -> set[str]:
    """Return the keys that code and templates name whole."""
    called = re.findall(r"""\bwords\(\s*(["'])([a-z][a-z0-9.-]*)\1(?! ~)""", CODE)
    chosen = re.findall(r"""\bwords\([^()\n]{1,80} else (["'])([a-z][a-z0-9.-]*)\1""", CODE)
    of = re.findall(r"""\bwords_of\([^()\n]{1,80}\)\((["'])([a-z][a-z0-9.-]*)\1""", CODE)
    return {key for _, key in (*called, *chosen, *of)}


def patterns() -> set[str]:
    """Return the keys that are put together: ``f"status.{…}"`` in code, ``"cell." ~ … ~ ".short"`` in templates."""
    in_code = re.findall(r"""\bwords(?:\.own)?\(\s*f"([a-z][^"]*)\"""", CODE)
    in_templates = re.findall(r"""\bwords\(\s*(["'][a-z][a-z.-]*["'](?: ~ [^(),]+)+)""", CODE)
    found = {re.sub(r"\\\{.*?\\\}", "[a-z-]+", re.escape(words)) for words in in_code}
    for expression in in_templates:
        parts = [part.strip() for part in expression.split("~")]
        found.add("".join(re.escape(part[1:-1]) if part[0] in "\"'" else "[a-z-]+" for part in parts))
    return found


def test_every_key_that_is_used_exists():
    assert len(literal_keys()) > 60, "the pattern of this test no longer finds the keys"
    assert literal_keys() - set(TABLES["da"]) == set()
    assert len(patterns()) > 5
    assert [pattern for pattern in patterns() if not any(re.fullmatch(pattern, key) for key in TABLES["da"])] == []


def test_every_key_is_used():
    computed = patterns()
    quoted = {key for key in TABLES["da"] if f'"{key}"' in CODE or f"'{key}'" in CODE}
    made = {key for key in TABLES["da"] for pattern in computed if re.fullmatch(pattern, key)}
    made |= {
        f"pdf.{key}" for text in tracked.texts(".typ").values() for key in re.findall(r"""\bsay(?:-\w+)?\("([a-z-]+)""", text)
    }
    # Those of fields and their values have a test of their own: tests/diff/test_fields.py.
    made |= {key for key in TABLES["da"] if key.startswith(("diff.field.", "diff.value."))}
    made |= {key for key in TABLES["da"] if key.startswith(WITHOUT_SOURCE) and key.removeprefix(WITHOUT_SOURCE) in TABLES["da"]}
    assert set(TABLES["da"]) - quoted - made - OF_THE_TABLE == set()


def test_every_value_of_the_model_has_its_word():
    needed = {f"status.{status.value}" for status in ServiceStatus} | {f"note.{kind.value}" for kind in NoteKind}
    needed |= {f"cell.{state.value}{end}" for state in State if state.value for end in ("", ".short")}
    needed |= {f"rules.severity.{severity.value}" for severity in Severity} | {"language.self", "language.da", "language.en"}
    assert needed - set(TABLES["da"]) == set()


def test_words_are_filled_and_have_their_number():
    da, en = words_of("da"), words_of("en")
    assert da("compare.places", count=1) == "1 sted"
    assert da("compare.places", count=2) == "2 steder"
    both = Words("da", {"all": {"one": "den", "two": "begge", "other": "alle {count}"}})
    assert (both("all", count=2), both("all", count=3)) == ("begge", "alle 3")
    assert da("compare.places", count=0) == "0 steder"
    assert da("claim.does", party="Kunden {x}") == "Kunden {x} udfører"
    assert [da.list(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a og b", "a, b og c"]
    assert en.list(["a", "b"]) == "a and b"
    assert (da.date(date(2026, 11, 5)), en.date(date(2026, 11, 5))) == ("5.\u00a0november 2026", "5\u00a0November 2026")
    with pytest.raises(KeyError):
        da("no.such.key")


def test_the_danish_alphabet():
    da = words_of("da")
    words = ["ål", "zebra", "Ærø", "øl", "applikation", "3. part", "SIT", "servicedesk"]
    assert sorted(words, key=da.sort_key) == ["3. part", "applikation", "servicedesk", "SIT", "zebra", "Ærø", "øl", "ål"]
    assert [da.initial(word) for word in ("ål", "3. part", "»x«", "…")] == ["Å", "#", "X", "#"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", "Abe eagle Éclair ed Maß mast yak Übung zebra Ära Ærø Ö øl ål Aalborg Ωmega"),
        ("en", "Aachen Abe Ära Éclair Ed Öl Uber Übung zebra Ωmega"),
    ],
)
def test_letters_of_other_languages(language, words):
    """Each at the letter that it is taken for; those of another alphabet behind."""
    backwards = words.split()[::-1]
    assert sorted(backwards, key=words_of(language).sort_key) == words.split()


def test_the_letter_of_a_heading_is_that_of_the_order():
    initials = {
        language: [words_of(language).initial(word) for word in ("Aalborg", "Übung", "Éclair")] for language in ("da", "en")
    }
    assert initials == {"da": ["Å", "Y", "E"], "en": ["A", "U", "E"]}


def test_a_language_without_a_table_is_shown_in_english():
    polish = words_of("pl")
    assert polish("nav.search") == "Search"
    assert isinstance(polish("compare.places", count=2), Borrowed)
    assert not polish.has("nav.search")
    assert words_of("da").has("nav.search")


def test_a_word_that_a_table_lacks_is_in_english(monkeypatch):
    short = {key: words for key, words in table_of("da").items() if key != "nav.search"}
    monkeypatch.setattr(interface_words, "table_of", {"da": short, "en": table_of("en")}.get)
    words = words_of("da")
    assert isinstance(words("nav.search"), Borrowed)
    assert (words("nav.search"), words("nav.tasks"), words.has("nav.tasks")) == ("Search", "Opgaver", True)


def test_swedish_has_one_word_for_each_thing() -> None:
    """On the pages: a statement, a note, a term, a layer and a cell; what is searched for may be called otherwise."""
    texts = [text for key, words in TABLES["sv"].items() if not key.startswith("search.") for text in forms(words)]
    others = re.compile(r"\b(?:påståend|anmärkning|begrepp|lager\b|lagre[tn]\b|fält)", re.IGNORECASE)
    assert [text for text in texts if others.search(text)] == []
