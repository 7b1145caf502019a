"""The search: entries for all content, and an index that a browser loads in small parts."""
