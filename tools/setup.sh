#!/bin/sh
# Installs what npjit's build needs and is missing; run again at any time.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || /usr/bin/python3 -m venv .venv
cmp -s requirements.txt .venv/npjit-requirements.txt || {
    .venv/bin/pip install --quiet -r requirements.txt
    cp requirements.txt .venv/npjit-requirements.txt
}
