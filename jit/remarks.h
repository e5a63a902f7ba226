/* What LLVM's passes say about the code they were given. */
#ifndef NPJIT_JIT_REMARKS_H
#define NPJIT_JIT_REMARKS_H

#include <base/text.h>
#include <llvm-c/Core.h>

/* Has LLVM's passes make remarks from now on. There is no way back in this process, and making them
 * takes time: call it when nothing is measured any more. */
void remarks_enable(void);

/* Adds a remark to `out` as a line "file:line:column: text", unless it is there already or is of no
 * line of the source. */
void remark_add(Text *out, LLVMDiagnosticInfoRef info);

#endif
