"""Registers of space objects as people have them: SATCAT, GCAT, the Online Index of the UN. Good rows survive bad ones."""
