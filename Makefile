# Ganpo Policy Lab: `make` builds everything, `make test` proves it.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/complete

# Caches stay inside the project; bytecode is kept, for without it every start is several times slower.
export MPLCONFIGDIR := $(CURDIR)/build/matplotlib
export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter
export IPYTHONDIR := $(CURDIR)/build/ipython
unexport PYTHONDONTWRITEBYTECODE

# A stamp lists what stands there after its stage. The listed files are prerequisites of the stamp: one that was
# deleted or changed by hand is built again. A stage doesn't touch files that come out the same.
TABLES    := $(shell cat build/tables.stamp 2>/dev/null)
FIGURES   := $(shell cat build/figures.stamp 2>/dev/null)
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
CODE      := $(shell find analysis -type f -not -path '*/__pycache__/*')
DATA      := $(shell find data/raw data/reference)

.PHONY: all tables figures notebooks test lab bench wheel lint help clean
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

all: build/notebooks.stamp ## build tables, figures and notebooks
	@echo
	@echo "tables     data/clean/   $(words $(wildcard data/clean/*)) files: observations.csv, mentions.csv, the themes, datapackage.json"
	@echo "figures    figures/      $(words $(wildcard figures/*.*)) files: svg, png, and the csv of what each draws"
	@echo "notebooks  notebooks/    $(words $(wildcard notebooks/*.ipynb)) notebooks; open them with: make lab"

tables: build/tables.stamp ## build data/clean only
figures: build/figures.stamp ## build tables and figures
notebooks: build/notebooks.stamp ## build tables and figures, run the notebooks

test: $(READY) ## set up what is missing and run all tests
	@command -v chromium >/dev/null || [ -n "$$GANPO_REQUIRE_BROWSER" ] || \
	  echo "Chromium is not installed: tests that need a browser are skipped (Debian: apt-get install chromium)"
	@$(PY) -m pytest

lab: build/notebooks.stamp ## open JupyterLab on the notebooks
	$(PY) -m jupyterlab --notebook-dir=notebooks $(if $(filter 0,$(shell id -u)),--allow-root)

bench: $(READY) ## measure accuracy and speed of the reading
	@$(PY) -m benchmarks

wheel: build/wheel.stamp ## compile the reading into a wheel, for machines that read many reports (needs a C compiler)
	@echo "build/wheel/$$(ls build/wheel)"

lint: $(READY) ## check style and types: ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m mypy

clean: ## delete the virtual environment and intermediate files
	rm -rf $(VENV) build *.egg-info

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
	  printf '%-16s%s\n' "$$name" "$$text"; done

$(READY): requirements.lock pyproject.toml .ci/install.py
	@rm -f $@
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Call: make PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv is missing (Debian: apt-get install python3-venv)"; exit 2; }
	@echo "setting up $(VENV) from requirements.lock (a few minutes, once)"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) .ci/install.py
	@$(PY) -m pip check --disable-pip-version-check
	@$(PY) -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

build/wheel.stamp: $(READY) setup.py $(CODE)
	@command -v $${CC:-cc} >/dev/null || { echo "A C compiler is needed (Debian: apt-get install gcc libc6-dev)"; exit 2; }
	@rm -rf $@ build/wheel build/lib.* build/temp.* build/bdist.*
	@echo "compiling (about a minute)"
	@GANPO_COMPILE=1 $(PY) -m pip wheel --disable-pip-version-check -q --no-deps --no-build-isolation -w build/wheel .
	@touch $@

build/tables.stamp: $(READY) $(CODE) $(DATA) $(TABLES)
	@mkdir -p build && rm -f $@
	@$(PY) -m analysis build tables
	@ls data/clean/* > $@

# This stage adds the tables of projections: the tables are up to date when it is done.
build/figures.stamp: build/tables.stamp $(FIGURES)
	@rm -f $@
	@$(PY) -m analysis build figures
	@touch build/tables.stamp
	@ls data/clean/*.* figures/*.* > $@

# Notebooks are run in place: the stamp is set last, so that what the run wrote is not newer.
build/notebooks.stamp: build/figures.stamp $(NOTEBOOKS)
	@rm -f $@
	@$(PY) -m analysis build notebooks
	@touch $@

# No recipe: a built file that is missing counts as changed.
$(sort $(TABLES) $(FIGURES)): ;
