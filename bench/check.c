/* Checks files of kernels: see bench/check.h. Functions are compiled once for each configuration
 * and for each list of argument types among their cases; the interpreter runs each case once. */
#include <bench/check.h>

#include "describe.h"
#include "endurance.h"
#include "kernel_file.h"
#include "marshal.h"
#include "pipeline.h"
#include "record.h"
#include <bench/bench.h>
#include <bench/statistics.h>
#include <dirent.h>
#include <errno.h>
#include <runtime/values.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LEVELS = 4, MOST_CONFIGURATIONS = ROUTE_COUNT * 2 * LEVELS, SHOWN_ARGUMENT = 60 };

const char *const check_kind_names[CHECK_KIND_COUNT] = {"differs", "leaks", "refused", "boxed"};

typedef struct Configuration {
    char name[40]; /* "native noinline -O0" */
    CompileOptions options;
} Configuration;

/* Code for one list of argument types; NULL where it is not compiled (yet, or at all). */
typedef struct Typed {
    const char *types;
    Compiled *compiled[MOST_CONFIGURATIONS];
    bool tried[MOST_CONFIGURATIONS];
    struct Typed *next;
} Typed;

typedef struct Check {
    const CheckOptions *options;
    CheckSummary *summary;
    KernelFile file;
    Configuration configurations[MOST_CONFIGURATIONS];
    int order[MOST_CONFIGURATIONS];
    int configuration_count;
    Error *error;
    /* the function being checked */
    PyObject *function; /* borrowed */
    Signature signature;
    int line;
    bool may_refuse;
    int chosen[MOST_CONFIGURATIONS];
    int chosen_count;
    Arena *arena;
    Typed *typed;
    /* its case */
    PyObject *values;
    int case_index;
    const CallRecord *expected;
} Check;

/* ---- configurations ---- */

static void list_configurations(Check *check) {
    const CheckOptions *options = check->options;
    for (int level = 0; level < LEVELS; level++) {
        for (Route route = ROUTE_PYTHON; route < ROUTE_COUNT; route++) {
            for (int inlined = 0; inlined < 2; inlined++) {
                if ((options->levels & 1u << level) == 0 || (options->routes & 1u << route) == 0 ||
                    (options->inlining & (inlined ? INLINE_ON : INLINE_OFF)) == 0) {
                    continue;
                }
                Configuration *made = &check->configurations[check->configuration_count++];
                made->options = (CompileOptions){.route = route,
                                                 .jit = {.opt_level = level,
                                                         .inline_thunks = inlined,
                                                         .count_calls = options->boxed && !inlined,
                                                         .break_thunk = options->break_thunk}};
                snprintf(made->name, sizeof made->name, "%s %s -O%d", route_names[route],
                         inlined ? "inline" : "noinline", level);
            }
        }
    }
    uint64_t state = options->seed;
    random_order(check->order, check->configuration_count, &state);
}

/* The next ones of the shuffled list, which goes round: over many functions all equally often. */
static void choose_configurations(Check *check) {
    int count = check->configuration_count, sample = check->options->sample;
    check->chosen_count = sample > 0 && sample < count ? sample : count;
    int64_t taken = check->summary->functions * check->chosen_count;
    for (int i = 0; i < check->chosen_count; i++) {
        check->chosen[i] = check->order[(taken + i) % count];
    }
}

/* ---- findings ---- */

/* "f(1, 2.0)" */
static void describe_call(const Check *check, Text *out) {
    text_add(out, "%s(", check->signature.name);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(check->values); i++) {
        PyObject *shown = PyObject_Repr(PyTuple_GET_ITEM(check->values, i));
        text_add(out, i == 0 ? "" : ", ");
        if (shown == NULL) { /* an int too large for decimal, for instance */
            PyErr_Clear();
            describe_value(out, PyTuple_GET_ITEM(check->values, i), SHOWN_ARGUMENT);
        } else {
            describe_value(out, shown, SHOWN_ARGUMENT);
        }
        Py_XDECREF(shown);
    }
    text_add(out, ")");
}

