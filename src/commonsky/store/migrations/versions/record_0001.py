"""Items as they are, and the log of all changes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make both tables."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    seq = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    def column(name: str, *, key: bool = False) -> sa.Column[str]:
        return sa.Column(name, words, nullable=False, primary_key=key)

    op.create_table(
        "record_item",
        column("kind", key=True),
        column("id", key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        *(column(name) for name in ("state", "body", "changed_utc", "changed_by")),
    )
    op.create_table(
        "record_entry",
        sa.Column("seq", seq, primary_key=True, autoincrement=False),
        *(column(name) for name in ("at_utc", "actor", "action", "reason", "kind", "id")),
        sa.Column("revision", sa.Integer, nullable=False),
        *(column(name) for name in ("state", "body", "previous", "hash")),
        sa.UniqueConstraint("kind", "id", "revision", name="record_entry_once"),
    )
