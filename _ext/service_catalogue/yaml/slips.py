"""The slips behind most syntax errors, named for what they are, each where it stands.

libyaml reports where it gave up, which may be lines behind the cause. So the text before that place is searched for what an editor
is likely to have typed or pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from service_catalogue.problem import quote
from service_catalogue.yaml.syntax import Said


class Slip(NamedTuple):
    """A slip, and the index of its first character in the text."""

    start: int
    said: Said


#: Spaces that look like one and are none to YAML.
_HARD_SPACE = "[\u00a0\u2000-\u200a\u202f\u3000]"
_CONFLICT = re.compile(r"^<{7}(?: .*)?\n(?:.*\n)*?={7}\n(?:.*\n)*?>{7}(?: .*)?$", re.MULTILINE)
_CONFLICT_LINE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$")
_INDENTATION = re.compile(rf"[ \t]*(?={_HARD_SPACE})")
_UNSPACED = re.compile(rf"(?P<key>[A-Za-z][A-Za-z0-9_-]*):(?P<hard>{_HARD_SPACE})?(?P<rest>[^ \t\n/].*)", re.DOTALL)
_BEFORE_KEY = re.compile(r"[ ]*(?:- +)*")
_SMART_QUOTE = re.compile(r"(?:^[ ]*|[:,\[{-] +|[\[{])(?P<mark>[“”„‟‘’‚«»])")
#: The same where a whole text stands in them.
_IN_SMART_QUOTES = re.compile(r"[“”„‟‘’‚«»].*[“”‟‘’«»]", re.DOTALL)
_TAB_BETWEEN = re.compile(r"[^\s#](?P<tab>\t)\s*[^\s#]")
#: A line inside of a quoted text that looks as if it were a key of its own.
_KEY_LINE = re.compile(r"\n[ ]*(?:- +)*[a-z][a-z0-9-]*:(?=[ \n])")

_LEFT_OVER = Said(
    "En linje fra en sammenfletning i Git er blevet stående. Behold den rigtige af de to udgaver, og slet linjerne med <<<<<<<, "
    "======= og >>>>>>>.",
    "A line of a merge in Git was left behind. Keep the right one of the two versions, and delete the lines with <<<<<<<, ======= "
    "and >>>>>>>.",
)
_HARD_INDENTATION = Said(
    "Linjen er rykket ind med et hårdt mellemrum, som YAML ikke læser som indrykning. Skriv almindelige mellemrum i stedet.",
    "The line is indented with a no-break space, which YAML does not read as indentation. Write ordinary spaces instead.",
)
_SMART = Said(
    "Teksten står i typografiske anførselstegn, som YAML læser som en del af teksten. Skriv \" eller ' i stedet.",
    "The text is in typographic quotation marks, which YAML reads as part of the text. Write \" or ' instead.",
)
_TABS = Said(
    "Her står et tabulatortegn mellem to værdier, som i rækker fra et regneark. Skriv rækken som opgave: [A, R].",
    "Here a tab stands between two values, as in rows from a spreadsheet. Write the row as task: [A, R].",
)
CUT = Said(
    "Teksten foran er skåret over ved kommaet. Sæt hele teksten i anførselstegn.",
    "The text before this is cut at its comma. Put the whole text in quotation marks.",
)
_QUOTE = Said(
    "Anførselstegnet her lukkes ikke, før den næste nøgle begynder. Sæt det afsluttende anførselstegn, hvor teksten slutter.",
    "The quotation mark here is not closed before the next key begins. Add the closing quotation mark where the text ends.",
)
_BRACKET = {
    yaml.FlowSequenceStartToken: Said(
        "Listen, der begynder her med [, lukkes ikke på sin linje. Sæt det ], der mangler.",
        "The list that begins here with [ is not closed on its line. Add the ] that is missing.",
    ),
    yaml.FlowMappingStartToken: Said(
        "Gruppen, der begynder her med {, lukkes ikke på sin linje. Sæt det }, der mangler.",
        "The mapping that begins here with { is not closed on its line. Add the } that is missing.",
    ),
}


def conflicts(text: str) -> Iterator[Slip]:
    """Each merge conflict that was not resolved."""
    for hit in _CONFLICT.finditer(text) if "\n=======\n" in text else ():
        last = text.count("\n", 0, hit.end()) + 1
        yield Slip(
            hit.start(),
            Said(
                f"En konflikt i Git er ikke løst: de to udgaver står herfra til linje {last}. Behold den rigtige, og slet linjerne med "
                "<<<<<<<, ======= og >>>>>>>.",
                f"A merge conflict in Git is not resolved: the two versions stand from here to line {last}. Keep the right one, and "
                "delete the lines with <<<<<<<, ======= and >>>>>>>.",
            ),
        )


def hard_indentation(key: str) -> Said | None:
    """What is wrong with a ``key`` that begins with a space that is none to YAML."""
    return _HARD_INDENTATION if re.match(_HARD_SPACE, key) else None


def unspaced(text: str) -> tuple[str, Said] | None:
    """The key that ``text`` begins with, if its colon lacks the space behind it (``da:Text``), and what is wrong with that."""
    hit = _UNSPACED.match(text)
    if hit is None:
        return None
    key, better = quote(f"{hit['key']}:"), quote(f"{hit['key']}: {hit['rest'].splitlines()[0]}")
    if hit["hard"]:
        return hit["key"], Said(
            f"Efter {key} står et hårdt mellemrum, som YAML ikke læser som mellemrum. Skriv et almindeligt: {better}.",
            f"After {key} stands a no-break space, which YAML does not read as a space. Write an ordinary one: {better}.",
        )
    return hit["key"], Said(
        f"Efter {key} mangler et mellemrum. Skriv {better}.",
        f"A space is missing after {key}. Write {better}.",
    )


def in_smart_quotes(text: str) -> Said | None:
    """What is wrong with a ``text`` that stands in typographic quotation marks from its start to its end."""
    return _SMART if _IN_SMART_QUOTES.fullmatch(text) else None


def begins_with_smart_quote(text: str) -> Said | None:
    """What is wrong where a ``text`` was cut in two that begins with a typographic quotation mark."""
    return _SMART if _SMART_QUOTE.match(text) else None


def between_tabs(text: str) -> Said | None:
    """What is wrong with a ``text`` that has a tab between two values."""
    return _TABS if _TAB_BETWEEN.search(text) else None


def behind_error(text: str, error: yaml.MarkedYAMLError) -> Slip | None:
    """The slip that made libyaml give up; ``None`` if it is none of those that are known."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return None
    index = min(mark.index, len(text))  # libyaml may point behind the end
    brackets: list[yaml.Token] = []
    last: yaml.Token | None = None
    for token in _tokens(text, index):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            brackets.append(token)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and brackets:
            brackets.pop()
        if isinstance(token, yaml.ScalarToken) or last is None:
            last = token
    start = last.start_mark.index if last else 0
    if text.startswith(("'", '"'), start) and last and _KEY_LINE.search(text, start, last.end_mark.index):
        return Slip(start, _QUOTE)
    found = _in_lines(text, text.rfind("\n", 0, start) + 1, index)
    if found or not brackets or "quoted" in (error.context or ""):
        return found
    opening = brackets[-1].start_mark.index
    return Slip(opening, _BRACKET[type(brackets[-1])]) if _is_left_open(text, opening, index) else None


