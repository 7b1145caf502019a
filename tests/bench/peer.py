"""Hugo, beside which ours is measured. It does less.

It makes the pages of the catalogue from the same data. It checks nothing, and makes no search, no data for machines and no booklets,
finds no terms in the texts, and has none of the prose. Each of its builds makes all of its pages.
"""

from __future__ import annotations

from pathlib import Path

from tests.bench.measure import ROOT

_PROJECT = Path(__file__).parent / "hugo"
_PROGRAM = ROOT / ".venv" / "hugo" / "hugo" / "binaries" / "hugo"
_MOUNTED = ("content", "layouts", "i18n", "static")


def hugo(data: Path, site: Path) -> tuple[str, ...] | None:
    """Return the command that makes the pages of ``data`` into ``site``; None where Hugo is not installed."""
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
