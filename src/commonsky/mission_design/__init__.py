"""Candidates and search: the smallest addition, in space and on the ground, that closes a gap."""
