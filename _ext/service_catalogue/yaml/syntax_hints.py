"""The slips behind most syntax errors, each with a name and a position.

libyaml reports where it gave up, which may be lines after the cause. So the text before that position is searched for what an editor
is likely to have typed or pasted.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Location, quote
from service_catalogue.yaml.values import Map, Scalar


class Slip(NamedTuple):
    """A slip, and the index of its first character in the text."""

    start: int
    message: Message


#: Characters that look like a space and are none in YAML.
_HARD_SPACE = "[\u00a0\u2000-\u200a\u202f\u3000]"
_HARD_INDENT = re.compile(_HARD_SPACE)
_CONFLICT = re.compile(r"^<{7}(?: .*)?\n(?:.*\n)*?={7}\n(?:.*\n)*?>{7}(?: .*)?$", re.MULTILINE)
_CONFLICT_LINE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$")
_INDENTATION = re.compile(rf"[ \t]*(?={_HARD_SPACE})")
_UNSPACED = re.compile(rf"(?P<key>[A-Za-z][A-Za-z0-9_-]*):(?P<hard>{_HARD_SPACE})?(?P<rest>[^ \t\n/].*)", re.DOTALL)
#: A list item without the space after its hyphen.
_DASH = re.compile(r"-(?:[{\[]|[A-Za-z][A-Za-z0-9-]*:(?= |$))")
_BEFORE_KEY = re.compile(r"[ ]*(?:- +)*")
_SMART_QUOTE = re.compile(r"(?:^[ ]*|[:,\[{-] +|[\[{])(?P<mark>[“”„‟‘’‚«»])")
#: A whole text in such quotation marks.
_IN_SMART_QUOTES = re.compile(r"[“”„‟‘’‚«»].*[“”‟‘’«»]", re.DOTALL)
_TAB_BETWEEN = re.compile(r"[^\s#](?P<tab>\t)\s*[^\s#]")
_COMMENT_WITH_BRACKET = re.compile(r"(?<=[ \t])#[^\n]*[\]}]")
#: A line inside a quoted text that looks like a key.
_KEY_LINE = re.compile(r"\n[ ]*(?:- +)*[a-z][a-z0-9-]*:(?=[ \n])")

#: A quoted text that contains the next key of its line.
_WITH_KEY = re.compile(r", [a-z][a-zA-Z0-9-]*: ?[\"']")
#: An empty cell at the end of a line: YAML takes it for the start of an item.
_LAST_DASH = re.compile(r"-[ ]*\n\s*")

#: The rest of a line after a closing quotation mark.
_GOES_ON = re.compile(r"[ ]*(?=[^\s,:#\[\]{}\"'])")
_KEY = re.compile(r"(?P<key>[a-z][a-z0-9-]*):(?= |$)")

_HARD_INDENTATION = Message("slip.hard-indentation")
_SMART = Message("slip.smart-quotes")
_TABS = Message("slip.tabs")
_QUOTE = Message("slip.open-quote")
UNQUOTED_REFERENCE = Message("slip.reference")
#: A text without quotation marks, up to its first reference: one that begins with it, or is between braces.
_UNQUOTED = re.compile(r"(?<=[:-] )(?P<text> *[^\"'{}\[\],\n]*?)\[\[[^\[\]\n]+\]\]")
_BRACKET = {yaml.FlowSequenceStartToken: Message("slip.open-list"), yaml.FlowMappingStartToken: Message("slip.open-mapping")}


def conflicts(text: str) -> Iterator[Slip]:
    """Yield each merge conflict."""
    for hit in _CONFLICT.finditer(text) if "\n=======\n" in text else ():
        last = text.count("\n", 0, hit.end()) + 1
        yield Slip(hit.start(), message("slip.conflict", line=last))


def hard_indentation(key: str) -> Message | None:
    """Return the message about a ``key`` that begins with a no-break space."""
    return _HARD_INDENTATION if _HARD_INDENT.match(key) else None


def unspaced(text: str) -> tuple[str, Message] | None:
    """Return the key of ``text`` if its colon lacks the space after it (``da:Text``), with the message about that."""
    hit = _UNSPACED.match(text)
    if hit is None:
        return None
    key, better = quote(f"{hit['key']}:"), quote(f"{hit['key']}: {hit['rest'].splitlines()[0]}")
    return hit["key"], message("slip.hard-space" if hit["hard"] else "slip.missing-space", key=key, better=better)


def in_smart_quotes(text: str) -> Message | None:
    """Return the message about a ``text`` in typographic quotation marks."""
    return _SMART if _IN_SMART_QUOTES.fullmatch(text) else None


def cut(mapping: Map, key: Scalar) -> tuple[Location, Message] | None:
    """Return the position and the message about a ``key`` that is the rest of an unquoted text of ``mapping`` after a comma."""
    keys = list(mapping)
    before = mapping[keys[max(keys.index(key) - 1, 0)]]
    if mapping[key] or not isinstance(before, Scalar) or before is mapping[key]:
        return None
    return (before.at, _SMART) if _SMART_QUOTE.match(before) else (key.at, Message("slip.cut"))


def between_tabs(text: str) -> Message | None:
    """Return the message about a ``text`` with a tab between two values."""
    return _TABS if _TAB_BETWEEN.search(text) else None


def items_of(text: str) -> list[str]:
    """Return the items of a list that is written without its brackets, in others, or with other signs than commas."""
    items = re.split(r"\s*[,;|]\s*|\s+/\s+", text.strip(" (){}\"'"))
    return ["–" if item == "-" else item for item in items if item]  # a hyphen alone is no item in YAML


def behind_error(text: str, error: yaml.MarkedYAMLError) -> Slip | None:
    """Return the slip that caused the error; ``None`` if it is not a known one."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return None
    index = min(mark.index, len(text))  # libyaml may point past the end
    tokens = [*_tokens(text, index)]
    brackets, words = _open_brackets(tokens), [token for token in tokens if isinstance(token, yaml.ScalarToken)]
    start = next((token.start_mark.index for token in (*words[-1:], *tokens)), 0)
    slip = _unquoted_reference(text, index) or (_in_quotes(text, index, brackets, words[-1]) if words else None)
    slip = slip or _in_lines(text, text.rfind("\n", 0, start) + 1, index)
    if slip or "quoted" in (error.context or ""):
        return slip
    return _in_brackets(text, index, brackets[-1], words) if brackets else _too_deep(text, index, words)


