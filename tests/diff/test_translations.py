"""No translation is silently older than its text: the lock, what the check says of it, and what raises no false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.confirmations import LOCK_FILE
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import plain

from tests.diff.test_states import run
from tests.folders import DESK, SMALL, copy, plant, problems
from tests.repository import commit, git

CHANGED = (DESK, "da: Kunden får et skrivebord.", "da: Kunden får to skriveborde.")
STATEMENT = "          - id: copies-2\n            text: {da: Kunden har ansvaret for kopien., en: The copy is the customer's responsibility.}\n"


@pytest.fixture
def locked(repository, capsys) -> Path:
    """Return the small catalogue with every translation confirmed."""
    assert run(capsys, "translations", "--confirm", "all")[0] == 0
    commit(repository)
    return repository / "data"


def stale(folder: Path) -> list[tuple[str, int, int]]:
    return [(found.file, found.line, found.column) for found in problems(folder) if found.rule == "stale-translation"]


def test_without_a_lock_all_are_new(repository, capsys):
    status, out, _ = run(capsys, "translations", "--confirm", "new", "--lang", "en")
    count = int(out.partition(" ")[0])
    assert (status, count > 0) == (0, True)
    assert stale(repository / "data") == []


def test_without_a_lock_nothing_is_said(tmp_path):
    folder = copy(tmp_path)
    plant(folder, CHANGED)
    assert problems(folder) == []


def test_a_changed_text_is_told_once_at_its_translation(locked):
    plant(locked, CHANGED)
    line = (locked / DESK).read_text("utf-8").splitlines()[24]
    assert stale(locked) == [(DESK, 25, line.index("The customer") + 1)]
    (problem,) = check(locked).problems
    assert problem.severity.value == "warning"
    assert problem.message["da"] == (
        "Teksten er ændret på »da« og ikke her. Ret den, og kør »catalogue translations --confirm statement:desk.what-1/text«."
    )


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_new_is_told_once_at_the_first(locked, count):
    tasks = [f"  - {{id: rest-{n}, group: running, name: {{da: Hvile {n}, en: Rest {n}}}}}\n" for n in range(count)]
    plant(locked, ("tasks.yaml", "tasks:\n", f"tasks:\n{''.join(tasks)}"))
    line = (locked / "tasks.yaml").read_text("utf-8").splitlines()[7]
    assert stale(locked) == [("tasks.yaml", 8, line.index("Rest 0") + 1)]
    (problem,) = (problem for problem in check(locked).problems if problem.rule.name == "stale-translation")
    assert "rest-0" in problem.message["en"]


#: What moves or rewraps texts and changes none: edits of the small catalogue.
QUIET = {
    "reflow": [(DESK, "Leverandøren tager en [[backup|kopi]]\n                af alt, hver nat.", "Leverandøren tager\n                en [[backup|kopi]] af alt, hver nat.")],
    "another style": [(DESK, "text: {da: Kun hverdage., en: Weekdays only.}", "text:\n      en: Weekdays only.\n      da: |\n        Kun hverdage.")],
    "a move to another section": [
        (DESK, "      - id: ask-1\n        kind: information\n        text: {da: Spørg leverandøren., en: Ask the provider.}\n", "      []\n"),
        (DESK, "        about: {tasks: [ownership], layers: [upper], parties: [customer]}\n", "        about: {tasks: [ownership], layers: [upper], parties: [customer]}\n      - id: ask-1\n        kind: information\n        text: {da: Spørg leverandøren., en: Ask the provider.}\n"),
    ],
    "another id": [("glossary.yaml", "  - id: sit\n", "  - id: provider\n")],
    "another order": [("tasks.yaml", "  - id: running\n    name: {da: Drift, en: Running}\n", ""), ("tasks.yaml", "    parent: running\n", "    parent: running\n  - id: running\n    name: {da: Drift, en: Running}\n")],
    "a removed text": [("tasks.yaml", "    description: {da: At tage kopier., en: Taking copies.}\n", "")],
    "a corrected translation": [(DESK, "en: The customer gets a desk.", "en: The customer gets one desk.")],
    "two texts that change places": [("tasks.yaml", "name: {da: Drift, en: Running}", "name: {da: Sikkerhed, en: Safety }"), ("tasks.yaml", "name: {da: Sikkerhed, en: Safety}", "name: {da: Drift, en: Running}")],
}  # fmt: skip


@pytest.mark.parametrize("name", QUIET)
def test_no_false_alarm(locked, name):
    plant(locked, *QUIET[name])
    assert stale(locked) == []


def test_no_false_alarm_after_a_rebase_and_a_squash(locked, capsys):
    """The lock knows texts and no commits."""
    root = locked.parent
    git(root, "checkout", "-q", "-b", "wish")
    plant(locked, CHANGED)
    commit(root)
    plant(locked, (DESK, "en: The customer gets a desk.", "en: The customer gets two desks."))
    assert run(capsys, "translations", "--confirm", "statement:desk.what-1")[0] == 0
    commit(root)
    git(root, "checkout", "-q", "main")
    plant(locked, ("tasks.yaml", "da: At tage kopier., en: Taking copies.", "da: At kopiere., en: Copying."))
    assert run(capsys, "translations", "--confirm", "task:backup")[0] == 0
    commit(root)
    git(root, "checkout", "-q", "wish")
    git(root, "rebase", "-q", "main")
    assert stale(locked) == []
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--squash", "wish")
    commit(root)
    assert stale(locked) == []
    assert run(capsys, "translations")[1] == "Alle oversættelser er bekræftet.\n"


def test_both_changed(locked):
    plant(
        locked,
        (
            DESK,
            "{da: Kunden får et skrivebord., en: The customer gets a desk.}",
            "{da: Kunden får to., en: The customer gets two.}",
        ),
    )
    (problem,) = check(locked).problems
    assert problem.message["en"].startswith("The text has changed both in “da” and here. See whether they say the same")


def test_new_texts_are_told_once(locked, capsys):
    terms = "".join(
        f"  - id: t{n}\n    name: {{da: ord{n}, en: word{n}}}\n    definition: {{da: Nyt., en: New.}}\n" for n in range(3)
    )
    plant(locked, ("glossary.yaml", "terms:\n", f"terms:\n{terms}"))
    (problem,) = check(locked).problems
    assert problem.message["en"].startswith("6 translations are not confirmed yet; the first is “term:t0/name”.")
    assert run(capsys, "translations", "--confirm", "new")[1] == f"6 oversættelser er bekræftet i data/{LOCK_FILE}.\n"
    assert check(locked).problems == ()


def test_the_list_for_translators(locked, capsys):
    plant(locked, CHANGED, ("tasks.yaml", "da: At tage kopier.", "da: At tage og gemme kopier."))
    commit(locked.parent)
    status, out, _ = run(capsys, "translations", "--lang", "en")
    assert status == 0
    assert out.splitlines() == [
        "data/tasks.yaml:14:53: task:backup/description (en): the text has changed, the translation has not",
        "  da: At tage {+og gemme+} kopier.",
        "  en: Taking copies.",
        "data/services/desk.yaml:25:52: statement:desk.what-1/text (en): the text has changed, the translation has not",
        "  da: Kunden får [-et skrivebord.-] {+to skriveborde.+}",
        "  en: The customer gets a desk.",
        "2 translations are not confirmed.",
    ]
    assert run(capsys, "translations", "--confirm", "task:backup")[1] == f"1 oversættelse er bekræftet i data/{LOCK_FILE}.\n"
    assert [found[0] for found in stale(locked)] == [DESK]
    assert "[-et skrivebord.-]" in run(capsys, "translations")[1], "what is left still says what has changed"
    assert run(capsys, "translations", "--confirm", "task:no-such")[0] == 2


def test_the_list_where_the_text_was_never_committed(locked, capsys):
    plant(locked, CHANGED)
    assert run(capsys, "translations", "--confirm", "all")[0] == 0
    plant(locked, (DESK, "da: Kunden får to skriveborde.", "da: Kunden får tre."))
    assert "er ikke i gits historik. Nu: Kunden får tre." in run(capsys, "translations")[1]


def test_a_stale_text_is_marked_where_it_is_read(locked):
    plant(locked, CHANGED)
    catalogue = check(locked).catalogue
    text = catalogue.services[0].statements["what-1"].text
    english, danish = Edition(catalogue, "en"), Edition(catalogue, "da")
    mark = english.rich(text)[-1]
    assert (mark.kind.value, mark.words) == ("stale", " (The Danish text has changed since this translation was confirmed.)")
    assert plain(english.rich(text)) == "The customer gets a desk."
    assert all(piece.kind.value != "stale" for piece in danish.rich(text))
    other = catalogue.services[0].statements["ask-1"].text
    assert all(piece.kind.value != "stale" for piece in english.rich(other))


def test_a_booklet_has_the_mark_too(locked):
    plant(locked, CHANGED)
    sheets = Sheets(check(locked).catalogue, "")
    mark = "The Danish text has changed since this translation was confirmed."
    assert mark in sheets.service("en", "desk").json
    assert "bekræftet" not in sheets.service("da", "desk").json


def test_a_lock_that_is_no_lock(locked):
    (locked / LOCK_FILE).write_text("confirmd: {}\n", "utf-8")
    assert {found.rule for found in problems(locked)} == {"unknown-key"}
    (locked / LOCK_FILE).write_text("confirmed: [x]\n", "utf-8")
    assert "wrong-shape" in {found.rule for found in problems(locked)}


def test_the_lock_is_the_same_bytes(locked, capsys):
    before = (locked / LOCK_FILE).read_bytes()
    assert run(capsys, "translations", "--confirm", "all")[1] == f"0 oversættelser er bekræftet i data/{LOCK_FILE}.\n"
    assert (locked / LOCK_FILE).read_bytes() == before
    assert SMALL.joinpath(LOCK_FILE).exists() is False
