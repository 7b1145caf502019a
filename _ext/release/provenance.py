"""The provenance of a release: which files were made, from which commit and locks, as an in-toto statement with SLSA's predicate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

#: Names of formats; nothing is fetched from there.
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD = "urn:service-catalogue:make-release:1"

UNSIGNED = "This statement is not signed. It tells what was made from what; who says so, a signed tag with tag.txt shows."


def render(
    files: dict[str, str],
    *,
    version: str,
    commit: str,
    locks: dict[str, str],
    edition: str,
    python: str,
    options: Sequence[str],
) -> str:
    """The statement as JSON, the same bytes for the same arguments.

    ``files`` and ``locks`` have the SHA-256 of each by its name; ``commit`` is git's, ``edition`` the digest of the site, and
    ``options`` is what was given to the build of the site.
    """
    source = {"name": "source", "digest": {"gitCommit": commit}}
    statement: dict[str, Any] = {
        "_type": STATEMENT,
        "subject": _described(files),
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD,
                "externalParameters": {"version": version, "options": list(options)},
                "internalParameters": {"python": python, "edition": edition, "signature": UNSIGNED},
                "resolvedDependencies": [source, *_described(locks)],
            },
            "runDetails": {"builder": {"id": BUILD}},
        },
    }
    return json.dumps(statement, indent=2) + "\n"


def _described(files: dict[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(files.items())]
