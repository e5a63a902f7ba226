/* What the files that turn a typed Fn into LLVM IR share: the state of one generation and the
 * one-call helpers that make emitters read like the operation they emit. Helpers are l_…, LLVM
 * values v_…, basic blocks b_…. Not here: optimising, linking thunks, machine code. */
#ifndef NPJIT_JIT_LOWERING_H
#define NPJIT_JIT_LOWERING_H

#include "engine.h"

#include <base/arena.h>
#include <base/error.h>
#include <ir/fn.h>
#include <jit/jit.h>
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdbool.h>

/* A place where counted values are released on the way out with an exception: releases `value`,
 * then goes on to `parent`. The root (value 0) stores the line and returns. Instructions whose
 * unwind lists end alike share the nodes of the common end. */
typedef struct Cleanup Cleanup;
struct Cleanup {
    ValueId value;
    Cleanup *parent, *first_child, *next_sibling;
    LLVMBasicBlockRef block;
    LLVMValueRef v_line; /* phi: the Python line of the instruction that raised */
};

/* An address known only while compiling: `placeholder` stands for it in the IR until code is
 * emitted, so that printed IR is the same in every run. */
typedef struct ObjectAddress {
    LLVMValueRef placeholder; /* until LLVM's passes run: they drop it when nothing uses it */
    const char *name;
    void *address;
} ObjectAddress;

/* One LLVM function with the signature of NpjitKernel: the kernel itself, or a continuation, which
 * is what follows a rare event in it and is compiled only when it is first entered. */
typedef struct Unit {
    const Block *head; /* where it begins */
    ValueId *live; /* values from before that it uses: its arguments after the head's parameters */
    int live_count;
    const char *name;

    /* set by lower() */
    LLVMModuleRef module;
    LLVMValueRef function;
    bool inlines;   /* some call may be inlined */
    bool pays;      /* it has loops that are worth optimising */
    unsigned stubs; /* number in the names of its stubs that hand back; 0: it has none yet */
    struct {
        ObjectAddress *items;
        int count, capacity;
    } objects;

    JitCode *code;

    /* set by jit.c */
    LoadedCode loaded;
    bool failed; /* it cannot be compiled: out of memory */
} Unit;

/* What machine code is worth: all of it; instructions selected by LLVM's quick method; registers
 * assigned quickly, too. Less pays where every loop calls NumPy or CPython often enough. */
typedef enum Effort { EFFORT_FULL, EFFORT_QUICK, EFFORT_LEAST } Effort;

/* By block id: whether control can come there after an instruction that runs through CPython's
 * objects, or before one. Such a block itself is both. */
typedef struct Steady {
    bool *after, *before;
} Steady;

/* What the units of one kernel share. */
typedef struct Kernel {
    JitCode *code;
    const Fn *fn;
    const JitOptions *options;
    Arena *arena; /* of the JitCode */
    LLVMContextRef context;
    LLVMTargetDataRef layout;
    const char *triple;
    const bool *continues;  /* by block id: a continuation begins there */
    int operands_max;       /* of any instruction */
    const bool *borrowed;   /* by ValueId: an array that a stand-in replaces, see replay.c */
    const bool *hot;        /* by block id: it lies on a loop and is not cold */
    const bool *repeats;    /* by block id: it lies on a loop */
    const bool *brisk;      /* by block id: the loop does not go on with exact ints */
    const bool *is_private; /* by ValueId: a list or array that nobody else can change */
    const bool *is_local;   /* by ValueId: an array that never leaves the kernel */
    const bool *held_views; /* by ValueId: a view that registers hold */
    Steady steady;
    struct {
        Unit **items;
        int count, capacity;
    } units; /* the kernel itself first; lowering one may add others */
    struct {
        JitCallSite *items;
        int count, capacity;
    } call_sites;
} Kernel;

/* What registers hold of a list or array that nobody else can change (lower_private.c). */
typedef struct Header {
    LLVMValueRef v_items; /* of an array; for lists all three are memory that becomes registers */
    LLVMValueRef v_count; /* an array's length */
    LLVMValueRef v_capacity; /* NULL for an array */
    LLVMValueRef v_stack; /* memory for a few items of a local array, see lower_local.c; else NULL
                           */
    LLVMValueRef v_copy;  /* of that memory, as a thunk was given it last */
    int64_t stack_bytes;
} Header;

/* What registers hold of an array that others may hold, too (lower_view.c). */
typedef struct ArrayView ArrayView;

/* What is read of an array where a strip of turns begins (lower_strip.c). */
typedef struct StripView StripView;

