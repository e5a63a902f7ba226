/* What the files of infer() share. Private to ir/.
 *
 * An abstract value is what one Python value is known to be: a structured type and the SSA values
 * of its leaves. The rule of an operation takes abstract values and returns one; where an operation
 * can turn out in more ways than one (a sum that overflows 64 bits, a call whose result was only
 * guessed), the rule goes on with the likely one and sends the others off by side_exit(), into a
 * version of the rest of the block in which the result has the other type. */
#ifndef NPJIT_IR_INFER_H
#define NPJIT_IR_INFER_H

#include <ir/known.h>
#include <ir/passes.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Abstract {
    const Type *type; /* NULL: dead, or the path has ended */
    ValueId *leaves;
} Abstract;

/* A place where a list is made. What is put into it decides its items' type; inference starts again
 * when that turns out to be wider than assumed. */
typedef struct ListSite {
    const Instruction *instruction; /* NULL: an argument */
    const Type *element;            /* NULL: nothing was put in yet */
    bool boxed;                     /* seen by boxed code: a list object */
    int same_as; /* another site whose lists meet these in one variable or list; or its own id */
} ListSite;

/* The rest of `source` from instruction `index` on, for locals of these types. */
typedef struct Version {
    const Block *source;
    int index;
    const Type **types; /* of the live values, in the order of the live list */
    Block *typed;
    bool cold;                 /* reached only by way of something rare: what is cold stays so */
    struct Version *next_here; /* the next version of the same place */
    struct Version *next_work;
} Version;

typedef struct LiveList {
    int *values;
    int count;
} LiveList;

typedef struct Liveness Liveness;

typedef struct Infer {
    const Fn *source;
    Fn *fn;
    Arena *arena;
    TypeTable *types;
    Error *error;
    bool failed, restart;
    bool raising; /* on the way to a handler: what raises here leaves the function */
    Liveness *liveness;
    Abstract *environment; /* by untyped value */
    bool *grows;  /* untyped values assigned from arithmetic: exact once anything overflowed */
    Block *block; /* typed block being filled; NULL once the path has ended */
    const Block *source_block;
    int source_index;
    const Instruction *at; /* the untyped instruction being inferred */
    Version ***versions;   /* by source block id, then index; NULL: there is none of the block */
    Version *hot_work, *cold_work;
    struct {
        ListSite *items;
        int count, capacity;
    } *sites; /* outlives restarts */
} Infer;

/* ---- infer_instruction.c ---- */

/* Does an instruction that has no result. False when it is not one of those. */
bool infer_effect(Infer *in);
/* The result of one that has. */
Abstract infer_result(Infer *in);

/* ---- infer_emit.c, infer_version.c ---- */

/* Ends the current block with a jump to the version of (source, index) for the environment as it
 * is. With `overflowed`, growing locals become exact there. */
void jump_to_version(Infer *in, const Block *source, int index, bool overflowed);

/* A block that the current one is going to lead to. */
Block *successor(Infer *in, const char *note, bool cold);

