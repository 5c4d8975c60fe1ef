"""The log refuses to be changed, and items are found by their state.

Facts: sqlite.org/lang_conflict.html: INSERT OR REPLACE fires no trigger of deletion by default, so SQLite gets a trigger of insertion too.
"""

from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_REFUSAL = "the log of the record is append-only"
_SQLITE = (
    f"CREATE TRIGGER record_entry_no_update BEFORE UPDATE ON record_entry BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER record_entry_no_delete BEFORE DELETE ON record_entry BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"""CREATE TRIGGER record_entry_no_replace BEFORE INSERT ON record_entry
        WHEN EXISTS (SELECT 1 FROM record_entry WHERE seq = NEW.seq OR (kind = NEW.kind AND id = NEW.id AND revision = NEW.revision))
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",  # noqa: S608 - constants of ours
)
_POSTGRESQL = (
    f"""CREATE FUNCTION record_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER record_entry_no_change BEFORE UPDATE OR DELETE ON record_entry FOR EACH ROW EXECUTE FUNCTION record_entry_refuse()",
    "CREATE TRIGGER record_entry_no_truncate BEFORE TRUNCATE ON record_entry FOR EACH STATEMENT EXECUTE FUNCTION record_entry_refuse()",
)


def upgrade() -> None:
    """Set the triggers and the index."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
    op.create_index("record_item_by_state", "record_item", ["kind", "state", "id"])
