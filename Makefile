# make run · make test · make system-packages (see README.md)
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check test-sqlite test-postgresql system-packages lock screenshots clean

run: $(VENV)/.ok
	@$(PY) -m portal serve --demo-if-empty

# The checks first, then the whole suite once on each database.
test: $(VENV)/.dev check
	@$(PY) -m tests

check: $(VENV)/.dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

test-sqlite: $(VENV)/.dev
	@$(PY) -m tests sqlite

test-postgresql: $(VENV)/.dev
	@$(PY) -m tests postgresql

system-packages:
	@sh deploy/system-packages.sh

lock:
	@sh deploy/lock.sh

screenshots: $(VENV)/.dev
	@$(PY) deploy/screenshots.py

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ok: requirements.lock | $(VENV)/bin/python
	@$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-scale.lock $(VENV)/.ok
	@$(PY) -m pip install --quiet --require-hashes -r requirements-scale.lock -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
