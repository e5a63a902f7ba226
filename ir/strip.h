/* What strip() leaves, for the passes after it. Private to ir/. */
#ifndef NPJIT_IR_STRIP_H
#define NPJIT_IR_STRIP_H

#include <ir/fn.h>

/* Of a block that begins a strip and goes on to its loop: the instruction that says where the strip
 * ends. NULL of any other. */
Instruction *strip_end(const Block *block);

#endif
