/* Thousands of calls, and calls without memory: see endurance.h. Compares no results but those of
 * calls in which an allocation failed. Which allocation fails is failing.c's. */
#include "endurance.h"
#include "copying.h"
#include "equality.h"
#include "failing.h"
#include "marshal.h"
#include "measure.h"
#include <malloc.h>
#include <runtime/values.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what is held ---- */

typedef struct Holdings {
    int64_t blocks;   /* of CPython's allocator */
    int64_t bytes;    /* malloc's */
    int64_t resident; /* bytes */
    RuntimeUsage runtime;
} Holdings;

static int64_t resident_bytes(void) {
    char line[200] = ""; /* sizes in pages: of all, then what is resident */
    FILE *file = fopen("/proc/self/statm", "re");
    if (file != NULL) {
        if (fgets(line, sizeof line, file) == NULL) {
            line[0] = '\0';
        }
        fclose(file);
    }
    const char *second = strchr(line, ' ');
    return second == NULL ? 0 : strtol(second, NULL, 10) * sysconf(_SC_PAGESIZE);
}

/* After what only waits for a collection is gone. Returns 0, or -1 with a Python exception set. */
static int take_stock(Holdings *out) {
    PyGC_Collect();
    PyObject *function = PySys_GetObject("getallocatedblocks"); /* borrowed */
    PyObject *blocks = function == NULL ? NULL : PyObject_CallNoArgs(function);
    if (blocks == NULL) {
        return -1;
    }
    struct mallinfo2 heap = mallinfo2();
    *out = (Holdings){.blocks = PyLong_AsLongLong(blocks),
                      .bytes = (int64_t)heap.uordblks + (int64_t)heap.hblkhd,
                      .resident = resident_bytes(),
                      .runtime = runtime_usage()};
    Py_DECREF(blocks);
    return PyErr_Occurred() ? -1 : 0;
}

/* What may grow without being a leak: what fills caches once. */
typedef struct Allowance {
    int64_t blocks, bytes, resident;
} Allowance;

static int compare_stock(const Holdings *before, const Holdings *after, const Allowance *allowed,
                         Text *text) {
    struct {
        const char *name;
        int64_t grown, allowed;
    } rows[] = {
        {"blocks of CPython's", after->blocks - before->blocks, allowed->blocks},
        {"bytes of malloc's", after->bytes - before->bytes, allowed->bytes},
        {"bytes of resident memory", after->resident - before->resident, allowed->resident},
        {"exact ints", (int64_t)(after->runtime.ints - before->runtime.ints), 0},
        {"lists", (int64_t)(after->runtime.lists - before->runtime.lists), 0},
    };
    int same = 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].grown > rows[i].allowed) {
            text_add(text, "%s%+lld %s", same == 1 ? "" : ", ", (long long)rows[i].grown,
                     rows[i].name);
            same = 0;
        }
    }
    return same;
}

/* ---- many calls ---- */