/* Fills in what is the same for all findings about the current case. */
static void report_finding(Check *check, CheckFinding finding, int configuration) {
    Text call = {0};
    describe_call(check, &call);
    finding.source = check->file.path;
    finding.function = check->signature.name;
    finding.case_index = check->case_index;
    finding.call = text_string(&call);
    finding.configuration = check->configurations[configuration].name;
    check->summary->findings[finding.kind]++;
    if (check->options->report != NULL) {
        check->options->report(check->options->report_data, &finding);
    }
    text_free(&call);
}

static void report(Check *check, CheckKind kind, int configuration, const char *text,
                   const Error *refusal) {
    bool allowed = refusal != NULL && check->may_refuse;
    check->summary->unexpected_refusals += refusal != NULL && !allowed;
    report_finding(check,
                   (CheckFinding){.kind = kind,
                                  .line = check->line,
                                  .text = text,
                                  .refusal = refusal,
                                  .allowed = allowed},
                   configuration);
}

/* What a counting build counted: each operation of each line that ran boxed. */
static void report_boxed(Check *check, int configuration, const Compiled *compiled,
                         const int64_t *counters) {
    int count;
    const JitCallSite *sites = jit_call_sites(compiled->code, &count);
    for (int i = 0; i < count; i++) {
        Op op = op_by_name(sites[i].name, (int)strlen(sites[i].name));
        if (counters[i] > 0 && op != OP_COUNT && op_infos[op].flags & OPF_BOXED) {
            report_finding(check,
                           (CheckFinding){.kind = CHECK_BOXED,
                                          .line = sites[i].line,
                                          .text = sites[i].name,
                                          .calls = counters[i]},
                           configuration);
        }
    }
}

/* ---- code ---- */

/* The code for the types of the current case, made empty when there is none. */
static Typed *typed_for(Check *check) {
    Text names = {0};
    TypeTable *table = type_table_create(check->arena);
    Py_ssize_t count = PyTuple_GET_SIZE(check->values);
    const Type **types = ARENA_ARRAY(check->arena, const Type *, count + 1);
    for (Py_ssize_t i = 0; i < count; i++) {
        types[i] = value_type(check->arena, table, PyTuple_GET_ITEM(check->values, i));
    }
    type_lists(check->arena, table, check->values, types);
    for (Py_ssize_t i = 0; i < count; i++) {
        text_add(&names, "%s;", type_name(check->arena, types[i]));
    }
    Typed *typed = check->typed;
    while (typed != NULL && strcmp(typed->types, text_string(&names)) != 0) {
        typed = typed->next;
    }
    if (typed == NULL) {
        typed = ARENA_NEW(check->arena, Typed);
        typed->types = arena_copy_text(check->arena, text_string(&names), names.length);
        typed->next = check->typed;
        check->typed = typed;
    }
    text_free(&names);
    return typed;
}

static bool is_refusal(const Error *error) {
    return error->stage == STAGE_FRONT || error->stage == STAGE_IR || error->stage == STAGE_JIT;
}

static void report_refusal(Check *check, int configuration, const Error *refusal) {
    Text text = {0};
    text_add(&text, "%s%s%s", refusal->message, refusal->hint[0] == '\0' ? "" : "; ",
             refusal->hint);
    report(check, CHECK_REFUSED, configuration, text_string(&text), refusal);
    text_free(&text);
}

/* Returns 0, or -1 with the error set. Refusals of the front end and of inference hold for every
 * configuration and are reported once. */
static int compile_typed(Check *check, Typed *typed, int configuration) {
    Error refusal = {0};
    if (typed->tried[configuration]) {
        return 0;
    }
    typed->tried[configuration] = true;
    if (compile(check->function, check->values, &check->configurations[configuration].options,
                &typed->compiled[configuration], &refusal) == 0) {
        return 0;
    }
    if (!is_refusal(&refusal)) {
        *check->error = refusal;
        return -1;
    }
    report_refusal(check, configuration, &refusal);
    if (refusal.stage != STAGE_JIT) {
        for (int i = 0; i < check->configuration_count; i++) {
            typed->tried[i] = true;
        }
    }
    return 0;
}

