"""Confirmed content is suspect once it changes or is gone: texts in two languages, claims, references, rows."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model import approvals
from service_catalogue.pdf.annex import annex_sheet, read_annex
from service_catalogue.pdf.sheets import Sheets, notices
from service_catalogue.views import page
from service_catalogue.views.directives import parts
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import PageAddress
from service_catalogue.views.service import SOURCE
from service_catalogue.views.status import standing

from tests.diff.test_states import publish, run
from tests.folders import DESK, ROOT, SMALL, Found, approve, assert_well_formed, case_file, plant
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
    shutil.copy(ROOT / ".gitattributes", repository)
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
        "Nothing has been confirmed yet. Read the catalogue, and run “catalogue confirm --all”.\n",
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
def test_a_language_that_changed_alone_is_reported_at_the_other(recorded, edit, changed, same, words):
    """One question for one change: the tension that names the statement by its address asks nothing."""
    plant(recorded, edit)
    (problem,) = (each for each in check(recorded).problems if each.rule.name == "suspect")
    assert (problem.at.line, problem.at.column) == at(recorded, words)
    assert problem.severity.value == "warning"
    assert problem.message["en"] == (
        f"Changed since it was confirmed: the text in “{changed}”. Unchanged: the text in “{same}” and the facts. "
        "Read it, correct what no longer fits, and run “catalogue confirm desk.what-1”."
    )


#: An edit, where it is reported, and what has changed.
CHANGES = {
    "a statement in both languages": (STATEMENT, "Kopien findes.", "the text in “da” and the text in “en”"),
    "a claim": (CLAIM, "id: copies-2", "the facts"),
    "the words of a claim": ((DESK, "en: takes copies every night", "en: takes copies every week"), None, "the text in “en”"),
    "a cell": ((DESK, "      lower: [CI, AR]", "      lower: [I, AR]"), "ownership:\n      upper", "the facts"),
    "a note of a cell": ((DESK, "upper: [A 2, -]", "upper: [A, -]"), "backup:\n      note", "the facts"),
    "a note of a row": ((DESK, "note: [1, only-faults]", "note: 1"), "restore:\n      note", "the facts"),
    "a place of a tension": ((DESK, "at: [what-1, ownership.lower]", "at: [what-1]"), "id: t1", "the facts"),
    "a reference": (("tasks.yaml", "    parent: running\n", ""), None, "the facts"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_reported_once(recorded, name):
    edit, words, changed = CHANGES[name]
    plant(recorded, edit)
    ((file, line, column, said),) = suspect(recorded)
    if words:
        assert (file, line, column) == (DESK, *at(recorded, words))
    assert said.startswith(f"Changed since it was confirmed: {changed}.")


def test_what_is_gone_is_reported_where_it_was(recorded, capsys, terminal):
    tension = (SMALL / DESK).read_text("utf-8").partition("tensions:\n")[2].partition("exceptions:")[0]
    plant(recorded, (DESK, f"tensions:\n{tension}", ""))
    ((file, line, column, said),) = suspect(recorded)
    assert (file, line, column) == (DESK, 1, 1)
    command = "“catalogue confirm desk.tension.t1”"
    assert said == f"“desk.tension.t1” was confirmed, and is gone. Put it back, or run {command}, which asks why."
    assert run(capsys, "confirm", "--all", "--lang", "en")[::2] == (
        2,
        "Confirmed, and gone: “desk.tension.t1”. Say why with --reason.\n",
    )
    terminal("\n")
    assert "1 item is not confirmed." in run(capsys, "confirm", "--lang", "en")[1], "no reason, no confirmation"
    terminal("the source was corrected\n")
    run(capsys, "confirm")
    assert suspect(recorded) == []
    assert " gone desk.tension.t1 the source was corrected\n" in (recorded / "reviewed/by.txt").read_text("utf-8")


def test_a_line_of_the_record_that_is_gone_is_an_error(recorded, capsys):
    """With its object, so that nothing else tells; in the whole of the record as in a line."""
    tension = (SMALL / DESK).read_text("utf-8").partition("tensions:\n")[2].partition("exceptions:")[0]
    plant(recorded, (DESK, f"tensions:\n{tension}", ""))
    record = recorded / "reviewed/desk.txt"
    lines = record.read_text("utf-8").splitlines(keepends=True)
    record.write_text("".join(line for line in lines if "tension" not in line), "utf-8")
    assert suspect(recorded) == []
    (problem,) = check(recorded).problems
    assert (problem.rule.name, problem.is_error) == ("damaged-record", True)
    (recorded / "reviewed/by.txt").unlink()
    (problem,) = check(recorded).problems
    assert "has lines and no “by.txt”" in problem.message["en"]
    assert run(capsys, "confirm")[0] == 0
    assert check(recorded).problems == ()


def test_what_is_new_is_told_once_at_the_first(recorded, capsys):
    tasks = "".join(f"  - {{id: rest-{n}, group: running, name: {{da: Hvile {n}, en: Rest {n}}}}}\n" for n in range(2))
    plant(recorded, ("tasks.yaml", "tasks:\n", f"tasks:\n{tasks}"))
    ((file, line, column, said),) = suspect(recorded)
    assert (file, line, column) == ("tasks.yaml", *at(recorded, "{id: rest-0", "tasks.yaml"))
    assert said.startswith("2 items are not confirmed yet; the first is “task:rest-0”.")


@pytest.mark.parametrize("edits", case_file(__file__, "quiet"))
def test_no_false_alarm(recorded, capsys, edits):
    """Moves and new line breaks change no text."""
    plant(recorded, *edits)
    assert suspect(recorded) == []
    run(capsys, "ready")
    assert suspect(recorded) == []
    assert run(capsys, "confirm")[1] == "Alt er bekræftet.\n"
    assert suspect(recorded) == [], "what has moved is recorded where it is"


def test_the_command_shows_what_has_changed_and_records_it(recorded, capsys):
    plant(recorded, DANISH, ("tasks.yaml", "da: At tage kopier.", "da: At tage og gemme kopier."), CLAIM)
    listed = run(capsys, "confirm", "--lang", "en")[1].splitlines()
    line, column = at(recorded, "The customer gets a desk.")
    assert (
        "data/tasks.yaml:13:28: task:backup: Changed since it was confirmed: the text in “da”. Unchanged: the text in “en” and the facts"
        in listed
    )
    assert "  the text in “da”: description: At tage {+og gemme+} kopier. · name: Backup" in listed
    assert any(each.startswith(f"data/{DESK}:{line}:{column}: desk.what-1: Changed since") for each in listed)
    assert (
        "  the facts: claim 1: answers-for: backup; [-on: lower;-] party: customer · claim 2: may-do: restore; on: upper; party: customer"
        in listed
    )
    assert listed[-2] == "3 items are not confirmed."
    named = ("task:backup", "desk.copies-2", "--reviewer", "service manager")
    before = (recorded / "reviewed/desk.txt").read_bytes()
    assert run(capsys, "confirm", *named, "--lang", "en")[::2] == (
        2,
        "There is no terminal to ask in. Nothing is confirmed. Once you have read it, add --all.\n",
    )
    assert (recorded / "reviewed/desk.txt").read_bytes() == before
    assert run(capsys, "confirm", *named, "--all")[1].splitlines()[-3:] == [
        "2 punkter er bekræftet i data/reviewed.",
        "1 punkt er ikke bekræftet.",
        "Næste trin: Læs det, der ikke er bekræftet, og kør »catalogue confirm« i en terminal.",
    ]
    entries = (recorded / "reviewed/by.txt").read_text("utf-8").splitlines()[1:]
    by = sorted(re.sub("[0-9a-f]{12}", "…", each[11:]) for each in entries if each)
    assert by == ["… terminal nobody named", "… terminal service manager"]
    assert "[-et skrivebord.-]" in run(capsys, "confirm")[1], "what is left still says what has changed"
    assert run(capsys, "confirm", "task:no-such", "--lang", "en")[0] == 2


@pytest.mark.parametrize(
    ("old", "new", "dropped"),
    [
        ("en: Weekdays only.", "en: Days only.", ""),
        ("en: takes copies every night}", "en: takes a copy of the [[backup]]}", ""),
        ("of everything, every night.", "every night.", ""),
    ],
)
def test_words_of_weight_that_are_dropped_are_named(recorded, capsys, old, new, dropped):
    plant(recorded, (DESK, old, new))
    out = run(capsys, "confirm", "--lang", "en")[1]
    assert ("Drops:" in out) == bool(dropped)


def test_the_command_asks_in_a_terminal(recorded, capsys, terminal):
    plant(recorded, DANISH, CLAIM)
    terminal("n\nj\n")
    out = run(capsys, "confirm", "desk")[1]
    assert out.count("Er det rigtigt? [j/n]") == 2
    assert out.splitlines()[-2:] == ["Er det rigtigt? [j/n] 1 punkt er bekræftet i data/reviewed.", "1 punkt er ikke bekræftet."]
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
    lines = [line for line in (recorded / "reviewed/by.txt").read_text("utf-8").splitlines() if " read " in line]
    assert [line[11:] for line in lines] == [f"read {of} 2bb80d537b1d the sheet.pdf" for of in ("desk", "desk.what-1")]
    plant(recorded, DANISH)
    assert "læst op imod: 20" in run(capsys, "confirm")[1]


def test_a_restatement_says_how_much_of_it_was_read_against_its_source_and_no_more(recorded, capsys):
    source = recorded.parent / "the sheet.pdf"
    source.write_bytes(b"secret")
    plant(recorded, ("catalogue.yaml", "status: restatement", "status: restatement\npublish: confirmed"))

    def said() -> list[str]:
        edition = Edition(check(recorded).catalogue, "en")
        service = edition.catalogue.services[0]
        (origin,) = SOURCE.among(page(edition, PageAddress("services/desk", "service", ("desk",))).parts)
        texts = [standing(edition, service, in_full=True), origin.content.restatement]
        (about,) = parts(edition, "standing", ())
        texts += [about.content.origins[0].words if about.content.origins else "", " ".join(notices(edition, service))]
        found = {each.partition("The catalogue’s maintainers have compared ")[2].partition(" items ")[0] for each in texts}
        assert len(found) == 1
        return [*found, about.content.publishing.partition("is not part of that.")[2].strip()]

    unnamed = "For part of it, the record does not name anybody who confirmed it."
    assert run(capsys, "confirm", "--all")[0] == 0
    assert said() == ["", unnamed]
    by = recorded / "reviewed/by.txt"
    by.write_text(by.read_text("utf-8").replace("nobody named", "the service manager"), "utf-8")
    assert said() == ["", ""]
    assert run(capsys, "confirm", "--all", "desk.what-1", "--source", str(source))[0] == 0
    assert said()[0].startswith("1 of the ")
    total = int(said()[0].rpartition(" ")[2])
    assert run(capsys, "confirm", "--all", "desk", "--source", str(source))[0] == 0
    assert said()[0] == f"{total} of the {total}"
    plant(recorded, DANISH)
    assert said()[0] == f"{total - 1} of the {total}"
    text = (recorded / DESK).read_text("utf-8")
    (recorded / DESK).write_text(re.sub(r"^source:\n(?:  .*\n)+", "", text, flags=re.MULTILINE), "utf-8")
    assert run(capsys, "confirm", "--all")[0] == 0
    assert said()[0] == ""


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
    run(capsys, "check", "--record-ids")
    commit(recorded.parent)
    assert merged(recorded, capsys, [service("lamp")], [service("oven")]) == []
    assert suspect(recorded) == []
    assert not run(capsys, "check", "--record-ids")[0] and not git(recorded.parent, "status", "--short", "data")


def test_two_branches_that_each_edit_another_section(recorded, capsys):
    """Neighbours in the record: a statement, and the claim of the next one."""
    record = [line.split()[0] for line in (recorded / "reviewed/desk.txt").read_text("utf-8").splitlines() if line]
    assert record.index("desk.copies-1") - record.index("desk.ask-1") == 1
    one = (DESK, "{da: Spørg leverandøren., en: Ask the provider.}", "{da: Spørg kunden., en: Ask the customer.}")
    other = (DESK, "{da: tager kopier hver nat, en: takes copies every night}", "{da: tager kopier, en: takes copies}")
    assert merged(recorded, capsys, [one], [other]) == []
    assert suspect(recorded) == []


def test_two_branches_that_edit_one_statement(recorded, capsys):
    """Both of their lines count, and add up to more than what was confirmed, until the record is written anew."""
    one = [(DESK, PAIR, "text: {da: Kopien er kundens., en: The copy is the customer's.}")]
    assert merged(recorded, capsys, one, [STATEMENT]) == [f"data/{DESK}"]
    theirs = git(recorded.parent, "show", f"side-0:data/{DESK}")
    (recorded / DESK).write_text(theirs + "\n", "utf-8")
    assert [problem.rule.name for problem in check(recorded).problems] == ["damaged-record"]
    assert run(capsys, "confirm")[1] == "Alt er bekræftet.\n"
    assert check(recorded).problems == ()
    record = "data/reviewed/desk.txt"
    assert (recorded.parent / record).read_text("utf-8") == git(recorded.parent, "show", f"side-0:{record}") + "\n"


def test_the_marks_of_a_merge_in_the_record(recorded, capsys):
    record = recorded / "reviewed/desk.txt"
    whole = record.read_text("utf-8")
    record.write_text(f"{whole}<<<<<<< HEAD\n", "utf-8")
    ((file, line, column, said),) = suspect(recorded)
    assert (file, line, column) == ("reviewed/desk.txt", whole.count("\n") + 1, 1)
    assert said.startswith("This line is no confirmation. If two branches were merged, both sides are read.")
    run(capsys, "confirm")
    assert record.read_text("utf-8") == whole


def test_a_statement_that_is_of_neither_branch_is_suspect(recorded, capsys):
    one = [(DESK, PAIR, "text: {da: Kopien er kundens., en: The copy is the customer's.}")]
    merged(recorded, capsys, one, [STATEMENT])
    both = (SMALL / DESK).read_text("utf-8").replace(PAIR, "text: {da: Kopien er kundens., en: There is a copy.}")
    (recorded / DESK).write_text(both.replace("{party: provider, does: [backup], on: [lower]}", PROMISE), "utf-8")
    run(capsys, "confirm")
    assert [each[3][:57] for each in suspect(recorded)] == ["Changed since it was confirmed: the text in “da”. Unchang"]


# ---- What readers see ------------------------------------------------------------------------------------------------


def test_what_has_changed_is_marked_where_it_is_read(recorded, capsys, tmp_path):
    """Behind its text on the page, in a party's list, in the booklet and in the annex; and in a sentence about the service."""
    plant(recorded, ENGLISH, (DESK, "of everything, every night.", "of some, every night."), CHANGES["a cell"][0])
    catalogue = check(recorded).catalogue
    service = catalogue.services[0]
    file = tmp_path / "annex.yaml"
    file.write_text("system: X\nowner: X\ncriticality: X\nservice: desk\ndate: 2026-12-01\n", "utf-8")
    annex = annex_sheet(read_annex(file, catalogue).annex, "", catalogue, ["changed"], "")[0].json
    for language, words, line, count in (
        (
            "da",
            "ændret, siden det blev bekræftet",
            "Ændret, siden det blev bekræftet: what-1; copies-1; Ejerskab.",
            "3 punkter er ikke bekræftet",
        ),
        (
            "en",
            "changed since it was confirmed",
            "Changed since it was confirmed: what-1; copies-1; Ownership.",
            "3 items have not been",
        ),
    ):
        edition = Edition(catalogue, language)
        text, other = (service.statements[id].text for id in ("what-1", "ask-1"))
        assert (edition.rich(text)[-1].kind.value, edition.rich(text)[-1].words) == ("stale", f" ({words})")
        assert "(" not in plain(edition.rich(text)) and all(piece.kind.value != "stale" for piece in edition.rich(other))
        for party, shown in (("provider", lambda said: said.claim.words), ("customer", lambda said: said.text)):
            found = duties(edition, service, catalogue.party(party))
            (said,) = (said for letter in found.letters for said in letter.said if said.id == "copies-1")
            assert shown(said)[-1].words == f" ({words})"
        assert line in standing(edition, service)
        assert words in Sheets(catalogue, "").service(language, "desk").json
        assert words in annex and count in annex


