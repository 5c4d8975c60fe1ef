"""The PostgreSQL server that tests of the record use, beside SQLite. `make test` and CI call this before the tests.

As root on a system with apt-get it installs what is lacking; otherwise it says what will be skipped and what would install it. It never
fails: the tests without a server are worth running. Facts: Debian's names of packages. Nothing is started here; each run of the tests
has a server of its own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("postgresql", "postgresql-contrib", "postgis", "postgresql-*-postgis-3")
SKIPPED = "the record on PostgreSQL"
AGAIN = f"sudo apt-get install {' '.join(PACKAGES)}"


def main() -> int:
    """Install, or say what is missing."""
    if has_server():
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        said = f"to run them: {AGAIN}" if shutil.which("apt-get") else "to run them, install PostgreSQL under /usr/lib/postgresql"
        print(f"test servers: no PostgreSQL here; skipped: {SKIPPED}\ntest servers: {said}")
        return 0
    print("test servers: installing PostgreSQL with apt-get", flush=True)
    if not apt_get("update"):
        print("test servers: apt-get update failed; trying with the lists that are there")
    if not (apt_get("install", "-y", "--no-install-recommends", *PACKAGES) and has_server()):
        print(f"test servers: could not install PostgreSQL; skipped: {SKIPPED}")
    return 0


def has_server() -> bool:
    """Whether a server's binaries are there."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def apt_get(*what: str) -> bool:
    """Whether apt-get did it."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *what], check=False, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
