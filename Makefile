# Every target is one themetrail or Snakemake call (or a tool's), printed as it runs, that works without make.
#   make paper              tables and figures of the study in this folder
#   make paper STUDY=path   those of another study
#   make all                also the notebooks and the explorer
#   make explorer           the one page that a reviewer opens
#   make inspect FILE=path  what would be read from one transcript
#   make trail ID=id        from a quote or a number back to the bytes of its source
#   make review             the desk in the browser, to code at
#   make test               the tests (under 10 minutes)
#   make benchmark-suggestion DATA=path   suggestion beside its peers, on human codings (about 20 minutes)
SHELL := /bin/bash
STUDY ?= .
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2> /dev/null)
THEMETRAIL := $(BIN)/python -m themetrail
SNAKEMAKE := $(BIN)/snakemake --snakefile Snakefile --profile profiles/default --directory $(STUDY) $(ARGS)
EXPECTED := --public $(STUDY)/results/public --expected $(STUDY)/expected --lock requirements.lock

export PYTHONPATH := $(CURDIR)/src
unexport PYTHONDONTWRITEBYTECODE

.PHONY: system-deps all paper figures tables notebooks explorer export import-project scan inspect review export-review import-review \
	reanchor trail accept compare report test test-long lint format env dev \
	benchmarks benchmark-reading benchmark-identifiers benchmark-suggestion benchmark-explorer \
	environment lock schema clean

# --- what analysts use -----------------------------------------------------------------------------------

paper: env
	@$(SNAKEMAKE) paper
	@echo "The tables and figures are in $(STUDY)/results/public."

all: env
	@$(SNAKEMAKE) all
	@echo "Tables, figures and notebooks are in $(STUDY)/results/public, the explorer in $(STUDY)/results/explorer."

figures tables notebooks explorer export: env
	@$(SNAKEMAKE) $@

# What the scan found can be decided on at once, where there is somebody to ask.
scan: env
	@$(SNAKEMAKE) $@; status=$$?; \
	if test -t 0 -a -t 1; then $(THEMETRAIL) accept-identifiers --study $(STUDY); fi; exit $$status

inspect: env
	@$(THEMETRAIL) inspect "$(FILE)" --study $(STUDY)

trail: env
	@$(THEMETRAIL) trail "$(ID)" --study $(STUDY) --private $(STUDY)/results/private

# A project of another tool into a new study, or home into this one: first shown, then taken with ARGS=--take.
import-project: env
	@$(THEMETRAIL) import-project "$(FILE)" --study $(STUDY) $(ARGS)

review: env
	@$(THEMETRAIL) review --study $(STUDY) $(ARGS)

# The queue as a workbook: make export-review FILE=queue.xlsx, and make import-review FILE=queue.xlsx CODER=coder_a.
export-review: env
	@$(THEMETRAIL) export-review "$(FILE)" --study $(STUDY) $(ARGS)

import-review: env
	@$(THEMETRAIL) import-review "$(FILE)" --coder "$(CODER)" --study $(STUDY)

# After a transcript was corrected; the gate stops the first run, for decisions do not stand on their words any more.
reanchor: env
	@$(SNAKEMAKE) scan > /dev/null 2>&1 || true
	@$(THEMETRAIL) reanchor --study $(STUDY)

compare: env
	$(THEMETRAIL) compare $(EXPECTED)

accept: env
	$(THEMETRAIL) accept $(EXPECTED)

report: env
	$(SNAKEMAKE) --report $(abspath $(STUDY))/results/report.html

# --- the environment -------------------------------------------------------------------------------------

env: $(VENV)/run.stamp
dev: $(VENV)/dev.stamp

# --no-deps: the lock is complete, and pip cannot match an extra of a pinned package with its hash.
ifdef UV
READY := test -x $(BIN)/python
CREATE := $(UV) venv --quiet --allow-existing --python '>=3.11' $(VENV)
INSTALL := $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python
else
READY := $(BIN)/python -m pip --version > /dev/null 2>&1
CREATE := python3 -m venv $(VENV)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@echo "Building the environment in $(VENV) from requirements.lock, every file checked against its hash."
	@$(READY) || $(CREATE)
	@$(INSTALL) --require-hashes --no-deps -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "Adding what the tests need, from requirements-dev.lock."
	@$(INSTALL) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(VENV)/benchmark.stamp: $(VENV)/run.stamp requirements-benchmark.lock
	@echo "Adding what the benchmarks compare with, from requirements-benchmark.lock."
	@$(INSTALL) --require-hashes --no-deps -r requirements-benchmark.lock
	@touch $@

system-deps: system-deps.txt
	apt-get update
	xargs -a system-deps.txt apt-get install --yes --no-install-recommends

# --- the project's own hands -----------------------------------------------------------------------------

# Files of tests are dealt out to the cores, those that run the whole workflow first (tests/conftest.py).
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder

test: dev
	@echo "Running the tests."
	@$(BIN)/python -m pytest -m "not long" $(PARALLEL)
	@echo "The tests have passed. What 'make paper' makes is in results/public."

test-long: dev
	@$(BIN)/python -m pytest -m long $(PARALLEL)

lint: dev
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --snakefile Snakefile --lint

format: dev
	$(BIN)/ruff check --fix src tests
	$(BIN)/ruff format src tests
	$(BIN)/snakefmt Snakefile workflow

# The locks are made by uv; the lines that would name a registry are left out.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links
lock:
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --extra benchmark --constraint requirements.lock --output-file requirements-benchmark.lock

environment: env
	$(THEMETRAIL) environment --lock requirements.lock --environment environment.yml

# What docs/ says of speed, memory and recall, measured anew.
benchmarks: benchmark-reading benchmark-identifiers

benchmark-reading: env
	$(BIN)/python benchmarks/reading/run.py --csv benchmarks/reading/results.csv --page docs/reading.md

# DATA is the folder with the sets of human codings; it is no part of the repository.
benchmark-suggestion: env
	@test -n "$(DATA)" || { echo "Name the folder of the data sets: make benchmark-suggestion DATA=path"; exit 2; }
	$(BIN)/python benchmarks/suggestion/run.py --data $(DATA) --results benchmarks/suggestion/results.csv
	$(BIN)/python benchmarks/suggestion/page.py --results benchmarks/suggestion/results.csv \
		--set-aside benchmarks/suggestion/set_aside.csv --page docs/suggestion.md --figures docs/figures

# How fast the explorer of a large study opens, in Debian's Chromium.
benchmark-explorer: dev
	$(BIN)/python benchmarks/explorer/run.py --page docs/explorer.md

schema: env
	$(THEMETRAIL) schema --schema workflow/schemas/config.schema.json

# Figures of docs/identifiers.md; speech of others (--annomi) is read where it is there, and never kept.
benchmark-identifiers: $(VENV)/benchmark.stamp
	$(BIN)/python benchmarks/identifiers/run.py --csv benchmarks/identifiers/results.csv --page docs/identifiers.md

clean:
	rm -rf $(STUDY)/results
