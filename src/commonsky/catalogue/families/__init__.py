"""Families of the catalogue, one file each."""
