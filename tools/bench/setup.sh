#!/bin/sh
# What the benchmark needs beside npjit, made where it is missing: a virtual environment with Numba
# and the NumPy that npjit runs with, and the hand-written kernels as a shared library.
set -eu
cd "$(dirname "$0")/../.."

build=${1:-build/bench}
python=/usr/bin/python3 # the one that .venv is made with
pins=$(cat requirements-bench.txt && grep '^numpy==' requirements.txt)
mkdir -p "$build"

if [ "$(cat "$build/installed" 2>/dev/null)" != "$pins" ]; then
    echo "bench: installing $(echo "$pins" | grep -v '^#' | tr '\n' ' ')into $build/venv"
    "$python" -m venv --clear "$build/venv"
    echo "$pins" | "$build/venv/bin/python" -m pip install --quiet \
        --disable-pip-version-check -r /dev/stdin
    echo "$pins" >"$build/installed"
fi

if [ ! tools/bench/kernels.c -ot "$build/kernels.so" ]; then
    clang-19 -std=c17 -O3 -march=native -Wall -Wextra -Werror -fPIC -shared \
        tools/bench/kernels.c -lgmp -o "$build/kernels.so"
fi
