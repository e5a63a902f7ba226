/* Recorded calls: value or exception, warnings, printed text and the arguments afterwards. Does not
 * time. */
#include "record.h"
#include "copying.h"
#include "describe.h"
#include "equality.h"
#include "measure.h"
#include <runtime/interpreter.h>
#include <stdio.h>
#include <string.h>

/* ---- surroundings ---- */

static int catch_warnings(Surroundings *surroundings, bool recording) {
    int status = -1;
    PyObject *module = PyImport_ImportModule("warnings");
    PyObject *class = module == NULL ? NULL : PyObject_GetAttrString(module, "catch_warnings");
    PyObject *keywords = class == NULL ? NULL : Py_BuildValue("{s:O}", "record", Py_True);
    PyObject *nothing = keywords == NULL ? NULL : PyTuple_New(0);
    PyObject *context = nothing == NULL ? NULL : PyObject_Call(class, nothing, keywords);
    PyObject *log = context == NULL ? NULL : PyObject_CallMethod(context, "__enter__", NULL);
    if (log != NULL) {
        surroundings->context = Py_NewRef(context);
        surroundings->log = Py_NewRef(log);
        PyObject *done = Py_NewRef(Py_None);
        if (recording) {
            Py_SETREF(done, PyObject_CallMethod(module, "simplefilter", "s", "always"));
        }
        status = done == NULL ? -1 : 0;
        Py_XDECREF(done);
    }
    Py_XDECREF(log);
    Py_XDECREF(context);
    Py_XDECREF(nothing);
    Py_XDECREF(keywords);
    Py_XDECREF(class);
    Py_XDECREF(module);
    return status;
}

static int catch_output(Surroundings *surroundings, bool recording) {
    PyObject *module = PyImport_ImportModule("io");
    PyObject *stream = NULL;
    if (module != NULL && recording) {
        stream = PyObject_CallMethod(module, "StringIO", NULL);
    } else if (module != NULL) {
        stream = PyObject_CallMethod(module, "open", "ss", "/dev/null", "w");
    }
    Py_XDECREF(module);
    if (stream == NULL) {
        return -1;
    }
    surroundings->stdout_before = Py_XNewRef(PySys_GetObject("stdout"));
    surroundings->stdout_now = stream;
    return PySys_SetObject("stdout", stream);
}

int surroundings_enter(Surroundings *surroundings, bool recording) {
    *surroundings = (Surroundings){0};
    if (catch_warnings(surroundings, recording) < 0 || catch_output(surroundings, recording) < 0) {
        surroundings_leave(surroundings);
        return -1;
    }
    return 0;
}

void surroundings_leave(Surroundings *surroundings) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (surroundings->stdout_now != NULL) {
        PySys_SetObject("stdout", surroundings->stdout_before);
    }
    if (surroundings->context != NULL) {
        Py_XDECREF(PyObject_CallMethod(surroundings->context, "__exit__", "OOO", Py_None, Py_None,
                                       Py_None));
    }
    Py_CLEAR(surroundings->context);
    Py_CLEAR(surroundings->log);
    Py_CLEAR(surroundings->stdout_before);
    Py_CLEAR(surroundings->stdout_now);
    PyErr_Restore(type, value, traceback);
}

/* ---- recording ---- */

/* list of WarningMessage -> list of (category, str(message)) */
static PyObject *warnings_seen(PyObject *log) {
    PyObject *seen = PyList_New(0);
    for (Py_ssize_t i = 0; seen != NULL && i < PyList_GET_SIZE(log); i++) {
        PyObject *entry = PyList_GET_ITEM(log, i);
        PyObject *category = PyObject_GetAttrString(entry, "category");
        PyObject *message = category == NULL ? NULL : PyObject_GetAttrString(entry, "message");
        PyObject *text = message == NULL ? NULL : PyObject_Str(message);
        PyObject *pair = text == NULL ? NULL : PyTuple_Pack(2, category, text);
        if (pair == NULL || PyList_Append(seen, pair) < 0) {
            Py_CLEAR(seen);
        }
        Py_XDECREF(category);
        Py_XDECREF(message);
        Py_XDECREF(text);
        Py_XDECREF(pair);
    }
    return seen;
}

/* A kernel that draws from the global generators draws the same numbers in each recorded call. To
 * import them only for that would cost every start a tenth of what NumPy's import takes: those that
 * are there are seeded. Returns how many, or -1. */
