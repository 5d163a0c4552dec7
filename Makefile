# All commands of the project. `make run` needs git, make and Python 3.11 or newer with venv, and the rest it makes itself.

SHELL := /bin/bash
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip install --quiet

.NOTPARALLEL:
.PHONY: help run env lint test test-all yardstick prepare python modules clean

help:
	@echo "make run       start the server with a sample dialogue on http://localhost:8000"
	@echo "make test      bring what the tests need, check and test (about ten minutes)"
	@echo "make test-all  the same, with the tests that take longer"
	@echo "make yardstick what a forwarded packet costs Debian's Janus, and us"
	@echo "make lint      style, types, borders between packages, browser modules"
	@echo "make env       the Python environment in .venv"
	@echo "make clean     remove what was made, except data/"

run: .venv/.run
	@exec $(BIN)/dialogue serve --sample $(ARGS)

env: .venv/.test

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; name it with make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }

# Two stamps: running needs no test tools. Order-only, since pip touches the interpreter's folder at will.
.venv/.run: pyproject.toml | .venv/bin/python
	@echo "Installing what the server needs into .venv ..."
	@$(PIP) -e .
	@touch $@

.venv/.test: pyproject.toml | .venv/bin/python
	@echo "Installing what the server and the tests need into .venv ..."
	@$(PIP) -e '.[test]'
	@touch .venv/.run $@

lint: .venv/.test
	@$(MAKE) --no-print-directory modules & $(MAKE) --no-print-directory python; sound=$$?; wait $$! && exit $$sound

python: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports > .venv/borders.txt || { cat .venv/borders.txt; exit 1; }

modules:
	@.ci/modules

# What is not Python comes beside it: Chromium and Node from Debian's packages, axe-core and TypeScript from npm. Never fails.
prepare:
	@.ci/prepare & $(MAKE) --no-print-directory .venv/.test; made=$$?; wait; exit $$made

# Two workers, a file's tests together; in the order of the folders, so that a long journey is not what all wait for.
test: prepare lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m "not long" $(ARGS)

# Alone comes last: what gives the machine another network interface, at which a Chromium elsewhere ends its requests, and
# what judges the pictures and voices of a moment.
test-all: test
	@.ci/prepare long
	$(BIN)/pytest -n 2 --dist loadfile -q -m "long and not alone" $(ARGS)
	$(BIN)/pytest -q -m alone $(ARGS)

# The load of `dialogue bench forward` on both, in a network namespace of their own; needs root and Debian's janus.
yardstick: .venv/.test
	@$(BIN)/python -m tests.yardsticks.compare $(ARGS)

clean:
	rm -rf .venv node_modules build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