/* One call, its outcome dropped. 1, or 0 when a reference to an argument stays behind. */
static int call_and_drop(Compiled *compiled, PyObject *values, Text *text) {
    enum { MOST = 32 };
    Py_ssize_t references[MOST];
    PyObject *arguments = arguments_copy(values);
    if (arguments == NULL) {
        return -1;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(arguments);
    count = count < MOST ? count : MOST;
    for (Py_ssize_t i = 0; i < count; i++) {
        references[i] = Py_REFCNT(PyTuple_GET_ITEM(arguments, i));
    }
    Py_XDECREF(compiled_call(compiled, arguments));
    PyErr_Clear();
    int same = 1;
    for (Py_ssize_t i = 0; i < count && same == 1; i++) {
        PyObject *argument = PyTuple_GET_ITEM(arguments, i);
        /* Small ints and the like are everybody's. */
        bool own = PyArray_CheckExact(argument) || PyList_CheckExact(argument);
        if (own && Py_REFCNT(argument) != references[i]) {
            text_add(text, "references to argument %zd: %zd before a call, %zd after it", i + 1,
                     references[i], Py_REFCNT(argument));
            same = 0;
        }
    }
    Py_DECREF(arguments);
    return same;
}

static int call_often(Compiled *compiled, PyObject *values, int64_t count, Text *text) {
    int same = 1;
    for (int64_t i = 0; i < count && same == 1; i++) {
        same = call_and_drop(compiled, values, text);
        if (interrupt_taken()) {
            break;
        }
    }
    return same;
}

int repeat_calls(Compiled *compiled, PyObject *values, int64_t count, Text *text) {
    enum { MOST_ATTEMPTS = 4 };
    /* A leak in every fiftieth call is seen. It shows in each attempt; free lists that fill do not.
     */
    const Allowance allowed = {4 + count / 50, 16384 + count / 4, 4 << 20};
    Surroundings surroundings;
    Holdings before, after;
    if (surroundings_enter(&surroundings, false) < 0) {
        return -1;
    }
    int same = call_often(compiled, values, 10 + count / 10, text);
    bool settled = same != 1;
    for (int attempt = 0; attempt < MOST_ATTEMPTS && !settled; attempt++) {
        text_free(text);
        same = take_stock(&before) < 0 ? -1 : call_often(compiled, values, count, text);
        settled = same != 1; /* a reference, or an exception */
        if (!settled) {
            same = take_stock(&after) < 0 ? -1 : compare_stock(&before, &after, &allowed, text);
            settled = same != 0;
        }
    }
    if (!settled) {
        text_add(text, " after %lld calls", (long long)count);
    }
    surroundings_leave(&surroundings);
    return same;
}

/* ---- calls without memory ---- */

/* Whether what a call gave is what it gives with memory: 1, 0 with the difference, or -1. */
static int as_expected(PyObject *value, const CallRecord *expected, Text *text) {
    Comparison comparison;
    if (expected->value == NULL) {
        text_add(text, "returns a value where an exception was expected");
        return 0;
    }
    if (comparison_begin(&comparison, "with memory", "without", text) < 0) {
        return -1;
    }
    int same = identical(&comparison, expected->value, value, "result");
    comparison_end(&comparison);
    return same;
}

/* Here and there CPython and NumPy forget to say that memory is out; CPython then says so. Our own
 * omission has other words, see npjit_raised. */
static bool forgotten_by_callee(PyObject *type, PyObject *words) {
    const char *text = words == NULL ? NULL : PyUnicode_AsUTF8(words);
    return type == PyExc_SystemError && text != NULL &&
           (strstr(text, "returned NULL without setting an exception") != NULL ||
            strcmp(text, "error return without exception set") == 0);
}

/* The exception that is set, taken: 1 when it is MemoryError or the expected one. */
static int raised_as_expected(const CallRecord *expected, Text *text) {
    PyObject *type, *exception, *traceback;
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    int same = type != NULL && PyErr_GivenExceptionMatches(type, PyExc_MemoryError);
    if (!same && type != NULL && expected->exception != NULL) {
        same = type == (PyObject *)Py_TYPE(expected->exception);
    }
    if (!same) {
        PyObject *words = exception == NULL ? NULL : PyObject_Str(exception);
        same = forgotten_by_callee(type, words);
        if (!same) {
            text_add(text, "raises %s: %s",
                     type == NULL ? "nothing" : ((PyTypeObject *)type)->tp_name,
                     words == NULL ? "" : PyUnicode_AsUTF8(words));
        }
        Py_XDECREF(words);
    }
    PyErr_Clear();
    Py_XDECREF(type);
    Py_XDECREF(exception);
    Py_XDECREF(traceback);
    return same;
}

/* One call whose allocation number `failing` fails. *reached: whether there was such a one. */
static int call_failing(Compiled *compiled, PyObject *values, const CallRecord *expected,
                        int64_t failing, bool *reached, Text *text) {
    PyObject *arguments = arguments_copy(values);
    if (arguments == NULL) {
        return -1;
    }
    RuntimeUsage before = runtime_usage();
    failing_arm(failing);
    PyObject *value = compiled_call(compiled, arguments);
    *reached = failing_disarm();
    int same =
        value == NULL ? raised_as_expected(expected, text) : as_expected(value, expected, text);
    Py_XDECREF(value);
    Py_DECREF(arguments);
    RuntimeUsage after = runtime_usage();
    if (same == 1 && (after.ints != before.ints || after.lists != before.lists)) {
        text_add(text, "left behind: %zd exact ints, %zd lists",
                 (ssize_t)(after.ints - before.ints), (ssize_t)(after.lists - before.lists));
        same = 0;
    }
    if (same == 0) {
        text_add(text, " (allocation %lld failed)", (long long)failing);
    }
    return same;
}

/* Each allocation in turn. *count: how many there are. */
static int fail_each(Compiled *compiled, PyObject *values, const CallRecord *expected,
                     int64_t *count, Text *text) {
    bool reached = true;
    int same = 1;
    for (*count = 0; reached && same == 1; ++*count) {
        same = call_failing(compiled, values, expected, *count, &reached, text);
    }
    --*count;
    return same;
}

int fail_allocations(Compiled *compiled, PyObject *values, const CallRecord *expected,
                     int64_t *failed, Text *text) {
    enum { WARM_UP = 48, ROUNDS = 16 };
    /* A call that leaves something where a certain allocation fails does so in every round; what
     * only fills free lists comes to an end. */
    static const Allowance nothing = {0, 0, 1 << 20},
                           less_than_one_each = {ROUNDS - 1, 1 << 16, 4 << 20};
    Surroundings surroundings;
    Holdings first, last, now;
    int same = 0;
    if (surroundings_enter(&surroundings, false) < 0) {
        return -1;
    }
    if (failing_install() != 0 || take_stock(&first) < 0) {
        surroundings_leave(&surroundings);
        return -1;
    }
    last = first;
    for (int round = 1; round <= WARM_UP + ROUNDS && same == 0; round++) {
        text_free(text);
        same = fail_each(compiled, values, expected, failed, text);
        if (same != 1) {
            break;
        }
        same = take_stock(&now) < 0 ? -1 : compare_stock(&last, &now, &nothing, text);
        first = round <= WARM_UP ? now : first;
        last = now;
        if (round == WARM_UP + ROUNDS && same == 0) {
            text_free(text);
            same = compare_stock(&first, &now, &less_than_one_each, text);
        }
    }
    failing_uninstall();
    surroundings_leave(&surroundings);
    return same;
}
