"""Text to values with positions; syntax errors explained."""
