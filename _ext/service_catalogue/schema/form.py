"""The rules of form: what every value of a file has to look like, whatever it says."""

from __future__ import annotations

from service_catalogue.problem import Rule

UNKNOWN_KEY = Rule(
    "unknown-key",
    failing="moto: {da: Stabil drift, en: Stable operation}\n",
    correction=("moto: {da: Stabil drift, en: Stable operation}", "motto: {da: Stabil drift, en: Stable operation}"),
    file="services/hosting.yaml",
)
MISSING_KEY = Rule(
    "missing-key",
    failing="""\
sections:
  - id: description
    statements: []
""",
    correction=(
        "  - id: description\n",
        """\
  - id: description
    name: {da: Beskrivelse, en: Description}
""",
    ),
    file="services/hosting.yaml",
)
WRONG_SHAPE = Rule(
    "wrong-shape",
    failing="motto: Stabil drift\n",
    correction=("motto: Stabil drift", "motto: {da: Stabil drift, en: Stable operation}"),
    file="services/hosting.yaml",
)
INVALID_ID = Rule(
    "invalid-id",
    failing="""\
sections:
  - id: Om ydelsen
    name: {da: Om ydelsen, en: About the service}
""",
    correction=("- id: Om ydelsen", "- id: about-the-service"),
    file="services/hosting.yaml",
)
INVALID_VALUE = Rule(
    "invalid-value",
    failing="""\
status: active
valid: {from: 01.01.2026, to: 2026-12-31}
""",
    correction=(
        """\
status: active
valid: {from: 01.01.2026, to: 2026-12-31}
""",
        """\
status: in-force
valid: {from: 2026-01-01, to: 2026-12-31}
""",
    ),
    file="services/hosting.yaml",
)
RULES = (UNKNOWN_KEY, MISSING_KEY, WRONG_SHAPE, INVALID_ID, INVALID_VALUE)
