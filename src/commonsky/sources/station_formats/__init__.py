"""Formats of station lists, one file each."""