def _unquoted_reference(text: str, index: int) -> Slip | None:
    """Return the slip of a reference without quotation marks; its text may go on on the line of the error."""
    for hit in _UNQUOTED.finditer(text, text.rfind("\n", 0, max(text.rfind("\n", 0, index), 0)) + 1):
        if hit.start() > index:
            break
        if hit.end("text") <= index <= hit.end() + 1 or not text[hit.end() : index].strip():
            return Slip(hit.end("text"), UNQUOTED_REFERENCE)
    return None


def _open_brackets(tokens: list[yaml.Token]) -> list[yaml.Token]:
    brackets: list[yaml.Token] = []
    for token in tokens:
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            brackets.append(token)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and brackets:
            brackets.pop()
    return brackets


def _in_quotes(text: str, index: int, brackets: list[yaml.Token], last: yaml.ScalarToken) -> Slip | None:
    """Return the slip of quotation marks that are left open around ``last``, or closed too early."""
    start, end = last.start_mark.index, last.end_mark.index
    if text.startswith(("'", '"'), start) and _KEY_LINE.search(text, start, end):
        return Slip(start, _QUOTE)
    if last.style and not (brackets and isinstance(brackets[-1], yaml.FlowSequenceStartToken)):
        goes_on = _GOES_ON.match(text, end)
        if goes_on and goes_on.end() == index and not _WITH_KEY.search(text, start, index):
            key = _KEY.match(text, index) if brackets else None
            return Slip(index, message("slip.missing-comma", key=quote(key[0])) if key else Message("slip.after-quote"))
    return None


def _in_brackets(text: str, index: int, bracket: yaml.Token, words: list[yaml.ScalarToken]) -> Slip | None:
    """Return the slip inside ``bracket``, of which libyaml has read ``words``."""
    opening = bracket.start_mark.index
    last = words[-1] if words else None
    if (
        last
        and last.style
        and last.end_mark.index <= index
        and _WITH_KEY.search(text, last.start_mark.index, last.end_mark.index)
    ):
        return Slip(last.start_mark.index, _QUOTE)
    dash = _LAST_DASH.match(text, index)
    index = dash.end() if dash else index
    if text.startswith(":", index) and words and words[-1].start_mark.index > opening and "\n" not in text[opening:index]:
        key = words[-1].value.rpartition(" ")[2] if " " in words[-1].value else ""
        said = message("slip.colon-or-comma", key=quote(f"{key}:")) if _KEY.fullmatch(f"{key}:") else Message("slip.colon")
        return Slip(words[-1].start_mark.index, said)
    if not _is_left_open(text, opening, index):
        return None
    comment = _COMMENT_WITH_BRACKET.search(text, opening, (text.find("\n", opening) + 1 or len(text)))
    if comment and not any(word.start_mark.index < comment.start() < word.end_mark.index for word in words):
        return Slip(comment.start(), Message("slip.closed-in-comment"))
    return Slip(opening, _BRACKET[type(bracket)])


