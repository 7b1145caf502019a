"""No letter of a cell is a look-alike from another alphabet."""

import unicodedata
from collections.abc import Iterator, Mapping

from service_catalogue.model.shared_objects import Letter
from service_catalogue.rules.rule import IN_MATRIX, Kind, Phase, Problem, Rule, Service, Shared, quote

#: Letters that look like a Latin one, of Greek, Cyrillic, Armenian, Cherokee, Lisu and phonetic writing. Full-width, circled and
#: mathematical letters are normalised by NFKC.
_TABLE = """
    AΑАᎪꓮ BΒВᏴꓐ CСϹᏟꓚ DᎠꓓ EΕЕᎬꓰ FϜꓝ GԌᏀꓖ HΗНᎻꓧ IΙІӀꓲ JͿЈᎫꓙ KΚКᏦꓗ LᏞꓡ MΜМᎷꓟϺ NΝꓠ OΟОՕꓳ PΡРᏢꓑ QԚ
    RᎡᏒꓣƦ SЅՏᏚꓢ TΤТᎢꓔ UՍꓴԱ VѴᏙꓦ WԜᎳꓪ XΧХꓫ YΥҮꓬ ZΖᏃꓜ aаαɑ cсϲ dԁ eеҽ gɡց hһհ iіιɩ jјϳ kκк lӏ nոռ
    oоοօ pрρ qԛզ rг sѕ uυսʋ vνѵ wԝա xхχ yуγүყ zᴢ
"""
_LOOK_ALIKES = {word[0]: word[1:] for word in _TABLE.split()}
_LATIN = {other: latin for latin, others in _LOOK_ALIKES.items() for other in others}


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        known = shared.scheme(matrix.scheme).by_letter
        for cell in matrix.texts:
            for start, letter in zip(cell.letter_indexes, cell.letters, strict=True):
                if meant := looks_like(letter, known):
                    sign = f"{quote(letter)} (U+{ord(letter):04X}, {unicodedata.name(letter, '?')})"
                    yield RULE.problem(cell.written.locate(start), sign=sign, meant=quote(meant))


def looks_like(letter: str, known: Mapping[str, Letter]) -> str:
    """Return the letter of the scheme that a ``letter`` of another alphabet looks like; empty if there is none."""
    if letter in known or letter.isascii():
        return ""
    latin = _LATIN.get(letter) or unicodedata.normalize("NFKC", letter)
    latin = _LATIN.get(latin, latin)
    if not latin.isascii():
        return ""
    return next((found for found in (latin, latin.upper(), latin.lower()) if found in known), "")


RULE = Rule(
    name="look-alike-letter",
    example=IN_MATRIX
    + """\
-    backup: [AR, "\\u0421"]
+    backup: [AR, C]
     monitoring: [I, AR]
""",
    phase=Phase.CELLS,
    reads=(Kind.SCHEME,),
)
