"""What was confirmed is suspect once one side changes: texts in two languages, claims and statements, tensions and cells."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model import binding_words
from service_catalogue.model.reviewed import text_digest
from service_catalogue.pdf.annex import annex_sheet
from service_catalogue.pdf.annex_file import read_annex
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import plain

from tests.diff.test_states import published, run
from tests.folders import DESK, ROOT, SMALL, Found, approve, assert_well_formed, plant
from tests.repository import commit, git

DANISH = (DESK, "da: Kunden får et skrivebord.", "da: Kunden får to skriveborde.")
ENGLISH = (DESK, "en: The customer gets a desk.", "en: The customer gets no desk.")
PAIR = "text: {da: Kunden har ansvaret for kopien., en: The copy is the customer's responsibility.}"
#: The statement of two claims, with a duty taken out in both languages.
STATEMENT = (DESK, PAIR, "text: {da: Kopien findes., en: There is a copy.}")
CLAIM = (DESK, "{party: customer, answers-for: [backup], on: [lower]}", "{party: customer, answers-for: [backup]}")
#: A promise in words of its own.
PROMISE = "{party: provider, does: [backup], on: [lower], promises: {da: tager kopier hver nat, en: takes copies every night}}"


@pytest.fixture
def recorded(repository, capsys) -> Path:
    """Return the small catalogue with everything confirmed and committed."""
    plant(repository / "data", (DESK, "{party: provider, does: [backup], on: [lower]}", PROMISE))
    assert run(capsys, "confirm", "--all")[0] == 0
    commit(repository)
    return repository / "data"


@pytest.fixture
def terminal(monkeypatch):
    """Return a function that gives the answers of a person at a terminal."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    return lambda answers: monkeypatch.setattr("sys.stdin", Terminal(answers))


def suspect(folder: Path) -> list[Found]:
    found = [problem for problem in check(folder).problems if problem.rule.name == "suspect"]
    for problem in found:
        assert_well_formed(problem)
    return [
        Found(str(Path(each.at.path).relative_to(folder)), each.at.line, each.at.column, each.message["en"]) for each in found
    ]


def at(folder: Path, words: str, file: str = DESK) -> tuple[int, int]:
    """Return the line and column of ``words``, which the file has once."""
    before, found, _ = (folder / file).read_text("utf-8").partition(words)
    assert found
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_without_a_record_nothing_is_suspect(repository, capsys):
    assert run(capsys, "confirm", "--lang", "en") == (
        0,
        "Nothing has been confirmed yet. Read the texts, claims and tensions, and run “catalogue confirm --all”.\n",
        "",
    )
    plant(repository / "data", DANISH, STATEMENT)
    assert suspect(repository / "data") == []


def test_a_record_that_was_there_and_is_gone_is_an_error(recorded, capsys):
    """One that never was is none: the test above. Nothing is confirmed anew over it."""
    shutil.rmtree(recorded / "reviewed")
    for command in (("check",), ("ready",), ("confirm", "--all"), ("build", "--no-pdf")):
        status, out, err = run(capsys, *command, "--lang", "en")
        assert status == 1 and "data/reviewed.txt:1:1: error: The folder “data/reviewed” is gone" in out + err, command
    assert not (recorded / "reviewed").exists()
    (recorded / "reviewed.txt").unlink()
    assert run(capsys, "check")[0] == 0
    assert run(capsys, "confirm", "--all")[0] == 0 and (recorded / "reviewed.txt").is_file()


@pytest.mark.parametrize(
    ("edit", "changed", "same", "words"),
    [(DANISH, "da", "en", "The customer gets a desk."), (ENGLISH, "en", "da", "Kunden får et skrivebord.")],
)
def test_a_language_that_changed_alone_is_told_at_the_other(recorded, edit, changed, same, words):
    plant(recorded, edit)
    (problem,) = (each for each in check(recorded).problems if "desk.what-1.text" in each.message["en"])
    assert (problem.at.line, problem.at.column) == at(recorded, words)
    assert problem.severity.value == "warning"
    assert problem.message["en"] == (
        f"Changed since it was confirmed: the text in “{changed}”. Unchanged: the text in “{same}”. "
        "Read both, correct what no longer fits, and run “catalogue confirm desk.what-1.text”."
    )


