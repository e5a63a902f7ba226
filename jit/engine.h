/* LLVM's process-wide side: the host target, one TargetMachine per optimisation level, the JIT
 * sessions that own running code, and how names in compiled code become addresses. Not here: what
 * is compiled. */
#ifndef NPJIT_JIT_ENGINE_H
#define NPJIT_JIT_ENGINE_H

#include <base/error.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/TargetMachine.h>
#include <runtime/thunks.h>
#include <stdbool.h>

/* Code in memory, until engine_unload; zero: none. */
typedef struct LoadedCode {
    LLVMOrcResourceTrackerRef tracker;
    LLVMOrcExecutorAddress entry;
} LoadedCode;

/* Starts LLVM once. Returns 0, or -1 with `error`. */
int engine_start(Error *error);

/* Valid once engine_start has returned 0. */
const char *engine_triple(void);
const char *engine_cpu(void);
const char *engine_features(void);

/* Whether the host multiplies and adds with one rounding. */
bool engine_fuses_multiplications(void);

/* The machine for default<O`level`>; kept until engine_stop. Returns NULL with `error`. */
LLVMTargetMachineRef engine_machine(int level, Error *error);

/* Makes code of a relocatable object (consumed) run: *out has the address of `symbol`. `gdb`
 * announces it to gdb. Returns 0, or -1 with `error`. */
int engine_load(LLVMMemoryBufferRef object, const char *symbol, bool gdb, LoadedCode *out,
                Error *error);
void engine_unload(LoadedCode *code);

/* Its entry point, as what it is. */
NpjitKernel engine_kernel(const LoadedCode *code);

/* Frees everything LLVM keeps. Nothing of this folder may be used afterwards. */
void engine_stop(void);

/* Fills `error` with LLVM's message, which is consumed. Always returns -1. */
int engine_error(Error *error, const char *doing, LLVMErrorRef failure);

#endif
