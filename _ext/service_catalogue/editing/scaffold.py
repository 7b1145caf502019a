"""A new catalogue: a folder of data that is whole, and the prose that catalogues begin with."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from service_catalogue.editing.answers import EditingError
from service_catalogue.editing.source import localized, remark
from service_catalogue.messages import message
from service_catalogue.model.json_schema import modeline

_PARTIES = """\
parties:
  - id: customer
    name: {da: Kunde, en: Customer}
    definite: {da: kunden, en: the customer}
  - id: provider
    name: {da: Leverandør, en: Provider}
    definite: {da: leverandøren, en: the provider}
"""
_LAYERS = """\
layers:
  - id: applications
    name: {da: Applikationer, en: Applications}
  - id: platform
    name: {da: Platform, en: Platform}
"""
_TASKS = """\
groups:
  - id: operations
    name: {da: Drift, en: Operations}
tasks:
  - id: backup
    group: operations
    name: {da: Backup, en: Backup}
"""
_ROLES = """\
schemes:
  - id: raci
    name: {da: RACI, en: RACI}
    cell-order: ARCI
    letters:
      - letter: R
        word: {da: Udfører, en: Responsible}
        predicate: {da: udfører, en: carries out}
        meaning: {da: Udfører opgaven., en: Carries out the task.}
        duty: does
        count: some
      - letter: A
        word: {da: Ansvarlig, en: Accountable}
        predicate: {da: er ansvarlig for, en: is accountable for}
        meaning: {da: Har ansvaret for opgaven., en: Is accountable for the task.}
        duty: answers-for
        count: one
      - letter: C
        word: {da: Rådspørges, en: Consulted}
        predicate: {da: rådspørges om, en: is consulted on}
        meaning: {da: Bliver spurgt., en: Is asked.}
        duty: consulted
        count: any
      - letter: I
        word: {da: Informeres, en: Informed}
        predicate: {da: informeres om, en: is informed of}
        meaning: {da: Får besked., en: Is told.}
        duty: informed
        count: any
"""
_GLOSSARY = """\
terms:
  - id: backup
    name: {da: backup, en: backup}
    definition:
      da: En kopi af data, som kan hentes frem, hvis originalen går tabt.
      en: A copy of data that can be fetched if the original is lost.
    forms: {da: [], en: []}
    synonyms: {da: [], en: []}
"""
#: The files besides ``catalogue.yaml``, in the order in which an editor reads them.
_FILES = {
    "parties": _PARTIES,
    "layers": _LAYERS,
    "tasks": _TASKS,
    "roles": _ROLES,
    "glossary": _GLOSSARY,
}
#: A new catalogue has these; others can be added to every text.
LANGUAGES = ("da", "en")


def write_catalogue(
    folder: Path, prose: Path, texts: Mapping[str, Mapping[str, str]], authoritative: str, language: str
) -> Sequence[Path]:
    """Write a new catalogue into ``folder``: ``data`` and, copied from ``prose``, ``docs``. Gives the files of data.

    ``texts`` holds its ``name``, ``tagline``, ``summary`` and ``owner``. Raises :class:`EditingError` if one of the folders is there.
    """
    data, docs = folder / "data", folder / "docs"
    for made in (data, docs):
        if made.exists():
            raise EditingError(message("new.there", folder=made))
    data.mkdir(parents=True)
    (data / "services").mkdir()
    identity = [
        *(line for key in ("name", "tagline", "summary") for line in localized(key, texts[key], language)),
        f"languages: [{', '.join(LANGUAGES)}]\n",
        f"authoritative: {authoritative}\n",
        f"status: restatement{remark('new.status', language)}\n",
        *localized("owner", texts["owner"], language),
        f"site:\n  base-url:{remark('new.base-url', language)}\n  edit-url:{remark('new.edit-url', language)}\n",
        f"redirects: {{}}{remark('new.redirects', language)}\n",
    ]
    written = []
    for name, content in {"catalogue": "".join(identity), **_FILES}.items():
        path = data / f"{name}.yaml"
        path.write_text(f"{modeline(path.name)}# {message(f'about.{name}')[language]}\n{content}", "utf-8", newline="\n")
        written.append(path)
    for chosen in LANGUAGES:
        shutil.copytree(prose / chosen, docs / chosen)
    return written
