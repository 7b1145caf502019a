"""After each of a row of edits, what is built on what was there equals what is built from nothing, byte for byte."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.built import LANGUAGES, build, contents, copy_catalogue, copy_project, differences, replace
from tests.folders import EXAMPLE, PLATFORM, copy
from tests.random_edits import random_edit

SECOND_SERVICE = """\
id: trial
code: 9X
name: {da: Afprøvning, en: Trial}
provider: provider
sections:
  - id: words
    name: {da: Tekst, en: Text}
    statements:
      - id: words-1
        text:
          da: Kunden og Statens It aftaler en Disaster Recovery, en fastelavnsbolle, og at fastelavnsbollen følger gækkebrevet.
          en: The customer and Statens It agree on a disaster recovery, a carnival bun, and that carnival buns follow the letter.
        about: {tasks: [backup], parties: [customer, provider]}
matrix:
  scheme: raci
  axes: {layer: [middleware, operating-system]}
  parties: [customer, provider]
  cells:
    backup:
      note: a
      middleware:       [I, AR]
      operating-system: [-, AR]
notes:
  - id: a
    kind: limit
    text: {da: Kun på hverdage., en: On working days only.}
"""
NEW_TERM = """\
  - id: zz-bun
    name: {da: fastelavnsbolle, en: carnival bun}
    definition:
      da: Noget, som intet andet begreb handler om.
      en: Something that no other term is about.
    forms:
      da: [fastelavnsboller]
      en: [carnival buns]
    synonyms: {da: [], en: []}
"""
NEW_TASK = """
  - id: zz-rehearsal
    group: itil
    name: {da: Generalprøve, en: Rehearsal}
"""
NEW_ROW = """    zz-rehearsal:
      applications:           [AR, -]
      middleware:             [CI, AR]
      operating-system:       [n/a, n/a]
      server-storage-network: [tbd, tbd]
"""
NEW_STATEMENT = """\
      - id: id-9
        text: {da: Kunden bestiller ydelsen hos Statens It., en: The customer orders the service from Statens It.}
        claims:
          - {party: provider, answers-for: [backup], on: [middleware]}
"""

Edit = Callable[[Path], object]


def change(path: str, old: str, new: str) -> Edit:
    return lambda folder: replace(folder / path, old, new)


def append(path: str, text: str) -> Edit:
    return lambda folder: (folder / path).write_text((folder / path).read_text("utf-8") + text, "utf-8")


def write(path: str, text: str) -> Edit:
    return lambda folder: (folder / path).write_text(text, "utf-8")


def remove(path: str) -> Edit:
    return lambda folder: (folder / path).unlink()


CHANGES = """\
{"date": "2026-01-31", "told": {
  "da": [{"heading": "Kunde", "groups": [{"sentences": [{"runs": [{"mark": "kept", "words": "Kunden får et skrivebord."}]}]}]}],
  "en": [{"heading": "Customer", "groups": [{"sentences": [{"runs": [{"mark": "kept", "words": "The customer gets a desk."}]}]}]}]}}
