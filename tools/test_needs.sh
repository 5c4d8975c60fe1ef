#!/bin/sh
# What the tests need beside Python packages: a Chromium for the tests of the report's page. `make test` calls this before the tests.
# As root on a system with apt-get it installs what is lacking; otherwise it says what will be skipped and what would install it.
set -u

has_chromium() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1
}

skipped="the report's page in a browser (marker: browser)"
has_chromium && exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
    echo "test needs: installing chromium with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null 2>&1 || echo "test needs: apt-get update failed; trying with the lists that are there"
    if apt-get install -qq -y --no-install-recommends chromium >/dev/null 2>&1 && has_chromium; then
        exit 0
    fi
    echo "test needs: could not install chromium; skipped: $skipped"
    exit 0
fi

echo "test needs: no Chromium here; skipped: $skipped"
if command -v apt-get >/dev/null 2>&1; then
    echo "test needs: to run them: sudo apt-get install chromium"
else
    echo "test needs: to run them, install Chromium so that 'chromium' is on PATH (on macOS: brew install --cask chromium)"
fi
exit 0
