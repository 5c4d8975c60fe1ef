"""commonsky: what a country needs to observe, what it really gets, and what is missing."""

__version__ = "0.1.0"
