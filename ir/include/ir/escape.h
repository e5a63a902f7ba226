/* Which arrays, and which views of arrays, never leave the kernel. */
#ifndef NPJIT_IR_ESCAPE_H
#define NPJIT_IR_ESCAPE_H

#include <ir/fn.h>

/* Up to this many items such an array is on the stack; a longer one is in NumPy's memory. */
enum { LOCAL_ITEMS = 64 };

/* By ValueId: whether it is a new vector of numbers whose items are only read and written singly or
 * by loops of compiled code, so that no ndarray is needed. `fn` is typed; retain and release may
 * have been placed or not. */
const bool *local_arrays(Arena *arena, const Fn *fn);

/* The text of np.view for the array with its dimensions in reverse order. */
#define VIEW_TRANSPOSED "T"

/* Whether the value is a view with that dimension added: of one item, whatever the array is. */
bool is_added_dimension(const Fn *fn, ValueId value, int axis);

/* Whether the value is known, and a slice may be made with it as its step: not zero, and small
 * enough for arithmetic with it. */
bool is_known_step(const Fn *fn, ValueId value);

/* Whether no index of the view is an int, and slices have such steps: no array of its type refuses
 * it. */
bool is_certain_view(const Fn *fn, const Instruction *view);

/* Of more dimensions no view is held in registers. */
enum { VIEW_DIMENSIONS = 4 };

/* By ValueId: of a view that is used as such an array is, so that its address, shape and strides
 * are all there is to it, the array it is one of; of any other value 0. Blocks may hand it on, as
 * loops over rows do. The array has to live as long as the view. */
const ValueId *local_views(Arena *arena, const Fn *fn);

#endif
