"""The logo and the brand of a catalogue: what is shown of them, and which pictures are refused, where and why."""

import itertools
import re
import struct
import zlib

import pytest
from service_catalogue.check.checker import check
from service_catalogue.check.logo import MAX_LOGO_BYTES, MAX_PIXELS
from service_catalogue.rules.texts import GROUNDS, contrast

from tests.built import ROOT, build, copy_catalogue
from tests.folders import assert_finds, case_file, plant

BRAND = """redirects: {}
brand:
  logo: logo.png
  colours: {light: "#5a1e78", dark: "#e0b8f5"}
  footer: {da: Udgivet af Lille Drift, en: Published by Small Operations}
  contact: {mail: it@example.org, phone: +45 33 00 00 00, page: "https://example.org/help"}
"""


def branded(target, logo=None, name="logo.png"):
    """Return a catalogue with a brand, and a file for its logo."""
    data = copy_catalogue(target)
    plant(data, ("catalogue.yaml", "redirects: {}\n", BRAND.replace("logo.png", name)))
    (data / name).write_bytes(png(120, 40) if logo is None else logo)
    return data


def refused(data):
    """Return the problems with the logo: where, and the beginning of the message in English."""
    return [
        (problem.at.path.rpartition("/")[2], problem.at.line, problem.at.column, problem.message["en"])
        for problem in check(data).problems
        if problem.rule.name == "unsafe-logo"
    ]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, rows=None, kind=b"IHDR"):
    rows = (b"\0" + b"\x20\x40\x60" * width) * height if rows is None else rows
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(kind, header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_picture_is_taken(tmp_path):
    result = check(branded(tmp_path))
    picture = result.catalogue.identity.brand.picture
    assert not result.problems
    assert (picture.width, picture.height) == (120.0, 40.0)


def test_an_svg_is_one_warning_and_no_logo(tmp_path):
    result = check(branded(tmp_path, b"<svg/>", "logo.svg"))
    (problem,) = result.problems
    assert (problem.rule.name, problem.is_error) == ("unsafe-logo", False)
    assert problem.message["en"] == "An SVG is not shown: save “logo.svg” as a PNG."
    assert result.catalogue.identity.brand.picture is None


@pytest.mark.parametrize(
    "logo",
    [
        b"", b"\x89PNG\r\n\x1a\n", png()[:-1], png()[:-12], png() + b"<script>", png().replace(b"IDAT", b"IDAX"), png(kind=b"JHDR"),
        png(rows=b"\0"), png(rows=b"\0" * 100_000), b"<svg/>",
    ],
)  # fmt: skip
def test_a_broken_png_is_refused(tmp_path, logo):
    ((file, _, _, text),) = refused(branded(tmp_path, logo))
    assert (file, text) == ("logo.png", "The file is not a whole PNG. Save it again as PNG.")


def test_a_file_that_is_too_large_or_elsewhere_is_refused(tmp_path):
    ((file, _, _, text),) = refused(branded(tmp_path / "large", png() + bytes(MAX_LOGO_BYTES)))
    assert (file, "at most 100 kB" in text) == ("catalogue.yaml", True)
    ((_, _, _, text),) = refused(branded(tmp_path / "wide", png(MAX_PIXELS + 1, 1)))
    assert "pixels on a side" in text
    data = branded(tmp_path / "gone")
    (data / "logo.png").unlink()
    ((file, _, _, text),) = refused(data)
    assert (file, "does not exist" in text) == ("catalogue.yaml", True)
    (data / "logo.png").symlink_to(ROOT / "README.md")
    assert "not a plain file" in refused(data)[0][3]
    for name in ("../logo.png", "/etc/passwd", "logo.gif", "a/b.png", ".png", "LOGO.PNG"):
        text = (data / "catalogue.yaml").read_text("utf-8")
        (data / "catalogue.yaml").write_text(re.sub(r"  logo: .*", f"  logo: {name}", text), "utf-8")
        assert "cannot be the name of a logo" in refused(data)[0][3], name


CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_the_check_of_a_brand_finds_what_a_case_plants(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_contrast_is_that_of_wcag_and_the_grounds_are_those_of_the_pages():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    for index, mode in enumerate(("light", "dark")):
        assert set(GROUNDS[mode]) == {pair[index] for name, pair in colours().items() if name in ("paper", "sand", "sand-deep")}


def test_text_of_every_colour_on_every_ground_has_the_contrast_of_level_aaa():
    grounds = ("paper", "sand", "sand-deep", "found", "caution-ground")
    texts = ("ink", "ink-soft", "link", "caution", *(f"party-{number}" for number in range(6)))
    pairs = [*itertools.product(texts, grounds), *(("on-party", name) for name in texts if name.startswith("party"))]
    weak = {pair for pair in pairs for one, other in zip(*map(colours().get, pair), strict=True) if contrast(one, other) < 7}
    assert weak == set()


def colours() -> dict[str, tuple[str, str]]:
    """Return the colours of the theme, light and dark, by name."""
    style = (ROOT / "_ext/service_catalogue/theme/colours.css").read_text("utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", style)
    return {name: (light.replace("#fff", "#ffffff") if len(light) == 4 else light, dark) for name, light, dark in found}


def test_pages_and_booklets_have_the_brand(tmp_path, small):
    import pikepdf

    data = branded(tmp_path)
    site = build(tmp_path / "out", "--jobs", 1, data=data, pdf=True)
    for language, words in (("da", "Udgivet af Lille Drift"), ("en", "Published by Small Operations")):
        for name in ("index", "services/desk", "how-to-read"):
            page = site.page(f"{language}/{name}.html")
            logo = page.one("img", class_="logo")
            assert (logo["width"], logo["height"], logo["alt"]) == ("96", "32", "")
            path = site / page.target(logo["src"]).path
            assert path.read_bytes() == png(120, 40)
            assert re.fullmatch(r"logo\.[0-9a-f]{10}\.png", path.name)
            foot = next(item for item in page.all("footer") if item.get("class") == "site-footer")
            assert words in foot.text
            assert [link["href"].partition("?")[0] for link in foot.all("a") if ":" in link["href"]] == [
                "mailto:it@example.org",
                "tel:+4533000000",
                "https://example.org/help",
                "mailto:it@example.org",  # where an error is reported
            ]
        (style,) = (site / f"{language}/_static").glob("catalogue.*.css")
        assert "--link:light-dark(#5a1e78,#e0b8f5)" in style.read_text("utf-8")
        for name in ("desk", "catalogue"):
            with pikepdf.open(site / f"pdf/{name}-{language}.pdf") as pdf:
                figures = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
                assert {"da": "Ejeren", "en": "The owner"}[language] in {str(each.get("/Alt")) for each in figures}
    # Without it everything looks as it comes.
    plant(data, ("catalogue.yaml", BRAND, "redirects: {}\n"))
    site = build(tmp_path / "out", data=data)
    page = site.page("en/index.html")
    assert not page.all("img", class_="logo")
    assert not list((site / "en/_static").glob("logo.*"))
    assert page.html.text == small.page("en/index.html").html.text
