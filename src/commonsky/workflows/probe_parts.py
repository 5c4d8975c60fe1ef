"""What the probes of this software are made with: a record to spoil, a watched process, a server of our own, a swollen spreadsheet.

Facts: sqlite.org/backup.html; sys.addaudithook of Python; ECMA-376, the parts that the smallest workbook has. Leaves out judging.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from commonsky.store.model import Record

#: What must ask no other host.
HARMLESS_WORK = """
from tempfile import TemporaryDirectory
from commonsky.catalogue.load import packaged_catalogue
from commonsky.store.record import open_record
from commonsky.workflows.doctor import examine
packaged_catalogue(), examine()
with TemporaryDirectory() as folder, open_record(folder + "/record.sqlite") as record:
    record.verify()
"""
#: Keeps what it is given from every other host, and prints which were tried and why it ended badly.
_WATCHED = """
import json, sys
from ipaddress import ip_address
asked, why = [], ""
def here(host):
    try:
        return host in (None, "", "localhost", b"localhost") or ip_address(host if isinstance(host, str) else host.decode()).is_loopback
    except ValueError:
        return False
def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        host = args[0] if event == "socket.getaddrinfo" else args[1]
        host = host[0] if isinstance(host, tuple) else host if event == "socket.getaddrinfo" else None
        if not here(host):
            asked.append(str(host))
            raise PermissionError("kept from " + str(host))
sys.addaudithook(watch)
try:
    exec(sys.argv[1], {})
except BaseException as error:
    why = type(error).__name__ + ": " + str(error)
print(json.dumps([asked, why]))
"""


def written(open_record: Callable[[str], Record], file: Path) -> tuple[str, int]:
    """A record of three entries in a new file: its head and how many they are."""
    from commonsky.store.model import Change

    with open_record(str(file)) as record:
        for number in range(3):
            record.write(Change(kind="probe", id=f"P-{number}", body={"n": number}, state="draft", actor="probe", action="draft"))
        return record.head(), len(tuple(record.entries()))


def tamper(file: Path) -> None:
    """Change one word of one entry as somebody would who has the file: past the triggers that refuse it."""
    with closing(sqlite3.connect(file)) as connection, connection:
        guards = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE record_entry SET reason = 'another' WHERE seq = 2")


def backed_up(file: Path, copy: Path) -> None:
    """A copy of one moment, as `.backup` of sqlite3 makes it."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def hosts_asked(work: str) -> tuple[list[str], str]:
    """Other hosts that some statements try to reach in a process of their own, which is kept from them; and why they ended badly, if so."""
    surroundings = {name: value for name, value in os.environ.items() if name != "COMMONSKY_RECORD"}
    argv = [sys.executable, "-c", _WATCHED, work]
    ended = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL, env=surroundings)
    lines = ended.stdout.splitlines()
    if not lines:
        return [], (ended.stderr.splitlines() or ["no word"])[-1]
    asked, why = json.loads(lines[-1])
    return asked, why


@contextmanager
def away_and_endless() -> Iterator[str]:
    """A server on this machine: /away sends on to another host, /long sends 300,000 bytes without saying how many. Yields its address."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/away" else 200)
            if self.path == "/away":
                self.send_header("Location", "https://example.invalid/x")
            self.end_headers()
            with suppress(OSError):  # who has enough hangs up
                self.wfile.write(b"x" * (0 if self.path == "/away" else 300_000))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Nothing is said."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def swollen_sheet(folder: Path, size_mb: int) -> Path:
    """A spreadsheet of one cell whose sheet inflates to a size by comments, which cost a reader time alone."""
    file, comments = folder / "swollen.xlsx", b"<!--" + b" " * 99_993 + b"-->"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    related = f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{links}/{{}}" Target="{{}}"/></Relationships>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kinds}.sheet.main+xml"/><Override PartName="/xl/s.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": related.format("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": related.format("worksheet", "s.xml"),
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{links}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in parts.items():
            book.writestr(name, text)
        with book.open("xl/s.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet {space}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'.encode())
            for _ in range(size_mb * 10):
                sheet.write(comments)
            sheet.write(b"</sheetData></worksheet>")
    return file
