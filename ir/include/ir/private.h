/* Which lists and arrays nobody but the kernel can reach. */
#ifndef NPJIT_IR_PRIVATE_H
#define NPJIT_IR_PRIVATE_H

#include <ir/fn.h>

/* By ValueId: whether it is a new list or array that only instructions of this function read and
 * change, by this one name. `fn` is typed; retain and release may have been placed or not. */
const bool *private_values(Arena *arena, const Fn *fn);

#endif