"""


def record(data: Path) -> None:
    """Record the first changes: from then on every page has a link to them."""
    (data / "changes").mkdir()
    (data / "changes/2026-01-31.json").write_text(CHANGES, "utf-8")


SERVICE = "services/2a.yaml"
ADOPTED = """approval: {by: {da: X, en: X}, date: 2026-01-01, evidence: {da: X, en: X}, digest: 0123456789ab}
status: adopted"""
#: Edits of the data, in the order in which they are made.
EDITS: dict[str, Edit] = {
    "the text of a statement": change(SERVICE, "Ydelsen har koden 2A", "Denne ydelse har koden 2A"),
    "a service more": write("services/trial.yaml", SECOND_SERVICE),
    "the name of a task": change("tasks.yaml", "name: {da: Backup, en: Backup}", "name: {da: Sikkerhedskopi, en: Backup copy}"),
    "a term more": append("glossary.yaml", NEW_TERM),
    "a form more of a term": change("glossary.yaml", "da: [fastelavnsboller]", "da: [fastelavnsboller, fastelavnsbollen]"),
    "a synonym more of a term": change("glossary.yaml", "en: [carnival buns]\n    synonyms: {da: []", "en: [carnival buns]\n    synonyms: {da: [gækkebrevet]"),
    "the name of a term": change("glossary.yaml", "name: {da: fastelavnsbolle, en: carnival bun}", "name: {da: bolle til fastelavn, en: bun for carnival}"),
    "the words that something is sought by": change("search-words.yaml", "da: [leverancen, eksamen", "da: [leverancen, prøvelse"),
    "the definition of a term": change("glossary.yaml", "da: Noget, som intet", "da: Noget, intet"),
    "the name of a layer": change("layers.yaml", "Operativsystem, en: Operating", "Styresystem, en: System for operating"),
    "the text of a note": change(SERVICE, "Der gives kun information", "Der gives alene information"),
    "the text of a note elsewhere": change("services/trial.yaml", "Kun på hverdage.", "Kun på helligdage."),
    "a note less": lambda data: (
        replace(data / "services/trial.yaml", "      note: a\n", ""),
        replace(data / "services/trial.yaml", SECOND_SERVICE[SECOND_SERVICE.index("notes:"):].replace("hverdage", "helligdage"), ""),
    ),
    "the name of the catalogue": change("catalogue.yaml", "{da: Ydelseskatalog, en: Service catalogue}", "{da: Katalog, en: Catalogue}"),
    "a task more": append("tasks.yaml", NEW_TASK),
    "a row more": change(SERVICE, "    # Udvikling og vedligehold\n", f"{NEW_ROW}    # Udvikling og vedligehold\n"),
    "the letters of a cell": change(SERVICE, "middleware:             [I, AR]", "middleware:             [CI, AR]"),
    "a row less": change(SERVICE, NEW_ROW, ""),
    "a task less": change("tasks.yaml", NEW_TASK, ""),
    "the status of a service": change(SERVICE, "status:  ", "status: retired  "),
    "a date": change(SERVICE, "  from:\n", "  from: 2026-02-28\n"),
    "the status of the catalogue": change("catalogue.yaml", "status: restatement", ADOPTED),
    "the status of the catalogue again": change("catalogue.yaml", ADOPTED, "status: restatement"),
    "a statement more": change(SERVICE, "  - id: description\n    name:", f"{NEW_STATEMENT}  - id: description\n    name:"),
    "the name of a section": change(SERVICE, "{da: Om ydelsen, en: About the service}", "{da: Om den, en: About it}"),
    "a statement less": change(SERVICE, NEW_STATEMENT, ""),
    "the name of a party": change("parties.yaml", "short: {da: SIT, en: SIT}", "short: {da: Stat, en: State}"),
    "the word of a letter": change("roles.yaml", "word: {da: Informeres, en: Informed}", "word: {da: Oplyses, en: Told}"),
    "the name of a group": change("tasks.yaml", "{da: Generelt, en: General}", "{da: Alment, en: In general}"),
    "the order of tasks": change("tasks.yaml", "  - id: licences\n    group: general\n", "  - id: licences\n    group: security\n"),
    "the id of a service": lambda data: (
        replace(data / "services/trial.yaml", "id: trial", "id: test-run"),
        (data / "services/trial.yaml").rename(data / "services/test-run.yaml"),
    ),
    "the address of the site": change("catalogue.yaml", "  base-url: ", "  base-url: https://catalogue.example/it "),
    "the address of the forge": change("catalogue.yaml", "  edit-url: ", "  edit-url: https://forge.example/edit/main "),
    "lines that move, and nothing else": change(SERVICE, "matrix:\n", "# who does what\nmatrix:\n"),
    "whom errors are reported to": append("catalogue.yaml", "brand: {contact: {mail: catalogue@example.org}}\n"),
    "the id of a term": change("glossary.yaml", "  - id: zz-bun", "  - id: zz-other"),
    "a term less": lambda data: (data / "glossary.yaml").write_text(
        (data / "glossary.yaml").read_text("utf-8").partition("  - id: zz-other")[0], "utf-8"
    ),
    "a service less": remove("services/test-run.yaml"),
    "the first changes that are told": record,
    "no changes that are told": remove("changes/2026-01-31.json"),
    "no address any more": lambda data: (
        replace(data / "catalogue.yaml", "https://catalogue.example/it", ""),
        replace(data / "catalogue.yaml", "https://forge.example/edit/main", ""),
    ),
}  # fmt: skip
#: Edits of the small catalogue: one that changes, one that adds, one that renames, one that removes.
FEW_EDITS: dict[str, Edit] = {
    "the text of a statement": change("services/desk.yaml", "The customer gets a desk.", "The customer is given a desk."),
    "a service more": lambda data: (data / "services/trial.yaml").write_text(
        (data / "services/desk.yaml")
        .read_text("utf-8")
        .replace("id: desk", "id: trial")
        .replace("code: D1", "code: T1")
        .replace("{da: Skrivebord, en: Desk}", "{da: Afprøvning, en: Trial}"),
        "utf-8",
    ),
    "the name of a task": change("tasks.yaml", "name: {da: Backup, en: Backup}", "name: {da: Sikkerhedskopi, en: Backup copy}"),
    "a service less": remove("services/trial.yaml"),
    "the first changes that are told": record,
}


def both(path: str, edit: Callable[[str], Edit]) -> Edit:
    """Return an edit that does the same in the prose of each language."""
    return lambda root: [edit(f"docs/{language}/{path}")(root) for language in LANGUAGES]


PAGE = """(zz-page)=
# Page {language}

