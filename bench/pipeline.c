/* The pipeline, as a list of calls: Python source -> tree -> kernel IR -> machine code. Measures
 * what compiling takes; does not run what it makes. */
#include "pipeline.h"
#include "clock.h"
#include "marshal.h"
#include <base/verify.h>
#include <bench/bench.h>
#include <ir/fault.h>
#include <ir/passes.h>
#include <stdlib.h>
#include <string.h>

const char *const bench_pass_names[] = {"build",  "infer", "simplify", "ranges", "simplify2",
                                        "native", "strip", "routes",   "own",    NULL};

/* Between two passes: the checker, always before the JIT, and the dump if it is wanted here. */
static int after(const char *pass, const Fn *fn, const CompileOptions *options, Error *error) {
    bool last = strcmp(pass, "own") == 0;
    if (options->dump_file != NULL) {
        const char *wanted = options->dump_pass == NULL ? "own" : options->dump_pass;
        bool all = strcmp(wanted, "all") == 0;
        if (all) {
            fprintf(options->dump_file, "; after %s\n", pass);
        }
        if (all || strcmp(wanted, pass) == 0) {
            fn_print(fn, options->dump_file);
        }
    }
    return last || verifies_stages() ? check(fn, last, error) : 0;
}

/* One structured type for each value. A function that takes another number of values than its tree
 * has parameters was bound wrongly: our bug. */
static int argument_types(Compiled *compiled, PyObject *values, Error *error) {
    int count = (int)PyTuple_GET_SIZE(values);
    if (count != compiled->tree->parameter_count) {
        error_set(error, STAGE_IR, "%d values for the %d parameters of %s", count,
                  compiled->tree->parameter_count, compiled->tree->name);
        error_place(error, compiled->tree->file, compiled->tree->line, compiled->tree->column);
        return -1;
    }
    compiled->argument_types = ARENA_ARRAY(compiled->arena, const Type *, count + 1);
    compiled->argument_count = count;
    for (int i = 0; i < count; i++) {
        compiled->argument_types[i] =
            value_type(compiled->arena, compiled->types, PyTuple_GET_ITEM(values, i));
    }
    type_lists(compiled->arena, compiled->types, values, compiled->argument_types);
    return 0;
}

static int compare_lines(const void *left, const void *right) {
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

/* Where something is not a plain Python number: read off the operations' signatures. */
static void note_object_lines(Compiled *compiled, const Fn *fn) {
    struct {
        int *items;
        int count, capacity;
    } lines = {0};
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            if (strpbrk(op_infos[instruction->op].signature, "sao") != NULL) {
                ARENA_PUSH(compiled->arena, &lines, instruction->line);
            }
        }
    }
    int used = 0;
    if (lines.count > 0) {
        qsort(lines.items, (size_t)lines.count, sizeof *lines.items, compare_lines);
    }
    for (int i = 0; i < lines.count; i++) {
        if (used == 0 || lines.items[used - 1] != lines.items[i]) {
            lines.items[used++] = lines.items[i];
        }
    }
    compiled->object_lines = lines.items;
    compiled->object_line_count = used;
}

/* From the source to the typed function. */
static int compile_to_typed(Compiled *compiled, PyObject *function, PyObject *values,
                            const CompileOptions *options, Fn **out, Error *error) {
    Arena *arena = compiled->arena;
    Fn *untyped;
    if (front_parse(arena, function, &compiled->unit, &compiled->tree, error)) {
        return -1;
    }
    if (argument_types(compiled, values, error)) {
        return -1;
    }
    if (build(arena, compiled->types, compiled->tree, &untyped, error) ||
        after("build", untyped, options, error)) {
        return -1;
    }
    if (infer(untyped, compiled->argument_types, compiled->argument_count, out, error) ||
        after("infer", *out, options, error)) {
        return -1;
    }
    return 0;
}

