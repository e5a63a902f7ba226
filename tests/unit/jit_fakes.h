/* A stand-in for the runtime in the tests of jit/: thunks that write down how they were called, so
 * that a test sees every crossing, in order, without Python. Exact ints are plain words here. */
#ifndef NPJIT_TESTS_JIT_FAKES_H
#define NPJIT_TESTS_JIT_FAKES_H

#include <runtime/thunks.h>
#include <stdbool.h>

/* A text that stands for an object. */
#define FAKE_OBJECT(text) ((void *)(uintptr_t)(text))

typedef struct FakeState {
    char log[4096]; /* "name(arguments) " per call */
    int length;
    int fail_at; /* the call with this number, from 1, fails; 0: none */
    int calls;   /* of thunks that can fail */
    int items;   /* what an iterator still gives */
} FakeState;

extern FakeState npjit_fake;

void npjit_fake_reset(void);

/* Appends to the log. Called by the thunks, inlined ones too. */
void npjit_fake_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether this call is the one to fail. */
bool npjit_fake_fails(void);

#endif
