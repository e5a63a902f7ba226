/* The interpreter's profile: profiling.py does the work, in a call of its own that is never timed.
 *
 * The rules are those of the benchmark's design: over 70% in NumPy, compiling will not help much;
 * over 70% in Python, it brings 30-40x; half and half, 10-15x. */
#include "profile.h"
#include "account.h"
#include "copying.h"
#include "describe.h"
#include "embedded.h"
#include "measure.h"
#include <math.h>
#include <string.h>

/* profiling.py, NUL-terminated. */
extern const char npjit_profiling_source[];

enum { MOST_ROWS = 20 };

static const double MOSTLY = 0.7;

/* New reference to a tuple of (line, name): what the counting run saw reach NumPy. */
static PyObject *reached_tuple(const ArmResult *interpreter) {
    PyObject *tuple = PyTuple_New(interpreter->ffi_line_count);
    for (int i = 0; tuple != NULL && i < interpreter->ffi_line_count; i++) {
        const CallCount *row = &interpreter->ffi_lines[i];
        PyObject *pair = Py_BuildValue("is", row->line, row->name);
        if (pair == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, pair);
        }
    }
    return tuple;
}

static int read_rows(Arena *arena, PyObject *list, Profile *out) {
    Py_ssize_t count = PyList_GET_SIZE(list);
    out->row_count = count < MOST_ROWS ? (int)count : MOST_ROWS;
    out->rows = ARENA_ARRAY(arena, ProfileRow, out->row_count + 1);
    for (int i = 0; i < out->row_count; i++) {
        const char *name;
        long long calls;
        double seconds;
        int numpys;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(list, i), "sLdp", &name, &calls, &seconds, &numpys)) {
            return -1;
        }
        out->rows[i] = (ProfileRow){.name = arena_copy_text(arena, name, strlen(name)),
                                    .calls = calls,
                                    .seconds = seconds,
                                    .numpy = numpys};
    }
    return 0;
}

static int read_profile(Arena *arena, PyObject *tuple, Profile *out) {
    PyObject *list; /* borrowed */
    *out = (Profile){0};
    if (!PyArg_ParseTuple(tuple, "ddO!", &out->seconds, &out->numpy_seconds, &PyList_Type, &list)) {
        return -1;
    }
    double share = out->seconds > 0 ? out->numpy_seconds / out->seconds : 0;
    predicted_band(share, &out->band_low, &out->band_high);
    return read_rows(arena, list, out);
}

int profile_interpreter(KernelRun *kernel_run, Error *error) {
    Arena *arena = kernel_run->run->arena;
    const Signature *signature = &kernel_run->kernel->signature;
    Surroundings surroundings;
    PyObject *module = NULL, *tuple = NULL;
    PyObject *reached = reached_tuple(&kernel_run->result->arms[0]);
    PyObject *copy = reached == NULL ? NULL : arguments_copy(kernel_run->kernel->values);
    PyObject *positional = NULL, *keywords = NULL;
    Profile *profile = ARENA_NEW(arena, Profile);
    int status = -1;
    if (copy != NULL && signature_spread(signature, copy, &positional, &keywords) == 0) {
        module = embedded_module("npjit profiling", npjit_profiling_source, "profiling.py");
    }
    if (module != NULL && surroundings_enter(&surroundings, false) == 0) {
        tuple = PyObject_CallMethod(module, "run", "OOOO", signature->function, positional,
                                    keywords, reached);
        surroundings_leave(&surroundings);
    }
    if (tuple != NULL) {
        status = read_profile(arena, tuple, profile);
    }
    if (interrupt_taken()) {
        status = 0;
    } else if (status < 0) {
        error_from_python(error, STAGE_MEASURE, NULL, "the kernel cannot be profiled");
    } else {
        kernel_run->result->profile = profile;
    }
    Py_XDECREF(tuple);
    Py_XDECREF(module);
    Py_XDECREF(positional);
    Py_XDECREF(keywords);
    Py_XDECREF(copy);
    Py_XDECREF(reached);
    return status;
}

/* ---- prediction against fact ---- */

void predicted_band(double numpy_share, double *low, double *high) {
    *low = numpy_share > MOSTLY ? 1 : 1 - numpy_share > MOSTLY ? 30 : 10;
    *high = numpy_share > MOSTLY ? 1 / numpy_share : 1 - numpy_share > MOSTLY ? 40 : 15;
}

static void add_prediction(Text *out, const Profile *profile, double share) {
    if (share > MOSTLY) {
        text_add(out,
                 "over 70%% in NumPy, compiling will not help much: without all the rest it could "
                 "be %.2fx at most",
                 profile->band_high);
    } else if (1 - share > MOSTLY) {
        text_add(out, "over 70%% in Python, compiling brings about %g-%gx", profile->band_low,
                 profile->band_high);
    } else {
        text_add(out, "half and half, compiling brings about %g-%gx", profile->band_low,
                 profile->band_high);
    }
}

static void add_fact(Text *out, const KernelResult *kernel, const ArmResult *arm) {
    const Profile *profile = kernel->profile;
    double speedup = arm->speedup.median;
    int64_t calls = 0;
    for (int i = 0; i < arm->ffi_count; i++) {
        calls += arm->ffi_calls[i].calls;
    }
    const char *place = arm->speedup.high < profile->band_low   ? "below that"
                        : arm->speedup.low > profile->band_high ? "above that"
                                                                : "as predicted";
    text_add(out, "%.*fx on %s, %s, ",
             speedup < 10    ? 2
             : speedup < 100 ? 1
                             : 0,
             speedup, arm->name, place);
    if (calls > 0) {
        text_add(out, "with %lld %s of NumPy or CPython left", (long long)calls,
                 calls == 1 ? "call" : "calls");
    } else {
        text_add(out, "with no call of NumPy left");
    }
}

/* The rung that still makes NumPy's calls as the rules suppose, and the last one. */
const char *prediction_of(Arena *arena, const KernelResult *kernel) {
    const Profile *profile = kernel->profile;
    const ArmResult *last = NULL;
    if (profile == NULL || !kernel->equal || kernel->arm_count < 2 ||
        kernel->arms[0].sample_count == 0 || !(profile->seconds > 0)) {
        return NULL;
    }
    static const char *const routes[] = {"native", "ufunc", "capi", "python"};
    for (int i = 0; i < 4 && last == NULL; i++) {
        last = account_rung(kernel->arms, kernel->arm_count, routes[i]);
    }
    const ArmResult *calling = account_rung(kernel->arms, kernel->arm_count, "capi");
    double share = profile->numpy_seconds / profile->seconds;
    Text text = {0};
    text_add(&text,
             "%.0f%% of the profiled time is NumPy's, %.0f%% Python's (the profiler makes it %.1f "
             "times as long). The rule says: ",
             100 * share, 100 * (1 - share), profile->seconds / kernel->arms[0].seconds.median);
    add_prediction(&text, profile, share);
    text_add(&text, ". Measured: ");
    if (calling != NULL && calling != last) {
        add_fact(&text, kernel, calling);
        text_add(&text, "; ");
    }
    if (last != NULL) {
        add_fact(&text, kernel, last);
    }
    text_add(&text, ".");
    const char *words = arena_copy_text(arena, text_string(&text), text.length);
    text_free(&text);
    return words;
}