(zz-place)=
## Task {{catalogue:task}}`backup`

{{catalogue:term}}`{term}`, {{catalogue:service}}`{service}`, {{catalogue:layer}}`{layer}`, {{catalogue:party}}`customer`, {{catalogue:statement}}`{statement}`.
"""
#: What the page refers to, in the live catalogue and in the small one.
LIVE_IDS = {"term": "itil", "service": "2a", "layer": "middleware", "statement": "2a.security-4"}
SMALL_IDS = {"term": "customer", "service": "desk", "layer": "lower", "statement": "desk.copies-1"}


def write_pages(root: Path, ids: dict[str, str]) -> None:
    for language in LANGUAGES:
        (root / "docs" / language / "zz-page.md").write_text(PAGE.format(language=language, **ids), "utf-8")


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10"></svg>'
#: Edits of the project: prose, and everything else that pages are made of.
PROJECT_EDITS: dict[str, Edit] = {
    "words of a page": append("docs/da/about.md", "\n\nEt afsnit mere om gækkebrevet.\n"),
    "a page more": lambda root: write_pages(root, LIVE_IDS),
    "a link to it": both("about.md", lambda path: append(path, "\n\n[](#zz-place) [x](zz-page.md) {catalogue:task}`restore`\n")),
    "the name of what a page refers to": change("data/tasks.yaml", "{da: Restore, en: Restore}", "{da: Genskab, en: Recreate}"),
    "the name of what the new page refers to": change("data/tasks.yaml", "{da: Backup, en: Backup}", "{da: Kopi, en: Copy}"),
    "the heading of a page": change("docs/da/zz-page.md", "# Page da", "# Siden"),
    "a term that a page mentions": append("data/glossary.yaml", NEW_TERM.replace("[fastelavnsboller]", "[fastelavnsboller, gækkebrevet]")),
    "an explanation of a letter": change("data/roles.yaml", "Carries out the task.", "Does the task."),
    "style": append("_ext/service_catalogue/theme/styles/catalogue.css", "\n.zz { color: inherit }\n"),
    "the frame of pages": change("_ext/service_catalogue/theme/layout.html", "<body", '<body data-zz="1"'),
    "a word of the interface": change("_ext/service_catalogue/locale/da.yaml", "nav.search: Søg", "nav.search: Søgning"),
    "a word in a part of a page": change("_ext/service_catalogue/locale/en.yaml", "not-stated: not stated", "not-stated: nowhere stated"),
    "code": change("_ext/service_catalogue/views/allocation.py", 'words("task.kicker")', 'words("task.kicker").upper()'),
    "a file of the theme more": write("_ext/service_catalogue/theme/styles/zz.css", "p { margin: 0 }\n"),
    "a file of the theme less": remove("_ext/service_catalogue/theme/styles/zz.css"),
    "a picture": lambda root: (
        (root / "docs/da/zz.svg").write_text(PICTURE, "utf-8"),
        append("docs/da/about.md", "\n\n![Et billede](zz.svg)\n")(root),
    ),
    "another picture": write("docs/da/zz.svg", PICTURE.replace("10", "20")),
    "no picture": lambda root: (
        (root / "docs/da/zz.svg").unlink(), change("docs/da/about.md", "\n\n![Et billede](zz.svg)\n", "")(root),
    ),
    "no link to it": both("about.md", lambda path: change(path, "\n\n[](#zz-place) [x](zz-page.md) {catalogue:task}`restore`\n", "")),
    "a page less": both("zz-page.md", remove),
}  # fmt: skip


#: Edits of the small project, data and prose, several at a time: first what changes and adds, then what renames and removes.
SMALL_EDITS: dict[str, Edit] = {
    **PROJECT_EDITS,
    "a page more": lambda root: write_pages(root, SMALL_IDS),
    **{f"{name}, in the data": lambda root, edit=edit: edit(root / "data") for name, edit in FEW_EDITS.items()},
    "the text again": change("data/services/desk.yaml", "The customer is given a desk.", "The customer gets a table."),
    "damage": lambda root: damage(root.parent / "kept"),
}
STEPS = (
    ("the text of a statement, in the data", "a service more, in the data", "words of a page", "a page more"),
    (
        "the name of a task, in the data",
        "a service less, in the data",
        "a page less",
        "the first changes that are told, in the data",
    ),
    ("damage", "the text again"),
)


def _of_now(found: list[str]) -> list[str]:
    """Those of the differences that are not in a former edition, which the site made from nothing has not."""
    return [each for each in found if not re.match(r"(only in the \w+: )?v/", each)]


def follow(steps: Iterable[tuple[str, ...]], table: dict[str, Edit], tmp_path: Path, folder: Path, where: dict) -> None:
    """Make the edits of each step, and compare what is built then with what is built from nothing."""
    site = build(tmp_path / "kept", **where).folder
    before = contents(site)
    for names in steps:
        for name in names:
            table[name](folder)
        # A forked build has the templates in memory.
        build(tmp_path / "kept", **where, **({"PYTHONHASHSEED": "0"} if "damage" in names else {}))
        clean = build(tmp_path / "clean", **where)
        assert _of_now(differences(site, clean.folder)) == [], f"after {names}"
        now = contents(site)
        assert now != before, f"{names} change nothing: correct the test"
        before = now
        shutil.rmtree(tmp_path / "clean")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(PLATFORM, tmp_path / "data")


def test_every_edit_can_be_made(data: Path) -> None:
    for edit in EDITS.values():
        edit(data)


def damage(built: Path) -> None:
    """Halve, or change, everything that a build has cached, and some of what it has made; no file may cause a traceback."""
    work = built / "work"
    kept = [path for path in work.rglob("*") if path.is_file() and {"catalogue-html", "store", "templates"} & set(path.parts)]
    outputs = [work / "html" / language for language in LANGUAGES]
    parts = [next(output.glob("_static/search/rare.*.js")) for output in outputs]
    pages = [output / name for output in outputs for name in ("services/desk.html", "objects.inv", "accessibility.html")]
    assert len(kept) > 70
    for number, path in enumerate([*kept, *parts, *pages]):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if number % 2 else content.replace(b"e", b"a"))
    next(outputs[0].glob("_static/search/index.*.js")).write_bytes(b"[" * 100_000)
    (work / "doctrees/en/about.doctree").write_bytes(b"\x80junk")
    next(outputs[0].glob("_static/fonts/*.woff2")).write_bytes(b"wOF2")


def test_changes_additions_renames_removals_and_damage(tmp_path: Path) -> None:
    """Of data and of prose; each kind of edit by itself is made by the long tests."""
    data = copy_catalogue(tmp_path / "project")
    follow(STEPS, SMALL_EDITS, tmp_path, data.parent, {"data": data})


def current(folder: Path) -> dict[str, bytes]:
    """Every file of a site but what it keeps of editions."""
    return {path: content for path, content in contents(folder).items() if not path.startswith("v/")}


def edit_and_put_back(folder: Path, edits: Iterable[Edit], made: Callable[[], dict[str, bytes]], changed: set[str]) -> None:
    """Make ``edits``, which change what is ``made``; put the files of ``folder`` back with their old times: all is as it was."""
    before, kept = made(), shutil.copytree(folder, folder.with_name("as-it-was"))
    for edit in edits:
        edit(folder)
    edited = made()
    assert {path for path in before if edited.get(path) != before[path]} >= changed
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    now = made()
    assert [path for path in before if now.get(path) != before[path]] == []


def test_prose_is_believed_by_its_content_and_not_by_its_time(tmp_path: Path) -> None:
    data = copy_catalogue(tmp_path / "project")
    docs = data.parent / "docs"
    write("en/zz.svg", PICTURE)(docs)
    append("en/about.md", "\n\n![A picture](zz.svg)\n")(docs)
    edits = (append("da/about.md", "\n\nEn sætning.\n"), write("en/zz.svg", PICTURE.replace("10", "20")))
    shown = {"da/about.html", "en/_images/zz.svg"}
    edit_and_put_back(docs, edits, lambda: current(build(tmp_path / "kept", data=data).folder), shown)


@pytest.mark.long
def test_random_edits_of_several_services(tmp_path: Path) -> None:
    """One of them extends another."""
    chance, data = random.Random(18), copy(tmp_path, EXAMPLE)
    site = build(tmp_path / "kept", data=data).folder
    for number in range(12):
        random_edit(data, chance)
        build(tmp_path / "kept", data=data)
        clean = build(tmp_path / "clean", data=data)
        assert _of_now(differences(site, clean.folder)) == [], f"after edit {number}"
        shutil.rmtree(tmp_path / "clean")


@pytest.mark.long
def test_every_edit_of_data(tmp_path: Path, data: Path) -> None:
    follow(((name,) for name in EDITS), EDITS, tmp_path, data, {"data": data})


@pytest.mark.long
def test_every_edit_of_the_project(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    follow(((name,) for name in PROJECT_EDITS), PROJECT_EDITS, tmp_path, project, {"root": project})
