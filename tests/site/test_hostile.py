"""One real build of a catalogue that holds every hostile text in every field for text: nothing of a page is made by data."""

from __future__ import annotations

import re

import pytest

from tests.built import Page, Site, build, copy_catalogue, squeeze
from tests.hostile.case import original, quoted
from tests.hostile.fields import ON_ONE_LINE, TEXTS
from tests.hostile.meaning import HARMLESS
from tests.site import checks

pytestmark = pytest.mark.long

#: The texts in two halves: all at once would be more than a text may hold.
HALVES = [HARMLESS[start::2] for start in range(2)]
#: What is not looked for as it stands: signs of the inline syntax, which are read, and more than one space, which HTML folds.
_READ = re.compile(r"\*[^\s*][^*]*\*|\[\[|\]\(")
#: What means something to HTML, templates, logs or spreadsheets; the inline syntax is left, so that its elements stay the same.
_SIGNS = str.maketrans(dict.fromkeys("<>&\"'{}%$`\\=@#:+", "x"))


def fitting(texts: list[str]) -> list[str]:
    """Those of which many fit into one text."""
    return [text for text in texts if len(text) < 200 and text.strip()]


def catalogue(folder, texts: list[str]):
    """The small catalogue with ``texts``, one after the other, behind what stands in each field."""
    data = copy_catalogue(folder)
    files: dict[str, str] = {}
    for name, (file, old, new) in TEXTS.items():
        before, after = new.split("¤")
        kept = (
            old.removeprefix(before).removesuffix(after).strip("\"'")
            if old.startswith(before) and old.endswith(after)
            else "Tekst"
        )
        joined = " ¤ ".join([kept, *(text for text in texts if name not in ON_ONE_LINE or "\n" not in text)])
        text = files.get(file) or original(file)
        files[file] = text.replace(old, before + quoted(joined) + after)
    for file, text in files.items():
        (data / file).write_text(text, "utf-8")
    return data


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes."""
    return [(element.tag, tuple(sorted(element.attributes))) for element in page.root.walk()]


@pytest.mark.parametrize("texts", HALVES, ids=range(len(HALVES)))
def test_no_element_and_no_attribute_is_made_by_data(tmp_path, texts):
    texts = fitting(texts)
    hostile, harmless = (tmp_path / name for name in ("hostile", "harmless"))
    site = build(hostile, "--no-pdf", data=catalogue(hostile, texts))
    other = build(harmless, "--no-pdf", data=catalogue(harmless, [text.translate(_SIGNS) for text in texts]))
    assert site.paths == other.paths
    for page in site.pages():
        assert page.faults == []
        assert shape(page) == shape(other.page(page.path)), page
    words = squeeze(site.page("da/services/desk.html").root.text)
    missing = [text for text in texts if not _READ.search(text) and squeeze(text) not in words]
    assert missing == []
    hold(site)


def hold(site: Site) -> None:
    for check in (checks.no_style_and_no_script_in_the_markup, checks.links_to_the_web_are_plain_links, checks.nothing_comes_from_another_host,
                  checks.links_within_the_site_lead_somewhere, checks.ids_are_unique_in_a_page):  # fmt: skip
        assert check(site) == []
    for path in site.folder.rglob("*.js"):
        if "search" in path.name:
            assert not re.search("</script|<!--|[\u2028\u2029]", path.read_text("utf-8"), re.IGNORECASE), path
