/* The binary interface between compiled kernels and the runtime. Plain C: the JIT reads it without
 * Python.h.
 *
 * A thunk is a C function npjit_<operation with '.' as '_'> (routed ones: npjit_<route>_<name of
 * ir/routes.def>). Its parameters, in order:
 *   1. NpjitContext *
 *   2. the operands by their letter in ir/ops.def:
 *        b int32_t (0 or 1)   i int64_t   n NpjitInt   d double   s, x uint64_t (the value's bits)
 *        a, o PyObject * (as void *)   l NpjitList *   * (const NpjitSlot *items, int64_t count)
 *      all borrowed, unless the thunk's own comment says otherwise
 *   3. int64_t immediate, const char *text, PyObject *object, each only when the operation has the
 * flag
 *   4. when the operation raises and has a result: a pointer to it (int32_t *, int64_t *, NpjitInt
 * *, double *, uint64_t *, void **, NpjitList **); what it stores is new (owned by the caller) It
 * returns int, 0 or -1 with a Python exception set, when the operation raises; else the result
 * itself; else void. A scalar's bits: integers sign- or zero-extended to 64, bool 0 or 1, float32
 * in the low 32, float64 as they are. An `x` of a counted type is the pointer or the NpjitInt. The
 * GIL is held. */
#ifndef NPJIT_RUNTIME_THUNKS_H
#define NPJIT_RUNTIME_THUNKS_H

#include <stdbool.h>
#include <stdint.h>

/* An exact int: even words are the value shifted left by one (62 bits and sign); odd words are a
 * pointer to a counted big integer, plus one. Values in the small range are always in the small
 * form. */
typedef int64_t NpjitInt;

typedef union NpjitSlot {
    int64_t i;
    uint64_t bits;
    double d;
    void *p;
    NpjitInt n;
} NpjitSlot;

typedef struct NpjitList NpjitList;

/* What a running kernel shares with its caller. Compiled code knows the offsets of the fields above
 * the line; keep their order. */
typedef struct NpjitContext {
    volatile int32_t interrupted; /* set by the signal handler; poll() looks here */
    int32_t error_line;           /* kernel's line of the instruction that raised */
    int64_t *counters;            /* per counted call site; NULL unless compiled to count */
    int64_t stored; /* how many items compiled code stored before its native.store calls the thunk
                     */
    /* ---- */
    void *data; /* the runtime's own */
} NpjitContext;

/* A compiled kernel. `arguments` are the leaves of its parameters in order, owned by the callee;
 * `results` receives the index of the result's type in fn->results, then its leaves, owned by the
 * caller. Returns 0, or -1 with a Python exception set and context->error_line. */
typedef int (*NpjitKernel)(NpjitContext *context, NpjitSlot *arguments, NpjitSlot *results);

/* Where an array object has the addresses of its items, its shape and its strides. */
enum {
    NPJIT_ARRAY_ITEMS = 16,
    NPJIT_ARRAY_SHAPE = 32,
    NPJIT_ARRAY_STRIDES = 40,
    NPJIT_ARRAY_FLAGS = 64
};
/* Set in an array's flags where its items may be written. */
enum { NPJIT_ARRAY_WRITEABLE = 0x400 };
/* Set where NumPy warns when they are. */
#define NPJIT_ARRAY_WARNS_ON_WRITE 0x80000000U

/* Nanoseconds since some moment; what compiled code times calls with when it counts them. */
int64_t npjit_clock(NpjitContext *context);

/* The process's only context. */
extern NpjitContext npjit_context;

/* Every thunk's address by name, for the JIT to resolve; terminated by a NULL name. */
typedef struct NpjitThunkAddress {
    const char *name;
    void *address;
} NpjitThunkAddress;
extern const NpjitThunkAddress npjit_thunk_addresses[];

/* The bits of the float64 zero from which the loaded NumPy starts a sum of floats. It shows when
 * every item is -0.0: NumPy 1.24 gives 0.0, later ones -0.0. Set once the interpreter has started.
 */
extern uint64_t npjit_sum_seed;

/* Whether the loaded NumPy adds floats that it need not convert by halves however many there are:
 * NumPy 2 does, earlier ones add up one buffer after the other. Set with the seed. */
extern bool npjit_sums_whole;

/* Whether Python numbers take the dtype of NumPy scalars beside them, as since NumPy 2, or the
 * result's dtype depends on the number, as before. Set once the interpreter has started. */
extern bool npjit_weak_numbers;