/* In how many of the chosen configurations there is code. */
static int compiled_configurations(const Check *check) {
    int count = 0;
    for (int i = 0; i < check->chosen_count; i++) {
        const Typed *typed = check->typed;
        while (typed != NULL && typed->compiled[check->chosen[i]] == NULL) {
            typed = typed->next;
        }
        count += typed != NULL;
    }
    return count;
}

static void free_typed(Check *check) {
    for (Typed *typed = check->typed; typed != NULL; typed = typed->next) {
        for (int i = 0; i < check->configuration_count; i++) {
            compiled_free(typed->compiled[i]);
        }
    }
    check->typed = NULL;
}

/* ---- comparing ---- */

/* Objects that one reference more or less would keep alive or free too early: arrays and lists
 * among the arguments, unless the traceback of an exception, raised or returned, still holds a
 * frame with them. */
static int same_references(const Check *check, const CallRecord *actual, Text *difference) {
    const CallRecord *expected = check->expected;
    if (expected->exception != NULL || PyExceptionInstance_Check(expected->value)) {
        return 1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(expected->arguments); i++) {
        PyObject *left = PyTuple_GET_ITEM(expected->arguments, i);
        PyObject *right = PyTuple_GET_ITEM(actual->arguments, i);
        bool counted = PyArray_CheckExact(left) || PyList_CheckExact(left);
        if (counted && Py_REFCNT(left) != Py_REFCNT(right)) {
            PyGC_Collect(); /* of functions that refer to themselves, in either */
        }
        if (counted && Py_REFCNT(left) != Py_REFCNT(right)) {
            text_add(difference, "references to '%s': interpreter %zd, compiled %zd",
                     check->signature.names[i], Py_REFCNT(left), Py_REFCNT(right));
            return 0;
        }
    }
    return 1;
}

static int compare_with(Check *check, int configuration, const CallRecord *actual) {
    Text difference = {0};
    int same =
        call_records_identical(check->expected, actual, check->configurations[configuration].name,
                               check->signature.names, &difference);
    if (same == 0) {
        report(check, CHECK_DIFFERS, configuration, text_string(&difference), NULL);
    } else if (same == 1 && same_references(check, actual, &difference) == 0) {
        report(check, CHECK_LEAKS, configuration, text_string(&difference), NULL);
    }
    text_free(&difference);
    return same < 0
               ? error_from_python(check->error, STAGE_MEASURE, NULL, "results cannot be compared")
               : 0;
}

/* The counters of a counting build; NULL when it does not count. */
static int64_t *make_counters(Check *check, int configuration, const Compiled *compiled) {
    int count;
    if (!check->configurations[configuration].options.jit.count_calls) {
        return NULL;
    }
    jit_call_sites(compiled->code, &count);
    return ARENA_ARRAY(check->arena, int64_t, count + 1);
}

static int run_compiled(Check *check, int configuration, Compiled *compiled) {
    CallRecord actual;
    int64_t *counters = make_counters(check, configuration, compiled);
    Error failure = {0};
    Caller caller = compiled_caller(check->configurations[configuration].name, compiled);
    RuntimeUsage before = runtime_usage();
    check->summary->comparisons++;
    npjit_context.counters = counters;
    int recorded = call_record(&actual, &caller, check->values, check->file.path, 0, &failure);
    npjit_context.counters = NULL;
    if (recorded != 0 && is_refusal(&failure)) {
        report_refusal(check, configuration, &failure);
        return 0;
    }
    if (recorded != 0) {
        report(check, CHECK_DIFFERS, configuration, failure.message, NULL);
        return 0;
    }
    if (counters != NULL) {
        report_boxed(check, configuration, compiled, counters);
    }
    check->summary->interrupted = actual.interrupted;
    int status = actual.interrupted ? 0 : compare_with(check, configuration, &actual);
    call_record_free(&actual);
    RuntimeUsage after = runtime_usage();
    if (after.ints != before.ints || after.lists != before.lists) {
        char text[96];
        snprintf(text, sizeof text, "left behind: %zd exact ints, %zd lists",
                 (ssize_t)(after.ints - before.ints), (ssize_t)(after.lists - before.lists));
        report(check, CHECK_LEAKS, configuration, text, NULL);
    }
    return status;
}

