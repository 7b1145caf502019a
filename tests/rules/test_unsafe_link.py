"""A link in a text leads to the web or to a mail address."""

import pytest

from tests.folders import DESK, assert_finds

TEXT = "text: {da: Spørg leverandøren., en: Ask the provider.}"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)"[:16], "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org/",
        "//example.org", "/services/2a", "services/2a.html", "#note.1", "..", "example.org", "www.example.org", "mailto:", "https:",
        "https://", "http:/example.org", "https:example.org", "tel:112", "x",
        "javascript:x//https://example.org", "x:https://example.org", "//mailto:a@example.org",
    ],
)  # fmt: skip
def test_refused(tmp_path, address):
    edit = f'text: {{da: "Se [her](⟦unsafe-link⟧{address}) nu.", en: "*See* [this](https://example.org) and [x](⟦unsafe-link⟧{address})."}}'
    assert_finds(tmp_path, [(DESK, TEXT, edit)])


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://example.org/a?b=c&d=[e]#f", "HTTPS://EXAMPLE.ORG", "mailto:a@example.org"]
)
def test_accepted(tmp_path, address):
    assert_finds(tmp_path, [(DESK, TEXT, f'text: {{da: "[her]({address})", en: "[here]({address})"}}')])


@pytest.mark.parametrize("text", ["[her] (javascript:x)", "[her]()", "[](x)", "[her](x y)", "(javascript:x)", "![her]"])
def test_what_is_no_link_stays_text(tmp_path, text):
    assert_finds(tmp_path, [(DESK, TEXT, f'text: {{da: "{text}", en: "… {text}"}}')])
