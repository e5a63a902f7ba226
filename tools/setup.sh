#!/bin/sh
# Installs what npjit's build and tests need and is missing: Debian packages, and a .venv with
# the packages that requirements.txt pins. May be run at any time; with nothing missing it
# changes nothing, needs no network and says nothing.
#
#   --tests     also what only tests use: a browser for the pages that npjit writes, and Google
#               Benchmark's compare.py with SciPy (500 MB); where they cannot be installed, the
#               tests that use them are skipped
set -eu
cd "$(dirname "$0")/.."

python=/usr/bin/python3 # the distribution's: it comes with headers and a shared library
missing=""

say() { printf 'set-up: %s\n' "$*"; }

stop() {
    printf 'set-up: %s\n' "$@" >&2
    exit 1
}

need_command() { # package, command
    command -v "$2" >/dev/null 2>&1 || missing="$missing $1"
}

need_file() { # package, path...: one of the paths must exist
    need_package=$1
    shift
    for need_path in "$@"; do
        if [ -e "$need_path" ]; then
            return
        fi
    done
    missing="$missing $need_package"
}

need_command make make
need_command git git
need_command gcc gcc
need_file libc6-dev /usr/include/stdio.h
need_command cmake cmake
need_command ninja-build ninja
need_command help2man help2man
need_command clang-19 clang-19
need_command clang-format-19 clang-format-19
need_command clang-tidy-19 clang-tidy-19
need_command llvm-19 llvm-config-19
need_file llvm-19-dev /usr/lib/llvm-19/include/llvm-c/Core.h
need_file libgmp-dev /usr/include/gmp.h /usr/include/*/gmp.h
need_file libjansson-dev /usr/include/jansson.h /usr/include/*/jansson.h
need_file libcmocka-dev /usr/include/cmocka.h /usr/include/*/cmocka.h
need_file python3 "$python"
need_file python3-dev /usr/include/python3.*/Python.h
need_file python3-venv /usr/lib/python3.*/ensurepip/__main__.py
need_file python3-numpy /usr/lib/python3/dist-packages/numpy/__init__.py
need_file ca-certificates /etc/ssl/certs/ca-certificates.crt

install_packages() {
    command -v apt-get >/dev/null 2>&1 || stop \
        "these are missing, and there is no apt-get here to install them with:$missing" \
        "npjit is set up on Debian 12; elsewhere, install their counterparts and run this again"
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || stop \
            "these packages are missing:$missing" \
            "installing them needs root, and there is no sudo; as root, run: apt-get install$missing"
        as_root="sudo"
        if [ ! -t 0 ]; then
            as_root="sudo -n" # nobody there to type a password
        fi
    fi
    say "installing$missing"
    # shellcheck disable=SC2086 # a list of words, on purpose
    $as_root apt-get update -qq || stop \
        "apt-get update failed (no network, or no right to use sudo?)" \
        "still missing:$missing"
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null || stop \
        "apt-get install failed; still missing:$missing" \
        "LLVM 19 is in Debian 12 and later; for older releases see https://apt.llvm.org"
}

[ -z "$missing" ] || install_packages

if [ "${1:-}" = --tests ]; then
    missing=""
    need_command chromium chromium
    need_command chromium-driver chromedriver
    need_file libbenchmark-tools /usr/share/benchmark/compare.py
    need_file python3-scipy /usr/lib/python3/dist-packages/scipy/__init__.py
    if [ -n "$missing" ]; then
        (install_packages) || say "going on without$missing: tests that use them are skipped"
    fi
fi

# A .venv remembers, for each pin file, the pins and the Python of the last complete installation.
remembered() { # pin file
    [ -e ".venv/installed-$1" ] && [ "$(cat ".venv/installed-$1")" = "$(wanted "$1")" ]
}

wanted() {
    readlink -f "$python"
    cat "$1"
}

install_pins() {
    exec 9<"$1"
    flock 9 # two builds at once: the second waits, then finds the work done
    if remembered "$1"; then
        return
    fi
    if [ "$(readlink -f .venv/bin/python)" != "$(readlink -f "$python")" ] ||
        [ ! -e .venv/installed-requirements.txt ]; then
        say "making .venv"
        "$python" -m venv --clear .venv || stop "could not make .venv with $python"
    fi
    say "installing $(grep -v '^#' "$1" | tr '\n' ' ')into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1" ||
        stop "could not install the packages of $1 (no network?)"
    wanted "$1" >".venv/installed-$1"
}

remembered requirements.txt || install_pins requirements.txt
