/* Expressions of the items of vectors, one item or eight at once: what native.map, native.reduce
 * and native.store share. Each is computed in functions of their own inside the module, whose
 * parameters are the expression's operands. */
#ifndef NPJIT_JIT_LOWER_ITEMS_H
#define NPJIT_JIT_LOWER_ITEMS_H

#include "lowering.h"

#include <ir/elementwise.h>
#include <ir/escape.h>

enum { LANES = 8 };

/* One word of operands: an array, a number, or a slice of an array. */
typedef struct Leaf {
    char word[6];
    int operand;  /* index of the array or number */
    bool repeats; /* one item for all of a row */
} Leaf;

typedef struct Items {
    Generator *g;
    const Instruction *instruction;
    const char *end; /* of the words that are evaluated */
    int ndim;        /* of the arrays, where they are run through row by row; 1: as vectors */
    bool is_strided;
    Leaf *leaves;             /* the different ones */
    int count;                /* of them */
    LLVMTypeRef result_type;  /* of the functions */
    LLVMValueRef *v_operands; /* of the function being written, by leaf: first items, or numbers */
    LLVMValueRef *v_strides;  /* distances in bytes; NULL where items lie side by side */
    LLVMValueRef v_doubtful;  /* of the items evaluated last: i1, or a vector of it; NULL: none
                                 can be */
} Items;

/* The words before `end` of the instruction's text. */
Items items_of(Generator *g, const Instruction *instruction, const char *end,
               LLVMTypeRef result_type);

/* LLVM's type of an item in a register: i1 for bool, else of the dtype's own width. */
LLVMTypeRef items_type(const Generator *g, Dtype dtype);
LLVMTypeRef items_lanes(LLVMTypeRef type, unsigned lanes);

/* A number of `type`, which may be a vector, for all lanes. */
LLVMValueRef items_number(LLVMTypeRef type, double value);

/* The dtype of the expression's items. */
Dtype items_dtype(const Items *r);

/* Whether NumPy may warn of a step although there are only integers. */
bool items_may_warn(const Items *r);

/* The expression for the item at `v_index`, or for eight from there on, as items of `dtype`. */
LLVMValueRef items_evaluate(Items *r, LLVMValueRef v_index, unsigned lanes, Dtype dtype);

/* Notes what NumPy may have to warn of. */
void items_doubt(Items *r, LLVMValueRef v_doubtful);
LLVMValueRef items_carry_doubt(const Items *r, LLVMValueRef v_carried);
LLVMValueRef items_no_doubt(const Items *r, unsigned lanes);

/* Not finite. Below the normal numbers, and not because an operand is zero. */
LLVMValueRef items_is_wild(const Items *r, LLVMValueRef v_value);
LLVMValueRef items_is_tiny(const Items *r, LLVMValueRef v_value, const LLVMValueRef *operands,
                           int operand_count);

/* ---- steps (lower_steps.c) ---- */

/* A value on the stack. */
typedef struct Entry {
    LLVMValueRef v_value;
    Item item;
} Entry;

/* What the step gives of the last entries on the stack. */
Entry items_step(Items *r, const char *word, const Entry *entries, unsigned lanes);

/* As NumPy converts for a step, or to store it. */
LLVMValueRef items_convert(Items *r, Entry entry, Dtype dtype, unsigned lanes);

/* Notes that a Python int may not fit the dtype of what is beside it: then NumPy raises, or makes
 * something wider of it all. */
void items_doubt_number(Items *r, Entry entry, Dtype beside);

/* The larger, or the smaller, of two integers or bools. */
LLVMValueRef items_extreme_int(const Items *r, Dtype dtype, bool largest,
                               const LLVMValueRef *operands);

/* ---- functions ---- */

/* Where writing was interrupted to write another function. */
typedef struct Interrupted {
    LLVMValueRef function;
    LLVMBasicBlockRef block;
    LLVMMetadataRef place;
} Interrupted;

/* A function of `leading` values of these types and the expression's operands. */
LLVMValueRef items_begin_function(Items *r, const char *name, const LLVMTypeRef *leading,
                                  unsigned leading_count, LLVMTypeRef *type,
                                  Interrupted *interrupted);
void items_end_function(Items *r, const Interrupted *interrupted);

/* A call with these values and the operands of the function being written. */
LLVMValueRef items_call(Items *r, LLVMTypeRef type, LLVMValueRef v_function,
                        const LLVMValueRef *leading, unsigned leading_count);

