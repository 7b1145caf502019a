"""What ends a command that is no fault of the data, as one sentence that says what to do."""

from __future__ import annotations

import errno
from concurrent.futures import BrokenExecutor


class Refused(Exception):
    """The command would destroy something, or meets another: nothing is changed. ``reason`` is a key of the messages."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason, values)
        self.reason, self.values = reason, values


class ProcessEnded(Exception):
    """A process of the command was ended from outside."""


#: What ends a command without being a fault of the program.
FAILURES = (OSError, KeyboardInterrupt, BrokenExecutor, ProcessEnded, ImportError, Refused)

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)

_SAID = {
    "full": {
        "da": "Disken er fuld: {file} kan ikke skrives. Gør plads, og kør kommandoen igen.",
        "en": "The disk is full: {file} cannot be written. Make room, and run the command again.",
    },
    "forbidden": {
        "da": "Der er ikke adgang til {file} ({reason}). Giv brugeren adgang, eller vælg en anden mappe med --out og --work.",
        "en": "Access to {file} is denied ({reason}). Give the user access, or choose another folder with --out and --work.",
    },
    "missing": {
        "da": "{file} findes ikke. Læg filen på plads, og kør kommandoen igen.",
        "en": "{file} does not exist. Put it in place, and run the command again.",
    },
    "refused": {
        "da": "{file} kan ikke læses eller skrives: {reason}. Ret det, og kør kommandoen igen.",
        "en": "{file} cannot be read or written: {reason}. Correct that, and run the command again.",
    },
    "interrupted": {
        "da": "Afbrudt. Kør kommandoen igen, når du vil.",
        "en": "Interrupted. Run the command again when you like.",
    },
    "killed": {
        "da": "En af kommandoens processer blev afsluttet udefra; måske manglede der hukommelse. Kør igen med --jobs 1.",
        "en": "One of the command’s processes was ended from outside; memory may have run out. Run it again with --jobs 1.",
    },
    "occupied": {
        "da": "Mappen {site} indeholder andet end en bygget side. Vælg en tom mappe med --out.",
        "en": "The folder {site} holds something other than a built site. Choose an empty folder with --out.",
    },
    "foreign": {
        "da": "I udgaven, som {site} fører til, ligger filer, som ikke hører til den: {files}. "
        "De ville ikke komme med i den næste. Flyt dem til en mappe, og byg med --extra MAPPE.",
        "en": "The edition that {site} leads to has files that are not its own: {files}. "
        "The next one would be without them. Move them to a folder, and build with --extra DIR.",
    },
    "in-the-way": {
        "da": "I {site} ligger filer, som siden ville overskrive, og som ikke er dens egne: {files}. "
        "Flyt dem, eller giv dem med --extra MAPPE.",
        "en": "In {site} are files that the site would overwrite and that are not its own: {files}. "
        "Move them, or give them with --extra DIR.",
    },
    "taken": {
        "da": "Mappen fra --extra har filer, som siden selv har: {files}. Giv dem andre navne.",
        "en": "The folder of --extra has files that the site has itself: {files}. Give them other names.",
    },
    "no-folder": {
        "da": "Mappen {file} findes ikke.",
        "en": "There is no folder {file}.",
    },
    "busy": {
        "da": "En anden kommando arbejder i {folder}: proces {process}. Vent, til den er færdig.",
        "en": "Another command works in {folder}: process {process}. Wait until it has finished.",
    },
    "no-editions": {
        "da": "Der er ingen udgaver af {site}. De gemmes, når der bygges med --out til et sted, hvor der ikke er en mappe i forvejen.",
        "en": "There are no editions of {site}. They are kept when it is built with --out to a place where there is no folder yet.",
    },
    "no-edition": {
        "da": "Der er ingen udgave {digest} af {site}. »catalogue editions« viser dem, der er.",
        "en": "There is no edition {digest} of {site}. “catalogue editions” lists those that there are.",
    },
    "several": {
        "da": "Flere udgaver begynder med {digest}: {files}. Skriv mere af den.",
        "en": "Several editions begin with {digest}: {files}. Write more of it.",
    },
    "damaged": {
        "da": "Udgaven {digest} er ikke hel; disse filer mangler eller er ændret: {files}. Vælg en anden.",
        "en": "The edition {digest} is not whole; these files are missing or changed: {files}. Choose another.",
    },
    "no-digest": {
        "da": "{file} siger ikke, hvilke data den er fra.",
        "en": "{file} does not say which data it is from.",
    },
    "not-installed": {
        "da": "Pakken {file} er ikke installeret. Kør »make«, som henter den.",
        "en": "The package {file} is not installed. Run “make”, which fetches it.",
    },
}


#: How many files a sentence names.
_NAMED = 10


def explain(error: BaseException, language: str) -> str:
    """What happened and what to do about it, in a message language; ``error`` is one of ``FAILURES``."""
    reason, values = _explained(error)
    return _SAID[reason].get(language, _SAID[reason]["en"]).format(**values)


def _explained(error: BaseException) -> tuple[str, dict[str, object]]:
    if isinstance(error, Refused):
        return error.reason, {name: _listed(value) for name, value in error.values.items()}
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", {}
    if isinstance(error, BrokenExecutor | ProcessEnded):
        return "killed", {}
    if isinstance(error, ImportError):
        return "not-installed", {"file": error.name or str(error)}
    assert isinstance(error, OSError), error
    number = error.errno or 0
    # Of two files, as in a renaming, the second is the one that comes to be.
    file, why = error.filename2 or error.filename or "–", error.strerror or str(error)
    kind = (
        "full" if number in _FULL else "forbidden" if number in _FORBIDDEN else "missing" if number == errno.ENOENT else "refused"
    )
    return kind, {"file": file, "reason": why}


def _listed(value: object) -> object:
    if not isinstance(value, list):
        return value
    return ", ".join([*map(str, value[:_NAMED]), *(["…"] if len(value) > _NAMED else [])])