/* Calls that are not compared one by one: many, and some without memory. */
static int endure(Check *check, int configuration, Compiled *compiled) {
    Text text = {0};
    int same = 1;
    if (check->options->repeats > 0) {
        same = repeat_calls(compiled, check->values, check->options->repeats, &text);
        check->summary->repeats += check->options->repeats;
    }
    if (check->options->fail_allocations && same == 1) {
        int64_t failed = 0;
        same = fail_allocations(compiled, check->values, check->expected, &failed, &text);
        check->summary->failed_allocations += failed;
    }
    if (same == 0) {
        report(check, CHECK_LEAKS, configuration, text_string(&text), NULL);
    }
    text_free(&text);
    return same < 0
               ? error_from_python(check->error, STAGE_MEASURE, NULL, "the calls cannot be made")
               : 0;
}

static int check_configurations(Check *check) {
    Typed *typed = typed_for(check);
    for (int i = 0; i < check->chosen_count && !check->summary->interrupted; i++) {
        int configuration = check->chosen[i];
        if (compile_typed(check, typed, configuration) != 0) {
            return -1;
        }
        Compiled *compiled = typed->compiled[configuration];
        if (compiled != NULL && (run_compiled(check, configuration, compiled) != 0 ||
                                 endure(check, configuration, compiled) != 0)) {
            return -1;
        }
    }
    return 0;
}

static int check_case(Check *check, PyObject *arguments) {
    CallRecord expected;
    Caller interpreter = {.name = "interp", .call = signature_call, .data = &check->signature};
    int status = -1;
    check->values = signature_bind(&check->signature, arguments, check->error);
    if (check->values == NULL) {
        error_hint(check->error, "see case %d of %s", check->case_index, check->signature.name);
        return -1;
    }
    if (call_record(&expected, &interpreter, check->values, check->file.path, 0, check->error) ==
        0) {
        check->summary->cases++;
        check->summary->interrupted = expected.interrupted;
        check->expected = &expected;
        status = expected.interrupted ? 0 : check_configurations(check);
        call_record_free(&expected);
    }
    Py_CLEAR(check->values);
    return status;
}

/* ---- functions ---- */

static bool says(PyObject *function, const char *attribute) {
    PyObject *value = PyObject_GetAttrString(function, attribute);
    int truth = value == NULL ? 0 : PyObject_IsTrue(value);
    Py_XDECREF(value);
    PyErr_Clear();
    return truth == 1;
}

static int check_cases(Check *check, PyObject *cases) {
    jmp_buf out_of_memory;
    volatile int status = 0;
    check->arena = arena_create();
    if (check->arena == NULL || setjmp(out_of_memory) != 0) {
        status = error_set(check->error, STAGE_MEMORY, "out of memory");
        goto cleanup;
    }
    arena_set_failure_jump(check->arena, &out_of_memory);
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(cases); i++) {
        check->case_index = (int)i;
        status = check_case(check, PyTuple_GET_ITEM(cases, i));
        if (check->summary->interrupted) {
            break;
        }
    }
    check->summary->compared += compiled_configurations(check);
cleanup:
    free_typed(check);
    arena_destroy(check->arena);
    return status;
}