def test_a_state_from_git_or_from_a_site_knows_what_was_confirmed_in_it(recorded, capsys):
    def states() -> str:
        publish(recorded, recorded.parent / "now")
        return run(capsys, "diff", "HEAD", "now", "--lang", "en")[1]

    plant(recorded, DANISH)
    assert run(capsys, "check", "--since", "main", "--lang", "en")[1].count("[suspect]") == 1
    assert states().splitlines()[-3:] == [
        "",
        "To be confirmed: does it still agree?",
        "  The statement what-1 in D1. Changed: Danish. Not changed: English and the facts. "
        "(Danish) Kunden får [-et skrivebord.-] {+to skriveborde.+}  [statement:desk.what-1]",
    ]
    run(capsys, "confirm", "--all")
    assert "skriveborde" in (said := states()) and "To be confirmed" not in said
    plant(recorded, (DESK, "da: Kunden får to skriveborde.", "da: Kunden får tre skriveborde."))
    commit(recorded.parent)
    assert run(capsys, "check", "--since", "main", "--lang", "en")[1].count("[suspect]") == 0, "it was there before"


def test_one_command_makes_a_change_ready(recorded, terminal, capsys):
    edit = ("layers.yaml", "  - id: lower\n", "  - id:   lower\n")
    plant(recorded, DANISH, edit)
    terminal("y\n")
    status, out, err = run(capsys, "ready", "--lang", "en")
    assert (status, err) == (0, "")
    said = [
        "data/layers.yaml is written anew.",
        "10 files checked: 0 errors, 1 warning.",
        "Everything is confirmed.",
        "  The statement what-1 in D1: ",
    ]
    assert [out.count(words) for words in said] == [1] * 4, out
    assert sorted(said, key=out.index) == said
    assert suspect(recorded) == []
    assert run(capsys, "ready", "--since", "mein", "--lang", "en")[0] == 2
    plant(recorded, (DESK, "code: D1", "kode: D1"), edit)
    status, out, _ = run(capsys, "ready")
    assert (status, "layers" in out, "Alt er" in out) == (1, True, False), "nothing that has errors is confirmed"


def test_words_of_the_program_that_changed_since_an_approval_are_shown(recorded, capsys, monkeypatch):
    """After an upgrade: those that bind, old and new; they end the approval."""
    approve(recorded, "desk")
    approve(recorded)
    commit(recorded.parent)
    assert "is now" not in run(capsys, "ready", "--lang", "en")[1]
    counted = {"one": "and at {count} place", "other": "and at {count} places"}
    former, more = approvals.former, [{"annex.title": "Appendix"}, {"annex.title": "Annexe", "note.more": counted}]
    monkeypatch.setattr(approvals, "former", lambda language: [*former(language), *(more if language == "en" else ())])
    out = run(capsys, "ready", "--lang", "en")[1]

    assert out.count("1 change since the approval: “words.en”.") == 2
    said = "Next: read what annexes say otherwise since the approval of “catalogue” and “desk”, in the language “en”: “{}” is now “{}”."
    assert said.format("Appendix", "Contract annex") in out
    assert said.format(" · ".join(counted.values()), "and at {count} more place · and at {count} more places") in out
    assert "Annexe" not in out, "it was never approved"
