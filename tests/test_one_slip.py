"""One slip is told once, beside the ids, and the translations that are recorded of a catalogue."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.messages.problem import Severity
from service_catalogue.model import json_schema
from service_catalogue.model.confirmations import confirm
from service_catalogue.model.fields import texts_by_place
from service_catalogue.model.published_ids import record

from tests.folders import DESK, Found, cases, checked, copy, plant, problems

STANDARDS = """\
standards:
  - id: iso
    name: {da: ISO, en: ISO}
    description: {da: En standard., en: A standard.}
    clauses:
      - id: A.1
        title: {da: Kopier, en: Copies}
"""
AXES = """\
axes:
  - id: phase
    name: {da: Fase, en: Phase}
    values:
      - id: early
        name: {da: Tidlig, en: Early}
"""
SEARCH_WORDS = """\
search-words:
  - {for: "task:backup", words: {da: [spejling], en: [mirroring]}}
  - {for: "statement:desk.copies-1", words: {da: [nat], en: [night]}}
  - {for: "note:desk.1", words: {da: [weekend], en: [weekend]}}
"""
#: An object's own id, on a line of its own.
_ID = re.compile(r"^(?P<indent> *(?:- )?)(?P<key>id|letter): (?P<id>.+)\n", re.MULTILINE)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """Return a catalogue with every kind of object, of which all is recorded that can be."""
    folder = copy(tmp_path_factory.mktemp("recorded"))
    (folder / "standards.yaml").write_text(STANDARDS, "utf-8")
    (folder / "axes.yaml").write_text(AXES, "utf-8")
    (folder / "search-words.yaml").write_text(SEARCH_WORDS, "utf-8")
    catalogue = check(folder).catalogue
    assert catalogue
    record(folder, catalogue)
    confirm(folder, catalogue, texts_by_place(catalogue))
    assert checked(folder).problems == ()
    return folder


@pytest.fixture
def folder(recorded, tmp_path) -> Path:
    """Return a copy of that catalogue, which a test may change."""
    return Path(shutil.copytree(recorded, tmp_path / "data"))


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_missing_id_is_told_once(folder, every):
    """One of each kind, or all."""
    tried = set()
    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text("utf-8")
        for hit in _ID.finditer(text):
            file, line = path.relative_to(folder).as_posix(), text.count("\n", 0, hit.start()) + 1
            if not every and (file, hit["indent"]) in tried:
                continue
            before, after = text[: hit.start()], text[hit.end() :]
            for written in (f"{hit['indent']}{hit['key']}:\n{after}", f"{hit['indent']}{after.lstrip(' ')}"):
                path.write_text(before + written, "utf-8")
                result = checked(folder)
                (told,) = result.problems
                assert (told.rule.name, told.at.path) == ("missing-key", str(path)), hit[0]
                assert (told.at.line, told.at.column) == (line, len(hit["indent"]) + 1), hit[0]
                json_schema.files(result.catalogue)  # as the check does where the data name them
            tried.add((file, hit["indent"]))
        path.write_text(text, "utf-8")
    assert len(tried) == 14, "of every kind"


#: A list on one line behind its key, and its items.
_LIST = re.compile(r"(?<=: )\[([^\[\]\n]+)\]")


def _slips(hit: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield texts for the place of a list, each with one slip, and the offset of the slip; -1 where it may be no error."""
    items = hit[1].split(", ")
    yield "[]", -1
    yield hit[1], -1
    if len(items) > 1:
        yield f"[{hit[1].replace(', ', ' ', 1)}]", -1
    for index, item in enumerate(items):
        before, after = ", ".join([*items[:index], ""]), ", ".join(["", *items[index + 1 :]])
        yield f"[{before}''{after}]", hit.start(1) + len(before)
        yield f"[{before}{item}x{after}]", -1


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_slip_in_a_list_is_told_once(folder, every):
    """A fifth of them in the first list of each kind, or all."""
    tried = set()
    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text("utf-8")
        file = path.relative_to(folder).as_posix()
        for hit in _LIST.finditer(text):
            key = re.findall(r"[\w-]+(?=: *$)", text[: hit.start()])[-1:]
            if not every and (file, *key) in tried:
                continue
            tried.add((file, *key))
            for written, index in itertools.islice(_slips(hit), 0, None, 1 if every else 5):
                path.write_text(text[: hit.start()] + written + text[hit.end() :], "utf-8")
                told = [problem for problem in checked(folder).problems if problem.severity is Severity.ERROR]
                assert len(told) <= 1, (file, hit[0], written, told)
                if index >= 0:
                    start = text.rfind("\n", 0, index) + 1
                    place = text.count("\n", 0, index) + 1, index - start + 1
                    assert [(problem.at.line, problem.at.column) for problem in told] == [place], (file, hit[0], written)
                    assert told[0].rule.name in ("wrong-shape", "missing-cell"), (file, hit[0], written)
        path.write_text(text, "utf-8")
    assert len(tried) == 18, "of every kind"