def test_a_statement_without_its_duty(recorded):
    """The claims are told, at their lines, and the text, since it changed in both languages."""
    plant(recorded, STATEMENT)
    claims = [at(recorded, "{party: customer, answers-for: [backup]"), at(recorded, "{party: customer, may-do: [restore]")]
    text, *told = suspect(recorded)
    assert text[3].startswith("Changed since it was confirmed: the text in “da” and the text in “en”. Read both")
    assert [(each.line, each.column) for each in told] == claims
    assert all("confirmed: its statement or note. Unchanged: the claim." in each[3] for each in told)


def test_a_claim_that_changed_alone(recorded):
    plant(recorded, CLAIM)
    ((_, line, column, said),) = suspect(recorded)
    assert (line, column) == at(recorded, CLAIM[2])
    assert "confirmed: the claim. Unchanged: its statement or note." in said
    assert "“catalogue confirm desk.copies-2.claims.0”" in said


def test_a_claim_in_words_that_changed_in_one_language(recorded):
    plant(recorded, (DESK, "en: takes copies every night", "en: takes copies every week"))
    (told,) = suspect(recorded)
    assert "confirmed: the text in “en”. Unchanged: the claim and its statement or note." in told[3]


@pytest.mark.parametrize("edit", [DANISH, (DESK, "      lower: [CI, AR]", "      lower: [I, AR]")])
def test_a_tension_whose_statement_or_cell_changed(recorded, edit):
    plant(recorded, edit)
    said = [each for each in suspect(recorded) if "the tension" in each[3]]
    assert [(each.line, each.column) for each in said] == [at(recorded, "id: t1")]
    assert "confirmed: what it names. Unchanged: the tension." in said[0][3]


@pytest.mark.parametrize(("old", "new"), [("I only-faults 2]", "C only-faults 2]"), ("note: [1, only-faults]", "note: 1")])
def test_a_row_that_is_no_longer_what_was_read_in_the_source(recorded, capsys, old, new):
    plant(recorded, (DESK, old, new))
    ((_, line, column, said),) = suspect(recorded)
    assert (line, column) == at(recorded, "restore:")
    assert said.startswith("Changed since it was confirmed: the cells, which the source has to have too. Read both")
    assert "The task Restore in D1. Changed: the cells.  [row:desk.restore]" in run(capsys, "diff", "main", "--lang", "en")[1]
    plant(recorded, (DESK, "source:", "x-source:"))
    assert suspect(recorded) == [], "it is its own source"


def test_what_is_new_is_told_once_at_the_first(recorded, capsys):
    tasks = "".join(f"  - {{id: rest-{n}, group: running, name: {{da: Hvile {n}, en: Rest {n}}}}}\n" for n in range(2))
    plant(recorded, ("tasks.yaml", "tasks:\n", f"tasks:\n{tasks}"))
    ((file, line, column, said),) = suspect(recorded)
    assert (file, line, column) == ("tasks.yaml", *at(recorded, "Rest 0", "tasks.yaml"))
    assert said.startswith("2 items are not confirmed yet; the first is “task:rest-0.name”.")


