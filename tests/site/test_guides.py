"""The guide to the extension: each directive and role is documented, with an example rendered right below it."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest
from service_catalogue.sphinx_ext.domain import KINDS as OBJECTS, TEXTS
from service_catalogue.views import KINDS
from service_catalogue.views.directives import VIEWS

from tests.built import LANGUAGES, ROOT, Site

pytestmark = [pytest.mark.content, pytest.mark.manual]

#: Those that are once in a site, each on the page that is its example.
ELSEWHERE = {
    "home": "en/index.md",
    "rules": "manual/en/editors/rules.md",
    "keys": "manual/en/editors/keys.md",
    "search": "",
    "version": "en/about.md",
}
_EXAMPLE = re.compile(r"^````md\n(```\{catalogue:(\w+)\}.*?\n```)\n````\n\n\1$", re.MULTILINE | re.DOTALL)
CONFIG = ROOT / "_ext/service_catalogue/sphinx_ext"


GUIDE = (ROOT / "docs/manual/en/developers/extension.md").read_text("utf-8")


def test_every_directive_has_an_example_that_is_rendered(manual: Site) -> None:
    examples = [name for _, name in _EXAMPLE.findall(GUIDE)]
    assert sorted([*examples, *ELSEWHERE]) == sorted(VIEWS)
    page = manual.page("en/developers/extension.html")
    for name in examples:
        section = page.by_id(f"extension-{name}")
        after = section.text.partition(f"```{{catalogue:{name}}}")[2]
        assert len(after.replace(":only: glance", "").replace("```", "").strip()) > 20, name
    for name, file in ELSEWHERE.items():
        assert f"`catalogue:{name}`" in GUIDE
        assert not file or f"```{{catalogue:{name}}}" in (ROOT / "docs" / file).read_text("utf-8")


def test_every_role_setting_and_option_is_described() -> None:
    settings = {
        name for path in CONFIG.glob("*.py") for name in re.findall(r'add_config_value\("(\w+)"', path.read_text("utf-8"))
    }
    roles = ("service", "task", "party", "layer", "term", "standard", "statement", "note", "cell", "text")
    words = {*settings, *roles, *TEXTS, "only", *VIEWS["service"].parts, *KINDS}
    assert [word for word in sorted(words) if f"`{word}`" not in GUIDE] == []


def test_how_ids_and_parts_are_written_is_shown_in_both_markups() -> None:
    markdown = re.search(r"^````md\n```\{catalogue:(\w+)\} (.+)\n:only: (.+)\n```\n````$", GUIDE, re.MULTILINE)
    other = re.search(r"^```rst\n\.\. catalogue:(\w+):: (.+)\n   :only: (.+)\n```$", GUIDE, re.MULTILINE)
    assert markdown and other
    assert markdown.groups() == other.groups()
    name, _, only = markdown.groups()
    assert {*only.split(", ")} <= {*VIEWS[name].parts}


def test_the_prose_of_the_site_may_use_every_directive_and_role_of_the_catalogue() -> None:
    conf: dict[str, Any] = runpy.run_path(str(ROOT / "conf.py"))
    for kind, names in (("directives", {*VIEWS} - {"keys"}), ("roles", [*OBJECTS, "text"])):
        ours = {name for name in conf["catalogue_allow"][kind] if name.startswith("catalogue:")}
        assert ours == {f"catalogue:{name}" for name in names}


#: What is so of RACI alone, or of some catalogues: its letters, how many they are, and parties.
_OF_SOME = re.compile(
    r"\b(R|C|AR|CI|RACI|[Ff]our|[Ff]ire|[Cc]ustomer|[Pp]rovider|[Kk]unden?|[Ll]everandør)\b|\b(an|the|[Ee]t|har|ét) [AI]\b"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_read_says_only_what_is_so_of_any_scheme(language: str) -> None:
    """For it is the page of every catalogue that brings no prose; directives show what one scheme says."""
    text = (ROOT / "docs" / language / "how-to-read.md").read_text("utf-8")
    assert [hit[0] for hit in _OF_SOME.finditer(text)] == []
    for name in ("legend", "counts", "example"):
        assert f"```{{catalogue:{name}}}" in text


#: What the program compares, what it cannot, and who does that instead.
_CHECKED = {
    "da": ("sammenligner programmet det med bogstaverne", "Programmet forstår ikke en tekst", "læser et menneske resten og bekræfter det"),
    "en": ("the program compares that with the letters", "The program does not understand a text", "a person reads the rest and confirms it"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_read_promises_to_report_only_what_the_program_checks(language: str) -> None:
    text = " ".join((ROOT / "docs" / language / "how-to-read.md").read_text("utf-8").split())
    section = text.partition("(statements-and-matrix)=")[2].partition("(statement-claims)=")[0]
    assert [words for words in _CHECKED[language] if words not in section] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_and_tabs_are_there_and_load_only_where_they_are_used(live_site: Site, manual: Site, language: str) -> None:
    used = {}
    for page in [*live_site.pages(language), *manual.pages(language)]:
        classes = {name for element in page.root.walk() for name in (element.get("class") or "").split()}
        loaded = {
            re.sub(r"\.[0-9a-f]{10}(?=\.\w+$)", "", address.rpartition("/")[2])
            for link in page.all("link", "script")
            if (address := link.get("href") or link.get("src") or "")
        }
        design = {name for name in ("sd-card", "sd-tab-set") if name in classes}
        assert loaded & {"sphinx-design.min.css", "design-tabs.js"} == (
            {"sphinx-design.min.css", "design-tabs.js"} if design else set()
        ), page
        used.update(dict.fromkeys(design, page))
        assert ("engine.js" in loaded) == (page.inner == "search.html")
    assert set(used) == {"sd-card", "sd-tab-set"}
