# Vouch: the commands of everyday work. `make` alone lists them.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 5000
# How many test processes run side by side, and anything else to tell pytest: make test PYTEST_ARGS="-k accept"
WORKERS ?= auto
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# The stamps bear the interpreter's version, so that a newer Python gets a fresh environment instead of half an old one.
VERSION := $(shell "$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
ENVIRONMENT := $(VENV)/.created-$(VERSION)
RUNTIME := $(VENV)/.runtime-$(VERSION)
TOOLS := $(VENV)/.tools-$(VERSION)
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-postgres hard hard-postgres check lint types templates format messages lock upgrade clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# Set-up ---------------------------------------------------------------------------------------------------------------

define CHECK_PYTHON
if ! "$(PYTHON)" -c 'pass' 2>/dev/null; then \
	echo "Python 3.11 or newer is needed, and '$(PYTHON)' does not run. On Debian: apt-get install python3 python3-venv"; \
	echo "Another interpreter: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; \
fi >&2; \
if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	echo "Python 3.11 or newer is needed, and '$(PYTHON)' is Python $(VERSION)."; \
	echo "Name a newer one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; \
fi >&2; \
if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
	echo "Python $(VERSION) lacks its venv module, which Debian packs apart. Install it: apt-get install python3-venv"; \
	echo "(for another than Debian's own Python: apt-get install python$(VERSION)-venv)"; exit 1; \
fi >&2
endef

$(ENVIRONMENT):
	@$(CHECK_PYTHON)
	@echo "Creating $(VENV) with Python $(VERSION)"
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

# The lock file also pins what builds the package itself, so that pip fetches nothing that has no hash here.
$(RUNTIME): requirements.lock setup.cfg pyproject.toml | $(ENVIRONMENT)
	@echo "Installing the packages of requirements.lock"
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): $(RUNTIME) requirements-test.lock
	@echo "Installing the packages of requirements-test.lock"
	@$(PIP_INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

# What the other languages say, as the site reads it.
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard forum/translations/*/LC_MESSAGES/messages.po))

%.mo: %.po $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

install: $(RUNTIME) $(CATALOGUES) ## Create .venv, install the locked packages into it, compile the translations

run: $(RUNTIME) $(CATALOGUES) ## Set up, migrate, fill an empty site with demo content, serve it
	@$(BIN)/forum db upgrade
	@$(BIN)/forum demo
	@exec $(BIN)/forum serve --host $(HOST) --port $(PORT)

# Tests ----------------------------------------------------------------------------------------------------------------

test: $(TOOLS) $(CATALOGUES) ## Run all tests but the long ones; the last line names what this machine lacks
	@$(PYTEST) -m "not hard" -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

test-postgres: $(TOOLS) $(CATALOGUES) ## The same tests on a private PostgreSQL server that ends with them
	@tests/support/with-postgres sh -c 'FORUM_TEST_DATABASE_URL=$$FORUM_TEST_POSTGRES_URL exec "$$@"' -- \
		$(PYTEST) -m "not hard" -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

# These take minutes each; only one that hangs for longer than all of them together says where.
HARD := $(PYTEST) -m hard -o faulthandler_timeout=3600 $(PYTEST_ARGS)

hard: $(TOOLS) $(CATALOGUES) ## Run the long races, kills and attacks
	@$(HARD)

hard-postgres: $(TOOLS) $(CATALOGUES) ## The same on a private PostgreSQL server
	@tests/support/with-postgres sh -c 'FORUM_TEST_DATABASE_URL=$$FORUM_TEST_POSTGRES_URL exec "$$@"' -- $(HARD)

# Quality --------------------------------------------------------------------------------------------------------------

check: lint types templates ## Lint, format, types, templates; changes nothing

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TOOLS)
	$(BIN)/mypy

templates: $(TOOLS)
	$(BIN)/djlint --lint --check templates

format: $(TOOLS) ## Put the Python files into the one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Languages ------------------------------------------------------------------------------------------------------------

TEMPLATE := forum/translations/messages.pot

messages: $(TOOLS) ## Bring all catalogues in line with the texts; LOCALE=pt_BR begins a new one
	@mkdir -p forum/translations
	@$(BIN)/pybabel --quiet extract -F pyproject.toml -k N_ -k _l -k _setting:2 --sort-by-file --no-location --project Vouch \
		--copyright-holder "the Vouch contributors" -o $(TEMPLATE) .
	@[ -z "$(LOCALE)" ] || $(BIN)/pybabel --quiet init -i $(TEMPLATE) -d forum/translations -l "$(LOCALE)"
	@[ -z "$(wildcard forum/translations/*/LC_MESSAGES/messages.po)" ] || \
		$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i $(TEMPLATE) -d forum/translations

# Locked versions ------------------------------------------------------------------------------------------------------

LOCKER := $(VENV)-lock
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(LOCKER)/bin/pip-compile --quiet --no-config --generate-hashes \
	--allow-unsafe --strip-extras --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# A lock made on a newer Python could name releases that the oldest supported one cannot install.
$(LOCKER):
	@$(CHECK_PYTHON)
	@test "$(VERSION)" = 3.11 || { echo "Lock with Python 3.11, the oldest that Vouch supports:" \
		"make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2

lock: $(LOCKER) ## Bring the lock files in line with setup.cfg; keeps the versions that still fit
	@$(PIP_COMPILE) $(LOCK_ARGS) --extra semantic --build-deps-for editable \
		--output-file requirements.lock setup.cfg
	@$(PIP_COMPILE) $(LOCK_ARGS) --extra semantic --extra test --extra check --constraint requirements.lock \
		--output-file requirements-test.lock setup.cfg

upgrade: ## Renew the lock files with the newest versions that setup.cfg admits
	@$(MAKE) lock LOCK_ARGS=--upgrade

clean: ## Remove environments and caches; the site's data in instance/ stays
	rm -rf $(VENV) $(LOCKER) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
