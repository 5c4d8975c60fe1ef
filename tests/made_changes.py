"""Changes for tests of the record, and what no writer of ours would do to a database."""

from sqlalchemy import create_engine, make_url

from commonsky.store.record import Change


def change(id="a", *, kind="alert", body=None, expected=0, **others):  # noqa: A002
    """A change with what a test does not care about filled in."""
    filled = {"state": "draft", "actor": "ana", "action": "draft", **others}
    return Change(kind=kind, id=id, body={"n": 1} if body is None else body, expected=expected, **filled)


def alter(place, *statements, isolation="SERIALIZABLE"):
    """Do to a database what no writer of ours would."""
    url = make_url(place)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url, isolation_level=isolation)
    try:
        with engine.begin() as connection:
            found = [connection.exec_driver_sql(statement) for statement in statements]
            return [tuple(row) for row in found[-1]] if found[-1].returns_rows else []
    finally:
        engine.dispose()


def unguard(place):
    """Take the triggers away that keep the log append-only."""
    if place.startswith("sqlite"):
        alter(place, *(f"DROP TRIGGER record_entry_no_{what}" for what in ("update", "delete", "replace")))
    else:
        alter(place, *(f"DROP TRIGGER record_entry_no_{what} ON record_entry" for what in ("change", "truncate")))
