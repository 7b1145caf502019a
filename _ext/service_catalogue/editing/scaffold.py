"""The files of a new catalogue, and the files that commands renew."""

import argparse
import base64
import difflib
import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from importlib import metadata, resources
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from service_catalogue import PACKAGE, PROJECT
from service_catalogue.check.checker import check
from service_catalogue.editing.layout import layouts
from service_catalogue.editing.yaml_text import indented, localized, remark
from service_catalogue.files import LOCK
from service_catalogue.messages.failure import EXIT_FINE, EXIT_PROBLEMS, Incorrect, Refused
from service_catalogue.messages.quotation import quote, visible
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import FALLBACK, language_for, message
from service_catalogue.model.approvals import APPROVED_FOLDER
from service_catalogue.model.catalogue import IDENTITY_FILE, SERVICES_FOLDER, Catalogue
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.reviewed import REVIEWED_FOLDER, REVIEWERS_FILE
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction, transaction
from service_catalogue.yaml.values import Map, Seq, digest

_PROJECT = PACKAGE.name
#: The files of a wheel; others in RECORD are made by the installer.
_PACKED = re.compile(rf"{_PROJECT}/.*(?<!\.pyc)|{_PROJECT}-[^/]+/(METADATA|WHEEL|entry_points\.txt|licenses/.*)")
#: The time that the build backend gives to every file, and the modes of files that it copies and of those that it makes.
_TIME, _COPIED, _MADE = (2020, 2, 2, 0, 0, 0), 0o100644, 0o644


def own_wheel() -> tuple[str, bytes] | None:
    """Return the name and the content of the wheel; ``None`` if the program runs from a folder of its source. Raise ``OSError``."""
    installed = next(iter(metadata.distributions(name=_PROJECT, path=[str(PACKAGE.parent)])), None)
    if installed is None or not installed.files:
        return None
    origin = json.loads(installed.read_text("direct_url.json") or "{}")  # absent if it comes from an index
    file = Path(url2pathname(urlsplit(origin.get("url", "")).path))
    content = file.read_bytes() if file.suffix == ".whl" and file.is_file() else b""
    if hashlib.sha256(content).hexdigest() == origin.get("archive_info", {}).get("hashes", {}).get("sha256"):
        return file.name, content
    return f"{_PROJECT}-{installed.version}-py3-none-any.whl", _packed(installed)


def _packed(installed: metadata.Distribution) -> bytes:
    files = {path.as_posix(): path for path in installed.files or () if _PACKED.fullmatch(path.as_posix())}
    archive, record, record_file = io.BytesIO(), "", f"{_PROJECT}-{installed.version}.dist-info/RECORD"
    with zipfile.ZipFile(archive, "w") as wheel:
        for name in (*sorted(files, key=_order), record_file):
            content = f"{record}{name},,\n".encode() if name == record_file else files[name].read_binary()
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = (_COPIED if name.startswith(f"{_PROJECT}/") else _MADE) << 16
            wheel.writestr(entry, content, zipfile.ZIP_DEFLATED)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            record += f"{name},sha256={digest},{len(content)}\n"
    return archive.getvalue()


def _order(name: str) -> tuple[bool, bool, list[tuple[bool, str]]]:
    """Return the build backend's order of files: the package, what is included from elsewhere, the metadata; files before folders."""
    *folders, file = name.split("/")
    return folders[0] != _PROJECT, "project" in folders[1:2], [*((True, folder) for folder in folders), (False, file)]


#: The files besides ``catalogue.yaml``, in the order in which an editor reads them; their content is in ``new_catalogue``.
_FILES = ("parties", "layers", "tasks", "roles", "glossary")
#: The lock of the program and of all that it needs, in its project and in a catalogue.
REQUIREMENTS = "requirements.txt"
#: The files beside the data, and their templates in ``new_folder``.
_BESIDE = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit.yaml",
    ".vscode/extensions.json": "extensions.json",
    ".vscode/settings.json": "settings.json",
    ".vscode/tasks.json": "tasks.json",
    REQUIREMENTS: REQUIREMENTS,
}
#: The workflows of each forge, and their templates.
FORGES = {
    "github": {
        ".github/workflows/catalogue.yaml": "github.yaml",
        ".github/workflows/publish.yaml": "github-publish.yaml",
        ".github/workflows/change.yaml": "github-change.yaml",
    },
    "gitlab": {".gitlab-ci.yml": "gitlab.yaml"},
}
#: The first line of a file that is renewed, with the digest of the others.
_RENEWED = '# "catalogue ready" renews this file until somebody edits it: '
#: A text in several languages in a file of ``new_catalogue``.
_TEXT = re.compile(r"^( *(?:- )?)([a-z]+): (\{[^}]*\})\n", re.MULTILINE)


