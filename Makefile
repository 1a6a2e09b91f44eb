# The words a developer types most. `./lagat` does the work; this is its list.
.DEFAULT_GOAL := help
.PHONY: help demo test check format requirements clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo:  ## Start everything on this machine with the practice municipality Ängsby
	./lagat demo

test:  ## Run every test
	./lagat test

check:  ## Format, lint, types, import order, the modules' types and tests, architecture tests
	./lagat check

format:  ## Let the formatter and the fixable lint rules rewrite the code
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

requirements:  ## Compile requirements/*.in to hashed *.txt without addresses (needs uv)
	./requirements/compile.sh

clean:  ## Remove what was built and installed here, and the data of the demonstration and the tests
	rm -rf .venv node_modules ui/static/build var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
