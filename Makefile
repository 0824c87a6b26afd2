# Everything a stranger needs: `make demo` and `make test`. Both set up what is missing.
PYTEST_ARGS ?=

.PHONY: demo test check train evaluate bench setup lock translations

demo: setup          ## the whole of it on this machine
	@.venv/bin/wattline demo

test: setup train    ## all tests; says at the end what was skipped and why
	.venv/bin/pytest -q -rs -n auto $(PYTEST_ARGS)

check: setup         ## format, lint, types, imports, data, migrations, catalogues
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m nlu.data_check
	.venv/bin/pytest -q tests/test_in_step.py

train: setup         ## the model, if its data or config.yml changed
	@.venv/bin/wattline nlu train

evaluate: setup train ## how well messages are understood; pictures in var/
	.venv/bin/python -m nlu.evaluate_all

bench: setup train   ## what is measured, against what
	@for script in turn nlu places times desk broadcast replay; do echo "== bench/$$script.py"; .venv/bin/python -m bench.$$script $(BENCH_ARGS); done

setup:
	@./setup.sh

lock:                ## writes the locks anew
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock
	uv pip compile -q pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o requirements-dev.lock
	uv pip compile -q nlu/requirements.in --override nlu/overrides.txt --python-version 3.10 \
	  --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o nlu/requirements.lock

translations:        ## collects new texts into the catalogues
	.venv/bin/python -m locales.collect