/* Refuses the kernel at the current instruction. */
Abstract infer_refuse(Infer *in, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the current block: the result of the current instruction is `result`, the rest goes on in a
 * version of its own. With `overflowed`, growing locals become exact there. */
void side_exit(Infer *in, Abstract result, bool overflowed);

/* Ends the current block with a jump along `edge` of the current (untyped) terminator. */
void leave_by(Infer *in, const Edge *edge);

/* Appends to the current block. Returns the result, 0 when there is none or the path has ended. */
Instruction *emit_instruction(Infer *in, Op op, const Type *type, const ValueId *operands,
                              int count);
ValueId emit(Infer *in, Op op, TypeKind result, int count, ...);
ValueId emit_typed(Infer *in, Op op, const Type *type, int64_t immediate, int count, ...);

/* Ends the current block with a branch; the caller goes on in one and finishes the other.
 * `unlikely` marks the true side as cold. */
void emit_branch(Infer *in, ValueId condition, Block **when_true, Block **when_false,
                 bool unlikely);

/* Ends the current block with `op` (a *_checked terminator); goes on in the first edge's block and
 * gives the second edge's. */
ValueId emit_checked(Infer *in, Op op, ValueId a, ValueId b, Block **otherwise);

/* Inside a try statement: gives the instruction, whose other edges are there already, the edge to
 * take when it raises. */
void emit_raise_edge(Infer *in, Instruction *instruction);

/* Ends the current path after an instruction that always raises. */
Abstract emit_raised(Infer *in);

/* ---- liveness.c ---- */
Liveness *liveness_create(Arena *arena, const Fn *fn);
/* Untyped values live before instruction `index` of the block, ascending. */
const LiveList *live_before(Liveness *liveness, const Block *block, int index);

/* ---- infer_value.c ---- */
Abstract nothing(void);
Abstract leaf(Infer *in, const Type *type, ValueId value);
Abstract simple_leaf(Infer *in, TypeKind kind, ValueId value);
Abstract no_leaves(Infer *in, TypeKind kind);
Abstract aggregate(Infer *in, const Type *pattern, const Abstract *items, int count);
Abstract item_of(Infer *in, Abstract whole, int index);
Abstract const_bool(Infer *in, bool truth);
Abstract const_i64(Infer *in, int64_t number);
Abstract const_float(Infer *in, double number);
bool known_i64(const Infer *in, Abstract value, int64_t *out);
bool known_bool(const Infer *in, ValueId value, bool *out);
bool is_python_number(const Type *type); /* BOOL, I64, INT, FLOAT */
bool is_python_int(const Type *type);    /* BOOL, I64, INT */
/* Python numbers to a wider kind. The value must allow it. */
ValueId to_i64(Infer *in, Abstract value);
ValueId to_exact(Infer *in, Abstract value);
ValueId to_float(Infer *in, Abstract value);
/* An exact int that may well be small: goes on as I64, leaves by side_exit as INT. */
Abstract narrow(Infer *in, ValueId exact);
ValueId box(Infer *in, Abstract value);
/* For a consumer that neither keeps nor changes the value: lists are copied instead of becoming
 * objects. */
ValueId box_copy(Infer *in, Abstract value);
Abstract unbox(Infer *in, ValueId object, const Type *type);
/* Goes on with the object unboxed as `guess`, side_exits with the object as it is when it is not.
 */
Abstract speculate(Infer *in, ValueId object, const Type *guess);
/* The immediate of object.is for a type. */
int64_t object_test(const Type *type);
/* Truth of a value as a BOOL leaf. */
ValueId truth(Infer *in, Abstract value);
/* Whether and how a value of type `from` becomes one of type `to` where versions meet. */
bool converts(const Type *from, const Type *to);
Abstract convert(Infer *in, Abstract value, const Type *to);
/* The same tuple, or iterator of one, with ints exact where those of one of the two are, or NULL.
 */
const Type *exact_items(Infer *in, const Type *a, const Type *b);
const Type *join_types(Infer *in, const Type *a, const Type *b);

/* ---- infer_known.c ---- */
/* The type without what is known of objects in it: that of registers and results. */
const Type *plain_type(Infer *in, const Type *type);
/* The result of the instruction, or the next item: goes on with what an object is that may be one
 * of a few numbers, and leaves with what else it may be. */
Abstract refine(Infer *in, Abstract value);
/* An item, all items of an object that is known to be a tuple, as known objects. */
Abstract known_item(Infer *in, Abstract tuple, int index);
Abstract known_items(Infer *in, Abstract tuple);

/* ---- infer_arithmetic.c, infer_compare.c ---- */
Abstract infer_unary(Infer *in, UnaryOperator op, Abstract a);
Abstract infer_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace);
Abstract boxed_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace);
Abstract infer_compare(Infer *in, CompareOperator op, Abstract a, Abstract b);

/* ---- infer_scalar.c: NumPy scalars and whole arrays in operators ---- */
Abstract infer_numpy_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace);
Abstract infer_numpy_compare(Infer *in, CompareOperator op, Abstract a, Abstract b);
/* A type of NULL when it is NumPy's business. */
Abstract infer_scalar_unary(Infer *in, UnaryOperator op, Abstract a);

/* ---- infer_container.c ---- */
Abstract materialise(Infer *in, Abstract display);
Abstract infer_getattr(Infer *in, Abstract object, const char *name);
Abstract infer_getitem(Infer *in, Abstract container, Abstract index);
void infer_setitem(Infer *in, Abstract container, Abstract index, Abstract value);
Abstract infer_slice(Infer *in, const Abstract *parts);
Abstract infer_unpack(Infer *in, Abstract value, int count);
/* A single int as an index. */
bool is_index(const Type *type);
ValueId index_value(Infer *in, Abstract index);

/* ---- infer_list.c ---- */
Abstract infer_list(Infer *in, const Abstract *items, int count);
Abstract list_item(Infer *in, Abstract list, ValueId index);
Abstract infer_list_getitem(Infer *in, Abstract list, Abstract index);
/* False when it is the list object's business. */
bool infer_list_setitem(Infer *in, Abstract list, Abstract index, Abstract value);
/* Operators with a list on the left or right; a type of NULL when they have no rule. */
Abstract infer_list_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace);
Abstract infer_list_method(Infer *in, Abstract list, const char *name, const Abstract *arguments,
                           int count);
