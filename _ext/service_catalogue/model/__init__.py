"""The typed catalogue, with every language and every position."""
