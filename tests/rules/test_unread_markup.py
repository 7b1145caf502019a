"""What looks like emphasis or a link in a text is one."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== two asterisks, and a link with a space
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun ⟦unread-markup⟧**hver** dag., en: 'Only ⟦unread-markup⟧[here] (https://example.org).'}

== a term that is not closed, or with one bracket
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: 'Kun ⟦unread-markup⟧[[backup hver dag.', en: 'Only ⟦unread-markup⟧[[backup] daily.'}

== in a folded text
-                 af alt, hver nat.
+                 af ⟦unread-markup⟧* alt*, hver nat.

== what is text
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: 'Kun *.dk,*.com og 2*3*4.', en: 'Only /var/*/log, 2*3*4 and \\*this.'}

== what is read
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: 'Kun *her*.', en: 'Only [here](https://example.org/a_(b)).'}
""")


@pytest.mark.parametrize("edits", CASES)
def test_unread_markup(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_what_to_write(tmp_path):
    edit = ("services/desk.yaml", "da: Kun hverdage., en: Weekdays only.", "da: Kun **hver** dag., en: 'See [x] (https://y).'")
    assert said(tmp_path, edit) == [
        "“**hver**” is shown as it stands. Write *words* to emphasise, or \\* for an asterisk.",
        "“[x] (https://y)” is shown as it stands, and not as a link. Write [text](https://address) without spaces.",
    ]


def test_the_message_says_how_a_term_is_written(tmp_path):
    edit = ("services/desk.yaml", "da: Kun hverdage.", "da: 'Kun [[backup] hver dag.'")
    assert "“[[backup]” is shown as it stands, and not as a term. Write [[id]] or [[id|words]]." in said(tmp_path, edit)
