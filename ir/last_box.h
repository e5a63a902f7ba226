/* Which arrays are made objects once at most, and not looked at afterwards. Private to ir/. */
#ifndef NPJIT_IR_LAST_BOX_H
#define NPJIT_IR_LAST_BOX_H

#include <ir/fn.h>

/* By ValueId, for operands of box.array in cold blocks: whether that is all that comes of the
 * array. Whatever path control takes, nothing but a release follows on it that sees the same array
 * as an object or typed, whichever variables hold it. So nobody can tell whether the object was
 * there before or is made then. */
const bool *last_boxes(Arena *arena, const Fn *fn);

#endif