def write_data(change: Transaction, texts: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> Iterator[Path]:
    """Write the data of a new catalogue into the folder of ``change``; yield the files.

    ``texts`` holds its ``name``, ``tagline``, ``summary`` and ``owner``. Raise :class:`Refused` if the folder has a file.
    """
    if any(path.is_file() and path.name != LOCK for path in change.folder.rglob("*")):
        raise Refused("new.there", folder=change.folder)
    language = language_for(languages[0])
    identity = [
        *(line for key in ("name", "tagline", "summary") for line in localized(key, texts[key], language)),
        f"languages: [{', '.join(languages)}]\n",
        f"authoritative: {languages[0]}\n",
        f"status: restatement{remark('new.status', language)}\n",
        f"publish: confirmed{remark('new.publish', language)}\n",
        f"confirmed-by: terminal{remark('new.confirmed-by', language)}\n",
        *localized("owner", texts["owner"], language),
        f"site:\n  base-url:{remark('new.base-url', language)}\n  edit-url:{remark('new.edit-url', language)}\n",
        f"redirects: {{}}{remark('new.redirects', language)}\n",
    ]
    contents = {name: _in_languages(_template("new_catalogue", f"{name}.yaml"), languages) for name in _FILES}
    for name, content in {Path(IDENTITY_FILE).stem: "".join(identity), **contents}.items():
        path = change.folder / f"{name}.yaml"
        change.write(path, f"{modeline(path.name)}# {message(f'about.{name}')[language]}\n{content}".encode())
        yield path


def write_beside(
    change: Transaction, folder: Path, heading: Mapping[str, str], languages: Sequence[str], forge: str | None
) -> Iterator[Path]:
    """Write the files beside the data that ``folder`` lacks; yield them. A file that is there is unchanged.

    Without a wheel there are no requirements: what they name has to come from an index, which knows no such program.
    """
    templates = _BESIDE | ({REVIEWERS_FILE: REVIEWERS_FILE, **FORGES[forge]} if forge else {})
    name = heading["name"] or message("new.heading")[language_for(languages[0])]
    templates["README.md"] = f"README.{language_for(languages[0])}.md"
    for language in languages:
        templates[f"docs/{language}/index.md"] = "index.md"
        own = f"about.{language}.md"
        templates[f"docs/{language}/about.md"] = own if _folder("new_folder").joinpath(own).is_file() else f"about.{FALLBACK}.md"
    for file, template in templates.items():
        path = folder / file
        if not path.exists():
            content = _template("new_folder", template)
            if forge and file in FORGES[forge]:
                content = _workflow(template, languages)
            elif file == "README.md":
                content = content.format(name=name, summary=heading["summary"])
            elif file == REQUIREMENTS:
                if (wheel := own_wheel()) is None:
                    continue
                change.write(folder / wheel[0], wheel[1])
                yield folder / wheel[0]
                lock = re.sub(r"(?m)^ *#.*\n", "", (PROJECT / REQUIREMENTS).read_text("utf-8"))
                content = content.format(wheel=wheel[0], digest=hashlib.sha256(wheel[1]).hexdigest(), lock=lock)
            change.write(path, content.encode())
            yield path


def generated(text: str) -> str:
    """Return ``text`` below the first line of a file that is renewed."""
    return f"{_RENEWED}{digest(text.encode())}\n{text}"


def workflows(folder: Path, languages: Sequence[str]) -> dict[Path, str]:
    """Return the workflows in ``folder`` that are renewed, and their texts now."""
    files = {folder / file: template for templates in FORGES.values() for file, template in templates.items()}
    renewed = (path for path in files if path.is_file() and path.read_bytes().startswith(_RENEWED.encode()))
    return {path: _workflow(files[path], languages) for path in renewed}


def _workflow(template: str, languages: Sequence[str]) -> str:
    return generated(_template("new_folder", template).replace("--lang LANG", f"--lang {language_for(languages[0])}"))


def _in_languages(content: str, languages: Sequence[str]) -> str:
    """Return the YAML ``content`` with its texts in ``languages``, empty where it has none; in the first, in English and marked."""

    def chosen(hit: re.Match[str]) -> str:
        depth, key, mapping = hit.groups()
        texts, _ = read(key, mapping.encode())
        assert isinstance(texts, Map)
        if isinstance(texts[FALLBACK], Seq):
            return f"{depth}{key}: {{{', '.join(f'{language}: []' for language in languages)}}}\n"
        first, known = languages[0], language_for(languages[0])
        written = {first: texts[FALLBACK], **texts}
        lines = "".join(localized(key, {language: str(written.get(language, "")) for language in languages}, known))
        if first not in texts:
            lines = lines.replace("\n", f"{remark('new.in-english', known)}\n", 1)
        return indented(lines, len(depth)).replace(" " * len(depth), depth, 1)

    return _TEXT.sub(chosen, content)


def _folder(name: str) -> resources.abc.Traversable:
    return resources.files(__package__).joinpath(name)


def _template(folder: str, name: str) -> str:
    return _folder(folder).joinpath(name).read_text("utf-8")


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
