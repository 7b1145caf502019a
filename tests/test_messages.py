"""The tables of messages: complete in each language, used, and the only place where the check and the command have their texts."""

from __future__ import annotations

import ast
import functools
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from service_catalogue.check.checker import RULES
from service_catalogue.cli import main
from service_catalogue.cli.parser import parser
from service_catalogue.messages import texts
from service_catalogue.messages.problem import CheckRule
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import PLACEHOLDER, Message, language_for, languages, message, table
from service_catalogue.yaml import source

from tests.folders import SMALL, edited
from tests.test_architecture import MODULES, layer

GROUPS_OF_RULES = {rule.name for rule in RULES}


def forms(text: str | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str | list[str]) -> set[str]:
    return {name for form in forms(text) for name in PLACEHOLDER.findall(form)}


# ---- The tables ------------------------------------------------------------------------------------------------------


def test_the_languages_are_the_files():
    assert languages() == ("da", "en")
    assert [language_for(language) for language in ("da", "sv", "")] == ["da", "en", "en"]


@pytest.mark.parametrize("language", languages())
def test_a_table_is_complete(language):
    """The same keys, and in each text the same placeholders, as the table of English."""
    own, english = texts.own_table(language), table("en")
    assert list(own) == list(english)
    for key, text in own.items():
        assert isinstance(text, str) == isinstance(english[key], str), key
        if not key.startswith("language."):
            assert placeholders(text) | {"count"} == placeholders(english[key]) | {"count"}, key


def test_a_text_that_a_table_lacks_is_in_english(monkeypatch):
    danish = dict(texts.own_table("da"))
    del danish["check.again"], danish["check.fine"]
    tables = {"da": danish | {"language.plural": "n > 2 ? 2 : n != 1"}, "en": texts.own_table("en")}
    monkeypatch.setattr(texts, "own_table", tables.get)
    monkeypatch.setattr(texts, "table", table.__wrapped__)
    assert message("check.again", folder="data")["da"] == message("check.again", folder="data")["en"]
    assert message("check.fine", count=5)["da"] == message("check.fine", count=5)["en"]


@pytest.mark.parametrize("language", languages())
def test_no_text_names_a_target_of_the_makefile(language):
    """For the command is installed without it, too; “make” itself is what fetches what a checkout lacks."""
    assert [text for each in table(language).values() for text in forms(each) if re.search(r"\bmake (?=[a-z-]+[”«])", text)] == []


@pytest.mark.parametrize("language", languages())
def test_each_form_that_counts_is_chosen_by_some_number(language):
    choose = texts._plural(table(language)["language.plural"])
    chosen = {choose(number) for number in range(200)}
    for key, text in table(language).items():
        if not isinstance(text, str):
            assert chosen == set(range(len(text))), key


@pytest.mark.parametrize("language", languages())
def test_a_text_is_one_clean_line(language):
    for key, text in table(language).items():
        for form in forms(text):
            assert form, key
            assert form.isprintable(), key
            assert not re.search(r"\w'\w", form), f"{key}: an apostrophe is ’"
            assert key.startswith(("hint.", "language.")) or not re.search(r"  |\s$", form), key


def test_each_group_of_a_rule_has_what_the_guide_shows():
    assert {key for key in table("en") if key.count(".") == 1 and key.endswith((".title", ".guide"))} == {
        f"{name}.{part}" for name in GROUPS_OF_RULES for part in ("title", "guide")
    }


# ---- Where they are used ---------------------------------------------------------------------------------------------


@functools.cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}


