"""The examples of the manual: the same in each language, and what the manual says that they are."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml
from service_catalogue.check.checker import check

from tests.folders import DATA, ROOT, catalogue_of, checked

pytestmark = [pytest.mark.content, pytest.mark.manual]

LANGUAGES = ("da", "en")
PAGES = sorted(path.name for path in (ROOT / "docs/manual/en/editors").iterdir())
_EXAMPLE = re.compile(r"^( *)```yaml\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def examples(language: str, page: str) -> list[str]:
    text = (ROOT / "docs/manual" / language / "editors" / page).read_text("utf-8")
    return [textwrap.dedent(example) for _, example in _EXAMPLE.findall(text)]


@pytest.fixture(params=LANGUAGES)
def folder(request, tmp_path: Path) -> Path:
    """Return the catalogue that the complete files of the manual make."""
    for page in PAGES:
        for example in examples(request.param, page):
            if named := re.match(r"# (data/\S+)\n", example):
                path = tmp_path / named[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                assert not path.exists(), path
                path.write_text(example, "utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize("page", PAGES)
def test_an_example_is_the_same_in_each_language(page):
    """But for its comments."""
    danish, english = ([yaml.load(example, yaml.CBaseLoader) for example in examples(language, page)] for language in LANGUAGES)
    assert danish == english


def test_the_complete_files_are_a_catalogue_without_problems(folder):
    assert len(list(folder.rglob("*.yaml"))) == 10
    assert checked(folder).problems == ()


def test_the_letter_of_the_accountable_means_what_the_letters_of_2a_say():
    """*Står inde for* is a word of guarantee."""
    (scheme,) = (data["schemes"][0] for data in map(yaml.safe_load, examples("da", "format.md")) if "schemes" in data)
    (meaning,) = (letter["meaning"] for letter in scheme["letters"] if letter["letter"] == "A")
    of_2a = catalogue_of(DATA).scheme("raci").by_letter["A"].meaning
    assert [of_2a[language].startswith(meaning[language]) for language in LANGUAGES] == [True, True]


def test_the_example_says_that_something_is_paid_and_is_silent_about_how_much_alone():
    catalogue = catalogue_of(ROOT / "docs/manual/example/data")
    paid = [text.address for text in catalogue.objects["service"]["laptops"].texts if " pays " in text.text["en"]]
    assert (paid, [topic.name["en"] for topic in catalogue.identity.topics]) == (["about-3"], ["how much a service costs"])


def test_both_statements_about_calls_are_among_what_a_tension_of_the_example_names():
    (tension,) = catalogue_of(ROOT / "docs/manual/example/data").objects["service"]["hosting"].tensions
    assert tuple(tension.at_) == ("support-1", "support-2", "service-requests.applications")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_error_in_the_manual_is_the_one_that_is_reported(folder, language):
    path = folder / "services/mail.yaml"
    path.write_text(path.read_text("utf-8").replace("does: [backup]", "does: [bakcup]"), "utf-8")
    (problem,) = check(folder).problems
    text = (ROOT / "docs/manual" / language / "editors/rules.md").read_text("utf-8")
    place = f"{problem.at.line}:{problem.at.column}"
    assert f"\ndata/services/mail.yaml:{place}: error: {problem.message[language]} [{problem.rule.name}]\n" in text
    assert f"\n`{place}`\n" in text
