# Needs only Python 3.11 or later with venv and pip. Everything lands in .venv/.
PYTHON ?= python3
BIN := .venv/bin
WIREROOM := $(BIN)/wireroom

.DEFAULT_GOAL := help
.PHONY: help install install-dev install-apprise demo test check run lock schema format clean

help: ## show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "wireroom needs Python 3.11 or later; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { $(PYTHON) -m pip install --quiet --target .venv/bootstrap virtualenv && PYTHONPATH=.venv/bootstrap $(PYTHON) -m virtualenv .venv; }

.venv/installed: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: .venv/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/installed

install: .venv/installed ## install wireroom into .venv
install-apprise: install ## add the channels of Apprise: Slack, Teams, Matrix, Telegram, ntfy …
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-apprise.lock
install-dev: .venv/installed-dev ## install wireroom and the tools of its developers

demo: install ## the main job on a small newsroom on this machine
	$(WIREROOM) demo

run: install ## watch the sources of sources.yaml until stopped
	$(WIREROOM) run

test: install-dev ## run every test
	$(BIN)/python -m pytest -n auto --dist worksteal

check: install-dev ## every gate: format, lint, types, floors, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

format: install-dev ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: install-dev ## renew the lock files from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build --extra apprise pyproject.toml -o requirements-apprise.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build --group dev --extra apprise pyproject.toml -o requirements-dev.lock

clean: ## remove what the targets above made
	rm -rf .venv demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