/* Where all ways back to a loop's head meet; see lower_loop.c. */
typedef struct Latch {
    LLVMBasicBlockRef block; /* NULL: there is none */
    LLVMValueRef *v_phis;    /* what the head's parameters will be */
    ArrayView **views;       /* the same of those that are views, else NULL */
} Latch;

/* The state of lowering one unit. */
typedef struct Generator {
    Kernel *kernel;
    Unit *unit;
    const Fn *fn;
    const JitOptions *options;
    Arena *arena;
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMValueRef function;
    Error error; /* the first one; stage STAGE_NONE while all is well */
    LLVMBuilderRef builder;
    LLVMBuilderRef entry_builder; /* stays before the entry block's terminator: for allocas */
    LLVMTypeRef void_type, bool_type, int32_type, int64_type, float_type, double_type, pointer_type;
    LLVMValueRef v_context, v_arguments, v_results, v_counters;
    LLVMValueRef v_items, v_out; /* slots that calls share */
    LLVMValueRef v_next;         /* where the log's position is while replaying, or NULL */
    LLVMValueRef *values;        /* by ValueId */
    Header *headers;             /* by ValueId; v_items is NULL where nothing is kept */
    ArrayView **views;           /* by ValueId; NULL where nothing is kept */
    StripView *strip_views;      /* the one that was read last */
    LLVMBasicBlockRef *blocks;   /* by block id; NULL: not in this unit */
    Latch *latches;              /* by block id of the head */
    int *positions;              /* by block id: in the order in which blocks are written */
    const Block *block;          /* being written */
    const Instruction *next;     /* after the one being lowered, in its block; or NULL */
    ValueId moved;               /* given away by an instruction that its release follows */
    const bool *is_hot;          /* by block id: what is worth inlining calls in */
    bool hot;                    /* the block being written */
    Cleanup *cleanup;            /* root */
    LLVMValueRef first_unlikely, second_unlikely; /* branch weights */
    unsigned weight_kind;
    LLVMDIBuilderRef debug;
    LLVMMetadataRef debug_scope;
} Generator;

/* Lowers one operation. Values are defined with l_define. */
typedef void (*Emitter)(Generator *g, const Instruction *instruction);

/* Tables of emitters by op; NULL where the file has none. */
extern const Emitter integer_emitters[OP_COUNT]; /* lower_integer.c: constants, bool, i64 */
extern const Emitter float_emitters[OP_COUNT];   /* lower_float.c: Python floats */
extern const Emitter scalar_emitters[OP_COUNT];  /* lower_scalar.c: NumPy scalars */
extern const Emitter native_emitters[OP_COUNT];  /* lower_native.c: steps of NumPy's loops */
extern const Emitter strip_emitters[OP_COUNT];   /* lower_strip.c: turns without checks */
extern const Emitter control_emitters[OP_COUNT]; /* lower_control.c: branches, returns, counting,
                                                    poll */

/* Lowers one unit into a module of its own. Returns 0, or -1 with `error`; the module is the
 * caller's either way. */
int lower(Kernel *kernel, Unit *unit, Error *error);

/* ---- loops (lower_loop.c) ---- */

/* Makes latches for the loops among these blocks that are better with one. */
void loop_begin(Generator *g, const Block *const *order, int count);
/* Where the block being written goes for `target`, if it is a latch; else NULL. */
const Latch *loop_latch(const Generator *g, const Block *target);

/* ---- regions (region.c) ---- */

/* By block id: whether what begins there is worth compiling only when it is reached. `repeats` is
 * repeating_blocks() with cold ones. */
const bool *region_continuations(Arena *arena, const Fn *fn, const bool *hot, const bool *repeats);

/* By block id: whether it is not cold and lies on a loop of such blocks. */
const bool *region_hot(Arena *arena, const Fn *fn);

/* Fills `order` with the blocks of the unit that begins at `head`, in reverse postorder: what
 * dominates a block comes before it. Returns how many. */
int region_order(Arena *arena, const Fn *fn, const Block *head, const bool *continues,
                 const Block **order);

/* The unit that begins at `head`; made and added to the kernel's when there is none. */
Unit *region_unit(Kernel *kernel, const Block *head);

/* ---- effort (effort.c) ---- */

/* How much the kernel is worth. */
Effort effort_worth(Arena *arena, const Fn *fn, const bool *hot);

/* ---- values (lower_value.c) ---- */

/* LLVM's type for a leaf type: i1, i64, double, ptr; scalars of float dtype float or double, of the
 * others i64 (sign- or zero-extended). */
LLVMTypeRef l_type(Generator *g, const Type *type);