#: What moves or rewraps texts and changes none: edits of the small catalogue.
QUIET = {
    "reflow": [(DESK, "Leverandøren tager en [[backup|kopi]]\n                af alt, hver nat.", "Leverandøren tager\n                en [[backup|kopi]] af alt, hver nat.")],
    "another style": [(DESK, "text: {da: Kun hverdage., en: Weekdays only.}", "text:\n      en: Weekdays only.\n      da: |\n        Kun hverdage.")],
    "a move to another section": [
        (DESK, "      - id: ask-1\n        kind: information\n        text: {da: Spørg leverandøren., en: Ask the provider.}\n", "      []\n"),
        (DESK, "        about: {tasks: [ownership], layers: [upper], parties: [customer]}\n", "        about: {tasks: [ownership], layers: [upper], parties: [customer]}\n      - id: ask-1\n        kind: information\n        text: {da: Spørg leverandøren., en: Ask the provider.}\n"),
    ],
    "another id": [("glossary.yaml", "  - id: sit\n", "  - id: provider\n")],
    "another id of a statement with claims": [(DESK, "- id: copies-2\n", "- id: copies-9\n"), (DESK, "at: [copies-1, copies-2, backup.lower]", "at: [copies-1, copies-9, backup.lower]")],
    "another order": [("tasks.yaml", "  - id: running\n    name: {da: Drift, en: Running}\n", ""), ("tasks.yaml", "    parent: running\n", "    parent: running\n  - id: running\n    name: {da: Drift, en: Running}\n")],
    "another order of claims": [(DESK, "              - {party: customer, answers-for: [backup], on: [lower]}\n              - {party: customer, may-do: [restore], on: [upper]}\n", "              - {on: [upper], party: customer, may-do: [restore]}\n              - {answers-for: [backup], on: [lower], party: customer}\n")],
    "another order of places": [(DESK, "at: [what-1, ownership.lower]", "at: [ownership.lower, what-1]")],
    "another order of letters": [(DESK, "lower: [CI, AR]", "lower: [IC, RA]")],
    "another order of rows and parties": [(DESK, "  parties: [customer, provider]\n  cells:\n    ownership:\n      upper: [AR, -]\n      lower: [CI, AR]\n    backup:\n      note: 1\n      upper: [A 2, -]\n      lower: [I, AR]\n    restore:\n      note: [1, only-faults]\n      upper: [AR, I only-faults 2]\n      lower: [-, AR]\n", "  parties: [provider, customer]\n  cells:\n    restore:\n      note: [only-faults, 1]\n      lower: [AR, –]\n      upper: [I 2 only-faults, AR]\n    backup: {note: 1, lower: [AR, I], upper: [–, A 2]}\n    ownership:\n      lower: [AR, CI]\n      upper: [–, AR]\n")],
    "a removed text": [("tasks.yaml", "    description: {da: At tage kopier., en: Taking copies.}\n", "")],
    "two texts that change places": [("tasks.yaml", "name: {da: Drift, en: Running}", "name: {da: Sikkerhed, en: Safety }"), ("tasks.yaml", "name: {da: Sikkerhed, en: Safety}", "name: {da: Drift, en: Running}")],
}  # fmt: skip


@pytest.mark.parametrize("name", QUIET)
def test_no_false_alarm(recorded, capsys, name):
    plant(recorded, *QUIET[name])
    assert suspect(recorded) == []
    run(capsys, "format")
    assert suspect(recorded) == []
    assert run(capsys, "confirm")[1] == "Alt er bekræftet.\n"
    assert suspect(recorded) == [], "what has moved is recorded where it is"


