/* The kernel IR: one function, its blocks and its instructions.
 *
 * The same structs serve two stages. Untyped: made by build() from the tree; values are the
 * function's locals and temporaries, may be assigned many times, have TYPE_UNTYPED, and only the
 * `py.` operations occur. Typed: made by infer(); SSA with block parameters, every value a leaf
 * type, only the other operations occur. Everything lives in `fn->arena`. */
#ifndef NPJIT_IR_FN_H
#define NPJIT_IR_FN_H

#include <base/arena.h>
#include <base/error.h>
#include <ir/type.h>
#include <stdint.h>
#include <stdio.h>

typedef enum Op {
#define OP(id, name, signature, flags, lowering, doc) OP_##id,
#include <ir/ops.def>
#undef OP
    OP_COUNT,
} Op;

/* Flags of an operation. */
enum {
    OPF_RAISES = 1 << 0,       /* may leave with a Python exception; `unwind` is released then */
    OPF_TERMINATOR = 1 << 1,   /* ends a block */
    OPF_PURE = 1 << 2,         /* no effect but its result: may be removed or moved */
    OPF_IMMEDIATE = 1 << 3,    /* `immediate` means something (passed to the thunk) */
    OPF_TEXT = 1 << 4,         /* `text` means something (passed to the thunk as const char *) */
    OPF_SYMBOL = 1 << 5,       /* `symbol` means something (its object is passed to the thunk) */
    OPF_ROUTED = 1 << 6,       /* reaches NumPy: lowering depends on `route`, see routes.def */
    OPF_UNTYPED = 1 << 7,      /* a `py.` operation */
    OPF_BOXED = 1 << 8,        /* runs boxed through CPython's API: reported as a boxed line */
    OPF_DISCARDABLE = 1 << 10, /* raises only when memory is out: goes when its result is unused */
    OPF_FFI = 1 << 9,          /* calls of it are counted as crossings into NumPy or CPython */
};

/* How an operation is lowered. */
typedef enum Lowering {
    LOWER_NEVER,  /* does not reach the JIT (untyped) */
    LOWER_CUSTOM, /* a function in jit/ emits it */
    LOWER_THUNK,  /* a call of npjit_<name with '.' as '_'>, ABI in runtime/thunks.h */
    LOWER_ROUTED, /* a call of the thunk that routes.def names for `route`, or native emission */
} Lowering;

typedef struct OpInfo {
    const char *name;
    const char *signature; /* operand letters, ':' , result letter; see ops.def */
    unsigned flags;
    Lowering lowering;
    const char *doc;
} OpInfo;

extern const OpInfo op_infos[OP_COUNT];

/* The operation called `name`, or OP_COUNT. */
Op op_by_name(const char *name, int length);

/* How an operation reaches NumPy. */
typedef enum Route {
    ROUTE_NONE,   /* not routed, or not chosen yet */
    ROUTE_PYTHON, /* boxed arguments, Python-level callable */
    ROUTE_CAPI,   /* NumPy's C API */
    ROUTE_UFUNC,  /* NumPy's registered inner loops on real ndarrays */
    ROUTE_NATIVE, /* emitted here */
    ROUTE_COUNT,
} Route;

extern const char *const route_names[ROUTE_COUNT]; /* "none", "python", "capi", "ufunc", "native" */

typedef int ValueId; /* index into fn->values; 0 is no value */

typedef struct Block Block;
typedef struct Instruction Instruction;

typedef struct Value {
    const Type *type;
    const char *name;        /* the Python local it holds, or NULL */
    Instruction *definition; /* typed stage: what computes it; NULL for a block parameter */
    Block *block;            /* typed stage: where it is defined */
    bool is_natural;         /* an i64 that ranges() found never negative; not part of the text */
} Value;

typedef struct Edge {
    Block *target;
    ValueId *arguments; /* one for each of the target's parameters */
    int argument_count;
} Edge;

struct Instruction {
    Op op;
    ValueId result; /* 0: none. A terminator's result exists on its first edge only */
    ValueId *operands;
    int operand_count;
    int64_t immediate;
    double number; /* const.float */
    const char *text;
    const Symbol *symbol;
    Route route;
    int line, column;
    Edge *edges; /* of what ends its block: see instruction_ends_block */
    int edge_count;
    ValueId *unwind; /* counted values to release if it raises; set by own() */
    int unwind_count;
};

