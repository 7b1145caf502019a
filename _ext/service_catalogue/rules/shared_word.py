"""The letters of a role scheme have distinct words."""

from collections.abc import Iterator

from service_catalogue.model.shared_objects import Letter
from service_catalogue.rules.rule import Kind, Problem, Rule, Shared, quote
from service_catalogue.rules.shared_form import folded


def check_shared(shared: Shared) -> Iterator[Problem]:
    for scheme in shared.schemes:
        seen: dict[tuple[str, str], Letter] = {}
        for letter in scheme.letters:
            for language, word in letter.word.items():
                key = folded(word)
                first = seen.setdefault((language, key), letter) if key else letter
                if first is not letter:
                    letters = {"first": quote(first.letter), "second": quote(letter.letter)}
                    yield RULE.problem(word.at, addresses=[f"scheme:{scheme.id}"], word=quote(word), **letters)


RULE = Rule(
    name="shared-word",
    acceptable=True,
    example="""\
 schemes:
   - id: raci
     name: {da: RACI, en: RACI}
     cell-order: ARI
     letters:
       - letter: R
-        word: {da: Ansvarlig, en: Responsible}
+        word: {da: Udfører, en: Responsible}
         meaning: {da: Udfører opgaven., en: Carries out the task.}
       - letter: A
         word: {da: Ansvarlig, en: Accountable}
         meaning: {da: Har ansvaret for den., en: Is accountable for it.}
       - letter: I
         word: {da: Informeres, en: Informed}
         meaning: {da: Får besked., en: Is told.}
""",
    file="roles.yaml",
    reads=(Kind.SCHEME, Kind.IDENTITY),
)
