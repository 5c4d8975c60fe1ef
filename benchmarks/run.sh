#!/bin/sh
# Speed beside tatc 3.6.0, both in one run, then what the whole world, losses and design candidates cost; `make bench` calls this, and arguments go to passes.py.
# The peer gets a virtual environment of its own under build/bench.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
peer=build/bench/peer
if ! "$peer/bin/python" -c 'import importlib.metadata as m, sys; sys.exit(m.version("tatc") != "3.6.0")' 2>/dev/null; then
    echo "installing tatc 3.6.0 into $peer" >&2
    "$python" -m venv "$peer"
    "$peer/bin/python" -m pip install --quiet --disable-pip-version-check "tatc==3.6.0"
fi
held=0
"$python" benchmarks/passes.py --peer "$peer/bin/python" "$@" || held=1
"$python" benchmarks/world.py
"$python" benchmarks/losses.py || held=1
"$python" benchmarks/design_candidates.py || held=1
exit "$held"