/* Rounds an integer down to the dtype's bits and extends them to 64 again. */
LLVMValueRef l_wrap_to_dtype(Generator *g, LLVMValueRef v_int, Dtype dtype);

/* The 64 bits that stand for a value in a slot or an `x` or `s` parameter, and back. */
LLVMValueRef l_to_bits(Generator *g, LLVMValueRef v_value);
LLVMValueRef l_from_bits(Generator *g, LLVMValueRef v_bits, const Type *type);

/* Loads and stores item `index` of an array of NpjitSlot. */
LLVMValueRef l_load_slot(Generator *g, LLVMValueRef v_slots, int index, const Type *type);
void l_store_slot(Generator *g, LLVMValueRef v_value, LLVMValueRef v_slots, int index);

LLVMValueRef l_int64(const Generator *g, int64_t value);
LLVMValueRef l_int32(const Generator *g, int32_t value);
LLVMValueRef l_double(const Generator *g, double value);

/* A pointer `offset` bytes into the object at `v_base`. */
LLVMValueRef l_field(Generator *g, LLVMValueRef v_base, int64_t offset, const char *name);

/* Stack memory for `count` slots, taken once in the entry block. l_alive and l_dead bracket its
 * use. */
LLVMValueRef l_stack_slots(Generator *g, int64_t count, const char *name);
void l_alive(Generator *g, LLVMValueRef v_memory, int64_t slots);
void l_dead(Generator *g, LLVMValueRef v_memory, int64_t slots);

/* A NUL-terminated constant; an object's address as a constant. */
LLVMValueRef l_text(Generator *g, const char *text, size_t length);
LLVMValueRef l_object(Generator *g, const Symbol *symbol);
LLVMValueRef l_address(Generator *g, void *address, const char *name);

/* The value of an instruction's operand `index`. */
LLVMValueRef l_operand(const Generator *g, const Instruction *instruction, int index);

/* Its type. */
const Type *l_operand_type(const Generator *g, const Instruction *instruction, int index);

/* Makes `v_value` the instruction's result. */
void l_define(Generator *g, const Instruction *instruction, LLVMValueRef v_value);

/* A call of an LLVM intrinsic overloaded on `type`. */
LLVMValueRef l_intrinsic(Generator *g, const char *name, LLVMTypeRef type, LLVMValueRef *arguments,
                         int count);

/* Tells LLVM what holds here. */
void l_assume(Generator *g, LLVMValueRef v_condition);

/* The LLVM predicate of the CompareOperator in the instruction's immediate. Returns 0, or -1 after
 * l_fail. */
int l_int_predicate(Generator *g, const Instruction *instruction, bool is_signed,
                    LLVMIntPredicate *out);
int l_real_predicate(Generator *g, const Instruction *instruction, LLVMRealPredicate *out);

/* Adds an attribute by name; `value` is 0 for those that have none. */
void l_attribute(const Generator *g, LLVMValueRef v_function, LLVMAttributeIndex index,
                 const char *name, uint64_t value);

/* The same for one call; attributes without a value only. */
void l_call_attribute(const Generator *g, LLVMValueRef v_call, const char *name);

