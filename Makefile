# Befehle für alle, die sozialstrategie benutzen oder daran bauen. Nichts davon fragt etwas.
# Für den Anfang genügen: make demo, make test.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# So viele Testprozesse, wie der Rechner Kerne hat; mehr als vier brauchen mehr Speicher, als sie Zeit sparen.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -lt 2 ] && n=2; [ $$n -gt 4 ] && n=4; echo $$n)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help setup tools demo test test-long check format e2e bench lock

help:
	@echo "make demo       Beispiel einrichten und auf http://127.0.0.1:$(PORT) zeigen (anderer Anschluss: PORT=8001)"
	@echo "make test       alles prüfen, was dieser Rechner prüfen kann"
	@echo "make setup      nur .venv anlegen und einrichten"
	@echo "make check      Form, Typen, Stockwerke, Lizenzen (ohne Tests)"
	@echo "make format     Form herstellen"
	@echo "make e2e        nur die Tests im Browser"
	@echo "make test-long  die langen Tests, alle Datenbanktests auf PostgreSQL"
	@echo "make bench      Messungen unter benchmarks/"
	@echo "make lock       requirements*.lock neu schreiben (braucht ein Paketverzeichnis)"

$(BIN)/python:
	@sh tools/make_venv.sh $(VENV)

# Die Stempel machen spätere Starts schnell: eingerichtet wird nur nach einer Änderung.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Richte die Umgebung ein (einmalig, etwa eine Minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	@echo "Richte die Prüfwerkzeuge ein ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.installed
	@:

tools: $(VENV)/.tools
	@:

demo: setup
	@$(BIN)/sozialstrategie demo --port $(PORT)

test: tools
	@WORKERS=$(WORKERS) bash tools/run_tests.sh all

test-long: tools
	@WORKERS=$(WORKERS) bash tools/run_tests.sh long

check: tools
	@bash tools/run_tests.sh check

e2e: tools
	@WORKERS=$(WORKERS) bash tools/run_tests.sh e2e

format: tools
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .

bench: tools
	@for script in benchmarks/*/run.py; do \
	  if [ -e "$$script" ]; then echo "== $$script"; $(BIN)/python "$$script" || exit 1; fi; \
	done

lock: $(BIN)/python
	@$(PIP) install pip-tools
	@$(COMPILE) --output-file requirements.lock pyproject.toml tools/build.in
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml tools/build.in
	@$(BIN)/python tools/check_lock.py --write-header
