# Ganpo Policy Lab: `make` builds everything, `make test` proves it.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
export MPLCONFIGDIR := $(CURDIR)/build/matplotlib
export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter
export IPYTHONDIR := $(CURDIR)/build/ipython
export PYTHONDONTWRITEBYTECODE :=

CODE      := $(shell find analysis -name '*.py' -o -name '*.yaml' -o -name '*.csv' | grep -v __pycache__)
RAW       := $(wildcard data/raw/*) $(wildcard data/reference/*)
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.PHONY: all test lab bench lint help clean tables figures notebooks
.DEFAULT_GOAL := all

all: build/notebooks.stamp ## build tables, figures and notebooks
	@echo "tables     data/clean/   (observations.csv, mentions.csv, the themes, datapackage.json)"
	@echo "figures    figures/      (svg, png and the csv of what each draws)"
	@echo "notebooks  notebooks/    (open them with: make lab)"

tables: build/tables.stamp ## build data/clean only
figures: build/figures.stamp ## build tables and figures
notebooks: build/notebooks.stamp

test: build/venv.stamp ## set up what is missing and run all tests
	@if command -v chromium >/dev/null || [ -n "$$GANPO_REQUIRE_BROWSER" ]; then :; else \
	  echo "Chromium is not installed: the browser tests are skipped (Debian: apt-get install chromium)"; fi
	@$(PY) -m pytest

lab: build/notebooks.stamp ## open JupyterLab on the notebooks
	$(PY) -m jupyterlab --notebook-dir=notebooks

bench: build/venv.stamp ## measure accuracy and speed (ratios measured side by side)
	$(PY) -m benchmarks

lint: build/venv.stamp ## ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m mypy

clean: ## delete the virtual environment and intermediate files
	rm -rf $(VENV) build *.egg-info

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sort | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

build/venv.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Call: make PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv is missing (Debian: apt-get install python3-venv)"; exit 2; }
	@echo "setting up $(VENV) (a few minutes, once)"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --disable-pip-version-check --require-hashes --progress-bar on --no-warn-script-location -r requirements.lock \
	  | grep --line-buffered -vE '^(Requirement already|  Using cached|Collecting)' | cut -c1-100 || true
	@$(PY) -m pip check --disable-pip-version-check
	@$(PY) -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@mkdir -p build && touch $@

# A stage's stamp is void when one of its outputs was deleted by hand.
MISSING_TABLES  := $(if $(wildcard build/tables.stamp),$(if $(wildcard data/clean/datapackage.json),$(shell $(PYTHON) -c 'import pathlib,sys; p=pathlib.Path("build/tables.stamp").read_text().split(); print(" ".join(f for f in p if not pathlib.Path(f).exists()))'),x))
MISSING_FIGURES := $(if $(wildcard build/figures.stamp),$(shell $(PYTHON) -c 'import pathlib; p=pathlib.Path("build/figures.stamp").read_text().split(); print(" ".join(f for f in p if not pathlib.Path(f).exists()))'))

build/tables.stamp: build/venv.stamp $(CODE) $(RAW) $(if $(MISSING_TABLES),FORCE)
	@$(PY) -m analysis build tables
	@ls data/clean/* > $@

build/figures.stamp: build/tables.stamp $(if $(MISSING_FIGURES),FORCE)
	@$(PY) -m analysis build figures
	@ls figures/* > $@

build/notebooks.stamp: build/figures.stamp $(NOTEBOOKS)
	@$(PY) -m analysis build notebooks
	@touch $@

FORCE:
