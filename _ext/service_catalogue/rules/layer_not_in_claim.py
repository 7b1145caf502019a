"""A claim is on the layers that its statement names."""

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, quote
from service_catalogue.rules.wording import Reading, claim_rule


def check_claim(reading: Reading) -> Iterator[Problem]:
    on = [value for value in reading.claim.on if value in reading.shared.objects["layer"]]
    texts = {language: " ".join(reading.sentences(language)) for language in reading.wordings} if on else {}
    named = set.intersection(*(reading.wordings[language].layers(text) for language, text in texts.items())) if on else set()
    elsewhere, extra = sorted(named - {*on, *reading.of.layers}), [value for value in on if value not in named]
    if elsewhere and extra and not reading.names_others and not reading.is_reported:
        layers = list(map(quote, elsewhere))
        yield RULE.problem(extra[0].at, addresses=[reading.of.address], layer=quote(extra[0]), named=layers)


RULE = claim_rule(
    "layer-not-in-claim",
    is_tension=True,
    example="""\
         text: {da: Den ser efter platformen., en: It looks after the platform.}
         claims:
           - party: provider
             promises: {da: ser efter platformen, en: looks after the platform}
-            on: [application]
+            on: [platform]
""",
)
