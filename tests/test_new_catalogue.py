"""A catalogue of somebody else, from an empty folder: in its own languages, ready to push, and its files stay its own."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from check_jsonschema import main as check_jsonschema
from service_catalogue.cli import main
from service_catalogue.editing.layout import in_layout

from tests.built import contents, give_cache, run, succeed
from tests.folders import ROOT, checked, copy, plant, table_of
from tests.repository import git

TABLE = table_of(__file__)

DANISH = re.compile(r"[æøåÆØÅ»«]|\b(ikke|fejl|findes|kan|eller|til|skriv|sprog|ydelse|mappen|intet)\b", re.IGNORECASE)
TEXTS = {"name": "Services", "tagline": "Who does what", "summary": "What we do.", "owner": "IT"}
PLAIN = [word for name, text in TEXTS.items() for word in (f"--{name}", text)]
NAMES = [
    word for name in ("name", "tagline", "summary") for code in ("en", "de") for word in (f"--{name}", f"{code}={name} {code}")
]
LOCALES = ["da_DK.UTF-8", "en_GB.UTF-8", "C"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in contents(folder).items() if not name.startswith("_build/")}


CALLS = [
    "check", "check --since nowhere", "build --no-pdf --base-url x", "build --no-pdf --work data/work", "annex make annex.yaml",
    "pdf mail", "export", "ready", "ready --check", "rename task backup copies", "rename task backup",
    "rename service x y", "approve", "withdraw task x", "new task --name Copies", "new service x", "new term backup", "new note",
    "import nowhere.csv --service mail", "diff nowhere", "diff", "annex list nowhere", "annex new x.yaml", "confirm", "confirm x", "as-of 2026-01-01", "as-of 2026-01-01 x",
    "verify nowhere", "new language en", "words", "new catalogue", "check --data nowhere",
]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("broken", ["", "layers.yaml", "catalogue.yaml"])
def test_every_command_speaks_the_language_of_the_catalogue(here, monkeypatch, capfd, locale, broken):
    monkeypatch.setenv("LC_ALL", locale)
    main(["new", "catalogue", "--languages", "en", *PLAIN])
    if broken:
        (here / "data" / broken).write_text((here / "data" / broken).read_text("utf-8") + "nonsense: {\n", "utf-8")
    for call in CALLS if locale != LOCALES[0] else CALLS[:-1]:  # the last knows of no catalogue, and follows the locale
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", None)
            with contextlib.suppress(SystemExit):  # wrong usage, which argparse says in English
                main(call.split())
        said = "".join(capfd.readouterr())
        assert not DANISH.search(said), (call, said)


@pytest.mark.parametrize(("variables", "said"), TABLE["locales"])
def test_without_a_catalogue_the_locale_decides(here, monkeypatch, capsys, variables, said):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith(said)
    assert files(here) == {}


@pytest.mark.parametrize(("languages", "variables", "language"), TABLE["languages"])
def test_messages_are_in_a_language_of_the_catalogue(here, monkeypatch, capsys, languages, variables, language):
    """That of the locale; else English; else the first."""
    copy(here)
    plant(here / "data", ("catalogue.yaml", "languages: [da, en]", f"languages: {languages}"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for asked, shown in (((), language), (("--lang", "da"), "da"), (("--lang", "en"), "en")):
        main(["check", *asked])
        assert {"da": "7 filer kontrolleret", "en": "7 files checked"}[shown] in capsys.readouterr().out


#: What the scaffold has no text in is in English.
IN_ENGLISH = ("pl", "ar")


@pytest.mark.parametrize("languages", ["en", "de,en", "sv", "da, de", "fr", "nb", *IN_ENGLISH])
def test_a_new_catalogue_has_its_own_languages_and_no_other(here, monkeypatch, capsys, languages):
    codes = languages.replace(" ", "").split(",")
    texts = PLAIN if len(codes) == 1 else [
        word for name, text in TEXTS.items() for code in codes for word in (f"--{name}", f"{code}={text} {code}")
    ]  # fmt: skip
    assert main(["new", "catalogue", "--languages", languages, "--forge", "github", *texts]) == 0
    said = capsys.readouterr().out
    assert ("catalogue new language de" in said, "what is missing" in said) == ("de" in codes, False)
    parties = (here / "data" / "parties.yaml").read_text("utf-8")
    assert ("name: Customer  # in English: translate it" in parties) is (languages in IN_ENGLISH)
    result = checked(here / "data")
    assert (result.problems, [*result.catalogue.identity.languages]) == ((), codes)
    assert result.catalogue.identity.authoritative == codes[0]
    made = files(here)
    assert made[".github/workflows/catalogue.yaml"].decode().count(f" --lang {'da' if 'da' in codes else 'en'}\n") == 2
    for name, content in made.items():
        text = content.decode()
        assert {"da", "sv", "nb", "fr"} & {*codes} or not DANISH.search(text), name
        assert not name.endswith(".yaml") or not name.startswith("data/") or in_layout(text) == text
    assert {name for name in made if name.startswith("docs/")} == {
        f"docs/{code}/{page}.md" for code in codes for page in ("index", "about")
    }
    (here / "README.md").unlink()
    capsys.readouterr()
    assert main(["new", "catalogue", "--forge", "gitlab", "--lang", "en"]) == 0
    assert "Added, as it was missing: .gitlab-ci.yml and README.md.\n" in capsys.readouterr().out
    (here / ".gitlab-ci.yml").unlink()
    assert files(here) == made
    git(here, "init", "-q")
    attributes = "data/logo.png: text: unset\ndocs/en/x.jpg: text: unset\ndata/catalogue.yaml: text: set"
    assert git(here, "check-attr", "text", *re.findall(r"(\S+): text", attributes)) == attributes


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "de", "nb", "sv", *IN_ENGLISH])
def test_a_first_language_has_a_page_at_the_first_command(here: Path, language: str) -> None:
    assert main(["new", "catalogue", "--languages", language, *PLAIN]) == 0
    give_cache(here / "_build")
    done = run(
        "-m", "service_catalogue", "build", "--no-pdf", "--data", here / "data", "--work", here / "_build", "--out", here / "site"
    )
    assert done.returncode == 0, done.stdout
    assert f'<html lang="{language}"' in (here / "site" / language / "parties" / "customer.html").read_text("utf-8")


def test_what_is_new_is_confirmed_by_who_answered_and_can_be_published(here: Path) -> None:
    """An edit after that is unconfirmed."""
    assert main(["new", "catalogue", "--languages", "en,de", "--owner", "en=The council", "--owner", "de=Der Rat", *NAMES]) == 0
    assert (here / "data/reviewed/by.txt").read_text("utf-8").endswith(" terminal The council\n")
    give_cache(here / "_build")
    succeed("build", "--no-pdf", f"--data={here / 'data'}", f"--work={here / '_build'}", f"--out={here / 'site'}")
    assert main(["check", "--strict"]) == 0
    plant(here / "data", ("tasks.yaml", "en: Backup", "en: Copies"))
    assert main(["check", "--strict"]) == 1


def test_what_nobody_answered_for_is_not_confirmed(here: Path) -> None:
    assert main(["new", "catalogue", "--languages", "en"]) == 1
    assert not (here / "data/reviewed").exists()


@pytest.mark.parametrize("language", ["da", "en"])
def test_from_its_source_the_program_says_how_to_make_its_wheel(here, capsys, language):
    """And writes no requirements, which could only name what no index has; the second time too."""
    for _ in "once", "again":
        main(["new", "catalogue", "--languages", language, *PLAIN])
        assert f"pip wheel --no-deps {shlex.quote(str(ROOT))}" in capsys.readouterr().out
    assert not any("service-catalogue" in content.decode() for content in files(here).values())
    assert not (here / "requirements.txt").exists()


def test_without_a_name_the_readme_has_a_heading_of_its_own(here):
    main(["new", "catalogue", "--languages", "da", "--lang", "en"])
    assert files(here)["README.md"].decode().startswith("# Ydelseskatalog\n")


@pytest.mark.parametrize("languages", ["en,", "English", "en;de"])
def test_what_is_no_language(here, capsys, languages):
    assert main(["new", "catalogue", "--languages", languages, *PLAIN]) == 2
    assert "is no code of a language" in capsys.readouterr().err
    assert files(here) == {}


def test_the_workflows_are_what_the_forges_take(here):
    for forge, schema in (("github", "github-workflows"), ("gitlab", "gitlab-ci")):
        assert main(["new", "catalogue", "--languages", "en", "--forge", forge, *PLAIN]) == 0
        workflows = map(str, here.glob(".github/workflows/*" if forge == "github" else ".gitlab-ci.yml"))
        check_jsonschema(["--builtin-schema", f"vendor.{schema}", *workflows], standalone_mode=False)
    zizmor = [Path(sys.executable).parent / "zizmor", "--offline", "--no-progress", "--quiet", ".github"]
    assert subprocess.run(zizmor, capture_output=True, cwd=here).returncode == 0


def test_an_own_page_replaces_that_of_the_package_and_the_others_are_there(here):
    texts = [word for name, text in TEXTS.items() for code in ("fi", "en") for word in (f"--{name}", f"{code}={text}")]
    assert main(["new", "catalogue", "--languages", "fi,en", *texts]) == 0
    about = here / "docs/en/about.md"
    about.write_text("# Mine\n\nSee [how](how-to-read.md#departures), {doc}`accessibility`.\n", "utf-8")
    # Its own menu leaves the others out, which is no fault; an own page is to be in one.
    index = here / "docs/en/index.md"
    index.write_text("# Home\n\n```{toctree}\nabout\n```\n", "utf-8")
    (here / "docs/en/more.md").write_text("# More\n", "utf-8")
    give_cache(here / "work")
    assert main(["new", "language", "fi"]) == 0
    words = here / "data/words/fi.yaml"
    assert "\n# Tasks\nnav.tasks:\n" in words.read_text("utf-8")
    ranks = [
        words.read_text("utf-8").index(each)
        for each in ("# First: ", "\nnav.tasks:", "# Next: ", "\nannex.draft:", "# Last: ", "\ndiff.")
    ]
    assert ranks == sorted(ranks)
    words.write_text(words.read_text("utf-8").replace("\nnav.tasks:\n", "\nnav.tasks: Tehtävät\n"), "utf-8")
    assert (checked(here / "data").failed, *(main(["new", "language", each]) for each in ("fi", "sv"))) == (False, 2, 2)
    assert words.read_text("utf-8").count("nav.tasks") == 1
    folders = [word for name in ("data", "work", "out") for word in (f"--{name}", here / name)]
    assert main(["confirm", "--all", "--data", str(here / "data")]) == 0
    refused = run("-m", "service_catalogue", "build", "--no-pdf", *folders)
    hint = re.search(r"at the end of index\.md:\n(\n```\{toctree\}\n.*?\n```\n)", refused.stdout, re.DOTALL)
    index.write_text(index.read_text("utf-8") + hint[1], "utf-8")
    for _ in "once", "again":
        succeed("build", "--no-pdf", *folders)
        about.write_text(about.read_text("utf-8") + "\nMore.\n", "utf-8")
    site = here / "out"
    page = (site / "en/about.html").read_text("utf-8")
    assert "<h1>Mine" in page and 'href="how-to-read.html#departures"' in page and 'href="accessibility.html"' in page
    assert (site / "en/how-to-read.html").is_file()
    assert 'hreflang="fi"' in page
    # A language that has no such page shows it in English, marked as that.
    borrowed = (site / "fi/how-to-read.html").read_text("utf-8")
    assert ">Tehtävät</a>" in borrowed and '<span lang="en">Parties</span></a>' in borrowed
    assert '<html lang="fi"' in borrowed and 'tabindex="-1" lang="en"' in borrowed
    assert 'lang="en"' not in (site / "fi/about.html").read_text("utf-8").partition("<main")[2].partition(">")[0]
