"""Other generators, beside which ours is measured. Each does less.

Hugo makes the pages of the catalogue from the same data. It checks nothing, and makes no search, no data for machines and no booklets,
finds no terms in the texts, and has none of the guides. Each of its builds makes all of its pages.

Sphinx by itself makes the guides, and nothing from data: what remains of ours if the catalogue is taken away.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.bench.measure import ROOT
from tests.built import LANGUAGES

_PROJECT = Path(__file__).parent / "hugo"
_PROGRAM = ROOT / ".venv" / "hugo" / "hugo" / "binaries" / "hugo"
_MOUNTED = ("content", "layouts", "i18n", "static")
#: What the prose shows from data: a directive of ours with all that is in it, and a role with its text.
_DIRECTIVE = re.compile(r"^(:{3,}|`{3,})\{catalogue:.*?^\1$\n", re.MULTILINE | re.DOTALL)
_ROLE = re.compile(r"\{catalogue:[a-z]+\}`([^`]*)`")
_CONF = """\
extensions = ["myst_parser", "sphinx_design"]
myst_enable_extensions = ["colon_fence", "deflist"]
suppress_warnings = ["myst.xref_missing", "myst.header"]
html_theme = "basic"
html_copy_source = False
html_use_index = False
"""


def hugo(data: Path, site: Path) -> tuple[str, ...] | None:
    """The command that makes the pages of ``data`` into ``site``; None where Hugo is not installed."""
    if not _PROGRAM.is_file():
        return None
    mounts = [(name, name, "**") for name in _MOUNTED] + [(str(data), "data", "! search-words.yaml")]
    settings = data.parent / "hugo.toml"
    settings.write_text("".join(map(_mount, mounts)), "utf-8")
    return (
        *(
            str(_PROGRAM),
            "build",
            "--quiet",
            "--panicOnWarning",
            "--noBuildLock",
            "--source",
            str(_PROJECT),
            "--config",
            f"hugo.toml,{settings}",
        ),
        *("--destination", str(site), "--cacheDir", str(data.parent / "cache")),
    )


def _mount(mount: tuple[str, str, str]) -> str:
    return '[[module.mounts]]\nsource = "{}"\ntarget = "{}"\nfiles = ["{}"]\n'.format(*mount)


def sphinx(folder: Path) -> list[tuple[str, ...]]:
    """The commands that make the guides, without what they show from data, into ``folder``: one for each language."""
    commands = []
    for language in LANGUAGES:
        source = folder / "prose" / language
        for path in sorted((ROOT / "docs" / language).rglob("*.md")):
            copy = source / path.relative_to(ROOT / "docs" / language)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(_ROLE.sub(r"\1", _DIRECTIVE.sub("", path.read_text("utf-8"))), "utf-8")
        (source / "conf.py").write_text(_CONF, "utf-8")
        commands.append((sys.executable, "-m", "sphinx", "-q", "-W", str(source), str(folder / "html" / language)))
    return commands
