"""Third-party material: the fonts, and the licences of what is shipped.

The booklets are set in the family as it is published, the pages in a subset of it: the Latin letters at normal width in all
weights. The few words in italics are slanted by the browser. The family's licence, the OFL, reserves the name "Plex" for the
original, so the subset has a name of its own. `tests/cut_fonts.py` cuts it.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

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
