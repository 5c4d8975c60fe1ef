"""Compiled loops of coverage: arrays in, arrays out, no names of missions."""