/* Records the first error, with the instruction's place. */
void l_fail(Generator *g, const Instruction *instruction, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- control (lower_control.c) ---- */

/* A new basic block of the function, placed at the end. */
LLVMBasicBlockRef l_block(Generator *g, const char *name);

/* Where edge `index` of a terminator leads, with its arguments given to the target's phis as coming
 * from the block being written. */
LLVMBasicBlockRef l_edge(Generator *g, const Instruction *instruction, int index);

typedef enum Weight { WEIGHT_NONE, WEIGHT_FIRST_UNLIKELY, WEIGHT_SECOND_UNLIKELY } Weight;
void l_branch(Generator *g, LLVMValueRef v_condition, LLVMBasicBlockRef b_true,
              LLVMBasicBlockRef b_false, Weight weight);

/* ---- continuations (lower_leave.c) ---- */

/* A block that goes on in the continuation at the edge's target and returns what it returns. */
LLVMBasicBlockRef l_leave(Generator *g, const Edge *edge);

/* ---- exceptions (lower_unwind.c) ---- */

/* Goes to the instruction's cleanup when `v_status` is negative; writing continues where it is not.
 */
void l_check(Generator *g, const Instruction *instruction, LLVMValueRef v_status);

/* The same when `v_made`, which is returned, is NULL. */
LLVMValueRef l_check_made(Generator *g, const Instruction *instruction, LLVMValueRef v_made);

/* Ends the block by going to the instruction's cleanup. */
void l_raise(Generator *g, const Instruction *instruction);

/* ---- recording and replaying (replay.c, lower_replay.c) ---- */

/* By ValueId: arrays that need not exist while thunks' results are handed back. */
const bool *replay_borrowed(Arena *arena, const Fn *fn);

/* Whether the operation's result comes from the log, or is a stand-in. */
bool replay_hands_back(const Kernel *kernel, const Instruction *instruction);

/* The same of code that records: whether it will be so when replayed. */
bool replay_gives(const Kernel *kernel, const Instruction *instruction);

/* Around a unit that hands back without calls: keeps the position in the log in a register, so that
 * a loop does not wait for it to come back from memory. The second goes before each way out but by
 * an exception. */
void replay_begin(Generator *g);
void replay_end(Generator *g);

/* Hands back without a call. */
void l_hand_back(Generator *g, const Instruction *instruction);

/* Gives `v_stub`, which has the thunk's parameters and is called in its place, a body that hands
 * back. */
void l_fill_stub(Generator *g, const Instruction *instruction, LLVMValueRef v_stub);

/* Before handing back: raises if the log has another call here. After the thunk: puts its result
 * into the log. `site` is the index of the call site. */
void l_expect(Generator *g, const Instruction *instruction, int site);
void l_record(Generator *g, const Instruction *instruction, int site);

/* ---- calls (lower_call.c) ---- */

/* Lowers an operation with LOWER_THUNK or LOWER_ROUTED. */
void l_thunk_operation(Generator *g, const Instruction *instruction);

/* Calls `name` by the operation's signature letters; checks and defines the result. */
void l_call_by_signature(Generator *g, const Instruction *instruction, const char *name);

/* Makes `v_result` the result where `v_fine` holds; where it does not, which is rare, what calling
 * `thunk` gives. */
void l_define_or_call(Generator *g, const Instruction *instruction, LLVMValueRef v_fine,
                      LLVMValueRef v_result, const char *thunk);

/* Calls a helper of the runtime whose first parameter is the context. `result` may be void. */
LLVMValueRef l_call_runtime(Generator *g, const char *name, LLVMTypeRef result,
                            const LLVMValueRef *arguments, int count);

/* One owner more or fewer; nothing for types that are not counted. */
void l_retain(Generator *g, ValueId value);
void l_release(Generator *g, ValueId value);

/* ---- native (lower_native.c) ---- */

/* Emits the operation if its thunk gives a constant; else returns false. */
bool native_operation(Generator *g, const Instruction *instruction);

/* ---- loops over the items of vectors (lower_items.c, lower_map.c, lower_reduce.c) ---- */

/* Emits the operation if it is one, else returns false. `thunk` is what it calls where NumPy has to
 * do it. */
bool items_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* ---- exact ints (lower_exact.c) ---- */

/* Emits the operation if its small form takes no thunk; else returns false. `thunk` is what it
 * calls otherwise. */
bool exact_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* One owner of an exact int more or fewer, which `thunk` does for big ones; or returns false. */
bool exact_owners(Generator *g, ValueId value, const char *thunk);

/* ---- powers of floats (lower_power.c) ---- */

/* What pow() gives if `*v_known`, which LLVM tells from the numbers; NULL where it can't be told.
 */
LLVMValueRef l_known_power(Generator *g, LLVMValueRef v_base, LLVMValueRef v_exponent,
                           LLVMValueRef *v_known);

/* Emits the operation if it is a power that is known mostly, else returns false. `thunk` is what it
 * calls otherwise. */
bool power_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* ---- lists and arrays nobody else can change (lower_private.c) ---- */

/* After the instruction that makes one: keeps what its header says. */
void private_begin(Generator *g, const Instruction *made);

/* Emits the operation if its first operand is one; else returns false. `thunk` is what it calls
 * otherwise. */
bool private_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* ---- arrays that never leave the kernel (lower_local.c) ---- */

/* Whether the value is one here; whether what the instruction makes is to be one. */
bool is_local(const Generator *g, ValueId value);
bool local_wanted(const Generator *g, const Instruction *made);

/* Emits the operation if it makes one or asks for its length; else returns false. `thunk` makes
 * long ones. */
bool local_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* Releases it if it is one; else returns false. */
bool local_release(Generator *g, ValueId value);

/* Makes one of `v_count` items. Writing goes on where these are on the stack; returns the block in
 * which an array is to be made for many, after which local_merge brings both together, or NULL. */
LLVMBasicBlockRef local_begin(Generator *g, const Instruction *made, LLVMValueRef v_count);
void local_merge(Generator *g, const Instruction *made, LLVMBasicBlockRef b_many_end,
                 LLVMValueRef v_array);

/* What thunks take for it, see NpjitVector. */
LLVMValueRef local_described(Generator *g, ValueId value);

/* After a thunk that took it and may have stored to it: what it stored. Nothing where it is none.
 */
void local_take_back(Generator *g, ValueId value);

/* Makes real arrays of those that a continuation takes over, in its slots. */
void local_leave(Generator *g, const Edge *edge, const Unit *unit, LLVMValueRef v_values);
/* Ends the block: goes to a new one, where writing continues, if `v_fast`, else to one in which the
 * thunk is called. Returns that. */
LLVMBasicBlockRef l_begin_fast(Generator *g, LLVMValueRef v_fast);
/* Writes the slow way, which raises, and continues on the fast one, which gave `v_result`, if any.
 */
void l_end_fast(Generator *g, const Instruction *instruction, LLVMBasicBlockRef b_slow,
                LLVMValueRef v_result, const char *thunk);

/* The index, counted from the end when it is negative, and whether it is within the length. */
LLVMValueRef l_wrap_index(Generator *g, ValueId index, LLVMValueRef v_length,
                          LLVMValueRef *v_within);

/* What was read of an item of that dtype, as 64 bits. */
LLVMValueRef l_widen_item(Generator *g, LLVMValueRef v_bits, const DtypeInfo *info);

/* ---- items of arrays that others may hold (lower_view.c) ---- */

Steady find_steady(Arena *arena, const Fn *fn);

/* By ValueId: whether registers hold all there is of it. */
const bool *held_views(Arena *arena, const Fn *fn, const JitOptions *options);
bool is_held_view(const Generator *g, ValueId value);

/* For one that is a block's parameter: a phi for each register, and what they are when control
 * comes from `b_from`. */
ArrayView *view_phis(Generator *g, int ndim);
void view_add_incoming(const ArrayView *phis, const ArrayView *given, LLVMBasicBlockRef b_from);

/* The first item and the shape of an array of up to VIEW_DIMENSIONS dimensions. */
void view_grid(Generator *g, ValueId value, LLVMValueRef *v_items, LLVMValueRef *v_shape,
               LLVMValueRef *v_strides);

/* What view_described() described. */
ArrayView *view_taken_over(Generator *g, LLVMValueRef v_described, int ndim);

/* Whether an array, or such a view, can be written to without a word: NumPy warns of some. */
LLVMValueRef view_is_writeable(Generator *g, ValueId value);

/* What they hold of its first dimension. */
void view_vector(const Generator *g, ValueId value, LLVMValueRef *v_items, LLVMValueRef *v_count,
                 LLVMValueRef *v_stride);

/* What thunks take for it, see NpjitView. */
LLVMValueRef view_described(Generator *g, ValueId value);

/* What registers hold of an array, or else what is read of it here; NULL if it is none. */
const ArrayView *view_read(Generator *g, ValueId array);

/* Its parts: one length and stride for each dimension. */
void view_registers(const ArrayView *view, LLVMValueRef *v_items, LLVMValueRef *v_writeable,
                    LLVMValueRef *v_shape, LLVMValueRef *v_strides);

/* Emits the operation if it reads or writes an item in a loop, takes a view that registers are to
 * hold, or asks for the length of one; else returns false. `thunk` is what it calls otherwise. */
bool view_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* ---- slices (lower_slice.c) ---- */

/* What a slice leaves of a dimension. */
typedef struct Slice {
    LLVMValueRef v_offset;           /* of its first item, in bytes */
    LLVMValueRef v_length, v_stride; /* items, bytes */
    int64_t step;
} Slice;

/* `bounds` are start, stop and step, NULL where absent; the step is a constant, and not 0. */
Slice l_slice(Generator *g, const LLVMValueRef bounds[3], LLVMValueRef v_length,
              LLVMValueRef v_stride);

/* ---- small arrays that the kernel makes (lower_vector.c) ---- */

/* A new vector of `v_count` items of the dtype that the instruction's immediate says. */
LLVMValueRef l_new_vector(Generator *g, const Instruction *instruction, Route route,
                          LLVMValueRef v_count);

/* Writes the items of which the instruction makes an array to memory. */
void l_store_items(Generator *g, const Instruction *made, LLVMValueRef v_items);

/* Emits the operation if it makes or reduces one; else returns false. `thunk` is what it calls
 * otherwise. */
bool vector_operation(Generator *g, const Instruction *instruction, const char *thunk);

/* Releases it if it is one; else returns false. */
bool vector_release(Generator *g, ValueId value);

/* ---- debug information (lower_debug.c) ---- */

void debug_begin(Generator *g);
void debug_place(Generator *g, int line, int column);
void debug_end(Generator *g);

#endif