bool is_list_method(const char *name); /* whether infer_list_method() has a rule for it */

/* ---- infer_list_type.c ---- */
/* The site of the current instruction. */
int list_site(Infer *in);
/* The type of the lists of a site as far as it is known, NULL when they are objects. */
const Type *list_type_of_site(Infer *in, int id);
/* Whether a list is always empty, as far as that is known: its items have no type. */
bool nothing_put_in(const Infer *in, const Type *list);
void demote(Infer *in, const Type *list);
void merge_lists(Infer *in, const Type *a, const Type *b);
/* Makes sure that the list, which may be widened for it, holds values of `type`. False when
 * inference starts again. */
bool list_admits(Infer *in, Abstract *list, const Type *type);
/* The one of two types of a site's lists in which it holds exact ints, where such lists meet and
 * those with raw ones can be widened; NULL where they cannot. */
const Type *wider_list(const Infer *in, const Type *a, const Type *b);
/* The value with its lists widened, so that it is of the type `to`. */
Abstract widened_value(Infer *in, Abstract value, const Type *to);
/* Widens the types of lists of a site of which another is widened. May start again. */
void make_lists_alike(Infer *in, const Type **types, int count);
/* Makes sure that two lists are of one type. False when inference starts again. */
bool list_meets(Infer *in, Abstract *a, Abstract *b);

/* ---- infer_iterator.c ---- */
Abstract infer_iter(Infer *in, Abstract iterable);
/* For the arguments of zip() and enumerate(). */
Abstract infer_inner_iter(Infer *in, Abstract iterable);
void infer_next(Infer *in);
/* Makes room in a new list for what an iterator has to give, where it is known how much. */
void infer_room(Infer *in, Abstract list, Abstract iterable, Abstract iterator);

/* ---- infer_call.c, infer_builtin.c, infer_numpy.c ---- */
typedef struct Arguments {
    const Abstract *items; /* positional, then keyword values */
    int positional, count;
    const char *keywords; /* names joined by commas, "" when there are none */
    const Symbol *callee; /* NULL for methods */
} Arguments;
Abstract infer_call(Infer *in);
Abstract infer_method(Infer *in);
/* What the receiver has by the name: an object, or None where infer_method() knows the method. */
Abstract infer_lookup(Infer *in, Abstract receiver, const char *name);
Abstract boxed_call(Infer *in, const Arguments *arguments, const Type *guess);
/* reversed() of one argument: infer_iterator.c. */
Abstract infer_reversed(Infer *in, const Arguments *call);
/* The keyword's value, NULL when it was not given. */
const Abstract *keyword(const Arguments *arguments, const char *name);

typedef Abstract (*CallRule)(Infer *in, const Arguments *arguments, int parameter);
typedef struct CallRow {
    const char *qualified;
    CallRule rule;
    int parameter;
} CallRow;
extern const CallRow builtin_calls[], math_calls[], numpy_calls[];

/* A boxed call whose result is always of the type (parameter: its TypeKind), whatever the arguments
 * are. */
Abstract call_certain(Infer *in, const Arguments *a, int parameter);
/* abs() of a NumPy scalar. */
Abstract absolute_scalar(Infer *in, const Arguments *call, Abstract a);
/* int() of a float. */
Abstract truncated(Infer *in, ValueId number);

/* The dtype that an argument names, DTYPE_COUNT when unknown, `fallback` when it is NULL. */
Dtype dtype_argument(const Abstract *argument, Dtype fallback);

/* np.sum and its like on an array; also the array's methods. `op` is OP_NP_…; array is an ARRAY. */
Abstract infer_reduction(Infer *in, Op op, Abstract array);
/* The result type of `op` on that array, NULL where there is none. */
const Type *reduction_type(Infer *in, Op op, const Type *array);

/* ---- infer_elementwise.c: whole arrays, item by item ---- */
/* Operators with an array on the left or right; not those in place. */
Abstract infer_array_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b);
Abstract infer_array_compare(Infer *in, CompareOperator op, Abstract a, Abstract b);
/* A step of elementwise.h of one array; a type of NULL when it is NumPy's business. */
Abstract infer_array_unary(Infer *in, const char *word, Abstract array);
/* NumPy's functions that are such steps. */
Abstract call_elementwise(Infer *in, const Arguments *a, int parameter);

#endif
