"""A new catalogue: a folder with data, pages about it, and what keeping it in git takes."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from service_catalogue import PROJECT
from service_catalogue.editing.own_wheel import own_wheel
from service_catalogue.editing.source import indented, localized, remark
from service_catalogue.messages import FALLBACK, language_for, message
from service_catalogue.messages.failure import Refused
from service_catalogue.model.catalogue import IDENTITY_FILE
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.reviewed import REVIEWERS_FILE
from service_catalogue.yaml.atomic_write import LOCK
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Seq, digest

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
    "github": {".github/workflows/catalogue.yaml": "github.yaml", ".github/workflows/publish.yaml": "github-publish.yaml"},
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
    """Return the YAML ``content`` with its texts in ``languages``, empty where it has none."""

    def chosen(hit: re.Match[str]) -> str:
        depth, key, written = hit.groups()
        texts, _ = read(key, written.encode())
        assert isinstance(texts, Map)
        if isinstance(texts[FALLBACK], Seq):
            return f"{depth}{key}: {{{', '.join(f'{language}: []' for language in languages)}}}\n"
        lines = localized(key, {language: str(texts.get(language, "")) for language in languages}, language_for(languages[0]))
        return indented("".join(lines), len(depth)).replace(" " * len(depth), depth, 1)

    return _TEXT.sub(chosen, content)


def _folder(name: str) -> resources.abc.Traversable:
    return resources.files(__package__).joinpath(name)


def _template(folder: str, name: str) -> str:
    return _folder(folder).joinpath(name).read_text("utf-8")
