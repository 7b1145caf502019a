"""Imports for commands of this project, and filled caches of its functions, with which forked commands begin."""

import functools
import gc
from importlib import import_module

from jinja2 import FileSystemBytecodeCache
from service_catalogue.check.checker import check
from service_catalogue.cli.parser import parser
from service_catalogue.sphinx_ext.project import compile_templates
from service_catalogue.store import digest_of_program
from sphinx import jinja2glue
from sphinx.application import builtin_extensions

from tests.built import CACHE, alone
from tests.folders import PLATFORM, SMALL

#: What is imported only by the command that needs it.
_LATE = (
    "service_catalogue.cli.build", "service_catalogue.cli.annex", "service_catalogue.cli.import_sheet",
    "service_catalogue.diff.commands", "service_catalogue.diff.confirm", "service_catalogue.editing.commands", "service_catalogue.sphinx_ext", "service_catalogue.sphinx_ext.build",
    "service_catalogue.sphinx_ext.pages", "service_catalogue.site.publish", "service_catalogue.site.build_record",
    "service_catalogue.pdf.build", "docutils.languages.da", "docutils.languages.en", "docutils.parsers.rst.languages.da",
    "sphinx.cmd.build", "sphinx.builders.latex.transforms", "sphinx.ext.intersphinx", "sphinx.ext.mathjax", "sphinx.ext.viewcode",
    "sphinx.util.console", "myst_parser.parsers.sphinx_", "myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.main",
    "myst_parser.sphinx_ext.mathjax", "myst_parser.sphinx_ext.myst_refs", "sphinx_design.extension", "furo", "sphinx_basic_ng",
    "xlsxwriter.workbook",
)  # fmt: skip

for name in (*_LATE, *builtin_extensions):
    import_module(name)
parser()
digest_of_program()
for folder in (SMALL, PLATFORM):
    check(folder)
with alone(CACHE, "templates") as folder:
    compile_templates(folder)
# Of Sphinx and of themes of others, by their source.
cached = functools.partial(jinja2glue.SandboxedEnvironment, bytecode_cache=FileSystemBytecodeCache(str(CACHE)))
jinja2glue.SandboxedEnvironment = cached
gc.freeze()  # no command has to look through it
