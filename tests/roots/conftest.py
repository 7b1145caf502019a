"""Projects of others."""

# These are projects, and no tests.
collect_ignore = ["foreign", "plain"]
