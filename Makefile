# `make run` and `make test` set up everything they need on a machine with Python 3.11+ and make.
.DEFAULT_GOAL := help
.PHONY: help run test check fix clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TORCH := $(shell grep '^torch==' requirements.lock)
# The first of these that is Python 3.11 or newer; `make run PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)

export DVC_NO_ANALYTICS = 1
export TOKENIZERS_PARALLELISM = false
export HF_HUB_DISABLE_TELEMETRY = 1

help: ## Show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: $(STAMP) ## Run the pipeline on the embedded corpus and print the leaderboard
	@$(BIN)/stancebench corpus hydrate --quiet sotu
	@$(BIN)/python -m stancebench.pipeline_lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dvc repro
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/stancebench eval leaderboard

check: $(STAMP) ## Lint and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test: check ## Lint, types and tests with coverage
	@$(BIN)/pytest -n 2 --cov --cov-report=term

fix: $(STAMP) ## Format and mend what ruff can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## Remove what the pipeline built, not the environment
	rm -rf corpus/build dataset train/runs eval/runs/*/predictions.jsonl eval/report.html

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Error: no Python 3.11 or newer found; install one, or make run PYTHON=/path/to/python" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing pinned packages into $(VENV) (once, a few minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar on "$(TORCH)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar on -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
