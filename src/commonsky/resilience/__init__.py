"""Scenarios: what is lost, what is left, what comes back; one file per kind of scenario in the folder kinds."""
