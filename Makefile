# Two commands do all the set-up: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
SYNCED := $(VENV)/.synced
TESTED := $(VENV)/.synced-tests

.PHONY: help demo test check bench docs format lock clean
help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "commonsky needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"

$(SYNCED): pyproject.toml uv.lock | $(UV)
	UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --quiet --frozen --no-default-groups --inexact --all-extras
	@touch $@

$(TESTED): pyproject.toml uv.lock | $(UV)
	UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --quiet --frozen --all-extras
	@touch $@ $(SYNCED)

demo: $(SYNCED)  ## install into .venv and assess Solomon Islands (no internet at run time)
	$(BIN)/commonsky assess SLB --out demo-SLB

test: $(TESTED)  ## install what tests need and run all of them
	@sh tools/test_needs.sh
	@$(BIN)/python tools/servers.py
	$(BIN)/python -m pytest

check: $(TESTED)  ## the one gate: style, types, layers, dependencies, generated docs, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/cog --check -P docs/reference/*.md README.md
	$(BIN)/python -m pytest -q

bench: $(TESTED)  ## speed beside tatc 3.6.0, in one run
	sh benchmarks/run.sh

docs: $(TESTED)  ## rewrite the generated tables and the picture of the report
	$(BIN)/cog -r -P docs/reference/*.md README.md

format: $(TESTED)  ## let ruff mend what it can
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: | $(UV)  ## resolve the dependencies anew
	$(UV) lock

clean:  ## remove what the commands above made
	rm -rf $(VENV) demo-SLB build dist ; find src -name "*.nb[ci]" -delete
