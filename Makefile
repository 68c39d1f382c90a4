# Two commands are enough: `make demo` and `make test`. Each makes its own virtual
# environment; python3 (3.11 or newer), git and make are all they need.

PYTHON ?= python3
# Not taken from the environment, where both names often mean something else.
HOST = 127.0.0.1
PORT = 8000
# What follows `make test ARGS=…` goes to pytest: `make test ARGS="tests/unit -x"`.
ARGS ?=

RUN := .venv
DEV := .venv-dev

.PHONY: help demo test check bench clean

help:
	@echo "make demo [PORT=8000]   run pollsvc with the seeds on http://$(HOST):$(PORT)"
	@echo "make test [ARGS=...]    the whole suite"
	@echo "make check              style, types, imports, templates and seeds"
	@echo "make bench              performance, as ratios measured side by side"
	@echo "make clean              remove both virtual environments and all caches"

demo: $(RUN)/.installed
	$(RUN)/bin/pollsvc demo --host $(HOST) --port $(PORT)

# A whole run takes every core, a file of tests at a time, and is asked for its coverage; with
# ARGS a part of the suite runs, in one process.
WHOLE := --cov --numprocesses=auto --maxprocesses=4 --dist=loadfile
test: $(DEV)/.installed
	$(DEV)/bin/python -m pytest $(if $(ARGS),$(ARGS),$(WHOLE))

check: $(DEV)/.installed
	$(DEV)/bin/ruff check .
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/mypy pollsvc tests
	$(DEV)/bin/lint-imports
	$(DEV)/bin/djlint templates --lint --quiet
	$(DEV)/bin/pollsvc check seeds/*.yaml

bench: $(DEV)/.installed
	$(DEV)/bin/python -m tests.load

clean:
	rm -rf $(RUN) $(DEV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf .coverage htmlcov build dist

$(RUN)/.installed: pyproject.toml
	$(call install,$(RUN),.)

$(DEV)/.installed: pyproject.toml
	$(call install,$(DEV),.[dev])

# uv installs about eight times faster than pip; where it cannot be had or fails, pip does it.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "pollsvc needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1) \
	  || { rm -rf $(1); echo "python3 cannot make virtual environments here. On Debian: apt-get install -y python3-venv"; exit 2; }
	@echo "Installing into $(1), which takes a minute the first time."
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check uv \
	  && $(1)/bin/python -m uv pip install --quiet --python $(1)/bin/python --editable '$(2)' \
	  || $(1)/bin/python -m pip install --quiet --disable-pip-version-check --editable '$(2)'
	@touch $(1)/.installed
endef