def _is_left_open(text: str, opening: int, index: int) -> bool:
    """Whether the bracket at ``opening`` is still open where a line begins no further in than its own, or the text ends."""
    if not text[index:].strip():
        return True
    own, *lines = text[text.rfind("\n", 0, opening) + 1 : index + 1].split("\n")
    return any(line.strip() and _width(line) <= _width(own) for line in lines)


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _tokens(text: str, index: int) -> Iterator[yaml.Token]:
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if token.start_mark.index >= index:
                return
            yield token
    except yaml.YAMLError:
        return


def _in_lines(text: str, start: int, index: int) -> Slip | None:
    """The first slip in the lines from ``start`` to the one that ``index`` is on."""
    end = text.find("\n", index)
    for line in text[start : end if end >= 0 else len(text)].split("\n"):
        found = _in_line(line)
        if found:
            return Slip(start + found.start, found.said)
        start += len(line) + 1
    return None


def _in_line(line: str) -> Slip | None:
    if line.lstrip(" ").startswith("#"):
        return None
    if _CONFLICT_LINE.match(line):
        return Slip(0, _LEFT_OVER)
    indentation = _INDENTATION.match(line)
    if indentation:
        return Slip(indentation.end(), _HARD_INDENTATION)
    before = len(line) - len(_BEFORE_KEY.sub("", line, count=1))
    missing = unspaced(line[before:])
    if missing:
        return Slip(before, missing[1])
    smart = _SMART_QUOTE.search(line)
    if smart:
        return Slip(smart.start("mark"), _SMART)
    tab = _TAB_BETWEEN.search(line)
    return Slip(tab.start("tab"), _TABS) if tab else None
