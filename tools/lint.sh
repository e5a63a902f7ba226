#!/bin/sh
# The checks of `make lint`: formatting, the project's rules, generated documents, clang-tidy. All
# of them run, then the exit status says whether one failed.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=""

git ls-files '*.c' '*.h' | xargs -r clang-format-19 --dry-run --Werror --ferror-limit=1 ||
    failed="$failed formatting (make format)"

.venv/bin/python tools/lint.py || failed="$failed rules"

if [ -e ir/include/ir/ops.def ]; then
    .venv/bin/python tools/make_docs.py --check || failed="$failed documents"
fi

# clang-tidy reads how clang would compile each file; nothing needs to be built for that.
if cmake --preset tidy >/dev/null; then
    log=build-tidy/tidy.log
    sed -n 's/^ *"file": "\(.*\.c\)",\{0,1\}$/\1/p' build-tidy/compile_commands.json |
        grep -v /build-tidy/ | sort -u |
        xargs -r -n 4 -P "$(nproc)" clang-tidy-19 --quiet -p build-tidy >"$log" 2>/dev/null ||
        failed="$failed clang-tidy"
    cat "$log"
else
    failed="$failed clang-tidy (not configured)"
fi

if [ -n "$failed" ]; then
    echo "lint: failed:$failed"
    exit 1
fi
echo "lint: clean"
