"""The search: what can be found, and an index of it that a browser reads in small parts."""
