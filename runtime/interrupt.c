/* Ctrl-C. Our handler stands in front of CPython's: it raises the flag that compiled loops look at
 * and tells CPython, which then raises KeyboardInterrupt wherever it next checks: in the
 * interpreter's own loop, or in npjit_poll_slow. */
#include <runtime/interpreter.h>
#include <runtime/thunks.h>

#include <Python.h>

#include <signal.h>
#include <time.h>
#include <unistd.h>

NpjitContext npjit_context;

static volatile sig_atomic_t seen;
static struct timespec last; /* of the handler alone */

static void handle_interrupt(int signal_number) {
    (void)signal_number;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed =
        (double)(now.tv_sec - last.tv_sec) + (double)(now.tv_nsec - last.tv_nsec) * 1e-9;
    if (last.tv_sec > 0 && elapsed < 1.0) {
        _exit(130);
    }
    last = now;
    seen = 1;
    /* CPython first: who sees the flag must find the interrupt there. */
    PyErr_SetInterrupt();
    npjit_context.interrupted = 1;
}

/* While NumPy is imported: nothing was measured yet, and nothing is half written. */
static void leave_at_once(int signal_number) {
    (void)signal_number;
    static const char said[] = "npjit: interrupted\n";
    ssize_t written = write(STDERR_FILENO, said, sizeof said - 1);
    (void)written;
    _exit(130);
}

static void install(void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler}, before;
    /* Ignored by whoever started us, a shell's background job for instance: so it stays, as in
     * CPython, which would not raise KeyboardInterrupt. */
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler == SIG_IGN) {
        return;
    }
    sigemptyset(&action.sa_mask);
    /* No SA_RESTART, as CPython: a blocking call must return to be interrupted. */
    sigaction(SIGINT, &action, NULL);
}

void interrupt_install(void) {
    install(handle_interrupt);
}

void interrupt_leaves_at_once(void) {
    install(leave_at_once);
}

bool interrupt_seen(void) {
    return seen != 0;
}

void interrupt_clear(void) {
    seen = 0;
}

int npjit_poll_slow(NpjitContext *context) {
    context->interrupted = 0;
    return PyErr_CheckSignals();
}

int64_t npjit_clock(NpjitContext *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int npjit_raised(NpjitContext *context) {
    (void)context;
    if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "compiled code left without an exception");
    }
    return -1;
}
