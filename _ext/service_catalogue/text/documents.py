"""The roles and directives by which documents show the catalogue, in Markdown and in reStructuredText."""

import re

#: The suffixes of documents.
SUFFIXES = (".md", ".rst")

#: ``{catalogue:task}`backup` `` or ``{catalogue:task}`the copies <backup>` ``, in Markdown and in reStructuredText.
ROLE = re.compile(r"(?:\{catalogue:(?P<kind>[a-z]+)\}|:catalogue:(?P<rst>[a-z]+):)`(?:[^`<]*<)?(?P<id>[^`<>]+)>?`")
#: ``{catalogue:duties} customer 2a``
DIRECTIVE = re.compile(r"(?:\{catalogue:(?P<name>[a-z]+)\}|\.\. catalogue:(?P<rst>[a-z]+)::)(?!`)[ \t]*(?P<ids>.*)")
