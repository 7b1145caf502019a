"""Sources of states: folders, git, published sites and the digest in a PDF; and the messages about them."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pikepdf
import pytest
from service_catalogue.check.checker import check
from service_catalogue.check.digest import data_digest
from service_catalogue.check.published_data import part_of_data, published_data
from service_catalogue.cli import main
from service_catalogue.store import Store

from tests.folders import DESK, FIXTURES, SMALL, copy, edited, plant
from tests.repository import commit, git
from tests.test_logo import png

#: A change, and what is said of it.
EDIT = (DESK, "lower: [I, AR]", "lower: [-, AR]")
SENTENCE = "Kunde har ikke længere I (Informeres) i Backup på Nedre lag (D1)."


def publish(folder: Path, api: Path, *, at_once: bool = False) -> Path:
    """Write the data of ``folder`` into ``api``, as a site publishes them, or as earlier editions did: ``at_once``, in one file."""
    with tempfile.TemporaryDirectory() as kept:
        files = dict(published_data(folder, data_digest(folder), Store(Path(kept))))
    if at_once:
        data = json.loads(files["data.json"])
        data["files"] |= {name: json.loads(files[part_of_data(name)]) for name in data.pop("parts")}
        files = {"data.json": json.dumps(data).encode()}
    for name, content in files.items():
        (api / name).parent.mkdir(parents=True, exist_ok=True)
        (api / name).write_bytes(content)
    return api / "data.json"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def pdf_with(path: Path, subject: str) -> Path:
    with pikepdf.new() as document:
        document.add_blank_page()
        with document.open_metadata() as metadata:
            metadata["pdf:Keywords"] = subject
        document.save(path)
    return path


def test_two_folders_from_where_there_are_no_data(tmp_path, monkeypatch, capsys):
    folder = edited(tmp_path, EDIT)
    monkeypatch.chdir(SMALL)
    assert SENTENCE in run(capsys, "diff", str(SMALL), str(folder))[1]
    ended, _, err = run(capsys, "diff", str(SMALL), "--lang", "da")
    assert (
        ended,
        err.startswith("Der er ingen mappe, ingen revision i git og ingen kontrolsum på 12 cifre, der hedder »data«."),
    ) == (1, True)


def test_a_revision_and_the_data(repository, capsys):
    plant(repository / "data", EDIT)
    assert SENTENCE in run(capsys, "diff", "HEAD")[1]
    first, second = git(repository, "rev-parse", "HEAD"), commit(repository)
    assert SENTENCE in run(capsys, "diff", first, second)[1]
    assert "Indholdet er det samme" in run(capsys, "diff", "HEAD")[1]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_published_site(tmp_path, capsys, at_once):
    api = tmp_path / "site" / "api" / "v1"
    publish(SMALL, api, at_once=at_once)
    folder = copy(tmp_path)
    for state in (tmp_path / "site", api, api / "data.json"):
        assert "Indholdet er det samme" in run(capsys, "diff", str(state), str(SMALL), "--data", str(folder))[1]
    plant(folder, EDIT)
    assert SENTENCE in run(capsys, "diff", str(api), "--data", str(folder))[1]


@pytest.mark.parametrize(
    ("part", "said"),
    [("services/gone.yaml", "services/gone.yaml.json findes ikke"), ("../../secret", "secret.json findes ikke")],
)
def test_a_published_site_without_a_part_or_with_one_from_elsewhere(tmp_path, capsys, part, said):
    published = publish(SMALL, tmp_path / "site" / "api" / "v1")
    (tmp_path / "site" / "api" / "secret.json").write_bytes((published.parent / "data/services/desk.yaml.json").read_bytes())
    published.write_text(published.read_text("utf-8").replace("services/desk.yaml", part), "utf-8")
    status, out, err = run(capsys, "diff", str(tmp_path / "site"), str(SMALL), "--data", str(SMALL))
    assert said in out + err, (status, out, err)


def test_since_a_pdf(repository, capsys):
    data = repository / "data"
    pdf = str(pdf_with(repository / "annex.pdf", f"data {data_digest(data)}"))
    assert "Indholdet er det samme" in run(capsys, "diff", "--since", pdf)[1]
    plant(data, EDIT)
    commit(repository)
    plant(data, (DESK, "code: D1", "code: D2"))
    commit(repository)
    status, out, _ = run(capsys, "diff", "--since", pdf)
    assert status == 0
    assert out.startswith(
        f"1 felt for Kunde i D2 er ændret: læs det. Ændret: ydelsen D2 Skrivebord. Det berører Kunde og Leverandør: læs det.\nFra {pdf} ({data_digest(SMALL)}) til data ("
    )
    assert SENTENCE.replace("D1", "D2") in out  # what has another code now is called by that
    assert "kode: [-D1-] {+D2+}" in out


def test_since_a_pdf_whose_data_are_unknown(repository, capsys):
    unknown = str(pdf_with(repository / "annex.pdf", "data 0123456789ab"))
    status, out, err = run(capsys, "diff", "--since", unknown)
    assert (status, out) == (1, "")
    assert err.startswith("Data med kontrolsummen 0123456789ab kendes ikke")
    none = str(pdf_with(repository / "other.pdf", "nothing"))
    assert "bærer ingen kontrolsum" in run(capsys, "diff", "--since", none)[2]
    (repository / "broken.pdf").write_text("no PDF")
    assert "kan ikke læses. Angiv" in run(capsys, "diff", "--since", str(repository / "broken.pdf"))[2]
    assert run(capsys, "diff", "--since", "none.pdf", "--lang", "en")[::2] == (
        1,
        "none.pdf does not exist. Put it in place, and run the command again.\n",
    )


def test_since_a_pdf_of_a_published_edition(tmp_path, capsys):
    """Without a repository, the editions of a published site are known."""
    publish(SMALL, tmp_path / "site" / "v" / "1" / "api" / "v1")
    folder = edited(tmp_path, EDIT)
    pdf = str(pdf_with(tmp_path / "annex.pdf", data_digest(SMALL)))
    assert run(capsys, "diff", "--since", pdf, "--data", str(folder))[0] == 1
    status, out, _ = run(capsys, "diff", "--since", pdf, "--data", str(folder), "--site", str(tmp_path / "site"))
    assert status == 0
    assert SENTENCE in out


def test_the_digest_is_that_of_the_values(tmp_path):
    folder = edited(
        tmp_path,
        (DESK, "text: {da: Spørg leverandøren., en: Ask the provider.}", "# Hvem?\n        text:\n          en: Ask the provider.\n          da: >-\n            Spørg\n            leverandøren."),
    )  # fmt: skip
    (folder / "published-ids.yaml").write_text("published:\n  task: [backup]\n", "utf-8")
    assert data_digest(folder) == data_digest(SMALL)
    assert json.loads(publish(folder, tmp_path / "api").read_text("utf-8"))["digest"] == data_digest(SMALL)
    plant(folder, EDIT)
    assert data_digest(folder) != data_digest(SMALL)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 2, "Skriv, hvad der skal sammenlignes"),
        (("a", "b", "c"), 2, "Skriv, hvad der skal sammenlignes"),
        (
            ("no-such-thing",),
            1,
            "Der er ingen mappe, ingen revision i git og ingen kontrolsum på 12 cifre, der hedder »no-such-thing«.",
        ),
        (("--", "--output=x"), 1, "der hedder »--output=x«."),
        (("0123456789ab",), 1, "kendes ikke"),
        ((".",), 1, "har ingen data"),
    ],
)
def test_states_that_are_not_there(tmp_path, monkeypatch, capsys, arguments, status, said):
    monkeypatch.chdir(tmp_path)
    folder = copy(tmp_path / "elsewhere")
    ended, out, err = run(capsys, "diff", "--data", str(folder), *arguments)
    assert (ended, out) == (status, "")
    assert said in err


def test_a_state_that_cannot_be_read(repository, capsys):
    plant(repository / "data", (DESK, "code: D1", "kode: D1"))
    commit(repository)
    git(repository, "checkout", "-q", "HEAD~1", "--", ".")
    status, out, err = run(capsys, "diff", "HEAD", "--lang", "en")
    assert (status, out) == (1, "")
    assert "HEAD:services/desk.yaml:2:1: error: Unknown key “kode”. Did you mean “code”? [unknown-key]\n“HEAD” has errors" in err


def test_data_that_break_a_rule_of_meaning_are_told_all_the_same(repository, capsys):
    plant(repository / "data", (DESK, "lower: [I, AR]", "lower: [A, R]"))
    status, out, _ = run(capsys, "diff", "HEAD", "--lang", "en")
    assert status == 0
    assert "Provider no longer has A (Accountable) in Backup on Lower layer (D1); Customer now has it." in out


def test_a_catalogue_in_other_languages(tmp_path, capsys):
    """Sentences are in a language of the catalogue, messages in that of the reader."""
    nordic = FIXTURES / "nordic" / "data"
    languages = check(nordic).catalogue.identity.languages
    folder = copy(tmp_path, nordic)
    service = next((folder / "services").glob("*.yaml"))
    service.write_text(re.sub(r"(?m)^code: .*$", "code: X9", service.read_text("utf-8"), count=1), "utf-8")
    for language in ("da", "en"):
        status, out, _ = run(capsys, "diff", str(nordic), str(folder), "--data", str(nordic), "--lang", language)
        assert status == 0
        assert "{+X9+}" in out
    data = json.loads(run(capsys, "diff", str(nordic), str(folder), "--data", str(nordic), "--format", "json")[1])
    assert all(list(change["said"]) == list(languages) for change in data["changes"])


def test_a_catalogue_with_a_logo(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is among the files of a revision, and not among the data of a site."""
    data, site = repository / "data", repository / "site"
    (data / "logo.png").write_bytes(png())
    plant(data, ("catalogue.yaml", "redirects: {}", "redirects: {}\nbrand: {logo: logo.png}"))
    commit(repository)
    publish(data, site / "api" / "v1")
    digest = data_digest(data)
    plant(data, EDIT)
    commit(repository)
    for arguments in (["HEAD~1"], ["HEAD~1", "HEAD"], ["site"], ["--site", "site", digest]):
        status, out, err = run(capsys, "diff", *arguments)
        assert (status, SENTENCE in out, err) == (0, True, ""), arguments
    (data / "logo.png").unlink()
    status, out, _ = run(capsys, "check", "--since", "HEAD")
    assert (status, "unsafe-logo" in out) == (1, True)
