# Zicht op Werk. `make help` lists what there is. Everything is installed into .venv from requirements.lock.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
STAMP := $(VENV)/.installed
# a mirror that does not answer at once, and another program that is installing something
APT := -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600
export ZOW_HOME ?= $(CURDIR)/data
export DO_NOT_TRACK := 1
# importing Airflow, dbt and GX without compiled bytecode takes three times as long
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test office lint up lock clean bench-ingest bench-backfill bench-nightly

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## the virtualenv in .venv, with .venv/bin/zow, from requirements.lock

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[^ ;]*' requirements.lock)"
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## sample deliveries, the nightly line and a publication; prints where to look
	$(BIN)/zow demo

test: setup office ## all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

office: # LibreOffice recalculates the workbooks in the tests; as root on Debian it is installed here
	@command -v soffice >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get $(APT) update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get $(APT) install -y -qq --no-install-recommends libreoffice-calc >/dev/null; } \
		|| echo "LibreOffice is missing: install libreoffice-calc, else the tests of the workbooks fail"

lint: setup ## ruff, sqlfluff, dbt parse, DAG import check
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models dbt_project/tests
	$(BIN)/python -m zow.warehouse.dbt_parse
	$(BIN)/python -m zow.orchestrate.check

bench-ingest: setup ## speed of ingest beside DuckDB's own read_csv; ROWS=1000000
	$(BIN)/python -m benchmarks.ingest --rows $(or $(ROWS),1000000)

bench-backfill: setup ## seconds per delivery of five years of deliveries in one nightly
	$(BIN)/python -m benchmarks.backfill

bench-nightly: setup ## ten gemeenten of 2,000 clients in one nightly, then a nightly with nothing new
	$(BIN)/python -m benchmarks.nightly

up: setup ## Airflow UI on 127.0.0.1 with the DAGs
	$(BIN)/zow up

lock: setup ## resolve requirements.in anew into requirements.lock
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url requirements.in -o requirements.lock

clean: ## remove the virtualenv (not the data)
	rm -rf $(VENV)