SLIPS = cases("""
== the languages of the catalogue, of which one is misspelt
@ catalogue.yaml
- languages: [da, en]
+ languages: [⟦missing-translation⟧de, en]

== a tension about a letter, without its id
-   - id: t1
-     at: [what-1, ownership.lower]
+   - ⟦missing-key⟧at: [what-1, ownership.lower, letter.A]

== the id of a service is misspelt as a key
- id: desk
+ ⟦unknown-key⟧Id: desk

== a second document
- code: D1
+ ⟦forbidden-yaml⟧---
+ code: D1

== a second document in a file that all share
@ tasks.yaml
- tasks:
+ ⟦forbidden-yaml⟧---
+ tasks:

== a statement with the id of another
-           - id: copies-2
+           - id: ⟦duplicate-id⟧copies-1

== a task with the id of another
@ tasks.yaml
-   - id: restore
+   - id: ⟦duplicate-id⟧backup

== an id of a task that cannot be one
@ tasks.yaml
-   - id: backup
+   - id: ⟦invalid-id⟧Backup data

== an id of a statement that cannot be one
-           - id: copies-1
+           - id: ⟦invalid-id⟧Copies 1

== an id of a note that cannot be one
-   - id: only-faults
+   - id: ⟦invalid-id⟧Only faults

== another id of the service
- id: desk
+ id: ⟦wrong-file⟧chair

== a language twice
@ catalogue.yaml
- languages: [da, en]
+ languages: [da, ⟦duplicate-id⟧da]

== a letter that is none
@ roles.yaml
-       - letter: R
+       - letter: ⟦invalid-value⟧Re

== a letter twice
@ roles.yaml
-       - letter: I
+       - letter: ⟦duplicate-id⟧C

== a letter that is none, which an exception is about: what else it is about is told
@ roles.yaml
-       - letter: R
+       - letter: ⟦invalid-value⟧Re
@ services/desk.yaml
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-1, copies-2, backup.lower, letter.R, ⟦unknown-reference⟧copies-9]

== the id of a standard that cannot be one, of which a clause is referred to
@ standards.yaml
-   - id: iso
+   - id: ⟦invalid-id⟧ISO 9
@ services/desk.yaml
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         standards: [iso.A.1]

== the id of a clause that cannot be one, which is referred to
@ standards.yaml
-       - id: A.1
+       - id: ⟦invalid-id⟧A 1
@ services/desk.yaml
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         standards: [iso.A.1]

== how many may have a letter is not a value: its exception may be needed
@ roles.yaml
-         count: some
+         count: ⟦invalid-value⟧many

== the line with an id is written twice
-   - id: only-faults
+   - id: only-faults
+   - ⟦duplicate-key⟧id: only-faults

== the line with the rule of an exception is written twice
-   - rule: someone-responsible
+   - rule: someone-responsible
+   - ⟦duplicate-key⟧rule: someone-responsible

== an item with nothing but its id, and another with another
-   - id: only-faults
+   - ⟦missing-key⟧⟦missing-key⟧id: only
+   - id: only-faults

== the key of a list is written twice
- notes:
-   - id: 1
+ notes:
+ ⟦duplicate-key⟧notes:
+   - id: 1

== the key of a list that others refer to is written twice
@ glossary.yaml
- terms:
+ terms:
+ ⟦duplicate-key⟧terms:

== the line with the id of a statement is missing: its other keys are those of another one
-           - id: copies-2
-             text
+             ⟦duplicate-key⟧text

== the line with the id of a note is missing, and the note has another fault
-   - id: 2
-     kind: limit
+     ⟦duplicate-key⟧kind: ⟦invalid-value⟧limits

== the line with the id of a task is missing, which is reported before a task that there is not
@ tasks.yaml
-   - id: restore
-     group: safety
+     ⟦duplicate-key⟧group: safety
@ services/desk.yaml
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownershp], layers: [upper], parties: [customer]}

== the key of the tasks is that of the groups: the tasks are not missing, and neither is their key
@ tasks.yaml
- tasks:
+ ⟦duplicate-key⟧groups:

== the key of the notes is that of the tensions, which is reported before a note that is in neither
- tensions:
+ ⟦duplicate-key⟧notes:
-       lower: [CI, AR]
+       lower: [CI other, AR]

== a key is there twice, and two are missing
-   - id: 1
-     kind: condition
-     text: {da: Kun hverdage., en: Weekdays only.}
+   - ⟦missing-key⟧⟦missing-key⟧id: 1
+     ⟦duplicate-key⟧id: one

== statements that are no list are there all the same
-       - id: what-1
-         kind: information
+         ⟦wrong-shape⟧kind: information

== a language that is misspelt
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, ⟦missing-translation⟧enx: Stay calm}

== the id of a note that search words are for is misspelt
-   - id: 1
+   - id: 1x
-       note: 1
+       note: ⟦undefined-note⟧1

== the id of a note that search words are for, and to which nothing else refers, is misspelt
@ search-words.yaml
-   - {for: "note:desk.1",
+   - {for: ⟦unknown-reference⟧"note:desk.7",

== a space is missing before a text in quotation marks that has a comma
@ glossary.yaml
-     from: {da: "Standard X, punkt 1", en: "Standard X, clause 1"}
+     from: {⟦unknown-key⟧da:"Standard X, punkt 1", en: "Standard X, clause 1"}

== a space is missing before a text that is cut at its comma too
@ glossary.yaml
-     from: {da: "Standard X, punkt 1", en: "Standard X, clause 1"}
+     from: {⟦unknown-key⟧da:Standard X, ⟦unknown-key⟧punkt 1, en: "Standard X, clause 1"}

== the key of a list is there again in its middle
@ glossary.yaml
-   - id: sit
+ ⟦duplicate-key⟧terms:
+   - id: sit

== a confirmed text that is cut, and whose other part looks like a language
@ glossary.yaml
-     definition: {da: En kopi., en: A copy.}
+     definition: {da: En, ⟦missing-translation⟧to, en: A copy.}
""")


