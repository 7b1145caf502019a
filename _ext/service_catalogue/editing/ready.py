"""The files that ``catalogue ready`` writes: the data in their layout, CODEOWNERS, and the workflows of the forge."""

import argparse
import difflib
import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.editing.scaffold import generated, workflows
from service_catalogue.editing.source import layouts
from service_catalogue.messages import message
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect
from service_catalogue.messages.problem import did_you_mean, quote, visible
from service_catalogue.model.approvals import APPROVED_FOLDER
from service_catalogue.model.catalogue import SERVICES_FOLDER, Catalogue
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWERS_FILE
from service_catalogue.yaml.transaction import Transaction, transaction

#: The key of the reviewers of all files.
_ALL = "catalogue"
#: Where a forge looks for CODEOWNERS besides the folder of the repository.
_ELSEWHERE = (".github", ".gitlab", "docs")


def write_files(options: argparse.Namespace) -> int:
    """Format the data and renew what is generated beside them, or only name these files; return the exit status."""
    lines: list[str] = []

    def report(outcome: str, path: Path) -> None:
        lines.append(message(f"ready.{outcome}", file=path)[options.message_language])

    done = "written" if options.changes else "differs"
    with transaction(options.data) if options.changes else nullcontext(Transaction(options.data)) as change:
        paths = sorted(path for path in options.data.rglob("*.yaml") if path.is_file() and not path.is_symlink())
        for path, content in layouts(paths, change.read):
            report("unreadable" if content is None else done, path)
            if content is not None:
                change.write(path, content)
        if options.changes:
            change.apply()
        result = check(options.data)
        if result.catalogue and not result.failed:
            data = Path(os.path.normpath(options.data.absolute()))
            files = _codeowners(result.catalogue, data) | workflows(data.parent, result.catalogue.identity.languages)
            for path, text, difference in _outdated(files):
                path = Path(os.path.relpath(path))
                if not difference:
                    report(done, path)
                    change.write(path, text.encode())
                elif options.changes:
                    report("edited", path)
                    lines.append(visible(difference))
    print(*lines, sep="\n", end="\n" * bool(lines))
    return EXIT_PROBLEMS if lines and not options.changes else EXIT_FINE


def _outdated(files: Mapping[Path, str]) -> Iterator[tuple[Path, str, str]]:
    """Yield each file that is missing or outdated, its new text, and the difference if the old text has been edited."""
    for path, text in files.items():
        old = path.read_text("utf-8", "replace") if path.is_file() and not path.is_symlink() else ""
        first_line, _, rest = old.partition("\n")
        if not text.startswith(f"{first_line}\n"):  # else an edited one is based on the new text
            is_edited = old not in ("", generated(rest))
            lines = difflib.unified_diff(old.splitlines(keepends=True), text.splitlines(keepends=True), path.name, "catalogue")
            yield path, text, "".join(lines) if is_edited else ""


def _codeowners(catalogue: Catalogue, data: Path) -> dict[Path, str]:
    """Return the path and the text of CODEOWNERS if reviewers are named. Raise :class:`Incorrect` for an unknown service."""
    site, services = catalogue.identity.site, catalogue.objects["service"]
    if site is None or not site.reviewers:
        return {}
    top = next((folder for folder in data.parents if (folder / ".git").exists()), data.parent)
    home = f"/{data.parent.relative_to(top).as_posix()}/".replace("/./", "/")
    lines = []
    for id, who in sorted(site.reviewers.items(), key=lambda item: item[0] != _ALL):  # the last line that fits a file counts
        if id != _ALL and id not in services:
            raise Incorrect("new.unknown", id=quote(id), hint=did_you_mean(id, services))
        of_service = (f"{SERVICES_FOLDER}/{id}.yaml", *(f"{each}/{id}.txt" for each in (REVIEWED_FOLDER, APPROVED_FOLDER)))
        paths = (f"{data.name}/", REVIEWERS_FILE) if id == _ALL else (f"{data.name}/{path}" for path in of_service)
        lines += [f"{home}{path} {who}\n" for path in paths]
    path = next((top / each for each in _ELSEWHERE if (top / each / "CODEOWNERS").is_file()), top) / "CODEOWNERS"
    return {path: generated("".join(lines))}
