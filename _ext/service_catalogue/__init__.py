"""The catalogue of IT services: who does what, from YAML to pages, booklets and data."""

__version__ = "0.1.0"
