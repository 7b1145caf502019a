"""A rule of meaning: when it runs, what it reads, and the functions that find what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from service_catalogue import problem
from service_catalogue.model.catalogue import Catalogue, Kind, Shared
from service_catalogue.model.service import Service
from service_catalogue.model.traversal import Passage
from service_catalogue.problem import Problem


class Phase(IntEnum):
    """The phases of the check, in their order: a file with an error in one is left out of the next.

    What a rule needs to be right has to be found in an earlier phase. Errors of form are found before all of these, while
    the files are read.
    """

    #: What something is called by.
    IDS = 0
    #: What refers to something.
    REFERENCES = 1
    #: What is written in the cells of matrices.
    CELLS = 2
    MEANING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(problem.Rule):
    """A rule that looks at what was read, with one or more of its functions."""

    phase: Phase = Phase.MEANING
    #: The kinds of shared data that its functions look at: it does not run where the file of one has errors.
    reads: tuple[Kind, ...] = ()
    #: Looks at one service, and what that extends.
    check_service: Callable[[Service, Shared], Iterable[Problem]] | None = None
    #: Looks at every text.
    check_texts: Callable[[Sequence[Passage], Shared], Iterable[Problem]] | None = None
    #: Looks at what services share.
    check_shared: Callable[[Shared], Iterable[Problem]] | None = None
    #: Looks at the services that have no errors, together.
    check_catalogue: Callable[[Catalogue], Iterable[Problem]] | None = None
