/* Thunk bitcode into a kernel's module. */
#ifndef NPJIT_JIT_THUNKS_H
#define NPJIT_JIT_THUNKS_H

#include <base/error.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Types.h>
#include <stdbool.h>

/* Whether the bodies contain the thunk `name`, so that a call of it may be inlined. */
bool thunk_has_body(const char *name);

/* Forgets what was learnt of the bodies. */
void thunks_forget(void);

/* requires: a module whose thunks are declared. leaves: thunks that are worth it inlined, the
 * others called; no thunk body stays behind. Returns 0, or -1 with `error`. */
int inline_thunks(LLVMModuleRef module, LLVMTargetMachineRef machine, Error *error);

#endif