def test_the_command_shows_both_sides_and_records_what_it_showed(recorded, capsys):
    plant(recorded, DANISH, ("tasks.yaml", "da: At tage kopier.", "da: At tage og gemme kopier."), CLAIM)
    listed = run(capsys, "confirm", "--lang", "en")[1].splitlines()
    line, column = at(recorded, "The customer gets a desk.")
    assert listed[:3] == [
        "data/tasks.yaml:14:53: task:backup.description: Changed since it was confirmed: the text in “da”. Unchanged: the text in “en”",
        "  the text in “da”: At tage {+og gemme+} kopier.",
        "  the text in “en”: Taking copies.",
    ]
    assert f"data/{DESK}:{line}:{column}: desk.what-1.text: Changed since" in listed[3]
    assert "  the claim: answers-for: backup; [-on: lower;-] party: customer" in listed
    assert "  its statement or note: Kunden har ansvaret for kopien." in listed
    assert listed[-2] == "4 items are not confirmed.", "the fourth is the tension"
    named = ("task:backup", "desk.copies-2", "--reviewer", "service manager")
    before = (recorded / "reviewed/desk.txt").read_bytes()
    assert run(capsys, "confirm", *named, "--lang", "en")[::2] == (
        2,
        "There is no terminal to ask in. Nothing is confirmed. Once you have read both sides, add --all.\n",
    )
    assert (recorded / "reviewed/desk.txt").read_bytes() == before
    assert run(capsys, "confirm", *named, "--all")[1].splitlines()[-3:] == [
        "2 punkter er bekræftet i data/reviewed.",
        "2 punkter er ikke bekræftet.",
        "Næste trin: Læs det, der ikke er bekræftet, og kør »catalogue confirm« i en terminal.",
    ]
    assert "desk.copies-2.claims.0 claim:" in (record := (recorded / "reviewed/desk.txt").read_text("utf-8"))
    assert [each.split()[0] for each in record.splitlines() if each.endswith(" service manager")] == ["desk.copies-2.claims.0"]
    assert "[-et skrivebord.-]" in run(capsys, "confirm")[1], "what is left still says what has changed"
    assert run(capsys, "confirm", "task:no-such", "--lang", "en")[0] == 2


def test_the_command_asks_in_a_terminal(recorded, capsys, terminal):
    plant(recorded, DANISH)
    terminal("n\nj\n")
    assert run(capsys, "confirm", "desk")[1].splitlines()[-2:] == [
        "Passer de sammen? [j/n] 1 punkt er bekræftet i data/reviewed.",
        "1 punkt er ikke bekræftet.",
    ]
    terminal("")
    assert run(capsys, "confirm", "desk", "--lang", "en")[1].endswith("1 item is not confirmed.\n"), "the end of the input"


def test_all_is_refused_in_ci(recorded, capsys, monkeypatch):
    plant(recorded, DANISH)
    before = (recorded / "reviewed/desk.txt").read_bytes()
    monkeypatch.setenv("CI", "true")
    status, _, said = run(capsys, "confirm", "--all", "--lang", "en")
    assert (status, said) == (2, "--all records that somebody has read it all. Run it where that is so, and not in CI.\n")
    assert (recorded / "reviewed/desk.txt").read_bytes() == before


def test_a_source_is_recorded_by_day_digest_and_name(recorded, capsys):
    source = recorded.parent / "the sheet.pdf"
    source.write_bytes(b"secret")
    assert run(capsys, "confirm", "--source", str(source))[0] == 2
    assert run(capsys, "confirm", "--all", "desk", "--source", str(source))[0] == 0
    assert run(capsys, "confirm", "--all", "desk.what-1", "--source", str(source))[0] == 0
    lines = [line for line in (recorded / "reviewed/desk.txt").read_text("utf-8").splitlines() if ".source 20" in line]
    assert [line.partition(" ")[0] for line in lines] == ["desk.source", "desk.what-1.source"]
    assert all(line.endswith(" 2bb80d537b1d the sheet.pdf") for line in lines)
    plant(recorded, DANISH)
    assert "læst op imod: 20" in run(capsys, "confirm")[1]


def test_where_the_text_was_never_committed(recorded, capsys):
    plant(recorded, DANISH)
    assert run(capsys, "confirm", "--all")[0] == 0
    plant(recorded, (DESK, "da: Kunden får to skriveborde.", "da: Kunden får tre."))
    assert "er ikke i gits historik. Nu: Kunden får tre." in run(capsys, "confirm")[1]


def test_the_record_is_the_same_bytes(recorded, capsys):
    before = {path: path.read_bytes() for path in (recorded / "reviewed").iterdir()}
    assert run(capsys, "confirm", "--all")[1] == "Alt er bekræftet.\n"
    assert {path: path.read_bytes() for path in (recorded / "reviewed").iterdir()} == before
    for name in ("desk", "shared"):
        lines = [line for line in before[recorded / "reviewed" / f"{name}.txt"].decode().splitlines()[1:] if line]
        assert lines == sorted(lines)


