"""The part of ``CHANGELOG.md`` about a version, and the text of its tag."""

from __future__ import annotations

import re


def section(changelog: str, version: str) -> str:
    """What ``changelog`` says of ``version``, without the heading; empty, if it says nothing."""
    parts = re.split(r"^## +\[?([^\s\]]+).*$", changelog, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(version, "").strip()


def tag(version: str, said: str, files: dict[str, str]) -> str:
    """The text of the tag: what is ``said`` of the version, and the SHA-256 of each file as ``sha256sum --check`` reads it.

    Headings lose their marks, for git takes a line that begins with one for a comment.
    """
    plain = re.sub(r"^#+ +", "", said, flags=re.MULTILINE)
    sums = "\n".join(f"{digest}  {name}" for name, digest in sorted(files.items()))
    return f"Service catalogue {version}\n\n{plain}\n\nSHA-256 of the files\n\n{sums}\n"
