"""``python -m release VERSION [options of catalogue build]`` makes all that is uploaded for a version, in ``_build/release/``.

The status is 0 if all was made, 1 if a part could not be built, and 2 if the repository is not ready for this version.
``_build/release/`` is replaced only when all is made. The same commit and Python give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from release import changelog, provenance, sbom
from release.lock import LOCKS, ROOT

MADE = ROOT / "_build" / "release"


class NotReady(Exception):
    """What keeps the repository from being released, and how to correct it."""


def git(*words: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, encoding="utf-8")
    except (OSError, subprocess.CalledProcessError):
        raise NotReady("This is no checkout of git: a release is made from a commit. Clone the repository.") from None
    return done.stdout.strip()


def ready(version: str) -> str:
    """What the changelog says of ``version``; raises ``NotReady``."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if version != declared:
        given = f"{version} is not the version of the project" if version else "A version is missing"
        raise NotReady(
            f"{given}: pyproject.toml says {declared}. Run make release VERSION={declared}, or change it there and commit."
        )
    file = ROOT / "CHANGELOG.md"
    said = changelog.section(file.read_text("utf-8"), version) if file.is_file() else ""
    if not said:
        raise NotReady(f"CHANGELOG.md says nothing of {version}. Write there, under “## {version}”, what is new, and commit.")
    if changed := git("status", "--porcelain"):
        raise NotReady(f"Files differ from the commit. Commit them, or put them aside:\n{changed}")
    return said


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(folder: Path, name: str, target: Path, epoch: int) -> None:
    """Put ``folder`` into the archive ``target`` as ``name``: names in order, one time, no owner."""
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = tarfile.TarInfo(f"{name}/{path.relative_to(folder).as_posix()}")
            member.size, member.mtime, member.mode = path.stat().st_size, epoch, 0o644
            with path.open("rb") as file:
                archive.addfile(member, file)


def make(version: str, options: Sequence[str], said: str, work: Path) -> Path:
    """Make everything below ``work``; gives the folder that holds the release and nothing else."""
    commit, epoch = git("rev-parse", "HEAD"), int(git("show", "--no-patch", "--format=%ct", "HEAD"))
    made = work / "release"
    made.mkdir(parents=True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0"}

    def python(*words: str | Path) -> None:
        command = [sys.executable, "-m", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    python("hatchling", "build", "-t", "wheel", "-d", made)
    wheel = next(made.glob("*.whl"))
    # A folder of its own for the work: nothing that an earlier build left gets into a release.
    python("service_catalogue", "build", "--out", work / "site", "--work", work / "cache", *options)
    edition = json.loads((work / "site" / "edition.json").read_text("utf-8"))["edition"]
    pack((work / "site").resolve(), edition, made / f"site-{version}-{edition}.tar.gz", epoch)

    texts = {name: (ROOT / name).read_text("utf-8") for name in ("requirements.txt", "THIRD-PARTY.md")}
    bill = sbom.render(texts["requirements.txt"], texts["THIRD-PARTY.md"], version, sha256(wheel), epoch)
    (made / "sbom.cdx.json").write_text(bill, "utf-8")
    (made / "changelog.md").write_text(f"# {version}\n\n{said}\n", "utf-8")
    statement = provenance.render(
        {path.name: sha256(path) for path in made.iterdir()},
        version=version,
        commit=commit,
        locks={name: sha256(ROOT / name) for name in LOCKS},
        edition=edition,
        python=".".join(map(str, sys.version_info[:3])),
        options=options,
    )
    (made / "provenance.json").write_text(statement, "utf-8")
    (made / "tag.txt").write_text(changelog.tag(version, said, {path.name: sha256(path) for path in made.iterdir()}), "utf-8")
    return made


def main(arguments: Sequence[str]) -> int:
    """Make the release that ``arguments`` ask for; the exit status."""
    version, *options = arguments or [""]
    work = MADE.with_name("release.part")
    try:
        said = ready(version.strip())
        print("Making the wheel, the site and what tells of them …", flush=True)
        shutil.rmtree(work, ignore_errors=True)
        made = make(version.strip(), options, said, work)
        shutil.rmtree(MADE, ignore_errors=True)
        made.rename(MADE)
    except NotReady as error:
        print(f"Nothing was released. {error}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(error.stdout.decode(errors="replace"), end="", file=sys.stderr)
        print(f"Nothing was released: {error.cmd[2]} failed, and says why above.", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for path in sorted(MADE.iterdir()):
        print(f"{path.stat().st_size:>12,}  {path.relative_to(ROOT)}")
    print(f"Not done: the tag, git tag --sign -F {MADE.relative_to(ROOT)}/tag.txt v{version.strip()}, and the upload.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
