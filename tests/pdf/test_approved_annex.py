"""An annex can be signed while it prints what was approved: whatever else changes what it prints, it is a draft."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from service_catalogue.check.checker import check
from service_catalogue.locale.words import table_of
from service_catalogue.model.approvals import approval_standing, binds, number
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Claim, _dataclass_in
from service_catalogue.pdf.annex import Annex, annex_sheet, read_annex, why_draft
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.types import Localized
from service_catalogue.yaml.values import Keyed, digest

from tests.folders import EXAMPLE, FIXTURES, PLATFORM, SMALL, approve, catalogue_of, edited, named_cases, plant

CATALOGUES = (SMALL, PLATFORM, FIXTURES / "tiny", FIXTURES / "nordic" / "data", *sorted((FIXTURES / "catalogues").iterdir()))
#: What the words that bind are, by the number of their set. A change of one gets a new number: the old words go into ``locale/former``.
#: A new word, which no signed paper has, is added to the last set.
SETS = {
    "da": ["5e60579c11cd", "46840bf576f0"],
    "en": ["ac7ffc4e6a11", "92c5c6f12ff0"],
    "sv": ["0207c52a1f6f", "cde79b352f0c"],
}


def annex_of(folder: Path, catalogue: Catalogue, service: str) -> Annex:
    """Return an annex to ``service`` that chooses all that it can."""
    choices = catalogue.objects["service"][service].choices
    chosen = ["on-call: yes"] * bool(choices and choices.on_call) + ["environments: [A]"] * bool(choices and choices.environments)
    file = folder / "annex.yaml"
    file.write_text("\n".join(["system: X", "owner: X", f"service: {service}", "date: 2026-12-01", *chosen, ""]), "utf-8")
    annex = read_annex(file, catalogue).annex
    assert annex is not None
    return annex


def printed(annex: Annex, catalogue: Catalogue) -> str:
    """Return the data of an annex for Typst, as for signature, without the digest of all data."""
    sheet, feet, _ = annex_sheet(annex, "", catalogue, (), "")
    return (sheet.json + json.dumps(feet)).replace(catalogue.digest, "")


def with_words(catalogue: Catalogue, bind: bool) -> Catalogue:
    """Return ``catalogue`` with words of its own for those that ``bind``, or for all others."""
    words = Keyed(catalogue.identity.words)
    for language in catalogue.identity.languages:
        table = {**(table_of("en") or {}), **(table_of(language) or {}), **words.get(language, {})}
        chosen = {key: text for key, text in table.items() if binds(key) == bind}
        more = {key: f"{text} Q" if isinstance(text, str) else {form: f"{one} Q" for form, one in text.items()} for key, text in chosen.items()}  # fmt: skip
        words[language] = Keyed({**words.get(language, {}), **more})
    return replace(catalogue, read_identity=replace(catalogue.identity, words=words))


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.relative_to(FIXTURES).as_posix())
def test_an_annex_prints_no_words_but_those_that_bind(tmp_path: Path, source: Path) -> None:
    catalogue = catalogue_of(source)
    for service in catalogue.services:
        annex = annex_of(tmp_path, catalogue, service.id)
        assert printed(annex, with_words(catalogue, bind=False)) == printed(annex, catalogue)
        assert printed(annex, with_words(catalogue, bind=True)) != printed(annex, catalogue)


def test_the_words_that_bind_are_a_numbered_set() -> None:
    """Whoever changes one adds the former words to ``locale/former``, and the digest of the new set here."""
    for language, sets in SETS.items():
        words = {key: text for key, text in table_of(language).items() if binds(key)}
        found = digest(json.dumps(words, sort_keys=True, ensure_ascii=False).encode())
        assert (found, number(language)) == (sets[-1], len(sets)), language


#: What the small catalogue lacks of what an annex can print, in two steps.
MORE, MOST = named_cases(__file__).values()
#: The texts of a service that no annex prints.
UNSIGNED = {
    *(f"Claim.{key}" for key in ("quote", "promises", "may", "owns", "condition")),  # the text of its statement says it
    *(f"Service.{key}" for key in ("family", "motto", "lead")),  # of the cover of a booklet
    "Option.asks",  # of an option that the annex takes: tests/pdf/test_choices.py
}


def texts_in(kind: type, known: set[type]) -> Iterator[str]:
    """Yield the fields with texts in each language of ``kind`` and of the objects in it: ``Note.text``."""
    known.add(kind)
    for key, (_, annotation, _) in fields_of(kind).items():
        if Localized in (annotation, *get_args(annotation), *itertools.chain(*map(get_args, get_args(annotation)))):
            yield f"{kind.__name__}.{key}"
        elif (inner := _dataclass_in(annotation)) and inner not in known:
            yield from texts_in(inner, known)


def marked(value: Any, blank: Localized, field: str = "") -> Any:
    """Return ``value`` with the name of its ``field`` in each text, which is ``blank`` where there is none."""
    if isinstance(value, Localized):
        result = Localized()
        result.update({language: text.saying(f"{text} ‹{field}›") for language, text in value.items()})
        result.at = value.at
        return result
    if isinstance(value, Keyed):
        return Keyed({key: marked(item, blank, field) for key, item in value.items()})
    if isinstance(value, tuple):
        return tuple(marked(item, blank, field) for item in value)
    if not is_dataclass(value):
        return value
    changes = {}
    for key, (name, annotation, _) in fields_of(type(value)).items():
        content = getattr(value, name)
        if content is None and Localized in get_args(annotation) and not isinstance(value, Claim):
            content = blank
        changes[name] = marked(content, blank, f"{type(value).__name__}.{key}")
    return replace(value, **changes)


def test_every_text_that_parties_sign_is_in_an_annex_or_is_named(tmp_path: Path) -> None:
    """Also that of a new field."""
    printed_fields: set[str] = set()
    for source, edits, ids in ((SMALL, [*MORE, *MOST], ["desk"]), (EXAMPLE, (), ["calls", "hosting"])):
        folder = edited(tmp_path / source.name, *edits, source=source)
        approve(folder, *ids, languages=catalogue_of(source).identity.languages)
        catalogue = check(folder).catalogue
        every = replace(catalogue, services=tuple(marked(each, each.name) for each in catalogue.services))
        for id in ids:
            printed_fields.update(re.findall("‹([^›]*)›", printed(annex_of(folder, catalogue, id), every)))
    assert {*texts_in(Service, set())} - printed_fields == UNSIGNED


def leaves(node: yaml.Node, key: str = "") -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield the values in ``node``, each with the key that it is under."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from leaves(value, name.value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from leaves(value, key)
    elif isinstance(node, yaml.ScalarNode):
        yield key, node


def others(key: str, value: str, known: dict[str, set[str]]) -> Iterator[str]:
    """Yield values to put in the place of ``value``: another day or a longer text, and for an id or a word some of the same key."""
    yield (
        re.sub(r"\d{4}", lambda year: str(int(year[0]) - 1), value, count=1)
        if re.fullmatch("[-0-9]{10}", value)
        else f"{value} Q"
    )
    if re.fullmatch("[A-Za-z0-9.-]*", value) and key not in ("da", "en"):
        yield from sorted(each for each in known[key] - {value} if re.fullmatch("[A-Za-z0-9.-]*", each))[:3]


@pytest.mark.long
@pytest.mark.parametrize("whole", [False, True], ids=["the service", "the whole"])
@pytest.mark.parametrize(("source", "service"), [(SMALL, "desk"), (EXAMPLE, "calls")])
def test_an_annex_is_a_draft_once_a_value_changes_that_it_prints(tmp_path: Path, source: Path, service: str, whole: bool) -> None:
    """Each value of the small catalogue, one at a time, and of the example each twelfth."""
    folder = edited(tmp_path, *(MORE if source is SMALL else ()), source=source)
    assert [problem.message["en"] for problem in check(folder).problems if problem.is_error] == []
    approve(folder, *([] if whole else [service]), languages=check(folder).catalogue.identity.languages)
    catalogue = check(folder).catalogue
    annex, own = annex_of(tmp_path, catalogue, service), catalogue.objects["service"][service]
    assert approval_standing(catalogue, own).changes == ()
    before, seen, quiet = printed(annex, catalogue), 0, 0
    signable: list[str] = []
    files = {path: path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml")) if path.name != "search-words.yaml"}
    nodes = [(path, key, node) for path, text in files.items() for key, node in leaves(yaml.compose(text))]
    known: dict[str, set[str]] = {}
    for _, key, node in nodes:
        known.setdefault(key, set()).add(node.value)
    for path, key, node in nodes[:: 1 if source is SMALL else 12]:
        text = files[path]
        for other in others(key, node.value, known):
            start, end = node.start_mark.index, node.end_mark.index
            more = "\n" * text[start:end].endswith("\n")
            path.write_text(f"{text[:start]}{json.dumps(other, ensure_ascii=False)}{more}{text[end:]}", "utf-8")
            result = check(folder)
            if result.failed or service not in result.catalogue.objects["service"]:
                continue
            changes = printed(annex, result.catalogue) != before
            is_draft = bool(why_draft(annex, result.catalogue, ()))
            if changes and not is_draft:
                signable.append(f"{path.name}:{node.start_mark.line + 1}: {key}: {node.value} → {other}")
            seen, quiet = seen + changes, quiet + (not is_draft)
        path.write_text(text, "utf-8")
    assert signable == []
    assert seen > 30 and (whole or quiet > 10), "much of it is printed, and some of it is not"


@pytest.mark.parametrize("whole", [False, True], ids=["the service", "the whole"])
@pytest.mark.parametrize(("edit", "changed"), [
    (("catalogue.yaml", "authoritative: da", "authoritative: en"), "catalogue/authoritative"),
    (("catalogue.yaml", "languages: [da, en]", "languages: [en, da]"), "catalogue/languages"),
    (("catalogue.yaml", "redirects: {}", "words: {en: {annex.terms: Does not bind}}"), "catalogue/words.en.annex.terms"),
    (("catalogue.yaml", "redirects: {}", "words: {en: {nav.search: Find}}"), ""),
])  # fmt: skip
def test_what_an_approval_covers_besides_the_service(tmp_path: Path, edit, changed: str, whole: bool) -> None:
    folder = edited(tmp_path)
    approve(folder, *([] if whole else ["desk"]))
    plant(folder, edit)
    result = check(folder)
    assert not result.failed
    assert approval_standing(result.catalogue, result.catalogue.services[0]).changes == ((changed,) if changed else ())
    names = [problem.message["en"] for problem in result.problems if problem.rule.name == "changed-since-approval"]
    assert all(f"“{changed}”" in name for name in names) and bool(names) == bool(changed)


def test_a_term_that_one_language_uses_is_explained_in_both(tmp_path: Path) -> None:
    edits = (
        ("glossary.yaml", "en: customer}", "en: buyer}"),
        ("glossary.yaml", "en: [customers]", "en: [buyers]"),
        ("glossary.yaml", "- id: customer\n", "- id: customer\n    explained: true\n"),
    )
    catalogue = check(edited(tmp_path, *edits)).catalogue
    shown = printed(annex_of(tmp_path, catalogue, "desk"), catalogue)
    assert "Den der betaler." in shown and "The one who pays." in shown
