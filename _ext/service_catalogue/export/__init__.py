"""The catalogue as data for machines."""