static int compile_to_ir(Compiled *compiled, PyObject *function, PyObject *values,
                         const CompileOptions *options, Fn **out, Error *error) {
    Fn *fn;
    NumpyCall *calls = NULL;
    int call_count = 0;

    if (compile_to_typed(compiled, function, values, options, &fn, error)) {
        return -1;
    }
    note_object_lines(compiled, fn);
    simplify(fn);
    if (after("simplify", fn, options, error)) {
        return -1;
    }
    counters(fn);
    if (after("counters", fn, options, error)) {
        return -1;
    }
    ranges(fn);
    if (after("ranges", fn, options, error)) {
        return -1;
    }
    simplify(fn);
    if (after("simplify2", fn, options, error)) {
        return -1;
    }
    if (options->explain) {
        call_count = fn_numpy_calls(fn, &calls);
    }
    if (options->route == ROUTE_NATIVE) {
        native(fn);
        fuse(fn);
    }
    fits(fn);
    simplify(fn);
    if (after("native", fn, options, error)) {
        return -1;
    }
    strip(fn);
    reserve(fn);
    if (options->route == ROUTE_NATIVE) {
        try_strips(fn);
    }
    if (after("strip", fn, options, error)) {
        return -1;
    }
    choose_routes(fn, options->route);
    if (options->jit.thunks == JIT_THUNKS_REPLAYED && options->jit.inline_thunks) {
        access_items_natively(fn);
    }
    if (after("routes", fn, options, error)) {
        return -1;
    }
    rows(fn);
    own(fn);
    if (after("own", fn, options, error)) {
        return -1;
    }
#ifdef NPJIT_TEST_FAULTS
    if (options->jit.break_thunk != NULL) {
        fault_plant(fn, options->jit.break_thunk);
    }
#endif
    if (options->explain) {
        Fact *facts;
        compiled->fact_count = fn_explain(fn, options->route, calls, call_count, &facts);
        compiled->facts = facts;
    }
    *out = fn;
    return 0;
}

/* Room for the leaves of one call, made once: a kernel is not called while it runs. */
static void make_slots(Compiled *compiled) {
    int arguments = 0, results = 0;
    int count = compiled->argument_count;
    compiled->list_changes = ARENA_ARRAY(compiled->arena, bool, count + 1);
    compiled->lists_before = ARENA_ARRAY(compiled->arena, int, count + 1);
    for (int i = 0; i < count; i++) {
        const Type *type = compiled->fn->arguments.items[i];
        arguments += type_leaf_count(type);
        compiled->list_changes[i] = type->kind == TYPE_LIST && list_changes(compiled->fn, type);
    }
    for (int i = 0; i < compiled->fn->results.count; i++) {
        int leaves = type_leaf_count(compiled->fn->results.items[i]);
        results = leaves > results ? leaves : results;
    }
    compiled->arguments = ARENA_ARRAY(compiled->arena, NpjitSlot, arguments + 1);
    compiled->results = ARENA_ARRAY(compiled->arena, NpjitSlot, results + 1);
}

static int compile_all(Compiled *compiled, PyObject *function, PyObject *values,
                       const CompileOptions *options, Error *error) {
    Fn *fn;
    int64_t start = clock_now();
    compiled->types = type_table_create(compiled->arena);
    if (compile_to_ir(compiled, function, values, options, &fn, error)) {
        return -1;
    }
    compiled->fn = fn;
    make_slots(compiled);
    compiled->front = clock_since(start);
    return options->without_code ? 0 : jit_compile(fn, &options->jit, &compiled->code, error);
}

int compile(void *function, void *values, const CompileOptions *options, Compiled **out,
            Error *error) {
    jmp_buf out_of_memory;
    volatile int status = -1;
    Arena *arena = arena_create();
    *out = NULL;
    if (arena == NULL) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    Compiled *compiled = calloc(1, sizeof *compiled);
    if (compiled == NULL) {
        arena_destroy(arena);
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    compiled->arena = arena;
    if (setjmp(out_of_memory) == 0) {
        arena_set_failure_jump(arena, &out_of_memory);
        status = compile_all(compiled, function, values, options, error);
    } else {
        status = error_set(error, STAGE_MEMORY, "out of memory while compiling");
    }
    arena_set_failure_jump(arena, NULL);
    if (status != 0) {
        compiled_free(compiled);
        return -1;
    }
    *out = compiled;
    return 0;
}

void compiled_free(Compiled *compiled) {
    if (compiled == NULL) {
        return;
    }
    jit_free(compiled->code);
    list_pairs_free(&compiled->lists);
    front_release(compiled->unit);
    arena_destroy(compiled->arena);
    free(compiled);
}