/* Called by lowered retain, release and poll. */
void npjit_retain_int(NpjitContext *context, NpjitInt value);
void npjit_release_int(NpjitContext *context, NpjitInt value);
void npjit_retain_object(NpjitContext *context, void *object);
void npjit_release_object(NpjitContext *context, void *object);
/* Releases an array made on route `ufunc`: a dead one that nothing can see may be used again. */
void npjit_ufunc_release_array(NpjitContext *context, void *dead);
void npjit_retain_list(NpjitContext *context, NpjitList *list);
void npjit_release_list(NpjitContext *context, NpjitList *list);
int npjit_poll_slow(NpjitContext *context); /* 0, or -1 with KeyboardInterrupt set */
int npjit_raised(NpjitContext *context);    /* -1; sets SystemError unless an exception is set */

/* ---- vectors: small arrays of one dimension that the kernel makes ----
 * A length is from 1 to NPJIT_VECTOR_LENGTHS - 1, a dtype a number's; a new one may have any. */
enum { NPJIT_VECTOR_LENGTHS = 17 };

typedef enum NpjitLoop {
    LOOP_ADD,
    LOOP_MULTIPLY,
    LOOP_MAXIMUM,
    LOOP_MINIMUM,
    LOOP_COUNT
} NpjitLoop;

/* A new one, uninitialised, or NULL with an exception set. */
void *npjit_capi_vector_new(NpjitContext *context, int64_t dtype, int64_t length);
void *npjit_ufunc_vector_new(NpjitContext *context, int64_t dtype, int64_t length);

/* Releases one that was made on route `ufunc` and that nobody else has seen. */
void npjit_ufunc_vector_release(NpjitContext *context, void *dead, int64_t dtype, int64_t length);

/* Reductions of one that nobody else has seen; `dtype` is the result's, and a sum may be asked for
 * in float64 whatever the items are. On route `ufunc` of its items, in their own dtype, as bits:
 * sums of floats by vector_sum, products of floats not at all, and what is not finite may have to
 * be warned of. */
int npjit_capi_vector_reduce(NpjitContext *context, void *array, int64_t dtype, int64_t loop,
                             uint64_t *out);
uint64_t npjit_ufunc_vector_reduce(NpjitContext *context, void *items, int64_t count, int64_t dtype,
                                   int64_t loop);
uint64_t npjit_ufunc_vector_sum(NpjitContext *context, void *items, int64_t count, int64_t dtype);

/* ---- arrays that never leave the kernel ----
 * Where a thunk takes one after all, it is its array of NumPy's, or, with 1 added to the address,
 * one of these: items on the stack. */
typedef struct NpjitVector {
    void *items;
    int64_t count, dtype;
} NpjitVector;

/* The same for a view that registers hold, with 2 added. `base` is a real array. */
enum { NPJIT_VIEW_DIMENSIONS = 4 };
typedef struct NpjitView {
    void *base;
    void *items;
    int64_t ndim, is_writeable;
    int64_t shape[NPJIT_VIEW_DIMENSIONS], strides[NPJIT_VIEW_DIMENSIONS];
} NpjitView;

/* A new reference to such an array or view, or to one with a copy of the items. NULL with an
 * exception set.
 */
void *npjit_native_array(NpjitContext *context, void *described);

/* Memory whose items are no longer wanted when the next is asked for. NULL with an exception set.
 */
void *npjit_native_scratch(NpjitContext *context, int64_t bytes);

/* New uninitialised array in C's order. New reference, or NULL with an exception set. */
void *npjit_native_grid(NpjitContext *context, int64_t dtype, int64_t ndim, const int64_t *shape);

/* Turns of a loop between two polls, and the most stores in a strip that is tried (ir/strip.c,
 * ir/try_strips.c). */
enum { NPJIT_STRIP_TURNS = 1024, NPJIT_STRIP_STORES = 4 };

/* What a strip of turns overwrites: copies the items from `first` to `last`, both included, of so
 * many turns, one each, or one for all where those are the same. Numbers are below
 * NPJIT_STRIP_STORES. */
void npjit_strip_keep(NpjitContext *context, int64_t number, const void *first, const void *last,
                      int64_t turns, int64_t item_bytes);

/* Copies them back. */
void npjit_strip_undo(NpjitContext *context, int64_t number, void *first, void *last, int64_t turns,
                      int64_t item_bytes);

/* Releases an array, if it is one. */
void npjit_native_release_array(NpjitContext *context, void *array);

/* Raises what NumPy raises for this index into such an array, read or stored to. Returns -1. */
int npjit_native_index_fails(NpjitContext *context, int64_t count, int64_t dtype, int64_t index,
                             int64_t stores);

/* The next item of an iterator, or NULL in `out` when it is exhausted. */
int npjit_object_next(NpjitContext *context, void *iterator, void **out);

#endif