/* ---- loops ---- */

/* A loop `for (index = first; index < end; index += lanes)` that carries up to three values. */
typedef struct Loop {
    LLVMBasicBlockRef b_head, b_body, b_done;
    LLVMValueRef v_index, v_carried[3];
    int carried;
    unsigned lanes;
} Loop;

Loop items_begin_loop(const Items *r, LLVMValueRef v_first, LLVMValueRef v_end, unsigned lanes,
                      const LLVMValueRef *initial, int carried);

/* After it the carried values are those with which the loop ended. */
void items_end_loop(const Items *r, const Loop *loop, const LLVMValueRef *next);

/* ---- in the kernel ---- */

/* An array as its header says, or a part of it. Where all arrays of several dimensions are in C's
 * order, their items are vectors, too; else their rows are. */
typedef struct View {
    LLVMValueRef v_items, v_stride, v_count;
    LLVMValueRef v_side_by_side; /* the items, or those of each row; NULL: known to be */
    int ndim;                    /* 0: a vector, of which the count is known */
    LLVMValueRef *v_shape, *v_strides;
} View;

/* What the headers of the arrays say, read where the operation is. */
typedef struct Operands {
    LLVMValueRef *v_operands, *v_strides;
    View *views;                 /* of arrays */
    LLVMValueRef v_count;        /* of items of what is computed */
    LLVMValueRef v_fits;         /* whether all are of that shape, or repeated; NULL: known */
    LLVMValueRef v_side_by_side; /* NULL: known to be */
    LLVMValueRef *v_shape;       /* of what is computed */
} Operands;

Operands items_read(const Items *r);

/* The array, or slice of one, that a word says, read where the operation is. */
View items_view(const Items *r, const char *word);

/* Notes what has to hold so that the array is of the shape of what is computed, or repeated. */
void items_require_shape(const Items *r, LLVMValueRef *v_fits, const View *view,
                         const Operands *operands);

/* The same for what is computed to be stored there; then it is of that shape. Returns whether it is
 * repeated. */
bool items_spread(const Items *r, LLVMValueRef *v_fits, Operands *operands, const View *to);

/* The distances of an array in C's order and of that shape, in bytes. */
LLVMValueRef *items_dense_strides(const Items *r, Dtype dtype, const LLVMValueRef *v_shape);

/* ---- rows ---- */

/* Loops over the rows of arrays, around what is written next: of vectors, none. */
typedef struct Rows {
    Loop loops[VIEW_DIMENSIONS];
    int depth;
} Rows;

Rows items_begin_rows(const Items *r, const LLVMValueRef *v_shape);

/* Whether this held in one of the rows. */
LLVMValueRef items_end_rows(const Items *r, const Rows *rows, LLVMValueRef v_holds);

/* Where the row begins. */
LLVMValueRef items_row(const Items *r, const Rows *rows, LLVMValueRef v_items,
                       const LLVMValueRef *v_strides);

/* How many items are in it, or in the vector. */
LLVMValueRef items_row_count(const Items *r, LLVMValueRef v_count, const LLVMValueRef *v_shape);

/* One condition more; NULL stands for those that are known to hold. */
void items_require(Generator *g, LLVMValueRef *v_all, LLVMValueRef v_one);
/* Where a Python number stands beside items of a narrow dtype, or becomes one, NumPy asks whether
 * it fits also when there are no items: that there are some has to hold. */
void items_require_any(const Items *r, LLVMValueRef *v_fits, LLVMValueRef v_count, Dtype dtype);

/* Calls the function that computes the expression into `v_to`, items of `dtype` side by side, as
 * the operands lie; goes to one of the blocks. */
void items_map(Items *r, const Operands *operands, Dtype dtype, LLVMValueRef v_to,
               LLVMBasicBlockRef b_doubtful, LLVMBasicBlockRef b_done);

/* Calls the thunk, which lets NumPy do it, and defines its result. */
void items_by_numpy(Generator *g, const Instruction *instruction, const char *thunk);

/* Emit the operations (lower_map.c, lower_reduce.c, lower_store.c). */
void map_operation(Generator *g, const Instruction *instruction, const char *thunk);
void reduce_operation(Generator *g, const Instruction *instruction, const char *thunk);
void store_operation(Generator *g, const Instruction *instruction, const char *thunk);

#endif
