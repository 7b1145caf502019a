"""Text to values that know where they stand; syntax errors explained."""
