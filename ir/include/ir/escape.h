/* Which arrays never leave the kernel. */
#ifndef NPJIT_IR_ESCAPE_H
#define NPJIT_IR_ESCAPE_H

#include <ir/fn.h>

/* Up to this many items such an array is on the stack; a longer one is in NumPy's memory. */
enum { LOCAL_ITEMS = 64 };

/* By ValueId: whether it is a new vector of numbers whose items are only read and written singly or
 * by loops of compiled code, so that no ndarray is needed. `fn` is typed; retain and release may
 * have been placed or not. */
const bool *local_arrays(Arena *arena, const Fn *fn);

#endif