@functools.cache
def constants() -> set[str]:
    """Return the texts in the code, and the names of the faults of YAML."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    named = {fault.name for fault in source._faults().values()}
    return named | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def strings(node: ast.expr) -> list[str] | None:
    """Return the possible values of an argument, if they are literals."""
    if isinstance(node, ast.IfExp):
        both = strings(node.body), strings(node.orelse)
        return [*both[0], *both[1]] if both[0] is not None and both[1] is not None else None
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def used_in(module: str) -> Iterator[tuple[str, set[str] | None]]:
    """Each key that a module uses, with the names of the values that it gives; a key that ends with ``*`` is made when it is used."""
    names = vars(importlib.import_module(module))
    for node in ast.walk(trees()[module]):
        if not isinstance(node, ast.Call):
            continue
        given = {word.arg for word in node.keywords if word.arg != "addresses"}
        values = None if None in given else given
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if called == "problem":
            if ast.unparse(node.func.value) == "rule":  # of a place with a counted letter, which names both
                continue
            rule, arguments = eval(ast.unparse(node.func.value), dict(names) | {"place": None}), node.args[1:]
            if rule is None:  # as for a ``place``
                rule, arguments = eval(ast.unparse(node.args[0]), dict(names)), node.args[2:]
                values = given | {"address", "letter"}
            assert isinstance(rule, CheckRule), ast.unparse(node)
            found = strings(arguments[0]) if arguments else ["message"]
            yield from ((f"{rule.name}.{name}", values) for name in (found if found is not None else ["*"]))
        elif called == "command_text" and isinstance(node.func, ast.Name) and len(node.args) > 1:
            yield from ((f"command.{name}", values) for name in strings(node.args[1]) or [])
        elif called in ("message", "Message"):
            key = node.args[0]
            if isinstance(key, ast.JoinedStr):
                yield f"{ast.literal_eval(key.values[0])}*", None
            else:  # a key that is a variable is a constant elsewhere
                yield from ((name, values if called == "message" else None) for name in strings(key) or [] if name)


@functools.cache
def uses() -> list[tuple[str, set[str] | None]]:
    """But for the modules that make a key of what they are given."""
    found = [use for module in MODULES if layer(module) not in ("messages", "problem", "__main__") for use in used_in(module)]
    return [*found, ("problems.more", {"most"}), ("hint.did-you-mean", {"name"}), ("hint.known", {"names"})]


def test_every_key_that_is_used_is_there_and_gets_its_values():
    english = table("en")
    for key, values in uses():
        assert key in english or key.endswith("*"), key
        if values is not None and key in english:
            chosen = {"count"} if not isinstance(english[key], str) else set()
            assert placeholders(english[key]) | chosen == values | chosen, key


def test_every_key_is_used():
    used = {key for key, _ in uses()} | (constants() & set(table("en")))
    made = tuple(key[:-1] for key in used if key.endswith("*"))
    for key in table("en"):
        group, _, name = key.partition(".")
        if name in ("title", "guide") and group in GROUPS_OF_RULES:
            continue
        if group == "described":  # tests/editing/test_schema.py looks for them
            continue
        assert key in used or (key.startswith(made) and name in constants()), key


def test_no_text_of_a_message_is_anywhere_else():
    """No texts by language, as arguments or in a dictionary."""
    for module, tree in trees().items():
        for node in ast.walk(tree):
            texts: list[tuple[object, ast.expr]] = []
            if isinstance(node, ast.Call):
                texts = [(word.arg, word.value) for word in node.keywords]
            elif isinstance(node, ast.Dict):
                texts = [(ast.unparse(key).strip("'"), value) for key, value in zip(node.keys, node.values, strict=True) if key]
            spoken = {name for name, text in texts if isinstance(text, ast.JoinedStr) or " " in (strings(text) or [""])[0]}
            assert not {"da", "en"} & spoken, f"{module}:{node.lineno}"


# ---- How a text is made ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "da", "en"),
    [
        (Message(""), "", ""),
        (message("unknown-key.delete"), " Slet den.", " Delete it."),
        (message("check.errors", count=1), "1 fejl", "1 error"),
        (message("check.errors", count=0), "0 fejl", "0 errors"),
        (message("slip.missing-space", key=quote("da:"), better=quote("da: x")),
         "Efter »da:« mangler et mellemrum. Skriv »da: x«.", "A space is missing after “da:”. Write “da: x”."),
        (message("unknown-key.message", key=quote("{hint}"), hint=message("hint.did-you-mean", name=quote("motto"))),
         "Ukendt nøgle »{hint}«. Mente du »motto«?", "Unknown key “{hint}”. Did you mean “motto”?"),
        (message("command.building", languages=("da", "en", "sv")),
         "Bygger siderne på da, en og sv …", "Building the pages in da, en and sv …"),
        (message("command.building", languages=("da",)),
         "Bygger siderne på da …", "Building the pages in da …"),
    ],
)  # fmt: skip
def test_a_message_is_filled_in_each_language(said, da, en):
    assert (said["da"], said["en"]) == (da, en)
    assert bool(said) == bool(en)


def test_what_cannot_be_said():
    with pytest.raises(KeyError):
        message("unknown-key.delete")["xx"]
    with pytest.raises(KeyError):
        message("no.such")["en"]
    with pytest.raises(KeyError):
        message("unknown-key.message", key="x")["en"]


# ---- A language more -------------------------------------------------------------------------------------------------


@pytest.fixture
def with_polish(tmp_path, monkeypatch) -> Iterator[None]:
    """Add a language: the file of English with marks of its own in each text, and Polish plural forms."""
    folder = tmp_path / "messages"
    folder.mkdir()
    for file in Path(str(texts.FOLDER)).glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    made = yaml.safe_load((folder / "en.yaml").read_text("utf-8"))
    for group in made.values():
        for name, text in group.items():
            group[name] = f"¡{text}" if isinstance(text, str) else [f"¡{text[0]}", f"¿{text[-1]}", f"…{text[-1]}"]
    made["language"] = {
        "quoted": "„{text}”",
        "and": " i ",
        "plural": "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    }
    (folder / "pl.yaml").write_text(yaml.safe_dump(made, allow_unicode=True), "utf-8")
    monkeypatch.setattr(texts, "FOLDER", folder)
    for cache in (texts.languages, texts.table, parser):
        cache.cache_clear()
    yield
    for cache in (texts.languages, texts.table, parser):
        cache.cache_clear()


def test_a_language_is_one_file(tmp_path, with_polish, capsys):
    folder = edited(tmp_path, ("services/desk.yaml", "provider: provider", "provider: provder"), source=SMALL)
    assert main(["check", "--data", str(folder), "--lang", "pl"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("error: ¡¡No party has the id „provder”.¡ Did you mean „provider”? [unknown-reference]")
    assert told[1] == "…7 files checked: ¡1 error, …0 warnings."
    assert message("check.warnings", count=3)["pl"] == "¿3 warnings"


@pytest.mark.parametrize(("language", "said"), [("da", "Færdig på 5,1 s: 2."), ("en", "Done in 5.1 s: 2.")])
def test_a_number_has_the_decimal_sign_of_the_language(language: str, said: str) -> None:
    assert said in message("command.built", seconds=5.06, pages=2)[language]
