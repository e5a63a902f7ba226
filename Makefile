# Thin front over CMake's presets: `make run` and `make test` set up, build and go.

# make run ARGS="--scenario all"
ARGS ?= --scenario B3 --iters 10
# make bench ROUNDS=21
ROUNDS ?= 11
PREFIX ?= /usr/local
DESTDIR ?=

# Configures a build folder when it is new or the presets have changed (ninja does it again when
# a CMake file changes), then builds. $(1): preset, $(2): build folder
define build_preset
	@test $(2)/configured -nt CMakePresets.json || \
	    { cmake --preset $(1) >/dev/null && touch $(2)/configured; }
	@cmake --build --preset $(1)
endef

.PHONY: help build setup run test test-asan test-compat fuzz expressions mutate faults leaks failures interrupts files valgrind golden bench bench-kernels lint format docs \
        install clean

build: setup
	$(call build_preset,release,build)

help:
	@echo 'make            set up what is missing and build build/npjit'
	@echo 'make run        build and run it (ARGS="$(ARGS)")'
	@echo 'make test       build and run every test'
	@echo 'make test-asan  the same with address and undefined-behaviour sanitizers'
	@echo "make test-compat  the same against the distribution's NumPy"
	@echo 'make fuzz       random kernels, compared with the interpreter (N=$(N) SEED=$(SEED))'
	@echo 'make expressions  expressions of NumPy on arrays of many kinds, in every configuration'
	@echo 'make mutate     random edits of real kernels (N, SEED)'
	@echo 'make faults     bugs planted on purpose, which fuzzing must find'
	@echo 'make leaks      10,000 calls of each scenario and of raising kernels: memory stays flat (CALLS)'
	@echo 'make failures   each allocation fails in turn'
	@echo 'make interrupts SIGINT at random moments (N, SEED)'
	@echo 'make files      result files under SIGKILL and on full disks (N, SEED)'
	@echo "make valgrind   the unit programs and a slice of kernels under valgrind's memcheck"
	@echo 'make golden     write the golden files anew; then look at git diff'
	@echo 'make bench      beside hand-written C and Numba; writes docs/benchmarks.md and -kernels.md'
	@echo 'make bench-kernels  only tests/kernels beside Numba, and compile time by size of the source'
	@echo 'make lint       formatting, clang-tidy, the project rules'
	@echo 'make format     format all C sources'
	@echo 'make docs       write generated documents anew'
	@echo 'make install    install under PREFIX=$(PREFIX) (DESTDIR=$(DESTDIR))'
	@echo 'make clean      remove every build folder'

setup:
	@tools/setup.sh $(SETUP)

run: build
	@build/npjit $(ARGS)

test test-asan test-compat: SETUP = --tests
test: build
	@.venv/bin/python tools/run_tests.py

test-asan: setup
	$(call build_preset,asan,build-asan)
	@.venv/bin/python tools/run_tests.py --preset asan --pytest-args="$(PYTEST_ARGS)"

test-compat: setup
	$(call build_preset,compat,build-compat)
	@.venv/bin/python tools/run_tests.py --preset compat --pytest-args="$(PYTEST_ARGS)"

bench: build bench-kernels
	@.venv/bin/python tools/bench/run.py --rounds $(ROUNDS)
	@.venv/bin/python tools/bench/report.py

# make bench-kernels KERNEL_ROUNDS=5
KERNEL_ROUNDS ?= 3
bench-kernels: build
	@tools/bench/setup.sh
	@.venv/bin/python tools/bench/kernels.py --rounds $(KERNEL_ROUNDS)
	@.venv/bin/python tools/bench/kernels_report.py

# make fuzz N=1000000 SEED=7
N ?= 20000
SEED ?= 0
fuzz: build
	@.venv/bin/python tests/fuzz/run.py --count $(N) --seed $(SEED) --save

expressions: build
	@.venv/bin/python tests/fuzz/expressions.py

mutate: build
	@.venv/bin/python tests/fuzz/mutate.py --count $(N) --seed $(SEED)

faults: setup
	$(call build_preset,compat,build-compat)
	@NPJIT=build-compat/npjit NPJIT_PYTHON=/usr/bin/python3 .venv/bin/python tests/fuzz/faults.py

# make leaks CALLS=10000
CALLS ?= 10000
leaks: build
	@.venv/bin/python tests/endurance/leaks.py --calls $(CALLS)

# Route python is left out: see tests/e2e/test_endurance.py.
failures: setup
	$(call build_preset,compat,build-compat)
	@build-compat/npjit --python /usr/bin/python3 --check tests/endurance/holding.py --fail-allocations \
	    --route=native,ufunc,capi
	@build-compat/npjit --python /usr/bin/python3 --check tests/endurance/raising.py --fail-allocations \
	    --route=native,ufunc,capi

# make interrupts N=1000
interrupts: build
	@.venv/bin/python tests/endurance/interrupts.py --count $(N) --seed $(SEED)

files: build
	@.venv/bin/python tests/endurance/files.py --count $(N) --seed $(SEED)

valgrind: build
	@.venv/bin/python tests/endurance/valgrind.py

golden: build
	@NPJIT_UPDATE_GOLDEN=1 .venv/bin/python tools/run_tests.py

lint: setup
	@tools/lint.sh

format: setup
	@git ls-files '*.c' '*.h' | xargs clang-format-19 -i

docs: build
	@.venv/bin/python tools/make_docs.py
	@.venv/bin/python tools/make_docs.py --man build/npjit

install: build
	@DESTDIR="$(DESTDIR)" cmake --install build --prefix "$(PREFIX)"

clean:
	rm -rf build build-*
