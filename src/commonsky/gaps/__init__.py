"""Requirement by coverage: which level holds where, what limits it, and what to do first."""
