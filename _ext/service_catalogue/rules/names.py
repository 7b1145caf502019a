"""Rules about names: of terms, letters and tasks, none of which another has or resembles, and none too long."""

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import nearest
from service_catalogue.model.shared import Letter, Task, Term
from service_catalogue.rules import Kind, Problem, Service, Severity, Shared, rule
from service_catalogue.yaml.values import Scalar, composed


#: A word of the glossary belongs to one term.
@rule(acceptable=True, file="glossary.yaml", reads=(Kind.TERM, Kind.IDENTITY))
def shared_form(shared: Shared) -> Iterator[Problem]:
    seen: dict[tuple[str, str], tuple[Term, Scalar]] = {}
    for term in shared.terms:
        for language in dict.fromkeys((*term.name, *term.forms, *term.synonyms)):
            for form in term.written(language):
                key = folded(form)
                first, before = seen.setdefault((language, key), (term, form)) if key else (term, form)
                if first.id != term.id:
                    at, owner = (before, term) if _resembles(form, term, first, language) else (form, first)
                    addresses = [f"term:{first.id}", f"term:{term.id}"]
                    names = {"word": quote(at), "term": quote(owner.id)}
                    yield shared_form.problem(at.at, addresses=addresses, **names, line=owner.id.at.line)


def _resembles(form: str, term: Term, first: Term, language: str) -> bool:
    """Return whether ``form`` is the name of ``term`` or resembles its other words, and not those of ``first``, which has it by mistake."""

    def others(of: Term) -> list[str]:
        return [word for word in of.written(language) if word is of.name.get(language) or folded(word) != folded(form)]

    similar = nearest(form, [*others(first), *others(term)])
    return similar in others(term) and similar not in others(first)


def folded(words: str) -> str:
    """Return ``words`` in one case, composed and with single spaces."""
    return " ".join(composed(composed(words).casefold()).split())


#: The letters of a role scheme have distinct words.
@rule(acceptable=True, file="roles.yaml", reads=(Kind.SCHEME, Kind.IDENTITY))
def shared_word(shared: Shared) -> Iterator[Problem]:
    for scheme in shared.schemes:
        seen: dict[tuple[str, str], Letter] = {}
        for letter in scheme.letters:
            for language, word in letter.word.items():
                key = folded(word)
                first = seen.setdefault((language, key), letter) if key else letter
                if first is not letter:
                    letters = {"first": quote(first.letter), "second": quote(letter.letter)}
                    yield shared_word.problem(word.at, addresses=[f"scheme:{scheme.id}"], word=quote(word), **letters)


#: Shorter titles are compared as wholes: 'Test' and 'Text' are two words.
_SHORTEST = 8
#: Longer titles, and tasks beyond this number, are compared as wholes too, to limit the memory for patterns.
_LONGEST, _MOST = 80, 2_000


#: The tasks of the library have distinct titles.
@rule(severity=Severity.WARNING, acceptable=True, file="tasks.yaml", reads=(Kind.TASK, Kind.IDENTITY))
def similar_titles(shared: Shared) -> Iterator[Problem]:
    alike: dict[tuple[str, str], dict[str, tuple[Task, Task]]] = {}
    for language in dict.fromkeys(language for task in shared.tasks for language in task.name):
        for task, first in _alike(shared.tasks, language):
            alike.setdefault((first.id, task.id), {})[language] = task, first
    for by_language in alike.values():  # one problem for two tasks, however many of their titles are alike
        yield _similar_titles(by_language)


def _alike(tasks: Iterable[Task], language: str) -> Iterator[tuple[Task, Task]]:
    """Yield each of ``tasks`` whose title in ``language`` is similar to an earlier one, with the first such."""
    same: dict[str, Task] = {}
    close: dict[tuple[str, ...], Task] = {}
    for number, task in enumerate(tasks):
        if language not in task.name:
            continue
        title = task.name[language]
        key = _title_key(title)
        if not key:
            continue
        first = same.setdefault(key, task)
        if first is task and _SHORTEST <= len(key) <= _LONGEST and number < _MOST:
            marks = _marks(title)
            similar = [close.setdefault((pattern, *marks), task) for pattern in _patterns(key)]
            first = next((other for other in similar if other is not task), task)
        if first is not task:
            yield task, first


def _title_key(title: str) -> str:
    """Return the letters and digits of ``title``."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", title).casefold()))


def _marks(title: str) -> tuple[str, ...]:
    """Return the words that distinguish titles on purpose: 'Level 1' and 'Level 2', 'Type A' and 'Type B'."""
    words = "".join(letter if letter.isalnum() else " " for letter in title.casefold()).split()
    return tuple(word for word in words if len(word) == 1 or any(map(str.isdigit, word)))


def _patterns(key: str) -> Iterator[str]:
    """Return the patterns of ``key``: two keys share one if, and only if, their edit distance is one."""
    for index in range(len(key)):
        yield f"{key[:index]}?{key[index:]}"
        yield f"{key[:index]}?{key[index + 1 :]}"
    yield f"{key}?"


def _similar_titles(by_language: Mapping[str, tuple[Task, Task]]) -> Problem:
    """Return the problem of two tasks with similar titles."""
    titles = [(task.name[language], first.name[language]) for language, (task, first) in by_language.items()]
    task, first = next(iter(by_language.values()))
    return similar_titles.problem(
        titles[0][0].at,
        "same" if all(title == other for title, other in titles) else "similar",
        addresses=[f"task:{first.id}", f"task:{task.id}"],
        title=[quote(title) for title, _ in titles],
        task=quote(first.id),
        line=titles[0][1].at.line,
        other=[quote(other) for _, other in titles],
        count=len(titles),
    )


#: Maximum length of a name.
_MAX_LENGTH = 500
_KEYS_OF_NAMES = ("name", "short", "word", "title")


#: A name is short enough for a heading, a column and a list.
@rule(severity=Severity.ERROR)
def long_name(service: Service, shared: Shared) -> Iterator[Problem]:
    return _too_long(service, *service.all_sections, *service.all_matrices)


@long_name.also
def check_long_name_of_shared(shared: Shared) -> Iterator[Problem]:
    groups = (shared.parties, shared.layers, shared.groups, shared.tasks, shared.terms)
    schemes = ((scheme, *scheme.letters) for scheme in shared.schemes)
    axes = ((axis, *axis.values) for axis in shared.axes)
    standards = ((standard, *standard.clauses) for standard in shared.standards)
    return _too_long(shared.read_identity, *itertools.chain(*groups, *schemes, *axes, *standards))


def _too_long(*things: object) -> Iterator[Problem]:
    """Return a problem for each of the names of ``things`` that is too long."""
    texts = filter(None, (getattr(thing, key, None) for thing in things for key in _KEYS_OF_NAMES))
    too_long = (words for text in texts for words in text.values() if len(words) > _MAX_LENGTH)
    return (long_name.problem(words.at, length=len(words), most=_MAX_LENGTH) for words in too_long)
