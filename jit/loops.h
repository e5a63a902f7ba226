/* Loops of LLVM IR. */
#ifndef NPJIT_JIT_LOOPS_H
#define NPJIT_JIT_LOOPS_H

#include <base/arena.h>
#include <llvm-c/Types.h>
#include <stdbool.h>

/* Whether some function of the module has a loop. */
bool module_repeats(Arena *arena, LLVMModuleRef module);

#endif
