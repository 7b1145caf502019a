"""A link in a text leads to the web or to a mail address."""

from collections.abc import Iterator, Sequence

from service_catalogue.rules.rule import IN_STATEMENT, Passage, Problem, Rule, Shared, quote
from service_catalogue.text.inline import unsafe_links


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for passage in passages:
        for text in passage.text.values():
            for start, end in unsafe_links(text):
                address = quote(text[start:end])
                yield RULE.problem(text.locate(start, end), address=address)


RULE = Rule(
    name="unsafe-link",
    example=IN_STATEMENT
    + """\
         kind: information
         text:
-          da: "Læs [vejledningen](www.example.org)."
-          en: "Read [the guide](www.example.org)."
+          da: "Læs [vejledningen](https://www.example.org)."
+          en: "Read [the guide](https://www.example.org)."
""",
)