static int seed_globals(uint64_t seed) {
    static const char *const names[] = {"random", "numpy.random"};
    int seeded = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        PyObject *name = PyUnicode_FromString(names[i]);
        PyObject *module = name == NULL ? NULL : PyImport_GetModule(name);
        Py_XDECREF(name);
        if (module == NULL && PyErr_Occurred()) {
            return -1;
        }
        PyObject *done =
            module == NULL
                ? NULL
                : PyObject_CallMethod(module, "seed", "K", (unsigned long long)(seed & UINT32_MAX));
        seeded += module != NULL;
        Py_XDECREF(module);
        Py_XDECREF(done);
        if (done == NULL && PyErr_Occurred()) {
            return -1;
        }
    }
    return seeded;
}

/* While anything listens, CPython 3.11 runs instructions one by one. Else it joins some once a
 * function is warm, and then an unbound local is reported at the line of the instruction before. */
static int ignore_event(PyObject *self, PyFrameObject *frame, int what, PyObject *argument) {
    (void)self, (void)frame, (void)what, (void)argument;
    return 0;
}

static int record_call(CallRecord *record, const Caller *caller, const char *file) {
    Surroundings surroundings;
    int status = -1;
    if (surroundings_enter(&surroundings, true) < 0) {
        return -1;
    }
    /* What came before may have swallowed the KeyboardInterrupt; a kernel that does not end is not
     * begun then. */
    if (!interrupt_seen()) {
        PyEval_SetProfile(ignore_event, NULL);
        record->value = caller->call(caller->data, record->arguments);
        PyEval_SetProfile(NULL, NULL);
    }
    if (interrupt_taken()) {
        record->interrupted = true;
        status = 0;
        goto cleanup;
    }
    if (record->value == NULL) {
        record->exception = exception_fetch();
        if (record->exception == NULL) {
            PyErr_SetString(PyExc_SystemError, "the kernel failed without an exception");
            goto cleanup;
        }
        record->line = exception_line(record->exception, file);
        if (record->line == 0 && caller->line != NULL) {
            record->line = caller->line(caller->data);
        }
    }
    record->warnings = warnings_seen(surroundings.log);
    record->printed = record->warnings == NULL
                          ? NULL
                          : PyObject_CallMethod(surroundings.stdout_now, "getvalue", NULL);
    status = record->printed == NULL ? -1 : 0;
cleanup:
    surroundings_leave(&surroundings);
    return status;
}

int call_record(CallRecord *record, const Caller *caller, PyObject *values, const char *file,
                uint64_t seed, Error *error) {
    int before, after;
    *record = (CallRecord){0};
    do {
        call_record_free(record);
        *record = (CallRecord){.arguments = arguments_copy(values)};
        if (record->arguments == NULL) {
            return error_from_python(error, STAGE_INPUT, NULL, "the arguments cannot be copied");
        }
        before = seed_globals(seed);
        after = before < 0 || record_call(record, caller, file) < 0 ? -1 : seed_globals(seed);
        if (after < 0) {
            error_from_python(error, STAGE_MEASURE, NULL, "the kernel cannot be called");
            call_record_free(record);
            return -1;
        }
        if (caller->refused != NULL && caller->refused(caller->data, error)) {
            call_record_free(record);
            return -1;
        }
        /* One that was imported by the call itself was not seeded. */
    } while (after > before && !record->interrupted);
    return 0;
}

void call_record_free(CallRecord *record) {
    Py_CLEAR(record->value);
    Py_CLEAR(record->exception);
    Py_CLEAR(record->warnings);
    Py_CLEAR(record->printed);
    Py_CLEAR(record->arguments);
}

/* ---- comparing ---- */

static void add_outcome(Text *out, const CallRecord *record) {
    if (record->exception == NULL) {
        text_add(out, "returns ");
        describe_exactly(out, record->value);
    } else {
        text_add(out, "raises ");
        describe_exception(out, record->exception);
        if (record->line != 0) {
            text_add(out, " (line %d)", record->line);
        }
    }
}

static int outcomes_differ(Text *difference, const CallRecord *expected, const CallRecord *actual,
                           const char *actual_name) {
    text_add(difference, "outcome: interpreter ");
    add_outcome(difference, expected);
    text_add(difference, ", %s ", actual_name);
    add_outcome(difference, actual);
    return 0;
}

/* The end of what an object's address may be at `text`, as "<object at 0x7f…>" tells it, or NULL.
 */
static const char *end_of_address(const char *text) {
    static const char digits[] = "0123456789abcdef";
    size_t length = strncmp(text, " at 0x", 6) == 0 ? strspn(text + 6, digits) : 0;
    return length > 0 && text[6 + length] == '>' ? text + 6 + length : NULL;
}

/* Equal but for addresses: each call makes objects of its own. */
static bool messages_equal(const char *left, const char *right) {
    while (*left == *right && *left != '\0') {
        const char *left_end = end_of_address(left), *right_end = end_of_address(right);
        bool both = left_end != NULL && right_end != NULL;
        left = both ? left_end : left + 1;
        right = both ? right_end : right + 1;
    }
    return *left == *right;
}

