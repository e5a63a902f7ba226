/* Thunks of small arrays on route `ufunc`: their memory, and the reductions of those that a kernel
 * makes and nobody else can see, so that dtype and length are constants in what is inlined.
 * Everything rare is a call: of runtime/array_pool.c, or of the thunk for any array. */
#include "../array_pool.h"
#include "../item_access.h"
#include "../ufunc_loops.h"

#include <thunk_prototypes.h>

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

void *npjit_ufunc_vector_new(NpjitContext *context, int64_t dtype, int64_t length) {
    (void)context;
    PyArrayObject *array = array_pool_take(dtype, length);
    return LIKELY(array) ? array : npjit_new_vector(dtype, length);
}

void npjit_ufunc_vector_release(NpjitContext *context, void *dead, int64_t dtype, int64_t length) {
    (void)context;
    array_pool_put(dead, dtype, length);
}

int npjit_ufunc_array_from_scalars(NpjitContext *context, const NpjitSlot *items, int64_t count,
                                   int64_t dtype, void **out) {
    PyArrayObject *array = npjit_ufunc_vector_new(context, dtype, count);
    if (UNLIKELY(!array)) {
        return -1;
    }
    char *data = PyArray_BYTES(array);
    for (int64_t i = 0; i < count; i++, data += item_size(dtype)) {
        if (dtype == DTYPE_OBJECT) {
            Py_INCREF((PyObject *)items[i].p);
        }
        item_store(data, dtype, items[i].bits);
    }
    *out = array;
    return 0;
}

void npjit_ufunc_release_array(NpjitContext *context, void *dead) {
    (void)context;
    if (Py_REFCNT((PyObject *)dead) > 1) {
        Py_DECREF((PyObject *)dead);
    } else {
        npjit_array_bury(dead);
    }
}

/* ---- reductions ---- */

/* What an inner loop is called with. In one place, for each alloca costs compile time. */
typedef struct Frame {
    char *arguments[3];
    npy_intp strides[3], count;
    uint64_t accumulator;
} Frame;

/* accumulator = loop(accumulator, item) for `count` items. */
static inline void run(int64_t loop, int64_t dtype, char *items, int64_t count, Frame *frame) {
    frame->arguments[0] = frame->arguments[2] = (char *)&frame->accumulator;
    frame->arguments[1] = items;
    frame->strides[0] = frame->strides[2] = 0;
    frame->strides[1] = item_size(dtype);
    frame->count = count;
    npjit_loops[loop][dtype].function(frame->arguments, &frame->count, frame->strides,
                                      npjit_loops[loop][dtype].data);
}

/* Sums and products of integers start from the identity and wrap without a word. Floats and
 * integers alike have the largest and least item found from the first item on. */
uint64_t npjit_ufunc_vector_reduce(NpjitContext *context, void *items, int64_t count, int64_t dtype,
                                   int64_t loop) {
    (void)context;
    Frame frame;
    bool from_first = loop == LOOP_MAXIMUM || loop == LOOP_MINIMUM;
    frame.accumulator = from_first ? item_load(items, dtype) : loop == LOOP_MULTIPLY;
    if (count > from_first) {
        run(loop, dtype, (char *)items + (from_first ? item_size(dtype) : 0), count - from_first,
            &frame);
    }
    return item_load((const char *)&frame.accumulator, dtype);
}

/* The sum of floats, as bits. */
uint64_t npjit_ufunc_vector_sum(NpjitContext *context, void *items, int64_t count, int64_t dtype) {
    (void)context;
    Frame frame;
    frame.accumulator = dtype == DTYPE_FLOAT32 ? npjit_sum_seed >> 32 : npjit_sum_seed;
    run(LOOP_ADD, dtype, items, count, &frame);
    return frame.accumulator;
}
