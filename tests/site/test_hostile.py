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

#: Characters of the texts that are put into one field together: a name has 500 at most.
_TOGETHER = 400
#: What is not looked for literally: signs of the inline syntax, which are read, and more than one space, which HTML folds.
_READ = re.compile(r"\*[^\s*][^*]*\*|\[\[|\]\(")
#: What means something to HTML, templates, logs or spreadsheets; the inline syntax is left, so that its elements stay the same.
_SIGNS = str.maketrans(dict.fromkeys("<>&\"'{}%$`\\=@#:+", "x"))


def _in_parts() -> list[list[str]]:
    """Return the texts, as many in each part as a name can hold."""
    parts: list[list[str]] = [[]]
    # Not in their order: what opens something there would be closed by the next.
    mixed = [*HARMLESS[::2], *HARMLESS[1::2]]
    for text in (text for text in mixed if len(text) < _TOGETHER / 2 and text.strip()):
        if sum(map(len, [*parts[-1], text])) + len(_BETWEEN) * (len(parts[-1]) + 1) > _TOGETHER:
            parts.append([])
        parts[-1].append(text)
    return parts


#: What is between two of the texts.
_BETWEEN = " ¤ "
PARTS = _in_parts()


def catalogue(folder, texts: list[str]):
    """Return a small catalogue with ``texts``, one after the other, behind the text of each field."""
    data = copy_catalogue(folder)
    files: dict[str, str] = {}
    for name, (file, old, new) in TEXTS.items():
        before, after = new.split("¤")
        kept = (
            old.removeprefix(before).removesuffix(after).strip("\"'")
            if old.startswith(before) and old.endswith(after)
            else "Tekst"
        )
        joined = _BETWEEN.join([kept, *(text for text in texts if name not in ON_ONE_LINE or "\n" not in text)])
        text = files.get(file) or original(file)
        files[file] = text.replace(old, before + quoted(joined) + after)
    for file, text in files.items():
        (data / file).write_text(text, "utf-8")
    return data


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes."""
    return [(element.tag, tuple(sorted(element.attributes))) for element in page.root.walk()]


@pytest.mark.parametrize("texts", PARTS, ids=range(len(PARTS)))
def test_no_element_and_no_attribute_is_made_by_data(tmp_path, texts):
    hostile, harmless = (tmp_path / name for name in ("hostile", "harmless"))
    site = build(hostile, "--no-pdf", data=catalogue(hostile, texts))
    # Addresses stay addresses: no term is found in them, in either.
    plain = [text.translate(_SIGNS).replace("httpsx//", "https://") for text in texts]
    other = build(harmless, "--no-pdf", data=catalogue(harmless, plain))
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