# ---- Two branches ----------------------------------------------------------------------------------------------------


def merged(folder: Path, capsys, *sides: list[tuple[str, str, str]]) -> list[str]:
    """Make the edits of each side on a branch of its own, confirmed; return the files that git cannot merge."""
    root = folder.parent
    for number, edits in enumerate(sides):
        git(root, "checkout", "-q", "-B", f"side-{number}", "main")
        plant(folder, *edits)
        assert run(capsys, "confirm", "--all")[0] == run(capsys, "check", "--record-ids")[0] == 0
        commit(root)
    done = subprocess.run(
        ["git", "-C", root, "-c", "user.name=x", "-c", "user.email=x", "merge", "-q", "side-0"], capture_output=True
    )
    assert done.returncode in (0, 1), done.stderr
    return git(root, "diff", "--name-only", "--diff-filter=U").splitlines()


def service(id: str) -> tuple[str, str, str]:
    return (
        f"services/{id}.yaml",
        "",
        (SMALL / DESK).read_text("utf-8").replace("id: desk", f"id: {id}").replace("code: D1", f"code: {id}"),
    )


def test_two_branches_that_each_add_a_service(recorded, capsys):
    shutil.copy(ROOT / ".gitattributes", recorded.parent)
    run(capsys, "check", "--record-ids")
    commit(recorded.parent)
    assert merged(recorded, capsys, [service("lamp")], [service("oven")]) == []
    assert suspect(recorded) == []
    assert not run(capsys, "check", "--record-ids")[0] and not git(recorded.parent, "status", "--short", "data")


def test_two_branches_that_each_edit_another_section(recorded, capsys):
    """Neighbours in the record: a statement, and the claim of the next one."""
    record = (recorded / "reviewed/desk.txt").read_text("utf-8").split()
    assert record.index("desk.copies-1.claims.0") - record.index("desk.ask-1.text") == 3
    one = (DESK, "{da: Spørg leverandøren., en: Ask the provider.}", "{da: Spørg kunden., en: Ask the customer.}")
    other = (DESK, "{da: tager kopier hver nat, en: takes copies every night}", "{da: tager kopier, en: takes copies}")
    assert merged(recorded, capsys, [one], [other]) == []
    assert suspect(recorded) == []


def test_two_branches_that_edit_one_statement(recorded, capsys):
    one = [(DESK, PAIR, "text: {da: Kopien er kundens., en: The copy is the customer's.}")]
    assert merged(recorded, capsys, one, [STATEMENT]) == ["data/reviewed/desk.txt", f"data/{DESK}"]
    theirs = git(recorded.parent, "show", f"side-0:data/{DESK}")
    (recorded / DESK).write_text(theirs + "\n", "utf-8")
    ((file, line, column, said),) = suspect(recorded)
    assert (file, column) == ("reviewed/desk.txt", 1)
    assert said.startswith("This line is no confirmation. If two branches were merged, both sides are read.")
    assert (recorded / file).read_text("utf-8").splitlines()[line - 1].startswith("<<<<<<<")
    assert run(capsys, "confirm")[1] == "Alt er bekræftet.\n"
    assert suspect(recorded) == []
    assert (recorded / file).read_text("utf-8") == git(recorded.parent, "show", f"side-0:data/{file}") + "\n"


def test_a_statement_that_is_of_neither_branch_is_suspect(recorded, capsys):
    one = [(DESK, PAIR, "text: {da: Kopien er kundens., en: The copy is the customer's.}")]
    merged(recorded, capsys, one, [STATEMENT])
    both = (SMALL / DESK).read_text("utf-8").replace(PAIR, "text: {da: Kopien er kundens., en: There is a copy.}")
    (recorded / DESK).write_text(both.replace("{party: provider, does: [backup], on: [lower]}", PROMISE), "utf-8")
    run(capsys, "confirm")
    assert [each[3][:57] for each in suspect(recorded)] == ["Changed since it was confirmed: the text in “da”. Unchang"]


