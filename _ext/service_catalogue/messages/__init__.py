"""Messages, problems of the data, and failures of commands: texts in one table a language, ``<language>.yaml``.

A table has groups, a rule's name or a subject, with texts by name: ``unused-note.title``. A text that counts is the list of its plural
forms. The languages of messages are those with a table. A text that a table lacks is in English; a test names those of our own.
"""
