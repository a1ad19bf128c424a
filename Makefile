# Two commands do all the set-up: `make demo` shows the template at work, `make test` runs the checks and the tests.
.DEFAULT_GOAL := help
.PHONY: help demo docs reference test quick test-copiers test-long test-browser screenshots bench bench-peers lint golden coverage-page release clean

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
READY := $(VENV)/.ready
# The tests make hundreds of small repositories; in memory, where there is some, that takes a quarter less time.
TMPDIR := $(shell test -d /dev/shm && test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}")
# One more than there are cores: the commands under test wait for git now and then.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
MERMAID := build/browser/node_modules/mermaid/dist/mermaid.min.js

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 15

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Python 3.10 or later is needed; name one with: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev
	@touch $@

demo: $(READY) ## Plan the example initiative in build/demo, change it, and show the result
	@PATH="$(BIN):$$PATH" sh examples/demo.sh

test: $(READY) lint ## Run every check and every test
	@TMPDIR="$(TMPDIR)" PATH="$(BIN):$$PATH" PYTEST_XDIST_AUTO_NUM_WORKERS=$(WORKERS) $(BIN)/python -m pytest

quick: $(READY) ## Run the domain's tests and one story, in some 20 seconds
	@TMPDIR="$(TMPDIR)" PATH="$(BIN):$$PATH" PYTEST_XDIST_AUTO_NUM_WORKERS=$(WORKERS) $(BIN)/python -m pytest \
		tests/domain/test_[a-eg-or-z]*.py tests/test_template_tree.py tests/test_story.py::test_whole_story

# The oldest supported Copier and the newest one; `make test` runs with the pinned one.
test-copiers: $(READY) ## Run the stories, upgrades and prompts with the oldest supported and with the newest Copier
	@for copier in "copier==$$(sed -n 's/^_min_copier_version: "\(.*\)"/\1/p' copier.yml)" "copier"; do \
		echo "$$copier"; rm -rf build/copiers && $(PYTHON) -m venv build/copiers && build/copiers/bin/python -m pip install --quiet --upgrade pip && grep -v '^copier==' constraints.txt > build/constraints.txt && \
		build/copiers/bin/python -m pip install --quiet --disable-pip-version-check --constraint build/constraints.txt "$$copier" --group test && \
		TMPDIR="$(TMPDIR)" PATH="$(CURDIR)/build/copiers/bin:$$PATH" build/copiers/bin/python -m pytest -n $(WORKERS) \
			tests/test_start.py tests/test_story.py tests/test_upgrades.py tests/test_prompts.py tests/test_yes.py tests/test_process.py || exit 1; \
	done

test-long: $(READY) ## Play 1,000 random histories of edits and commands; takes an hour and a half
	@mkdir -p build && rm -f build/histories.jsonl
	@TMPDIR="$(TMPDIR)" PATH="$(BIN):$$PATH" PYTEST_XDIST_AUTO_NUM_WORKERS=$$(getconf _NPROCESSORS_ONLN) \
		HISTORY_REPORT="$(CURDIR)/build/histories.jsonl" $(BIN)/python -m pytest -m long
	@PYTHONPATH=extensions $(BIN)/python -m tests.histories build/histories.jsonl

# GitHub draws with an 11.x; npm's package brings the same script for the browser.
$(MERMAID):
	npm install --silent --no-package-lock --no-save --prefix build/browser mermaid@11.17.2

test-browser: $(READY) $(MERMAID) ## Draw every diagram in real Mermaid; needs Chromium and npm; pictures go to build/pictures
	@PATH="$(BIN):$$PATH" $(BIN)/python -m pytest -m browser tests/browser

screenshots: $(READY) ## Write the pictures of the page in docs/images anew; needs Chromium and pngquant
	@PYTHONPATH=extensions $(BIN)/python -m tests.browser.screenshots

# Options, such as BENCH=--quick; `python -m benchmarks --help` names them.
BENCH ?=

bench: $(READY) ## Measure the commands and write docs/performance.md; takes half an hour, BENCH=--quick some minutes
	@TMPDIR="$(TMPDIR)" $(BIN)/python -m benchmarks commands $(BENCH)

bench-peers: $(READY) ## Measure Backlog.md, Task Master and OpenSpec at the same work; needs npm and 1.6 GB in build/peers
	@TMPDIR="$(TMPDIR)" $(BIN)/python -m benchmarks peers $(BENCH)

lint: $(READY) ## Check the Python, the YAML and the Markdown
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/rumdl check --no-cache .

golden: $(READY) ## Write the published examples anew from the template
	@PATH="$(BIN):$$PATH" UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/test_example.py tests/test_checkpoints.py tests/test_continuing.py tests/test_weeks.py tests/terminal/test_reading.py tests/test_tutorial.py tests/test_house.py tests/test_portfolio.py
	@$(BIN)/python tools/workflow_coverage.py
	@$(BIN)/python tools/reference.py

reference: $(READY) ## Write docs/reference: all answers, and the help of roadmap
	@$(BIN)/python tools/reference.py

$(VENV)/.ready-docs: $(READY)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The site needs Python 3.11 or later; after a make clean, name one with: make docs PYTHON=python3.12" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group docs
	@touch $@

docs: $(VENV)/.ready-docs ## Make the documentation's site in build/site; every link in it is checked
	@$(BIN)/python tools/site.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo "Written: build/site/index.html"

coverage-page: $(READY) ## Write docs/workflow-coverage.md: what carries each line of the workflow
	@$(BIN)/python tools/workflow_coverage.py

# What has to pass before a release; its own test gives another command.
CHECKS = $(MAKE) test

release: ## Make a release, VERSION=X.Y.Z: checks, changelog, commit and tag; pushes nothing (docs/releasing.md)
	@$(PYTHON) tools/release.py --check "$(VERSION)"
	$(CHECKS)
	@$(PYTHON) tools/release.py "$(VERSION)"

clean: ## Remove what was built
	rm -rf build $(VENV)