# ---- The former record -----------------------------------------------------------------------------------------------

FORMER = """\
confirmed:
  en:
    statement:desk.what-1:
      text: {own} {other}
    task:backup:
      name: 000000000000 111111111111
"""


def test_the_former_record_is_converted(repository, capsys):
    folder = repository / "data"
    (folder / "translations-lock.yaml").write_text("confirmed: [x]\n", "utf-8")
    ((file, line, _, said),) = suspect(folder)
    assert (file, line, said.endswith("Run “catalogue confirm”, which converts it.")) == ("translations-lock.yaml", 1, True)
    digests = {"own": text_digest("Kunden får et skrivebord."), "other": text_digest("The customer gets a desk.")}
    (folder / "translations-lock.yaml").write_text(FORMER.format(**digests), "utf-8")
    assert "items are not confirmed.\n" in run(capsys, "confirm", "--lang", "en")[1]
    assert not (folder / "translations-lock.yaml").exists()
    record = (folder / "reviewed/desk.txt").read_text("utf-8")
    assert f"desk.what-1.text da:{digests['own']} en:{digests['other']}\n" in record
    assert "desk.copies-2.claims.0 claim:" in record, "a claim without words has nothing to translate"
    said = [each[3] for each in suspect(folder)]
    assert any("confirmed: the text in “da” and the text in “en”. Read" in each for each in said), "task:backup.name"
    assert any("items are not confirmed yet" in each for each in said)


# ---- What readers see ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (DANISH, "The Danish text has changed since this translation was confirmed."),
        (ENGLISH, "This translation has changed since it was confirmed. The Danish text has not."),
    ],
)
def test_a_translation_is_marked_where_it_is_read(recorded, edit, words):
    plant(recorded, edit)
    catalogue = check(recorded).catalogue
    text, other = (catalogue.services[0].statements[id].text for id in ("what-1", "ask-1"))
    english, danish = Edition(catalogue, "en"), Edition(catalogue, "da")
    assert (english.rich(text)[-1].kind.value, english.rich(text)[-1].words) == ("stale", f" ({words})")
    assert "(" not in plain(english.rich(text))
    assert all(piece.kind.value != "stale" for piece in (*danish.rich(text), *english.rich(other)))
    sheets = Sheets(catalogue, "")
    assert words in sheets.service("en", "desk").json
    assert "bekræftet" not in sheets.service("da", "desk").json


def test_a_claim_is_marked_whose_statement_changed(recorded, tmp_path):
    """In its own words or in those of the statement: on the page, in the booklet and in the annex, which counts them."""
    plant(
        recorded,
        (DESK, "af alt, hver nat.", "af noget, hver nat."),
        (DESK, "of everything, every night.", "of some, every night."),
    )
    catalogue = check(recorded).catalogue
    file = tmp_path / "annex.yaml"
    file.write_text("system: X\nowner: X\ncriticality: X\nservice: desk\ndate: 2026-12-01\n", "utf-8")
    annex = annex_sheet(read_annex(file, catalogue).annex, "", catalogue, ["changed"], "")[0].json
    for language, words, count in (
        ("da", "Teksten er ændret, efter at dette blev bekræftet.", "2 pligter eller rettigheder er ikke bekræftet"),
        ("en", "The text has changed since this was confirmed.", "2 duties or rights have not been confirmed"),
    ):
        for party, shown in (("provider", lambda said: said.claim.words), ("customer", lambda said: said.text)):
            found = duties(Edition(catalogue, language), catalogue.services[0], catalogue.party(party))
            (said,) = (said for letter in found.letters for said in letter.said if said.id == "copies-1")
            assert shown(said)[-1].words == f" ({words})"
        assert words in Sheets(catalogue, "").service(language, "desk").json
        assert words in annex and count in annex


