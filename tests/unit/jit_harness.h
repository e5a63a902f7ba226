/* Helpers of the tests of jit/: kernel IR from text, compiled and run. */
#ifndef NPJIT_TESTS_JIT_HARNESS_H
#define NPJIT_TESTS_JIT_HARNESS_H

#include "ir_text.h"
#include "jit_fakes.h"

#include <jit/jit.h>

/* The function of `text`, compiled with `options`; fails the test when it cannot be. */
static inline JitCode *compile_text(Fixture *fixture, const char *text, JitOptions options) {
    Error error = {0};
    JitCode *code = NULL;
    const Fn *fn = parse_or_fail(fixture, text);
    if (jit_compile(fn, &options, &code, &error))
        fail_msg("%d:%d: %s (%s)", error.line, error.column, error.message, error.hint);
    return code;
}

/* Compiles, runs once, frees. Returns what the kernel returned; `context` may be NULL. */
static inline int run_text(Fixture *fixture, const char *text, JitOptions options,
                           NpjitContext *context, NpjitSlot *arguments, NpjitSlot *results) {
    NpjitContext none = {0};
    JitCode *code = compile_text(fixture, text, options);
    int status = jit_entry(code)(context ? context : &none, arguments, results);
    jit_free(code);
    return status;
}

static inline int shut_down(void **state) {
    (void)state;
    jit_shutdown();
    return 0;
}

#endif