@pytest.mark.parametrize("edits", SLIPS)
def test_a_slip_is_told_once(folder, edits):
    expected = plant(folder, *edits)
    assert [problem for problem in problems(folder) if problem.rule != "unused-task"] == expected


@pytest.mark.parametrize(
    ("name", "other", "hint"),
    [
        (DESK, "services/desk.yml", "Name it “desk.yaml”."),
        (DESK, "desk.yaml", "Move it to “services/desk.yaml”."),
        (DESK, "desk.yml", "Move it to “services/desk.yaml”."),
        (DESK, "services/old/desk.yaml", "Move it to “services”, or out of the folder of the data."),
        ("tasks.yaml", "tasks.yml", "Name it “tasks.yaml”."),
        ("tasks.yaml", "task.yaml", "Did you mean “tasks.yaml”?"),
    ],
)
def test_a_misplaced_file_is_told_once(folder, name, other, hint):
    (folder / other).parent.mkdir(exist_ok=True)
    (folder / name).rename(folder / other)
    assert problems(folder) == [Found(other, 1, 1, "wrong-file")]
    assert check(folder).problems[0].message["en"].endswith(hint)


def test_a_service_that_is_gone_is_told_once(folder):
    (folder / DESK).unlink()
    assert problems(folder) == [Found("published-ids.yaml", 5, 7, "renamed-id")]


def test_of_a_published_id_that_is_gone_a_new_one_is_meant(folder):
    plant(folder, (DESK, "id: copies-2\n", "id: copies-0\n"))
    hints = {problem.rule.name: problem.message["en"].partition("Did you mean ")[2] for problem in check(folder).problems}
    assert hints["renamed-id"] == "“desk.copies-0”?"
    assert hints["unknown-reference"].startswith("“copies-0”?")
