"""One file per provider or format. The only room that touches outside data."""
