/* Counting of crossings on the interpreter's side: the work is done by counting.py, which the
 * program embeds. (On the compiled side a counting build of the kernel does it: see run.c.) */
#include "counting.h"
#include "copying.h"
#include "describe.h"
#include "embedded.h"
#include "measure.h"
#include "record.h"
#include <stdlib.h>
#include <string.h>

/* counting.py, NUL-terminated. */
extern const char npjit_counting_source[];

/* list of (line, name, calls, seconds) -> counts */
static int read_counts(Arena *arena, PyObject *list, CallCount **out, int *count) {
    Py_ssize_t size = PyList_Check(list) ? PyList_GET_SIZE(list) : 0;
    *out = ARENA_ARRAY(arena, CallCount, size + 1);
    for (Py_ssize_t i = 0; i < size; i++) {
        const char *name;
        long long calls;
        double seconds;
        int line;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(list, i), "isLd", &line, &name, &calls, &seconds)) {
            return -1;
        }
        (*out)[i] = (CallCount){.name = arena_copy_text(arena, name, strlen(name)),
                                .calls = calls,
                                .line = line,
                                .seconds = seconds};
    }
    *count = (int)size;
    return 0;
}

/* New reference to a tuple of ints. */
static PyObject *line_tuple(const int *lines, int count) {
    PyObject *tuple = PyTuple_New(count);
    for (int i = 0; tuple != NULL && i < count; i++) {
        PyObject *line = PyLong_FromLong(lines[i]);
        if (line == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, line);
        }
    }
    return tuple;
}

int count_interpreted(Arena *arena, PyObject *function, PyObject *values, const int *lines,
                      int line_count, CallCount **out, int *count, Error *error) {
    Surroundings surroundings;
    *out = NULL;
    *count = 0;
    PyObject *list = NULL, *module = NULL;
    PyObject *wanted = line_tuple(lines, line_count);
    PyObject *copy = wanted == NULL ? NULL : arguments_copy(values);
    if (copy != NULL) {
        module = embedded_module("npjit counting", npjit_counting_source, "counting.py");
    }
    if (module != NULL && surroundings_enter(&surroundings, false) == 0) {
        list = PyObject_CallMethod(module, "run", "OOO", function, copy, wanted);
        surroundings_leave(&surroundings);
    }
    int status = 0;
    if (list != NULL) {
        status = read_counts(arena, list, out, count);
    }
    if (interrupt_taken()) {
        status = 0;
    } else if (list == NULL || status < 0) {
        status = error_from_python(error, STAGE_MEASURE, NULL, "calls cannot be counted");
    }
    Py_XDECREF(list);
    Py_XDECREF(module);
    Py_XDECREF(copy);
    Py_XDECREF(wanted);
    return status;
}

static int by_calls(const void *left, const void *right) {
    const CallCount *a = left, *b = right;
    if (a->calls != b->calls) {
        return a->calls < b->calls ? 1 : -1;
    }
    return strcmp(a->name, b->name);
}

CallCount *counts_per_name(Arena *arena, const CallCount *lines, int line_count, int *count) {
    CallCount *names = ARENA_ARRAY(arena, CallCount, line_count + 1);
    int used = 0;
    for (int i = 0; i < line_count; i++) {
        int found = 0;
        while (found < used && strcmp(names[found].name, lines[i].name) != 0) {
            found++;
        }
        if (found == used) {
            names[used++] = (CallCount){.name = lines[i].name};
        }
        names[found].calls += lines[i].calls;
        names[found].seconds += lines[i].seconds;
    }
    qsort(names, (size_t)used, sizeof *names, by_calls);
    *count = used;
    return names;
}
