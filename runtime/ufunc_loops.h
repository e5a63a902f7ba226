/* NumPy's registered inner loops, found once, and what the `ufunc` route needs around them: new
 * arrays, the seed of a reduction, floating-point status. */
#ifndef NPJIT_RUNTIME_UFUNC_LOOPS_H
#define NPJIT_RUNTIME_UFUNC_LOOPS_H

#include "state.h"

#include <runtime/thunks.h>
#include <stdbool.h>

/* One inner loop; `function` is NULL where NumPy has none of exactly these types. */
typedef struct InnerLoop {
    PyUFuncGenericFunction function;
    void *data;
} InnerLoop;

/* The loops of the four ufuncs that reductions use, operands and result of one dtype. */
extern InnerLoop npjit_loops[LOOP_COUNT][DTYPE_COUNT];

/* Arrays up to this length are handed to an inner loop at once. Longer ones NumPy may hand over in
 * pieces, which decides the last bits of a float sum; the layers around the loop cost nothing
 * there. */
enum { LOOP_ITEMS = 8192 };

/* Fills npjit_loops. Returns 0, or -1 with an exception set. */
int ufunc_loops_init(void);

/* The ufunc's loop whose inputs all are of `type_number`; its result's type number goes to *result.
 */
InnerLoop ufunc_find_loop(PyObject *ufunc, int type_number, int *result);

/* Clears the floating-point flags; tells whether any that NumPy reports was raised since. After
 * float_flags_clear by loops over float32 and float64, after status_flags_clear by any: those over
 * ints divide by zero and overflow, too. */
void float_flags_clear(void);
bool float_flags_raised(void);
void status_flags_clear(void);
bool status_flags_raised(void);

/* ---- parts of ufunc_reduce.c ---- */

/* The reduction of an array of objects, one item at least. */
int npjit_ufunc_reduce_objects(PyArrayObject *array, int loop, uint64_t *out);

/* The reduction of an array of floats, as bits, when no flag was raised by it; else 1. */
int npjit_ufunc_reduce_checked(PyArrayObject *array, int loop, Dtype dtype, uint64_t *out);

/* The sum or product of an array of bools or integers in `dtype`, int64, uint64 or float64; 1 when
 * the order of additions would show. */
int npjit_ufunc_reduce_cast(PyArrayObject *array, int loop, Dtype dtype, uint64_t *out);

#endif
