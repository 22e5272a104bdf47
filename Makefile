# Everything below sets itself up on a bare machine: Linux x86-64 with python3 and make.
# Set-up speaks on standard error and never reads standard input, so that `make run` owns both ends.

MAKEFLAGS += --no-print-directory
# Without byte-code every start of the model server would compile thousands of modules again.
unexport PYTHONDONTWRITEBYTECODE

SET_UP = python3 tools/bootstrap.py
QUIETLY = </dev/null >&2

.PHONY: run light-run test evaluate bench bench-turns bench-serving bench-teaching lint lock

run:  ## model server and class bot; with no configuration a chat, or one answer a line of standard input
	@$(SET_UP) full $(QUIETLY)
	@exec .venv/bin/tutor up $(ARGS)

light-run:  ## the class bot alone: the model server is elsewhere, its address in .env
	@$(SET_UP) light $(QUIETLY)
	@exec .venv/bin/tutor up $(ARGS)

test:  ## style, types, contracts and every test, one real run of each path included
	@$(SET_UP) full $(QUIETLY)
	@exec .venv/bin/python -m pytest $(ARGS) </dev/null

evaluate:  ## the long measures; stopped, it goes on where it was
	@$(SET_UP) full $(QUIETLY)
	@exec .venv/bin/tutor evaluate $(ARGS)

bench:  ## speed, as ratios on this machine
	@$(SET_UP) full $(QUIETLY)
	@exec .venv/bin/python -m tools.bench $(ARGS)

bench-turns:  ## a turn's own CPU, the event loop with eight students at once, memory over ten thousand turns
	@$(SET_UP) full $(QUIETLY)
	@exec .venv/bin/python -m tools.turns $(ARGS)

bench-serving:  ## speed with the model server: adapters, plugin, gateway, swaps; stopped, it goes on where it was
	@$(SET_UP) full $(QUIETLY)
	@exec .venv/bin/python -m tools.serving $(ARGS)

bench-teaching:  ## what ten worked examples teach, how long it takes, and speed and memory beside plain TRL
	@$(SET_UP) full $(QUIETLY)
	@.venv/bin/python -m tools.teaching $(ARGS)
	@exec .venv/bin/python -m tools.training --out docs/training.json

lint:  ## style, types and import contracts alone
	@$(SET_UP) full $(QUIETLY)
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

lock:  ## resolve requirements/*.in again
	@$(SET_UP) lock $(QUIETLY)