def _too_deep(text: str, index: int, words: list[yaml.ScalarToken]) -> Slip | None:
    """Return the slip of a key whose indentation continues the value of the line before."""
    if len(words) < 2 or not text.startswith(":", index):
        return None
    key, value = words[-2:]
    line = text.rfind("\n", 0, index) + 1
    if (
        not text.startswith(":", key.end_mark.index)
        or value.style
        or key.end_mark.line != value.start_mark.line
        or value.start_mark.index >= line
    ):
        return None
    return Slip(line + _width(text[line:index]), message("slip.too-deep", key=quote(key.value), line=key.start_mark.line + 1))


def _is_left_open(text: str, opening: int, index: int) -> bool:
    """Return whether the bracket at ``opening`` is open where a line is not indented more than its own, or the text ends."""
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
    """Return the first slip in the lines from ``start`` to that of ``index``."""
    end = text.find("\n", index)
    for line in text[start : end if end >= 0 else len(text)].split("\n"):
        found = _in_line(line)
        if found:
            return Slip(start + found.start, found.message)
        start += len(line) + 1
    return None


def _in_line(line: str) -> Slip | None:
    if line.lstrip(" ").startswith("#"):
        return None
    if _CONFLICT_LINE.match(line):
        return Slip(0, Message("slip.left-over"))
    indentation = _INDENTATION.match(line)
    if indentation:
        return Slip(indentation.end(), _HARD_INDENTATION)
    before = len(line) - len(_BEFORE_KEY.sub("", line, count=1))
    dash = _DASH.match(line, before)
    if dash:
        return Slip(before, message("slip.missing-space-after-dash", better=quote(f"- {line[before + 1 :].rstrip()}")))
    missing = unspaced(line[before:])
    if missing:
        return Slip(before, missing[1])
    smart = _SMART_QUOTE.search(line)
    if smart:
        return Slip(smart.start("mark"), _SMART)
    tab = _TAB_BETWEEN.search(line)
    return Slip(tab.start("tab"), _TABS) if tab else None


#: Maximum number of nested levels.
MAX_DEPTH = 20


class Fault(NamedTuple):
    """A syntax error in plain words."""

    #: The name of the message of the rule ``unreadable-file``.
    name: str
    #: True if it is reported at the start of the construct, not where that broke.
    at_context: bool = False


def in_plain_words(error: yaml.MarkedYAMLError, rest: str) -> Fault:
    """Return the fault that ``error`` means; ``rest`` is the text from its position on."""
    said = " ".join(part for part in (error.problem, error.context) if part)
    if rest.startswith("\t"):
        said = "found a tab character"
    elif "expected node content" in said:
        said += " at the end" if not rest.strip() else f" before {rest[0]}"
    return next((fault for sign, fault in _FAULTS.items() if sign in said), Fault("syntax"))


_DIRECTIVE = Fault("directive", True)
#: By a part of libyaml's message; the first that fits.
_FAULTS = {
    "found unexpected end of stream while scanning a quoted": Fault("quote-not-closed", True),
    "found unexpected document indicator": Fault("quote-not-closed", True),
    "found a tab character": Fault("tab"),
    "mapping values are not allowed": Fault("colon"),
    "found unknown escape character": Fault("unknown-escape"),
    "did not find expected key": Fault("key-expected"),
    "could not find expected ':'": Fault("colon-missing", True),
    "did not find expected '-' indicator": Fault("item-expected"),
    "did not find expected ',' or ']'": Fault("list-not-closed"),
    "did not find expected ',' or '}'": Fault("mapping-not-closed"),
    "found character that cannot start any token": Fault("first-character"),
    "did not find expected <document start>": Fault("after-end"),
    "block sequence entries are not allowed": Fault("item-in-line"),
    "expected node content while parsing a flow node at the end": Fault("bracket-not-closed"),
    "expected node content": Fault("value-expected"),
    "exceeded maximum nesting depth": Fault("too-deep"),
    "expected comment or line break": Fault("after-block-sign"),
    "indentation indicator": Fault("after-block-sign"),
    "invalid Unicode character escape code": Fault("invalid-escape"),
    "expected hexdecimal number": Fault("invalid-escape"),
    "expected alphabetic or numeric character": Fault("star-or-ampersand", True),
    "incompatible YAML document": _DIRECTIVE,
    "directive": _DIRECTIVE,
    "undefined tag handle": Fault("tag", True),
    "a tag": Fault("tag", True),
}
