"""Answers about a new object: from options, or asked for in a terminal."""

import re
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import did_you_mean, quote
from service_catalogue.schema.form import MAX_ID, RESERVED_IDS, is_id, is_language

_LETTERS = {"æ": "ae", "ø": "oe", "å": "aa", "&": " and "}


@dataclass(frozen=True)
class Answers:
    """Answers from options, and the others by ``ask``."""

    given: Mapping[str, object]
    #: The languages of texts.
    languages: Sequence[str]
    #: The language of the questions.
    language: str
    #: Asks in the terminal; ``None`` without one.
    ask: Callable[[str], str] | None = None

    @classmethod
    def of(cls, options: Namespace, languages: Iterable[str]) -> "Answers":
        """Return the answers in the options of a command; the others are asked for in a terminal."""
        given = {name.replace("_", "-"): value for name, value in vars(options).items() if value is not None}
        given |= {"service": given["service-of"]} if "service-of" in given else {}
        ask = _ask if sys.stdin is not None and sys.stdin.isatty() else None
        return cls(given, tuple(map(str, languages)), options.message_language, ask)

    def line(self, name: str, default: str = "", required: bool = False, offered: Iterable[str] = ()) -> str:
        """Return a text on one line; name those ``offered`` if it is missing."""
        if value := self.given.get(name):
            return str(value)
        if self.ask is None:
            if required and not default:
                raise self._missing(name, offered)
            return default
        return self._asked(name, default, required=required)

    def texts(self, name: str, required: bool = False) -> dict[str, str]:
        """Return a text in each language, empty where it is unknown."""
        given = self.given.get(name)
        answers = dict.fromkeys(self.languages, "")
        for written in given if isinstance(given, list) else ():
            language, equals, text = str(written).partition("=")
            if len(answers) == 1 and not (equals and is_language(language)):  # one language needs no code
                language, equals, text = *answers, "=", str(written)
            if not equals or language not in answers:
                raise Refused("new.no-text", option=f"--{name}", languages=", ".join(self.languages), text=quote(written))
            answers[language] = text.strip()
        if not given and self.ask is not None:
            for language in self.languages:
                answers[language] = self._asked(name, "", language if len(self.languages) > 1 else "", required)
        return answers

    def id(self, known: Collection[str], names: Mapping[str, str], default: str = "") -> str:
        """Return an id that is not ``known``; offer one that is made of the English name."""
        offered = default or offered_id(names.get("en") or next(iter(names.values()), ""), known)
        while True:
            answer = self.line("id", offered, required=True)
            said = why_not(answer, known)
            if said is None:
                return answer
            self._refuse("id", said)

    def one(self, name: str, offered: Mapping[str, str], default: str = "", required: bool = True) -> str:
        """Return one of the ids ``offered``, which are shown with their names."""
        default = default or (next(iter(offered)) if required and len(offered) == 1 else "")
        if not self.given.get(name):
            self._show(offered)
        while True:
            answer = self.line(name, default, required, offered)
            if answer in offered or (not answer and not required):
                return answer
            self._refuse(name, message("new.unknown", id=quote(answer), hint=did_you_mean(answer, offered)))

    def several(self, name: str, offered: Mapping[str, str], required: bool = False) -> tuple[str, ...]:
        """Return any of the ids ``offered``; at least one if ``required``."""
        given = self.given.get(name)
        if not given and self.ask is None:
            if required:
                raise self._missing(name)
            return ()
        while True:
            words = ",".join(map(str, given)) if isinstance(given, list) else self._asked(name, "")
            answers = tuple(filter(None, re.split(r"[\s,]+", words)))
            unknown = next((answer for answer in answers if answer not in offered), None)
            if unknown is None:
                if answers or not required:
                    return answers
                if given:
                    raise self._missing(name)
                print(message("new.needed")[self.language])
                continue
            self._refuse(name, message("new.unknown", id=quote(unknown), hint=did_you_mean(unknown, offered)))

    @staticmethod
    def _missing(name: str, offered: Iterable[str] = ()) -> Refused:
        option = "ID" if name == "id" else f"--{name}"
        return Refused("new.missing", option=option, hint=did_you_mean("", offered))

    def _refuse(self, name: str, said: Message) -> None:
        """Report an invalid answer if another can be asked for; else raise :class:`Refused`."""
        if self.given.get(name) or self.ask is None:
            raise Refused(said)
        print(said[self.language])

    def _show(self, offered: Mapping[str, str]) -> None:
        if self.ask is not None:
            for id, title in offered.items():
                print(f"  {id:<28} {title}")

    def _asked(self, name: str, default: str, language: str = "", required: bool = False) -> str:
        assert self.ask is not None
        asked = message(f"ask.{name}")
        question = (message("ask.in-language", question=asked, language=language) if language else asked)[self.language]
        question += f" [{default}]: " if default else ": "
        while not (answer := self.ask(question).strip() or default) and required:
            print(message("new.needed")[self.language])
        return answer


def _ask(question: str) -> str:
    """Return what is answered in the terminal. Raise :class:`Refused` at the end of the input."""
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt):
        raise Refused("new.stopped") from None


def why_not(id: str, known: Collection[str]) -> Message | None:
    """Return the reason why ``id`` is invalid for a new object beside the ``known`` ones, or ``None``."""
    if id in known:
        return message("new.taken", id=quote(id))
    if id in RESERVED_IDS:
        return message("invalid-id.reserved", value=quote(id))
    return None if is_id(id) else message("invalid-id.message", value=quote(id), most=MAX_ID)


def offered_id(name: str, known: Collection[str]) -> str:
    """Return an id made of ``name`` that is not ``known``, or an empty text."""
    for letter, written in _LETTERS.items():
        name = name.lower().replace(letter, written)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    made = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID].strip("-")
    candidates = [made, *(f"{made[: MAX_ID - 3].rstrip('-')}-{number}" for number in range(2, 100))] if made else []
    return next((each for each in candidates if is_id(each) and each not in known), "")
