# bash completion for npjit. The words here are checked against --help by
# tests/e2e/test_completions.py.

# Completes the last of several words separated by commas.
_npjit_list() {
    local current=$1 words=$2 before=
    if [[ $current == *,* ]]; then
        before=${current%,*},
        current=${current##*,}
    fi
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "$current")
}

_npjit() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} option
    COMPREPLY=()
    # "--option=value" comes as three words, "--option" "=" "value".
    if [[ $current == = ]]; then
        option=$previous current=
    elif [[ $previous == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    else
        option=$previous
        [[ $option == --dump-ir ]] && option= # its argument needs the =
    fi
    case $option in
    --scenario) _npjit_list "$current" "A B C all A1 A2 A3 B1 B2 B3 C1 C2 C3 C3m" ;;
    --route) _npjit_list "$current" "python capi ufunc native all" ;;
    --inline) mapfile -t COMPREPLY < <(compgen -W "on off both" -- "$current") ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "text markdown csv googlebench" -- "$current") ;;
    --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$current") ;;
    --dump-ir) mapfile -t COMPREPLY < <(compgen -W "kir llvm llvm-opt asm remarks" -- "$current") ;;
    -O) mapfile -t COMPREPLY < <(compgen -W "0 1 2 3" -- "$current") ;;
    --kernel | --check | --list-kernels | --args-from | --json | --html | --compare | --output | -o)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        ;;
    --save-results)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        ;;
    --python)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -c -- "$current")
        ;;
    --args | --setup | --size | --seed | --sample | --iters | --warmup | --fail-below | --fail-if-slower | --time-budget | --processes | --cpu | --opt-levels) ;;
    *)
        mapfile -t COMPREPLY < <(compgen -W "doctor --scenario --list --size --seed --kernel --args
            --args-from --setup --check --list-kernels --sample --boxed --route --inline --isolate --strict
            -O0 -O1 -O2 -O3 --opt-levels --iters --time-budget --processes --memory --profile --cpu --python --warmup --json --html --format
            --save-results --color --quiet --verbose --compare --fail-below --fail-if-slower
            --dump-ir --explain --output --gdb --perf --help --usage --version" -- "$current")
        ;;
    esac
}

complete -F _npjit npjit
