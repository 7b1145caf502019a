"""The rules of form: what every value of a file has to look like, whatever it says."""

from __future__ import annotations

from service_catalogue.problem import Rule

UNKNOWN_KEY = Rule(
    "unknown-key",
    {"da": "Ukendt nøgle", "en": "Unknown key"},
    {
        "da": "En nøgle, som kataloget ikke kender, er som regel en slåfejl, og dens værdi ville ellers gå tabt. Ret nøglens navn.",
        "en": "A key that the catalogue does not know is most often a slip, and its value would be lost. Mend the key's name.",
    },
    failing="moto: {da: Stabil drift, en: Stable operation}\n",
    passing="motto: {da: Stabil drift, en: Stable operation}\n",
    file="services/hosting.yaml",
)
MISSING_KEY = Rule(
    "missing-key",
    {"da": "Manglende nøgle", "en": "Missing key"},
    {
        "da": "Noget, som skal være der, er ikke skrevet. Tilføj nøglen og dens værdi.",
        "en": "Something that has to be there is not written. Add the key and its value.",
    },
    failing="""\
sections:
  - id: description
    statements: []
""",
    passing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements: []
""",
    file="services/hosting.yaml",
)
WRONG_SHAPE = Rule(
    "wrong-shape",
    {"da": "Forkert form", "en": "Wrong shape"},
    {
        "da": "Værdien har ikke den form, der ventes her: en tekst, en liste eller nøgler med værdier. Skriv den i den form, som "
        "meddelelsen nævner.",
        "en": "The value does not have the shape that is expected here: a text, a list, or keys with values. Write it in the shape "
        "that the message names.",
    },
    failing="motto: Stabil drift\n",
    passing="motto: {da: Stabil drift, en: Stable operation}\n",
    file="services/hosting.yaml",
)
INVALID_ID = Rule(
    "invalid-id",
    {"da": "Ugyldigt id", "en": "Invalid id"},
    {
        "da": "Et id står i adresser og filnavne. Det består af a–z, 0–9 og enkelte bindestreger, er højst 60 tegn langt og er "
        "ikke et navn, som siden eller et styresystem selv bruger.",
        "en": "An id stands in addresses and file names. It consists of a–z, 0–9 and single hyphens, has at most 60 characters, and is "
        "not a name that the site or an operating system itself uses.",
    },
    failing="""\
sections:
  - id: Om ydelsen
    name: {da: Om ydelsen, en: About the service}
""",
    passing="""\
sections:
  - id: about-the-service
    name: {da: Om ydelsen, en: About the service}
""",
    file="services/hosting.yaml",
)
INVALID_VALUE = Rule(
    "invalid-value",
    {"da": "Ugyldig værdi", "en": "Invalid value"},
    {
        "da": "Værdien er ikke en af dem, der kan stå her. Vælg en af de nævnte, eller skriv den på den nævnte måde.",
        "en": "The value is not one of those that can stand here. Choose one that is named, or write it in the way that is named.",
    },
    failing="""\
status: active
valid: {from: 01.01.2026, to: 2026-12-31}
""",
    passing="""\
status: in-force
valid: {from: 2026-01-01, to: 2026-12-31}
""",
    file="services/hosting.yaml",
)
RULES = (UNKNOWN_KEY, MISSING_KEY, WRONG_SHAPE, INVALID_ID, INVALID_VALUE)