static int exceptions_identical(const CallRecord *expected, const CallRecord *actual) {
    if (Py_TYPE(expected->exception) != Py_TYPE(actual->exception)) {
        return 0;
    }
    /* In which of the functions that call each other, and doing what, the limit is reached depends
     * on how deep the caller of the kernel is. */
    if ((PyObject *)Py_TYPE(expected->exception) == PyExc_RecursionError) {
        return 1;
    }
    if (expected->line != actual->line) {
        return 0;
    }
    PyObject *left = PyObject_Str(expected->exception);
    PyObject *right = left == NULL ? NULL : PyObject_Str(actual->exception);
    int same = right == NULL ? -1 : PyObject_RichCompareBool(left, right, Py_EQ);
    if (same == 0) {
        const char *left_text = PyUnicode_AsUTF8(left), *right_text = PyUnicode_AsUTF8(right);
        same = left_text != NULL && right_text != NULL && messages_equal(left_text, right_text);
        PyErr_Clear(); /* text that UTF-8 cannot hold was compared above */
    }
    Py_XDECREF(left);
    Py_XDECREF(right);
    return same;
}

/* Lists of (category, message) in the order in which they were given. */
static int warnings_identical(PyObject *expected, PyObject *actual, const char *actual_name,
                              Text *difference) {
    Py_ssize_t count = PyList_GET_SIZE(expected), actual_count = PyList_GET_SIZE(actual);
    for (Py_ssize_t i = 0; i < count || i < actual_count; i++) {
        PyObject *left = i < count ? PyList_GET_ITEM(expected, i) : NULL;
        PyObject *right = i < actual_count ? PyList_GET_ITEM(actual, i) : NULL;
        int same = left == NULL || right == NULL ? 0 : PyObject_RichCompareBool(left, right, Py_EQ);
        if (same < 0) {
            return -1;
        }
        if (same == 0) {
            PyObject *sides[] = {left, right};
            const char *names[] = {"interpreter", actual_name};
            text_add(difference, "warning %zd:", i + 1);
            for (int side = 0; side < 2; side++) {
                text_add(difference, side == 0 ? " %s " : ", %s ", names[side]);
                if (sides[side] == NULL) {
                    text_add(difference, "none");
                    continue;
                }
                describe_type(difference, (PyTypeObject *)PyTuple_GET_ITEM(sides[side], 0));
                text_add(difference, ": ");
                describe_value(difference, PyTuple_GET_ITEM(sides[side], 1), 200);
            }
            return 0;
        }
    }
    return 1;
}

static int arguments_identical(Comparison *comparison, PyObject *left, PyObject *right,
                               const char *const *parameters) {
    int same = 1;
    for (Py_ssize_t i = 0; same == 1 && i < PyTuple_GET_SIZE(left); i++) {
        char place[128];
        snprintf(place, sizeof place, "argument %zd ('%s')", i + 1, parameters[i]);
        same = identical(comparison, PyTuple_GET_ITEM(left, i), PyTuple_GET_ITEM(right, i), place);
    }
    return same;
}

int call_records_identical(const CallRecord *expected, const CallRecord *actual,
                           const char *actual_name, const char *const *parameters,
                           Text *difference) {
    Comparison comparison;
    int same;
    if ((expected->exception == NULL) != (actual->exception == NULL)) {
        return outcomes_differ(difference, expected, actual, actual_name);
    }
    if (expected->exception != NULL) {
        same = exceptions_identical(expected, actual);
        if (same != 1) {
            return same < 0 ? -1 : outcomes_differ(difference, expected, actual, actual_name);
        }
    }
    if (comparison_begin(&comparison, "interpreter", actual_name, difference) < 0) {
        return -1;
    }
    /* Arguments first, so that a result which is one of them is met the second time. */
    same = arguments_identical(&comparison, expected->arguments, actual->arguments, parameters);
    if (same == 1 && expected->exception == NULL) {
        same = identical(&comparison, expected->value, actual->value, "result");
    }
    if (same == 1) {
        same = identical(&comparison, expected->printed, actual->printed, "printed text");
    }
    if (same == 1) {
        same = warnings_identical(expected->warnings, actual->warnings, actual_name, difference);
    }
    comparison_end(&comparison);
    return same;
}

int call_left_arguments(const CallRecord *record, PyObject *values) {
    Text difference = {0};
    Comparison comparison;
    if (comparison_begin(&comparison, "before", "after", &difference) < 0) {
        return -1;
    }
    int same = identical(&comparison, values, record->arguments, "arguments");
    comparison_end(&comparison);
    text_free(&difference);
    return same;
}