struct Block {
    int id;           /* index into fn->blocks */
    const char *note; /* what it is for: "for.body", "overflow", … */
    struct {
        ValueId *items;
        int count, capacity;
    } parameters;
    struct {
        Instruction **items;
        int count, capacity;
    } instructions; /* the last one is the terminator */
    Block *handler; /* untyped stage: where exceptions lead; NULL: out of the function */
    bool cold;      /* overflow and error paths: laid out and optimised as unlikely */
};

typedef struct Fn {
    Arena *arena;
    TypeTable *types;
    const char *name, *file;
    int line;
    bool typed;
    struct {
        Value *items;
        int count, capacity;
    } values; /* items[0] is unused */
    struct {
        Block **items;
        int count, capacity;
    } blocks; /* items[0] is the entry; its parameters are the arguments' leaves */
    struct {
        const Type **items;
        int count, capacity;
    } arguments; /* structured types, in order */
    struct {
        const Type **items;
        int count, capacity;
    } results; /* structured types a `return` may give; its immediate is the index */
} Fn;

/* The list from which list.row took the value, 0 for any other: a counted value that is not owned.
 */
ValueId fn_row_of(const Fn *fn, ValueId value);

/* ---- construction ---- */

/* An empty function. `arena` and `types` are borrowed for its life. */
Fn *fn_create(Arena *arena, TypeTable *types, const char *name, const char *file, int line);
Block *fn_block(Fn *fn, const char *note);
ValueId fn_value(Fn *fn, const Type *type, const char *name);
ValueId fn_parameter(Fn *fn, Block *block, const Type *type, const char *name);

/* Appends an instruction. With `type` non-NULL a result of that type is made. `operands` is copied.
 */
Instruction *fn_append(Fn *fn, Block *block, Op op, const Type *type, const ValueId *operands,
                       int operand_count, int line, int column);

/* Appends an edge to a terminator; `arguments` is copied. */
void fn_edge(Fn *fn, Instruction *terminator, Block *target, const ValueId *arguments, int count);

/* Every use of v as an operand or edge argument becomes a use of replacement[v]. */
void fn_replace_values(Fn *fn, const ValueId *replacement);

/* An operation that raises ends its block when it stands in a try statement: its last edge is taken
 * then, its exception being set, and `unwind` is empty; an operation that is no terminator by
 * itself has one edge before it, to go on. */
bool instruction_ends_block(const Instruction *instruction);

/* That last edge, or NULL when the exception leaves the function. */
const Edge *instruction_raise_edge(const Instruction *instruction);

/* Whether both lead to one block with the same arguments. */
bool same_edge(const Edge *a, const Edge *b);

/* How many edges the operation has as a terminator, outside of try statements. */
int op_edge_count(Op op);

/* The block's terminator, or NULL while it is being built. */
Instruction *block_terminator(const Block *block);

/* Turns the block's checked terminator into `plain`, which cannot fail, followed by a jump along
 * its first edge. */
void fn_make_plain(Fn *fn, Block *block, Instruction *terminator, Op plain);

/* By block id: whether control can come back to the block; without `cold`, only of blocks that are
 * not cold, and by way of such. */
const bool *repeating_blocks(Arena *arena, const Fn *fn, bool cold);

/* Of those that repeat, the ones not in a loop that goes on with exact ints, which spends its time
 * in their thunks. */
const bool *brisk_blocks(Arena *arena, const Fn *fn, const bool *repeats);

/* Marks, by block id, also what marked blocks lead to; or what leads to them. */
void fn_spread(const Fn *fn, bool *marks, bool backwards);

static inline const Type *fn_type(const Fn *fn, ValueId value) {
    return fn->values.items[value].type;
}

/* The instruction whose result it is; NULL for a parameter. */
static inline Instruction *fn_definition(const Fn *fn, ValueId value) {
    return fn->values.items[value].definition;
}

/* ---- text ---- */

/* Prints the function in the form that fn_parse reads. */
void fn_print(const Fn *fn, FILE *out);

/* Reads one function. Returns NULL with `error` (STAGE_IR, with the text's line and column). */
Fn *fn_parse(Arena *arena, TypeTable *types, const char *text, Error *error);

#endif
