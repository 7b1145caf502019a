"""What libyaml says of a text that is not YAML, in plain words."""

from __future__ import annotations

from typing import NamedTuple

import yaml

#: How many levels may lie inside each other.
MAX_DEPTH = 20


class Said(NamedTuple):
    """What is wrong and how to mend it."""

    da: str
    en: str
    #: Whether the place is where the construct began, and not where it broke.
    at_context: bool = False


def in_plain_words(error: yaml.MarkedYAMLError, rest: str) -> Said:
    """What ``error`` means; ``rest`` is the text from its place on."""
    said = " ".join(part for part in (error.problem, error.context) if part)
    if rest.startswith("\t"):
        said = "found a tab character"
    elif "expected node content" in said:
        said += " at the end" if not rest.strip() else f" before {rest[0]}"
    return next((words for sign, words in _SAID.items() if sign in said), _UNKNOWN)


_UNKNOWN = Said("Det kan ikke læses som YAML her.", "This cannot be read as YAML.")
TOO_DEEP = Said(
    f"Mere end {MAX_DEPTH} niveauer inde i hinanden. Gør det fladere.",
    f"More than {MAX_DEPTH} levels inside each other. Make it flatter.",
)
_NOT_CLOSED = Said(
    "En liste i [ ] eller en gruppe i { } lukkes ikke før filens slutning. Sæt det ] eller }, der mangler.",
    "A list in [ ] or a mapping in { } is not closed before the end of the file. Add the ] or } that is missing.",
)
_STRAY_SIGN = Said(
    "Her ventes en værdi, og ikke et komma eller en parentes, der lukker. Slet tegnet, eller sæt teksten i anførselstegn.",
    "A value is expected here, and not a comma or a closing bracket. Delete the sign, or put the text in quotation marks.",
)
_BLOCK_TEXT = Said(
    "Efter | eller > må der ikke stå mere på linjen. Begynd teksten på den næste linje, rykket ind.",
    "Nothing more may stand on the line after | or >. Begin the text on the next line, indented.",
)
_ESCAPE = Said(
    "Tegnet efter \\ er ikke et tegn, der findes. Skriv selve tegnet, eller \\\\ for en omvendt skråstreg.",
    "The character after \\ does not exist. Write the character itself, or \\\\ for a backslash.",
)
_NAME = Said(
    "Teksten begynder med * eller &, som betyder noget i YAML. Sæt den i anførselstegn.",
    "The text begins with * or &, which have a meaning in YAML. Put it in quotation marks.",
    True,
)
_TAG = Said(
    "Her bruges et mærke (!), som ikke er tilladt. Sæt teksten i anførselstegn.",
    "A tag (!) is used here, which is not allowed. Put the text in quotation marks.",
    True,
)
_DIRECTIVE = Said(
    "En linje, der begynder med %, betyder noget særligt i YAML og bruges ikke her. Slet den.",
    "A line that begins with % has a special meaning in YAML and is not used here. Delete it.",
    True,
)
#: By what libyaml says; the first that fits.
_SAID = {
    "found unexpected end of stream while scanning a quoted": Said(
        "Et anførselstegn lukkes aldrig. Sæt det, der mangler.",
        "A quotation mark is never closed. Add the one that is missing.",
        True,
    ),
    "found unexpected document indicator": Said(
        "Et anførselstegn lukkes aldrig. Sæt det, der mangler.",
        "A quotation mark is never closed. Add the one that is missing.",
        True,
    ),
    "found a tab character": Said(
        "Et tabulatortegn bruges som indrykning. Brug mellemrum.",
        "A tab is used to indent. Use spaces.",
    ),
    "mapping values are not allowed": Said(
        "Et kolon står, hvor der ikke kan begynde en værdi. Sæt teksten i anførselstegn, eller ret indrykningen.",
        "A colon stands where no value can begin. Put the text in quotation marks, or mend the indentation.",
    ),
    "found unknown escape character": Said(
        "Ukendt tegn efter \\ i en tekst i dobbelte anførselstegn. Skriv \\\\, eller brug enkelte anførselstegn.",
        "Unknown character after \\ in a text in double quotes. Write \\\\, or use single quotes.",
    ),
    "did not find expected key": Said(
        "Her ventes en nøgle med samme indrykning som de andre. Ret indrykningen, eller sæt teksten i anførselstegn.",
        "A key is expected here, indented as the others. Mend the indentation, or put the text in quotation marks.",
    ),
    "could not find expected ':'": Said(
        "Der mangler et kolon efter nøglen, eller linjen er rykket forkert ind.",
        "A colon is missing after the key, or the line is indented wrongly.",
        True,
    ),
    "did not find expected '-' indicator": Said(
        "Her ventes endnu et punkt (-) med samme indrykning som de andre. Ret indrykningen.",
        "Another item (-) is expected here, indented as the others. Mend the indentation.",
    ),
    "did not find expected ',' or ']'": Said(
        "En liste i [ ] mangler et komma eller lukkes ikke.",
        "A list in [ ] lacks a comma or is not closed.",
    ),
    "did not find expected ',' or '}'": Said(
        "En gruppe i { } mangler et komma eller lukkes ikke. En tekst med komma skal i anførselstegn.",
        "A mapping in { } lacks a comma or is not closed. A text with a comma has to be in quotation marks.",
    ),
    "found character that cannot start any token": Said(
        "Teksten begynder med et tegn, der betyder noget i YAML (som @, ` eller %). Sæt den i anførselstegn.",
        "The text begins with a character that has a meaning in YAML (such as @, ` or %). Put it in quotation marks.",
    ),
    "did not find expected <document start>": Said(
        "Filens indhold er slut før denne linje, så den kan ikke høre til. Ret indrykningen, eller det, der står lige før.",
        "The content of the file has ended before this line, so it cannot belong to it. Mend the indentation, or what stands right before.",
    ),
    "block sequence entries are not allowed": Said(
        "En liste begynder på en linje for sig. Flyt punktet (-) ned på den næste linje, eller sæt teksten i anførselstegn.",
        "A list begins on a line of its own. Move the item (-) to the next line, or put the text in quotation marks.",
    ),
    "expected node content while parsing a flow node at the end": _NOT_CLOSED,
    "expected node content": _STRAY_SIGN,
    "exceeded maximum nesting depth": TOO_DEEP,
    "expected comment or line break": _BLOCK_TEXT,
    "indentation indicator": _BLOCK_TEXT,
    "invalid Unicode character escape code": _ESCAPE,
    "expected hexdecimal number": _ESCAPE,
    "expected alphabetic or numeric character": _NAME,
    "tag directive": _DIRECTIVE,
    "scanning a directive": _DIRECTIVE,
    "incompatible YAML document": _DIRECTIVE,
    "directive": _DIRECTIVE,
    "undefined tag handle": _TAG,
    "a tag": _TAG,
}
