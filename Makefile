# Every target is one themetrail or Snakemake call (or a tool's), printed as it runs, that works without make.
#   make paper              tables and figures of the study in this folder
#   make paper STUDY=path   those of another study
#   make all                also the notebooks, the explorer and the project for other tools
#   make explorer           the one page that a reviewer opens
#   make inspect FILE=path  what would be read from one transcript
#   make paper PROFILE=profiles/slurm   the same on a cluster under Slurm (docs/cluster.md)
#   make paper S3=s3://bucket/study STUDY=copy   the same with a study that lies in a bucket (docs/cluster.md)
#   make deposit            what of the study may be published, and is enough to make its tables and figures again
#   make paper DEPOSIT=zip OUT=folder   tables and figures from a deposit, without transcripts
#   make trail ID=id        from a quote or a number back to the bytes of its source
#   make verify             all made anew from a clean copy, and compared with expected/
#   make release            one zip for an archive, that rebuilds itself
#   make review             the desk in the browser, to code at
#   make notebooks-edit     the notebooks in JupyterLab, to read or to change
#   make test               the tests (under 10 minutes)
#   make benchmark          what the whole workflow costs, from 6 to 600 sessions (SIZES=6000: by itself, for hours)
#   make benchmark-suggestion DATA=path   suggestion beside its peers, on human codings (about 20 minutes)
SHELL := /bin/bash
STUDY ?= .
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2> /dev/null)
THEMETRAIL := $(BIN)/python -m themetrail
# How Snakemake runs: on this machine, or as PROFILE says.
PROFILE ?= profiles/default
SNAKEMAKE := $(BIN)/snakemake --snakefile Snakefile --profile $(PROFILE) --directory $(STUDY) $(ARGS)
# With DEPOSIT=, the results come from a deposit instead of a study, and go to OUT.
OUT ?= rebuilt
FROM := $(STUDY)
OPEN := :
CHECK := :
ifdef DEPOSIT
FROM := $(OUT)
OPEN := $(THEMETRAIL) open-deposit "$(DEPOSIT)" --into "$(OUT)"
CHECK := $(THEMETRAIL) check-deposit "$(DEPOSIT)" --rebuilt "$(OUT)" --lock requirements.lock
SNAKEMAKE := $(BIN)/snakemake --snakefile workflow/deposit/Snakefile --profile $(PROFILE) --directory $(OUT) $(ARGS)
endif
# With S3=, the study lies in a bucket: STUDY becomes a copy of it, and of the results the RESULTS are put beside it.
RESULTS ?= public
ifdef S3
S3_SNAKEMAKE := mkdir -p $(STUDY) && $(VENV)-s3/bin/snakemake --snakefile workflow/s3/Snakefile --profile profiles/default \
	--directory $(STUDY) --config bucket=$(S3) results="$(RESULTS)" --forcerun fetch_file put_file --
OPEN := $(S3_SNAKEMAKE) fetch
CHECK := $(S3_SNAKEMAKE) put
endif
EXPECTED := --public $(STUDY)/results/public --expected $(STUDY)/expected --made-from $(STUDY)/results/private/made_from.json

export PYTHONPATH := $(CURDIR)/src
unexport PYTHONDONTWRITEBYTECODE

.PHONY: system-deps all paper figures tables notebooks explorer export crate import-project scan inspect review export-review import-review \
	notebooks-edit reanchor deposit check-deposit trail accept compare verify release report test test-long chaos lint format env dev wheels \
	benchmark benchmarks benchmark-reading benchmark-identifiers benchmark-suggestion benchmark-explorer \
	environment lock schema codecheck codemeta clean

# --- what analysts use -----------------------------------------------------------------------------------

paper: env
	@$(OPEN)
	@$(SNAKEMAKE) paper
	@$(CHECK)
	@echo "The tables and figures are in $(FROM)/results/public."

all: env
	@$(OPEN)
	@$(SNAKEMAKE) all
	@$(CHECK)
	@echo "Tables, figures and notebooks are in $(FROM)/results/public, the explorer in $(FROM)/results/explorer."

figures tables notebooks explorer: env
	@$(OPEN)
	@$(SNAKEMAKE) $@
	@$(CHECK)

deposit export crate: env
	@$(SNAKEMAKE) $@

# Whether the sources of a study are those that a deposit was made from.
check-deposit: env
	@$(THEMETRAIL) check-deposit "$(DEPOSIT)" --study $(STUDY)

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

