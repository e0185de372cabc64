# `make run` and `make test` do all their own set-up; `make help` lists the rest.

PYTHON ?= python3
VENV ?= .venv
# What is invented lies in data/synthetic, which is loaded only when it is named.
DATA ?= data

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
CHECKED := service tests $(wildcard benchmarks)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test format format-check lint types layers tests lock build clean

help: ## List what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## Load and validate the shipped records, then serve the register
	$(BIN)/proviso load $(DATA)
	$(BIN)/proviso serve

test: format-check lint types layers tests ## Check formatting, lint, types and layers, and run every test

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "proviso needs Python 3.11 or later; name one with: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The locks are installed as they stand, hash by hash; the checkout itself last, without fetching anything for it.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

format: $(VENV)/.installed-test ## Format the Python and mend what ruff can mend
	$(BIN)/ruff format $(CHECKED)
	$(BIN)/ruff check --fix $(CHECKED)

format-check: $(VENV)/.installed-test
	$(BIN)/ruff format --check $(CHECKED)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check $(CHECKED)

types: $(VENV)/.installed-test
	$(BIN)/mypy --strict $(CHECKED)

layers: $(VENV)/.installed-test
	$(BIN)/lint-imports

tests: $(VENV)/.installed-test
	$(BIN)/pytest --numprocesses auto --dist loadfile --cov --cov-report=term

lock: $(VENV)/bin/python ## Choose the newest releases that pyproject.toml allows and pin them
	$(PIP) install uv==0.13.9
	$(COMPILE) --upgrade --group checkout --output-file requirements.lock
	$(COMPILE) --upgrade --extra test --constraint requirements.lock --output-file requirements-dev.lock

build: $(VENV)/.installed-test ## Build the sdist, and the wheel from it, into dist/
	$(BIN)/python -m build --no-isolation

clean: ## Remove what make made
	rm -rf $(VENV) dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