/* A function without cases is passed over. */
static int check_function(Check *check, PyObject *function) {
    PyObject *cases = function_cases(function);
    if (cases == NULL) {
        return PyErr_Occurred() ? error_from_python(check->error, STAGE_INPUT, check->file.path,
                                                    "the cases cannot be read")
                                : 0;
    }
    int status = -1;
    if (signature_of(&check->signature, function, check->error) == 0) {
        check->function = function;
        check->line = ((PyCodeObject *)PyFunction_GetCode(function))->co_firstlineno;
        check->may_refuse = says(function, "may_refuse");
        choose_configurations(check);
        check->summary->functions++;
        status = check_cases(check, cases);
        signature_free(&check->signature);
    }
    Py_DECREF(cases);
    return status;
}

static int check_all(Check *check) {
    PyObject *scope = PyModule_GetDict(check->file.module); /* borrowed */
    PyObject *values = PyDict_Values(scope);
    int status =
        values == NULL ? error_from_python(check->error, STAGE_MEMORY, NULL, "out of memory") : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(values); i++) {
        PyObject *value = PyList_GET_ITEM(values, i);
        if (PyFunction_Check(value) && !check->summary->interrupted) {
            status = check_function(check, value);
        }
    }
    Py_XDECREF(values);
    return status;
}

static int check_one(Check *check, const char *name) {
    PyObject *function = kernel_file_function(&check->file, name, check->error);
    int status = function == NULL ? -1 : check_function(check, function);
    Py_XDECREF(function);
    return status;
}

static int check_file(const char *path, const char *function, const CheckOptions *options,
                      CheckSummary *out, Error *error) {
    Check *check = calloc(1, sizeof *check);
    if (check == NULL) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    *check = (Check){.options = options, .summary = out, .error = error};
    list_configurations(check);
    if (options->begin != NULL) {
        options->begin(options->report_data, path);
    }
    int status = kernel_file_open(&check->file, path, error);
    if (status == 0) {
        status = function == NULL ? check_all(check) : check_one(check, function);
        kernel_file_close(&check->file);
    }
    free(check);
    return status;
}

/* ---- files ---- */

static int is_python(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".py") == 0;
}

/* One file of a folder. What is no Python, or cannot be imported, is told and does not keep the
 * others from being checked. */
static int check_file_of_folder(const char *path, const CheckOptions *options, CheckSummary *out,
                                Error *error) {
    int status = check_file(path, NULL, options, out, error);
    if (status == 0 || (error->stage != STAGE_INPUT && error->stage != STAGE_USAGE)) {
        return status;
    }
    out->findings[CHECK_REFUSED]++;
    out->unexpected_refusals++;
    if (options->report != NULL) {
        CheckFinding finding = {.kind = CHECK_REFUSED,
                                .source = path,
                                .function = "",
                                .line = error->line,
                                .call = path,
                                .configuration = "",
                                .text = error->message,
                                .refusal = error};
        options->report(options->report_data, &finding);
    }
    return 0;
}

static int check_folder(const char *path, const CheckOptions *options, CheckSummary *out,
                        Error *error) {
    struct dirent **entries;
    int count = scandir(path, &entries, is_python, alphasort);
    int status = 0;
    if (count < 0) {
        return error_set(error, STAGE_INPUT, "%s cannot be read: %s", path, strerror(errno));
    }
    for (int i = 0; i < count; i++) {
        char *file = NULL;
        if (status == 0 && !out->interrupted) {
            status = asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0
                         ? error_set(error, STAGE_MEMORY, "out of memory")
                         : check_file_of_folder(file, options, out, error);
            free(file);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

int bench_check(const char *path, const char *function, const CheckOptions *options,
                CheckSummary *out, Error *error) {
    struct stat about;
    bool folder = function == NULL && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    int64_t before = out->cases + out->findings[CHECK_REFUSED];
    int status = folder ? check_folder(path, options, out, error)
                        : check_file(path, function, options, out, error);
    if (status == 0 && out->cases + out->findings[CHECK_REFUSED] == before && !out->interrupted) {
        error_set(error, STAGE_INPUT, "no function of %s has cases", path);
        error_hint(error, "below a function f, write f.cases = [(1, 2.0), (3, 4.0)]");
        status = -1;
    }
    return status;
}
