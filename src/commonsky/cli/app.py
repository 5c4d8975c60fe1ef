"""The command line's root: commands, one-line errors, exit codes. Facts: none. Exit 0 done, 1 refused with one line, 2 usage.

Heavy rooms are imported by the command that needs them, so that --help is quick.
"""

from __future__ import annotations

import errno
import os
import signal
import sys

import click

from commonsky import __version__
from commonsky.cli.actions import actions
from commonsky.cli.assess import assess
from commonsky.cli.assessments import assessments
from commonsky.cli.catalogue import catalogue
from commonsky.cli.checklist import checklist
from commonsky.cli.coverage import coverage
from commonsky.cli.design import design
from commonsky.cli.doctor import doctor
from commonsky.cli.needs import needs
from commonsky.cli.practices import practices
from commonsky.cli.register import register
from commonsky.cli.report import report
from commonsky.cli.roadmap import roadmap
from commonsky.cli.solutions import solutions
from commonsky.cli.store import store
from commonsky.cli.stress import stress
from commonsky.cli.timeline import timeline
from commonsky.cli.update import update
from commonsky.core.errors import CommonskyError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="commonsky %(version)s")
def app() -> None:
    """What a country needs to observe, what the world's satellites really give it there, and what is missing."""


app.add_command(assess)
app.add_command(stress)
app.add_command(timeline)
app.add_command(design)
app.add_command(coverage)
app.add_command(checklist)
app.add_command(register)
app.add_command(catalogue)
app.add_command(needs)
app.add_command(solutions)
app.add_command(practices)
app.add_command(assessments)
app.add_command(actions)
app.add_command(roadmap)
app.add_command(report)
app.add_command(store)
app.add_command(update)
app.add_command(doctor)


class _Stopped(BaseException):
    """Ctrl-C; an exception of our own, since the parser would turn the usual one into an exit without a word."""


def _stop(*_: object) -> None:
    raise _Stopped


def main() -> None:
    """Run a command; an error of ours is one line on standard error and exit code 1."""
    signal.signal(signal.SIGINT, _stop)
    # our loops spread themselves; idle threads of a linear algebra library only spin while they are started
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except CommonskyError as error:
        _refuse(str(error))
    except _Stopped:
        _refuse("stopped by Ctrl-C; no file of the result was written")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except MemoryError:
        _refuse("out of memory; try fewer --days")
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}:
            raise
        _refuse(f"cannot write: {error.strerror}; nothing was changed")


def _refuse(line: str) -> None:
    click.echo("commonsky: " + " ".join(line.split()), err=True)
    sys.exit(1)
