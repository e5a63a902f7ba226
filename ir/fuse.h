/* What the files of fuse() share: fuse_step.c says which operations it takes, fuse_expression.c
 * collects those that become one loop, fuse.c replaces them. Private to ir/. */
#ifndef NPJIT_IR_FUSE_H
#define NPJIT_IR_FUSE_H

#include <ir/elementwise.h>
#include <ir/fn.h>

enum { MOST_LEAVES = 10, MOST_STEPS = 12, MOST_CLAIMED = 128, MOST_TEXT = 240 };

typedef struct Fuse {
    Fn *fn;
    const int *uses;      /* by value */
    ValueId *replacement; /* by value: what stands for it now, itself where nothing does */
} Fuse;

/* An operation and what leads to it, as postfix text. */
typedef struct Expression {
    const Fn *fn;
    const Block *block;
    const Instruction *root;
    const Instruction *claimed[MOST_CLAIMED]; /* what becomes part of it */
    int claimed_count, step_count, most_steps;
    ValueId leaves[MOST_LEAVES];
    int leaf_count;
    char text[MOST_TEXT];
    int length;
} Expression;

/* One elementwise operation as the kernel has it: `operands` are its own, looked at through the
 * boxes around them. */
typedef struct Step {
    const char *word;
    ValueId operands[ELEMENTWISE_OPERANDS];
    int operand_count;
    const Instruction *inside; /* the boxed operation whose result it unboxes, or NULL */
} Step;

/* ---- one operation ---- */

/* The last word of a reduction's text; NULL for other operations. */
const char *fuse_reduction_word(Op op);

/* What a box holds; 0 where `value` is none. */
ValueId fuse_unboxed(const Fn *fn, ValueId value);

/* Of a vector whose items can be run through; else DTYPE_COUNT. */
Dtype fuse_vector_dtype(const Type *type);

/* Whether `at` is a step that gives an array, which is then described. */
bool fuse_is_step(const Fn *fn, const Instruction *at, Step *step);

/* An operator in place on an array, which stays what it was: `at` unboxes it. What NumPy computes
 * has to be of a dtype that may be stored. */
bool fuse_is_update(const Fn *fn, const Instruction *at, Step *step);

/* Whether what is stored to an array of this type does not depend on the version of NumPy. */
bool fuse_may_be_stored(const Fn *fn, ValueId value, const Type *array);

/* To a vector's slice, or to all of what split_stores() has made of another array's. */
bool fuse_is_store(const Fn *fn, const Instruction *at);

/* Of numbers in the items' own dtype, or in the one to which NumPy converts them. */
bool fuse_is_reduction(const Fn *fn, const Instruction *at);

/* ---- what becomes one loop ---- */

/* The operation at `index` with at most `most_steps` that lead to it. Returns false where it is
 * none that a loop can do, or something else happens in between. */
bool fuse_collect(const Fuse *f, const Block *block, int index, int most_steps, Expression *e);

/* Whether the instruction is part of it. */
bool fuse_is_claimed(const Expression *e, const Instruction *at);

#endif
