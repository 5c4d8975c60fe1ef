"""Families of facts of this room, one file each."""
