"""Messages, problems of the data, and failures of commands: texts in one table a language, ``<language>.yaml``.

A table has groups, a rule's name or a subject, with texts by name: ``unused-note.title``. A text that counts is the list of its plural
forms. The languages of messages are those with a table. A text that a table lacks is in English; a test names those of our own.
"""

from __future__ import annotations

import difflib
import errno
import functools
import heapq
import itertools
import locale
import os
import re
import shlex
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from gettext import c2py
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext


#: The language of messages for readers of a language that has none.
FALLBACK = "en"
#: The place of a value in a text: ``{count}``.
PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: Placeholders of quotation marks until the language is known; no text contains them, since they are invisible.
OPEN, CLOSE = "\x02", "\x03"

_FOLDER = resources.files(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A text by its key, with values for its placeholders; without a key, it is empty and false."""

    key: str
    #: A value is shown as ``str``; a message, in the same language; a sequence, as a list of words (a, b and c);
    #: a float, with one decimal. ``count`` chooses among plural forms.
    values: Mapping[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.key)

    def __getitem__(self, language: str) -> str:
        """Return the text in ``language``. Raises ``KeyError`` if that has no table, or the key or a value is missing."""
        return with_marks(self._filled(table(language)), language) if self.key else ""

    def _filled(self, texts: Mapping[str, str | Sequence[str]]) -> str:
        text = texts[self.key]
        if not isinstance(text, str):
            count = self.values["count"]
            assert isinstance(count, int)
            text = text[min(_plural(str(texts["language.plural"]))(count), len(text) - 1)]  # English may have fewer forms
        return PLACEHOLDER.sub(lambda hit: _shown(self.values[hit[1]], texts), text) if self.values else text


def message(key: str, /, **values: object) -> Message:
    """Return the message ``key``, filled with ``values``."""
    return Message(key, values)


def _shown(value: object, texts: Mapping[str, str | Sequence[str]]) -> str:
    if isinstance(value, Message):
        return value._filled(texts) if value else ""
    if isinstance(value, tuple | list):
        words = [_shown(each, texts) for each in value]
        return str(texts["language.and"]).join(filter(None, (", ".join(words[:-1]), *words[-1:])))
    return f"{value:.1f}".replace(".", str(texts["language.decimal"])) if isinstance(value, float) else str(value)


def with_marks(text: str, language: str) -> str:
    """Return ``text`` with the quotation marks of ``language`` for OPEN and CLOSE."""
    opening, _, closing = str(table(language)["language.quoted"]).partition("{text}")
    return text.replace(OPEN, opening).replace(CLOSE, closing)


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the languages of messages, which have a table."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in _FOLDER.iterdir() if file.name.endswith(".yaml")))


def language_for(language: str) -> str:
    """Return the language of messages for readers of ``language``."""
    return language if language in languages() else FALLBACK


def language_of_user() -> str:
    """Return the language of messages for the locale that the user has set."""
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # Windows sets no variables, and names its locale in English: Danish_Denmark.
    return language_for((next(filter(None, variables), "") or locale.getlocale()[0] or "")[:2].lower())


@functools.cache
def table(language: str) -> Mapping[str, str | Sequence[str]]:
    """Return the texts of ``language`` by key, each one text or its plural forms. Raises ``KeyError`` if ``language`` has no table."""
    if language not in languages():
        raise KeyError(language)
    return {**own_table(FALLBACK), **own_table(language)}


@functools.cache
def own_table(language: str) -> Mapping[str, str | Sequence[str]]:
    """Return the texts that are in the file of ``language``."""
    groups = yaml.load(_FOLDER.joinpath(f"{language}.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)
    return {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}


#: Returns the function that chooses the plural form of a count, by its rule as gettext writes it (``n != 1``).
_plural = functools.cache(c2py)


#: Characters that are invisible, control the terminal or turn the direction of text.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)

_QUOTED_LENGTH = 60
#: The same of what is to be typed as it is shown.
TYPED_LENGTH = 300
#: Number of names that an unknown one is compared with letter by letter.
_LIKELY = 5
#: Maximum number of problems reported per rule, and per file for the rules of form.
MAX_PROBLEMS = 500


class Severity(Enum):
    """The severity of a problem."""

    #: Nothing is built from data with an error.
    ERROR = "error"
    #: Reported only.
    WARNING = "warning"


class Location(NamedTuple):
    """A position in a file; ``line`` and ``column`` count characters from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@functools.cache
def _examples() -> Mapping[str, str]:
    """Return the examples of rules, by the name of the rule."""
    parts = re.split(r"^@@ (\S+) @@\n", _FOLDER.joinpath("examples.diff").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule of the check. Its texts are the group ``name`` in :mod:`service_catalogue.messages`, its example in ``examples.diff``."""

    name: str
    severity: Severity = Severity.ERROR
    #: True if a recorded exception that names all ``addresses`` of a problem accepts it.
    acceptable: bool = False
    #: True if a tension of the source that names all ``addresses`` of a problem accepts it.
    is_tension: bool = False
    #: The file of the example, in the folder of the data; most rules are about a service.
    file: str = "services/hosting.yaml"

    @property
    def example(self) -> str:
        """Return top-level keys of ``file`` as a diff, - before a wrong line and + before a right one; empty if there are none."""
        return _examples().get(self.name, "")

    @property
    def failing(self) -> str:
        """Return the example that breaks the rule."""
        return self._example_without("+")

    @property
    def passing(self) -> str:
        """Return the corrected example."""
        return self._example_without("-")

    def _example_without(self, sign: str) -> str:
        return "".join(line[1:] for line in self.example.splitlines(keepends=True) if not line.startswith(sign))

    @property
    def title(self) -> Message:
        return Message(f"{self.name}.title")

    @property
    def guide(self) -> Message:
        """Return why the rule exists, and how to correct what breaks it."""
        return Message(f"{self.name}.guide")

    def problem(self, at: Location, name: str = "message", /, *, addresses: Iterable[str] = (), **values: object) -> Problem:
        """Return a problem under this rule: the message ``name`` of the rule, filled with ``values``."""
        return Problem(at, self, Message(f"{self.name}.{name}", values), tuple(addresses))

    def more(self, at: Location) -> Problem:
        """Return the problem that replaces all after MAX_PROBLEMS, at ``at``."""
        return Problem(at, self, message("problems.more", most=MAX_PROBLEMS))


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the data."""

    at: Location
    rule: CheckRule
    #: What is wrong and how to correct it.
    message: Message
    #: Its subjects, as an exception names them: parts of a service (``security-5``, ``backup.applications``), or shared objects
    #: (``task:backup``).
    addresses: tuple[str, ...] = ()
    #: The other positions with the same fault, which are not reported themselves.
    also: tuple[Location, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def order(self) -> tuple[Location, str, str]:
        return self.at, self.rule.name, self.message[FALLBACK]


def quote(value: object, most: int = _QUOTED_LENGTH) -> str:
    """Return ``value`` for a message, between OPEN and CLOSE: on one line, shortened to ``most``, without control characters."""
    text = str(value)
    if len(text) > most:
        text = text[: most - 1] + "…"
    return OPEN + " ".join(visible(text).split()) + CLOSE


def as_word(text: str) -> str:
    """Return ``text`` as one word for the shell of this system."""
    import subprocess  # slow to import, and seldom needed

    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)


def quoted_command(words: str, data: Path) -> str:
    """Return the command ``catalogue words`` about the folder ``data`` for a message, to be typed as it is."""
    return quote(f"catalogue {words}{'' if data == Path('data') else f' --data {as_word(data.as_posix())}'}", TYPED_LENGTH)


def visible(text: str) -> str:
    """Return ``text`` with the code of every invisible or control character in its place."""
    text = INVISIBLE.sub(lambda hit: _named(hit[0]), text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign.isspace() else _named(sign) for sign in text)


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> Message:
    """Return the hint about an unknown name: the nearest known name, or the known ones if they are few; else empty.

    Several known names separated by spaces or commas are taken for a list without its commas or brackets.
    """
    options = list(filter(None, known))
    several = re.split(r"[\s,]+", word)
    if len(several) > 1 and set(several) <= set(options):
        names = ", ".join(several)
        if "," in word:
            return message("hint.brackets", better=quote(f"[{names}]", TYPED_LENGTH))
        return message("hint.comma", names=quote(names))
    meant = nearest(word, options, cutoff)
    if meant:
        return message("hint.did-you-mean", name=quote(meant))
    return message("hint.known", names=", ".join(map(quote, options))) if 0 < len(options) <= 12 else Message("")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name that is most similar to ``word``; empty if none is similar enough."""
    options = list(known)
    word = word[:_QUOTED_LENGTH]
    same = next((option for option in options if option.lower() == word.lower()), "")
    if same:
        return same
    pairs = _pairs(word)

    def likeness(option: str) -> float:
        own = _pairs(option)
        return (pairs & own).bit_count() / ((pairs | own).bit_count() or 1)

    # Comparing letter by letter takes a hundred times as long: only with the names that share most pairs of letters.
    likely = heapq.nlargest(_LIKELY, options, likeness)
    return next(iter(difflib.get_close_matches(word, likely, n=1, cutoff=cutoff)), "")


@functools.lru_cache(maxsize=4096)
def _pairs(word: str) -> int:
    """Return the pairs of letters in ``word``, its ends included, as bits of a number."""
    bits = 0
    for first, second in itertools.pairwise(f"\n{word[:_QUOTED_LENGTH].lower()}\n"):
        bits |= 1 << (ord(first) * 31 + ord(second)) % 509
    return bits


class Refused(Exception):
    """The command was used wrongly, conflicts with another, or would destroy something: nothing is changed."""

    def __init__(self, key: str | Message, /, files: Sequence[Path | str] = (), **values: object) -> None:
        super().__init__(key, files, values)
        named = [*map(str, files[:_NAMED]), *(["…"] if len(files) > _NAMED else [])]
        self.said = key if isinstance(key, Message) else message(key, files=named, **values)


def refuse_unknown(id: str, known: Collection[str], key: str = "new.unknown") -> None:
    """Raise :class:`Refused` if ``id`` is none of ``known``."""
    if id not in known:
        raise Refused(key, id=quote(id), hint=did_you_mean(id, known))


class Incorrect(Refused):
    """The data have to be corrected first."""


class ProcessEnded(Exception):
    """A process of the command was ended from outside."""


EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2
#: As in a shell: 128 and the number of the signal.
EXIT_INTERRUPTED = 130
#: The default folder for intermediate files.
WORK = Path("_build")

#: The names of messages by the number of an error of the system.
_OF_SYSTEM = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "forbidden"),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST), "not-folder"),
    errno.ENOENT: "missing",
    errno.EISDIR: "is-folder",
    **dict.fromkeys((errno.ELOOP, errno.ENXIO), "not-plain"),
}
#: Maximum number of files in a message.
_NAMED = 10


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C to the end of the block, in which processes are forked: Python loses a signal during a fork.

    The processes never receive it; whoever forks them ends them.
    """
    masks = hasattr(signal, "pthread_sigmask")
    if masks:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def process_context() -> ForkContext | ForkServerContext | SpawnContext:
    """Return how processes of a command begin: as copies of this one, which inherit what is read; on Windows and beside threads, anew."""
    import multiprocessing

    if hasattr(os, "fork") and threading.active_count() > 1:
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("fork") if hasattr(os, "fork") else multiprocessing.get_context("spawn")


def status_of(error: BaseException) -> int:
    """Return the exit status of a command that ``error`` ended."""
    if isinstance(error, Refused):
        return EXIT_PROBLEMS if isinstance(error, Incorrect) else EXIT_USAGE
    return EXIT_INTERRUPTED if isinstance(error, KeyboardInterrupt) else EXIT_PROBLEMS


def fail(reason: Message, language: str, status: int = EXIT_PROBLEMS) -> int:
    """Report ``reason`` on standard error; return the exit status."""
    print(reason[language], file=sys.stderr)
    return status


def explain(error: BaseException, work: Path = WORK) -> Message:
    """Return a message about an error, with its remedy. The traceback of an unexpected ``error`` is written to a file in ``work``."""
    reason: Message | None = getattr(error, "said", None)
    if reason:
        return reason
    if isinstance(error, KeyboardInterrupt):
        return message("failure.interrupted")
    if isinstance(error, BrokenExecutor | ProcessEnded):
        return message("failure.killed")
    if isinstance(error, ModuleNotFoundError):
        return message("failure.not-installed", file=error.name or str(error))
    return _of_system(error) if isinstance(error, OSError) else _unexpected(error, work)


def _of_system(error: OSError) -> Message:
    """Return a message about an error of the operating system, with its path."""
    # Of two files, as in a renaming, the second is the new one.
    named, reason = error.filename2 or error.filename, error.strerror or str(error)
    file = named or "–"
    key = _OF_SYSTEM.get(error.errno or 0, "refused")
    if key == "full" and not named:  # an error while writing, or in another process, names no file
        key = "full-somewhere"
    return message(f"failure.{key}", file=file, reason=reason)


def _unexpected(error: BaseException, work: Path) -> Message:
    """Write the traceback into a file, in ``work`` or in the temporary folder of the system; return the message that names it."""
    for folder in (work, None):
        try:
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            descriptor, file = tempfile.mkstemp(".txt", "catalogue-error-", folder)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as opened:
                opened.writelines(traceback.format_exception(error))
            words = " ".join(f"{type(error).__name__}: {error}".split())
            return message("failure.unexpected", error=words, file=file)
        except OSError as failed:
            reason = failed
    return _of_system(reason)  # this has to be corrected first
