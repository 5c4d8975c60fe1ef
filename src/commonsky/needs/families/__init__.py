"""Families of the needs, one file each."""
