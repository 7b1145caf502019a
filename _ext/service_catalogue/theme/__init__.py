"""The theme: templates, styles, scripts and fonts, with the licences of third parties.

The booklets are set in the family as it is published, the pages in a subset of it: the Latin letters at normal width in all
weights. The few words in italics are slanted by the browser. The family's licence, the OFL, reserves the name "Plex" for the
original, so the subset has a name of its own. `tests/cut_fonts.py` cuts it.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

#: The content security policy of the pages: everything from the site itself; only the named policies may turn a text into a script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types catalogue catalogue-search"
)
#: The fonts with their licence: the family, and its subset for pages.
FONTS = Path(__file__).parent / "fonts"
#: What is sent with the pages.
WEB_FONTS = ("catalogue-sans.woff2", "OFL.txt")


def licence_text(name: str) -> str:
    """Return the text of the licence of the fonts, or of the distribution ``name``. Raise ``LookupError`` if it brings none."""
    if name == "IBM Plex Sans":
        return (FONTS / "OFL.txt").read_text("utf-8")
    distribution = metadata.distribution(name)
    texts = []
    for file in distribution.metadata.get_all("License-File", []):
        # The folder depends on the version of the metadata.
        text = distribution.read_text(f"licenses/{file}") or distribution.read_text(file)
        texts += [text] if text else []
    if not texts:
        raise LookupError(f"{name} {distribution.version} brings no text of its licence")
    return "\n".join(texts)
