# Thin front over CMake's presets: `make run` and `make test` set up, build and go.
ARGS ?= --scenario B3 --iters 10

.PHONY: all setup build run test clean

all: build

setup:
	@tools/setup.sh

build: setup
	@cmake --preset release >/dev/null
	@cmake --build --preset release

run: build
	@build/npjit $(ARGS)

test: build
	@ctest --preset release

clean:
	rm -rf build build-*
