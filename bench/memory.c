/* Memory: what is allocated, how much of it is held at once, and what the process takes for it, in
 * calls of their own that are never timed.
 *
 * Three calls for each arm, because each instrument changes what the others would see: one with
 * counting allocators, one under tracemalloc, one with neither, for the resident memory. */
#include "memory.h"
#include "allocations.h"
#include "copying.h"
#include "describe.h"
#include "measure.h"
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- resident memory ---- */

/* A line of /proc/self/status, in bytes; -1 where there is none. */
static int64_t status_bytes(const char *name) {
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    int64_t bytes = -1;
    size_t length = strlen(name);
    while (file != NULL && bytes < 0 && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, length) == 0 && line[length] == ':') {
            bytes = strtoll(line + length + 1, NULL, 10) * 1024;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

/* Gives back what is free and lets the peak begin at what is resident now; -1 where the system does
 * not let us. */
static int64_t restart_peak(void) {
    malloc_trim(0);
    int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    bool written = file >= 0 && write(file, "5", 1) == 1;
    if (file >= 0) {
        close(file);
    }
    return written ? status_bytes("VmRSS") : -1;
}

/* How far the peak has risen since; -1: unknown. */
static int64_t peak_since(int64_t start) {
    int64_t peak = start < 0 ? -1 : status_bytes("VmHWM");
    return peak < 0 ? -1 : peak > start ? peak - start : 0;
}

/* ---- one call ---- */

/* Whether it raises is of no interest here: that was compared. */
static void call_once(const Caller *caller, PyObject *values) {
    PyObject *result = caller->call(caller->data, values);
    Py_XDECREF(result);
    PyErr_Clear();
}

/* The peak of what CPython and NumPy hold, above what they held before. */
static int traced_peak(const Caller *caller, PyObject *values, int64_t *out) {
    PyObject *module = PyImport_ImportModule("tracemalloc");
    PyObject *done = module == NULL ? NULL : PyObject_CallMethod(module, "start", NULL);
    PyObject *traced = NULL;
    long long before = 0, current, peak;
    int status = -1;
    if (done == NULL) {
        goto cleanup;
    }
    traced = PyObject_CallMethod(module, "get_traced_memory", NULL);
    if (traced == NULL || !PyArg_ParseTuple(traced, "LL", &before, &peak)) {
        goto cleanup;
    }
    call_once(caller, values);
    Py_SETREF(traced, PyObject_CallMethod(module, "get_traced_memory", NULL));
    if (traced != NULL && PyArg_ParseTuple(traced, "LL", &current, &peak)) {
        *out = peak > before ? peak - before : 0;
        status = 0;
    }
cleanup:
    if (done != NULL) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        Py_SETREF(done, PyObject_CallMethod(module, "stop", NULL));
        PyErr_Clear();
        PyErr_Restore(type, value, traceback);
    }
    Py_XDECREF(traced);
    Py_XDECREF(done);
    Py_XDECREF(module);
    return status;
}

typedef enum Instrument { COUNTING, TRACING, RESIDENT } Instrument;

static int look(const Caller *caller, PyObject *values, Instrument instrument, MemoryUse *out) {
    int64_t start;
    switch (instrument) {
    case COUNTING:
        if (allocations_begin() < 0) {
            return -1;
        }
        call_once(caller, values);
        Allocations counts = allocations_end();
        out->arrays = counts.arrays;
        out->array_bytes = counts.array_bytes;
        out->objects = counts.objects;
        out->object_bytes = counts.object_bytes;
        return 0;
    case TRACING: return traced_peak(caller, values, &out->peak_bytes);
    case RESIDENT:
        start = restart_peak();
        call_once(caller, values);
        out->resident_bytes = peak_since(start);
        return 0;
    }
    return 0;
}

/* All three, each with fresh arguments. Returns 0, or -1 with a Python exception set. */
static int look_at_calls(const Caller *caller, PyObject *values, MemoryUse *out) {
    Surroundings surroundings;
    if (surroundings_enter(&surroundings, false) < 0) {
        return -1;
    }
    int status = 0;
    for (Instrument instrument = COUNTING; instrument <= RESIDENT && status == 0; instrument++) {
        PyObject *copy = arguments_copy(values);
        PyGC_Collect();
        status = copy == NULL ? -1 : look(caller, copy, instrument, out);
        Py_XDECREF(copy);
    }
    surroundings_leave(&surroundings);
    return status;
}

/* ---- compiling ---- */

static int look_at_compiling(const KernelRun *kernel_run, const Arm *arm, MemoryUse *out,
                             Error *error) {
    CompileOptions options = {.route = arm->route,
                              .jit = jit_options_of(kernel_run->options, arm->inlined)};
    options.jit.gdb = options.jit.perf = false;
    Compiled *compiled;
    int64_t start = restart_peak();
    size_t before = mallinfo2().uordblks;
    if (compile(kernel_run->kernel->function, kernel_run->kernel->values, &options, &compiled,
                error) != 0) {
        return -1;
    }
    size_t after = mallinfo2().uordblks;
    out->compile_peak_bytes = peak_since(start);
    /* Another allocator than glibc's leaves these numbers at 0. */
    out->compile_kept_bytes = after == 0 ? -1 : after > before ? (int64_t)(after - before) : 0;
    compiled_free(compiled);
    return 0;
}

int measure_memory(KernelRun *kernel_run, Error *error) {
    Arena *arena = kernel_run->run->arena;
    const Kernel *kernel = kernel_run->kernel;
    kernel_run->result->peak_resident_bytes = status_bytes("VmHWM");
    for (int i = 0; i < kernel_run->arm_count; i++) {
        Arm *arm = &kernel_run->arms[i];
        if (i > 0 && kernel_run->arms[i - 1].route == arm->route) {
            continue; /* inlining changes nothing here */
        }
        MemoryUse *use = ARENA_NEW(arena, MemoryUse);
        *use = (MemoryUse){.resident_bytes = -1, .compile_peak_bytes = -1};
        int status = look_at_calls(&arm->caller, kernel->values, use);
        if (interrupt_taken()) {
            return 0;
        }
        if (status < 0) {
            return error_from_python(error, STAGE_MEASURE, NULL, "memory cannot be looked at");
        }
        if (i > 0 && look_at_compiling(kernel_run, arm, use, error) != 0) {
            return -1;
        }
        arm->result->memory = use;
    }
    return 0;
}