# The notebooks in JupyterLab, on this machine alone and behind a token; what they read is results/public of STUDY.
# It asks nobody for news or extensions, and when it is closed the notebooks are stored without outputs again.
LAB := $(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --ServerApp.root_dir="$(CURDIR)/notebooks" \
	--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	--LabApp.extension_manager=readonly
notebooks-edit: $(VENV)/notebooks.stamp
	@test -e $(STUDY)/results/public/methods.txt || { echo "There are no results yet: make paper STUDY=$(STUDY)"; exit 2; }
	@trap : INT; THEMETRAIL_PUBLIC="$(abspath $(STUDY))/results/public" $(LAB) $(ARGS); \
	$(THEMETRAIL) tidy-notebooks notebooks/*.ipynb

compare: env
	$(THEMETRAIL) compare $(EXPECTED) --lock requirements.lock --report $(STUDY)/results/compare

# Everything made anew from a clean copy, and compared: ARGS=--fresh builds an environment for it, too.
verify: env
	@$(THEMETRAIL) verify --study $(STUDY) $(ARGS)

# One zip for an archive; what is in it says config/config.yaml under provenance.
release: env
	@$(THEMETRAIL) make-release --study $(STUDY) --folder $(STUDY)/results/release

accept: env
	$(THEMETRAIL) accept $(EXPECTED)

# Everything that is to be published, with captions and the graph of the workflow, in one file.
report: env
	@$(SNAKEMAKE) all --report $(abspath $(STUDY))/results/report.html
	@echo "The report is $(STUDY)/results/report.html."

# --- the environment -------------------------------------------------------------------------------------

env: $(VENV)/run.stamp
dev: $(VENV)/dev.stamp

# --no-deps: the lock is complete, and pip cannot match an extra of a pinned package with its hash.
ifdef UV
READY := test -x $(BIN)/python
CREATE_IN = $(UV) venv --quiet --allow-existing --python '>=3.11' $(1)
INSTALL_IN = $(UV) pip install --quiet --compile-bytecode --python $(1)/bin/python
else
READY := $(BIN)/python -m pip --version > /dev/null 2>&1
CREATE_IN = python3 -m venv $(1)
INSTALL_IN = $(1)/bin/python -m pip install --quiet --disable-pip-version-check
endif
CREATE := $(call CREATE_IN,$(VENV))
INSTALL := $(call INSTALL_IN,$(VENV))

# Without a network: make env WHEELS=folder, with the files that 'make wheels WHEELS=folder' got where there is one.
ifdef WHEELS
INSTALL += --no-index --find-links $(abspath $(WHEELS))
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

# A profile that runs on Slurm, whoever wrote it, needs Snakemake's plugin for it, and a Slurm that answers.
ifneq ($(shell grep -ls '^executor: *slurm' $(PROFILE)/config.yaml),)
env: slurm
endif

.PHONY: slurm
slurm: $(VENV)/cluster.stamp
	@command -v sbatch > /dev/null || { echo "This machine cannot submit jobs: there is no sbatch. Run this where" \
		"your cluster's jobs are submitted from, or without PROFILE=$(PROFILE)."; exit 2; }
	@timeout 20 sinfo --noheader > /dev/null || { echo "Slurm does not answer; what it says stands above. Try again" \
		"later, or run without PROFILE=$(PROFILE)."; exit 2; }

$(VENV)/cluster.stamp: $(VENV)/run.stamp requirements-cluster.lock
	@echo "Adding what a cluster under Slurm needs, from requirements-cluster.lock."
	@$(INSTALL) --require-hashes --no-deps -r requirements-cluster.lock
	@touch $@

ifdef S3
env: $(VENV)-s3/run.stamp
endif

# What speaks to a bucket is an environment of its own: nothing that could send anything is beside what reads transcripts.
$(VENV)-s3/run.stamp: requirements-s3.lock
	@echo "Building the environment that fetches from a bucket and puts into it, from requirements-s3.lock."
	@$(call CREATE_IN,$(VENV)-s3)
	@$(call INSTALL_IN,$(VENV)-s3) --require-hashes --no-deps -r requirements-s3.lock
	@touch $@

$(VENV)-s3/dev.stamp: $(VENV)-s3/run.stamp requirements-s3-dev.lock
	@$(call INSTALL_IN,$(VENV)-s3) --require-hashes --no-deps -r requirements-s3-dev.lock
	@touch $@

$(VENV)/notebooks.stamp: $(VENV)/run.stamp requirements-notebooks.lock
	@echo "Adding JupyterLab, from requirements-notebooks.lock."
	@$(INSTALL) --require-hashes --no-deps -r requirements-notebooks.lock
	@touch $@

$(VENV)/benchmark.stamp: $(VENV)/run.stamp requirements-benchmark.lock
	@echo "Adding what the benchmarks compare with, from requirements-benchmark.lock."
	@$(INSTALL) --require-hashes --no-deps -r requirements-benchmark.lock
	@touch $@

wheels:
	@test -n "$(WHEELS)" || { echo "Name the folder for the packages: make wheels WHEELS=folder"; exit 2; }
	python3 -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock \
		--dest $(WHEELS)

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

test-long: dev $(VENV)/cluster.stamp $(VENV)-s3/dev.stamp
	@$(BIN)/python -m pytest -m long $(PARALLEL)

# The demonstration killed at random and run again: make chaos KILLS=100 SEED=3. What was hit is told at the end.
KILLS ?= 60
SEED ?= 1
chaos: dev
	@THEMETRAIL_KILLS=$(KILLS) THEMETRAIL_SEED=$(SEED) $(BIN)/python -m pytest -m long -s tests/test_chaos.py

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
	$(COMPILE) pyproject.toml --extra slurm --constraint requirements.lock --output-file requirements-cluster.lock
	$(COMPILE) --group s3 --output-file requirements-s3.lock
	$(COMPILE) --group s3 --group s3-test --constraint requirements-s3.lock --output-file requirements-s3-dev.lock

environment: env
	$(THEMETRAIL) environment --lock requirements.lock --environment environment.yml

# What the whole workflow costs on generated studies of these sizes; rows of other sizes stay as they were measured.
SIZES ?= 6 60 600
benchmark: env
	$(BIN)/python benchmarks/workflow/run.py --sizes $(SIZES) --results benchmarks/workflow/results.csv
	$(BIN)/python benchmarks/workflow/page.py --results benchmarks/workflow/results.csv --page docs/scale.md \
		--figure docs/figures/scale.svg

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

codecheck: env
	$(THEMETRAIL) codecheck --study $(STUDY) --file $(STUDY)/codecheck.yml

codemeta: env
	$(THEMETRAIL) codemeta --pyproject pyproject.toml --citation CITATION.cff --file codemeta.json

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
