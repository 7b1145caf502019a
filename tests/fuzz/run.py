"""The long run: documents by the grammar and by mutation through the whole check, until a count or a time is reached."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import random
import re
import shutil
import signal
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from service_catalogue.check.checker import CheckResult, check
from service_catalogue.messages.problem import Problem
from service_catalogue.model.catalogue import FILES, IDENTITY_FILE, Identity, Published
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.service import Service
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Map

from tests import shapes
from tests.folders import FIXTURES, SMALL, lines_of
from tests.fuzz.grammar import Grammar
from tests.fuzz.mutation import mutated

#: A catalogue of a few lines, so that a document takes little.
TINY = FIXTURES / "tiny"
#: After so many seconds a check is taken not to end.
_ENDLESS = 30
#: One document in so many goes through the whole check too, and one result in so many that pass is shown in full.
_CHECKED, _SHOWN = 8, 20


class Fuzzer:
    """Tries one document after the other: on the loader alone, and some in a folder of their own on the whole check."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.grammar = Grammar(self.random)
        self.real = {path.relative_to(SMALL).as_posix(): path.read_bytes() for path in sorted(SMALL.rglob("*.yaml"))}
        self.tiny = {path.relative_to(TINY).as_posix(): path.read_bytes() for path in sorted(TINY.rglob("*.yaml"))}
        shutil.copytree(TINY, folder, dirs_exist_ok=True)
        self.lengths = {name: _lengths(raw) for name, raw in self.tiny.items()}
        self.counts: Counter[str] = Counter()

    def document(self) -> tuple[str, bytes]:
        """Return the name and the content of a file."""
        way = self.random.randrange(10)
        if way < 5:
            self.counts["by the grammar"] += 1
            name, text = self.grammar.file()
            return name, text.encode("utf-8", "surrogatepass")
        files = self.tiny if way < 9 or self.counts["documents"] % 4 else self.real
        self.counts["by mutation"] += 1
        name = self.random.choice(sorted(files))
        return ("services/a.yaml" if name == "services/desk.yaml" else name), mutated(self.random, files[name])

    def try_one(self, name: str, raw: bytes) -> str:
        """Return the fault of the outputs of a document; empty if there is none."""
        self.counts["documents"] += 1
        try:
            found = self._loaded(name, raw)
            if self.counts["documents"] % _CHECKED == 0:
                found += self._checked(name, raw)
        except Exception:
            self.counts["exceptions"] += 1
            return traceback.format_exc()
        lengths = self.lengths | {name: _lengths(raw)}
        for problem in found:
            own = lengths.get(problem.at.path, [0])
            if not (1 <= problem.at.line <= len(own) and 1 <= problem.at.column <= own[problem.at.line - 1] + 1):
                self.counts["outside"] += 1
                return f"outside of its file: {problem}"
        return ""

    def _loaded(self, name: str, raw: bytes) -> list[Problem]:
        value, problems = read(name, raw)
        reader = Reader(problems)
        if isinstance(value, Map) and name in FILES:
            for key in sorted(value.keys() & FILES[name]):
                reader.read(tuple[FILES[name][key], ...], value[key], value.at)
        elif value is not None:
            reader.read({IDENTITY_FILE: Identity, PUBLISHED_FILE: Published}.get(name, Service), value)
        return reader.problems

    def _checked(self, name: str, raw: bytes) -> list[Problem]:
        path = self.folder / name
        path.write_bytes(raw)
        try:
            result = check(self.folder)
            self._count(result)
        finally:
            if name in self.tiny:
                path.write_bytes(self.tiny[name])
            else:
                path.unlink()
        shown = [(Path(problem.at.path).relative_to(self.folder).as_posix(), problem) for problem in result.problems]
        return [dataclasses.replace(problem, at=problem.at._replace(path=path)) for path, problem in shown]

    def _count(self, result: CheckResult) -> None:
        self.counts["refused" if result.failed else "accepted"] += 1
        if not result.failed and self.counts["accepted"] % _SHOWN == 0:
            self.counts["shown"] += 1
            shapes.show(result)


def _lengths(raw: bytes) -> list[int]:
    return [*map(len, lines_of(raw))]


def _alarm(signum: int, frame: object) -> None:
    raise TimeoutError(f"the check did not end in {_ENDLESS} s")


def main(arguments: list[str]) -> int:
    """Run, and print what was found; gives 1 if it was anything."""
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path("_build/fuzz"),
        help="where documents that broke it are kept, which are tried first",
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGALRM, _alarm)
    end, faults = time.monotonic() + options.minutes * 60, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder), options.seed)
        kept = iter(_kept(options.keep))
        while fuzzer.counts["documents"] < options.documents and time.monotonic() < end:
            name, raw = next(kept, None) or fuzzer.document()
            signal.alarm(_ENDLESS)
            fault = fuzzer.try_one(name, raw)
            signal.alarm(0)
            if fault:
                kind = fault.strip().splitlines()[-1][:200]
                if not faults[kind]:
                    print(fault, flush=True)
                    _keep(options.keep, name, raw)
                faults[kind] += 1
    print(*(f"{count} {name}" for name, count in fuzzer.counts.items()), sep=", ")
    return int(bool(faults))


def _kept(folder: Path) -> list[tuple[str, bytes]]:
    """Return the name and the content of each document that an earlier run kept."""
    kept = {path: re.sub("^fuzz-[0-9a-f]+-(services-)?", "", path.name) for path in sorted(folder.glob("fuzz-*"))}
    return [(f"services/{name}" if "-services-" in path.name else name, path.read_bytes()) for path, name in kept.items()]


def _keep(folder: Path, name: str, raw: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"fuzz-{hashlib.sha256(raw).hexdigest()[:12]}-{name.replace('/', '-')}").write_bytes(raw)
