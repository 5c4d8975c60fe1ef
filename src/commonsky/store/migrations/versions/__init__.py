"""One file a version, found by Alembic."""
