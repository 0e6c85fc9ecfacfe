# make run    sets everything up and runs the main job on the example snapshots with the built-in model
# make test   sets everything up and runs all tests, offline
# make check  lint, types, layers and tests
# make test-live BASE_URL=http://127.0.0.1:8080/v1 MODEL=name
#             runs the contract tests against a server of yours and prints its score on the example gold;
#             LIMIT=N asks about the first N of the 32 papers; the key is OPENAI_API_KEY
# make record records the cassettes anew (starts its own servers on loopback)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test test-live check record schemas clean

help:
	@sed -n 's/^# //p' Makefile

# The set-up: a virtual environment with the versions that were tested (constraints.txt), by uv where there is one.
$(VENV)/.ready: pyproject.toml constraints.txt
ifneq ($(UV),)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable . --group dev
else
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
endif
	touch $@

run: $(VENV)/.ready
	$(BIN)/claimx run examples/*.txt -o $(OUT)

test: $(VENV)/.ready
	$(BIN)/python -m pytest

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

test-live: $(VENV)/.ready
	$(if $(and $(BASE_URL),$(MODEL)),,$(error name the server: make test-live BASE_URL=http://127.0.0.1:8080/v1 MODEL=name))
	LIVE_BASE_URL="$(BASE_URL)" LIVE_MODEL="$(MODEL)" LIVE_LIMIT="$(LIMIT)" LIVE_API_KEY="$${OPENAI_API_KEY:-none}" \
		$(BIN)/python -m pytest tests/test_live.py --disable-recording -o addopts=-ra

schemas: $(VENV)/.ready
	for name in $$($(BIN)/claimx schema); do $(BIN)/claimx schema $$name > schemas/$$name.json; done

record: $(VENV)/.ready
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet) --constraint constraints.txt --group record
	$(BIN)/python tests/record.py

clean:
	rm -rf $(VENV) $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis
