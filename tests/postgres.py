"""A PostgreSQL server of our own for a while: in a temporary folder, on a free port of the loopback, from the binaries that are installed.

The server refuses to run as root, so as root it runs as `postgres`, or as `nobody` where there is no such user.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

HOW_TO_INSTALL = (
    "no PostgreSQL server here; to run this: sudo apt-get install postgresql postgresql-contrib postgis 'postgresql-*-postgis-3'"
    ' and pip install "commonsky[postgres]"'
)
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off")


def binaries():
    """The folder of the newest installed server's binaries, or None; None too where its driver is missing."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return None
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


@contextmanager
def running_server(*, durable=False):
    """A server while the block runs; yields the URL of its database.

    Args:
        durable: whether commits reach the disk; tests that pull no plug do without.
    """
    folder = Path(tempfile.mkdtemp(prefix="commonsky-postgres-"))
    who = _identity()
    try:
        if who:
            shutil.chown(folder, who["user"], who["group"])
        _run(
            binaries() / "initdb",
            "-D",
            folder / "data",
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            **who,
        )
        with _started(folder, () if durable else _FAST, who) as port:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(folder, settings, who):
    for _ in range(5):  # the port may be taken between finding and using it
        port = _free_port()
        fixed = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200")
        with (folder / "log").open("wb") as log:
            command = [binaries() / "postgres", "-D", folder / "data", "-p", str(port), *fixed, *settings]
            server = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **who)
        try:
            if _answers(port, server):
                yield port
                return
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)  # its fast shutdown
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(30)
                server.kill()
            server.wait()
    raise RuntimeError(f"the PostgreSQL server did not start: {(folder / 'log').read_text()[-2000:]}")


def _answers(port, server):
    import psycopg

    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=port, user="tester", dbname="postgres", connect_timeout=5).close()
            return True
        time.sleep(0.1)
    return False


def _identity():
    """What makes a subprocess run as another user where we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no user other than root to run PostgreSQL as")


def _run(*command, **options):
    subprocess.run(command, check=True, capture_output=True, cwd="/", **options)


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
