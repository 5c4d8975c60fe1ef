"""Kinds of scenario, one file each; each says what a scenario of its kind takes away."""
