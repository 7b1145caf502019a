"""The typed catalogue: what the YAML of a folder says, with both languages inside."""
