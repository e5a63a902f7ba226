/* The thread in which LLVM starts. */
#ifndef NPJIT_JIT_PREPARE_H
#define NPJIT_JIT_PREPARE_H

#include <jit/jit.h>

/* Waits for the thread of jit_prepare, if there is one. LLVM belongs to the caller from then on. */
void prepare_wait(void);

/* The same, and does what is left to do in the thread that compiles kernels. */
void prepare_end(void);

/* jit_compile without waiting (jit.c). */
int compile_fn(const Fn *fn, const JitOptions *options, JitCode **out, Error *error);

#endif