def test_a_state_from_git_or_from_a_site_knows_what_was_confirmed_in_it(recorded, capsys):
    def states() -> str:
        (recorded.parent / "now.json").write_text(published(recorded), "utf-8")
        return run(capsys, "diff", "HEAD", "now.json", "--no-pages", "--lang", "en")[1]

    plant(recorded, DANISH)
    assert run(capsys, "check", "--since", "main", "--lang", "en")[1].count("[suspect]") == 2, "the text and the tension"
    assert states().splitlines()[-4:] == [
        "",
        "To be confirmed: does it still agree?",
        "  The statement what-1 in D1. Changed: Danish. Not changed: English.  [statement:desk.what-1]",
        "  The tension t1 in D1. Changed: what it names. Not changed: its text.  [tension:desk.t1]",
    ]
    run(capsys, "confirm", "--all")
    assert "skriveborde" in (said := states()) and "To be confirmed" not in said
    plant(recorded, (DESK, "da: Kunden får to skriveborde.", "da: Kunden får tre skriveborde."))
    commit(recorded.parent)
    assert run(capsys, "check", "--since", "main", "--lang", "en")[1].count("[suspect]") == 0, "it was there before"


def test_one_command_makes_a_change_ready(recorded, terminal, capsys):
    edit = ("layers.yaml", "  - id: lower\n", "  - id:   lower\n")
    plant(recorded, (DESK, "status:", "changed: 2026-01-02\nstatus:"))
    commit(recorded.parent)
    plant(recorded, DANISH, edit)
    terminal("y\n" * 2)
    status, out, err = run(capsys, "ready", "--lang", "en")
    assert (status, err) == (0, "")
    said = [
        "9 files checked: 0 errors, 2 warnings.",
        "data/layers.yaml: formatted.",
        "Everything is confirmed.",
        "  The statement what-1 in D1: ",
        "“changed” in data/services/desk.yaml says 2026-01-02, and what the service says has changed since.",
    ]
    assert [out.count(words) for words in said] == [1] * 5, out
    assert sorted(said, key=out.index) == said
    assert suspect(recorded) == []
    plant(recorded, (DESK, "changed: 2026-01-02", f"changed: {date.today()}"))
    commit(recorded.parent)
    plant(recorded, ENGLISH)
    terminal("y\n" * 2)
    status, out, _ = run(capsys, "ready", "--lang", "en")
    assert (status, "“changed” in" in out) == (0, False), "it is of today"
    plant(recorded, (DESK, "code: D1", "kode: D1"), edit)
    status, out, _ = run(capsys, "ready")
    assert (status, "layers" in out) == (1, False), "what has errors is left as it is"
    assert run(capsys, "ready", "--since", "mein", "--lang", "en")[0] == 2


def test_words_of_the_program_that_changed_since_an_approval_are_shown(recorded, capsys, monkeypatch):
    """After an upgrade: those that bind, old and new; they end the approval."""
    approve(recorded, "desk")
    approve(recorded)
    commit(recorded.parent)
    assert "is now" not in run(capsys, "ready", "--lang", "en")[1]
    counted = {"one": "{count} vague word", "other": "{count} vague words"}
    monkeypatch.setitem(
        binding_words.FORMER, "en", ({"annex.title": "Appendix"}, {"annex.title": "Annexe", "annex.count.word": counted})
    )
    out = run(capsys, "ready", "--lang", "en")[1]

    assert out.count("1 change since the approval: “words.en”.") == 2
    said = "Next: read what annexes say otherwise since the approval of “catalogue” and “desk”, in the language “en”: “{}” is now “{}”."
    assert said.format("Appendix", "Contract annex") in out
    assert (
        said.format(" · ".join(counted.values()), "{count} word that is not defined · {count} words that are not defined") in out
    )
    assert "Annexe" not in out, "it was never approved"
