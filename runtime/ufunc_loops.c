/* Finds NumPy's inner loops and runs those that need care; see ufunc_loops.h. */
#include "ufunc_loops.h"

#include "item_access.h"
#include "numpy_thunks.h"

#include <fenv.h>
#include <math.h>
#include <string.h>
#include <thunk_prototypes.h>
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

InnerLoop npjit_loops[LOOP_COUNT][DTYPE_COUNT];

InnerLoop ufunc_find_loop(PyObject *ufunc, int type_number, int *result) {
    const PyUFuncObject *function = (const PyUFuncObject *)ufunc;
    const char *types = function->types;
    for (int i = 0; i < function->ntypes; i++, types += function->nargs) {
        bool matches = function->nout == 1;
        for (int j = 0; j < function->nin; j++) {
            matches = matches && types[j] == type_number;
        }
        if (matches) {
            *result = (unsigned char)types[function->nin];
            return (InnerLoop){function->functions[i], function->data ? function->data[i] : NULL};
        }
    }
    return (InnerLoop){NULL, NULL};
}

int ufunc_loops_init(void) {
    static const char *const names[LOOP_COUNT] = {"add", "multiply", "maximum", "minimum"};
    for (int loop = 0; loop < LOOP_COUNT; loop++) {
        PyObject *ufunc = numpy_find_ufunc(names[loop]);
        if (!ufunc) {
            return -1;
        }
        for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
            int result = -1;
            InnerLoop found = ufunc_find_loop(ufunc, npjit_type_numbers[dtype], &result);
            if (result == npjit_type_numbers[dtype]) {
                npjit_loops[loop][dtype] = found;
            }
        }
        Py_DECREF(ufunc);
    }
    return 0;
}

/* ---- floating-point status ---- */

void status_flags_clear(void) {
    feclearexcept(FE_ALL_EXCEPT);
}

bool status_flags_raised(void) {
    return fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW) != 0;
}

#ifdef __SSE2__
/* NumPy's loops over float32 and float64 use this register alone; what those over ints report, the
 * C library may put into the x87 unit's. */
void float_flags_clear(void) {
    unsigned status = _mm_getcsr();
    if (status & _MM_EXCEPT_MASK) {
        _mm_setcsr(status & ~(unsigned)_MM_EXCEPT_MASK);
    }
}

bool float_flags_raised(void) {
    return (_mm_getcsr() & (_MM_EXCEPT_INVALID | _MM_EXCEPT_DIV_ZERO | _MM_EXCEPT_OVERFLOW |
                            _MM_EXCEPT_UNDERFLOW)) != 0;
}
#else
void float_flags_clear(void) {
    status_flags_clear();
}

bool float_flags_raised(void) {
    return status_flags_raised();
}
#endif

/* ---- reductions ---- */

/* acc = loop(acc, item) for all items. */
static void run(const InnerLoop *loop, void *accumulator, char *items, npy_intp count,
                npy_intp stride) {
    char *arguments[] = {accumulator, items, accumulator};
    npy_intp strides[] = {0, stride, 0};
    loop->function(arguments, &count, strides, loop->data);
}

int npjit_ufunc_reduce_objects(PyArrayObject *array, int loop, uint64_t *out) {
    char *items = PyArray_BYTES(array);
    npy_intp stride = PyArray_STRIDE(array, 0);
    PyObject *first = item_object(item_load(items, DTYPE_OBJECT));
    PyObject *accumulator = Py_NewRef(first ? first : Py_None);
    if (PyArray_DIM(array, 0) > 1) {
        run(&npjit_loops[loop][DTYPE_OBJECT], &accumulator, items + stride,
            PyArray_DIM(array, 0) - 1, stride);
        if (PyErr_Occurred()) {
            Py_XDECREF(accumulator);
            return -1;
        }
    }
    *out = (uint64_t)(uintptr_t)accumulator;
    return 0;
}

int npjit_ufunc_reduce_checked(PyArrayObject *array, int loop, Dtype dtype, uint64_t *out) {
    npy_intp count = PyArray_DIM(array, 0);
    npy_intp stride = PyArray_STRIDE(array, 0);
    char *items = PyArray_BYTES(array);
    uint64_t accumulator = 0;
    memcpy(&accumulator, items, (size_t)PyArray_ITEMSIZE(array));
    float_flags_clear();
    if (count > 1) {
        run(&npjit_loops[loop][dtype], &accumulator, items + stride, count - 1, stride);
    }
    *out = accumulator;
    return float_flags_raised();
}

/* `count` integers as int64, which is uint64 for those that need it. */
static void widen(const char *items, npy_intp stride, npy_intp count, int type_number,
                  int64_t *out) {
    for (npy_intp i = 0; i < count; i++, items += stride) {
        switch (type_number) {
#define WIDEN(NUMBER, type)                                                                        \
    case NUMBER: {                                                                                 \
        type value;                                                                                \
        memcpy(&value, items, sizeof value);                                                       \
        out[i] = (int64_t)value;                                                                   \
        break;                                                                                     \
    }
            WIDEN(NPY_BOOL, uint8_t)
            WIDEN(NPY_INT8, int8_t)
            WIDEN(NPY_INT16, int16_t)
            WIDEN(NPY_INT32, int32_t)
            WIDEN(NPY_INT64, int64_t)
            WIDEN(NPY_UINT8, uint8_t)
            WIDEN(NPY_UINT16, uint16_t)
            WIDEN(NPY_UINT32, uint32_t)
            WIDEN(NPY_UINT64, uint64_t)
#undef WIDEN
        default: out[i] = 0; break;
        }
    }
}

/* Converts in place; whether every sum of `total` such items is exact in float64, in whatever
 * order. */
static bool to_floats(int64_t *items, npy_intp count, npy_intp total) {
    int64_t most = (INT64_C(1) << 53) / total;
    bool exact = true;
    for (npy_intp i = 0; i < count; i++) {
        exact = exact && items[i] <= most && items[i] >= -most;
        double value = (double)items[i];
        memcpy(&items[i], &value, sizeof value);
    }
    return exact;
}

int npjit_ufunc_reduce_cast(PyArrayObject *array, int loop, Dtype dtype, uint64_t *out) {
    enum { CHUNK = 256 };
    int64_t chunk[CHUNK];
    npy_intp total = PyArray_DIM(array, 0);
    npy_intp stride = PyArray_STRIDE(array, 0);
    const char *items = PyArray_BYTES(array);
    uint64_t accumulator = loop == LOOP_MULTIPLY; /* floats are only added, from +0.0: no item is
                                                     -0.0 */
    for (npy_intp done = 0; done < total; done += CHUNK) {
        npy_intp count = total - done < CHUNK ? total - done : CHUNK;
        widen(items + done * stride, stride, count, PyArray_TYPE(array), chunk);
        if (dtype == DTYPE_FLOAT64 &&
            (PyArray_TYPE(array) == NPY_UINT64 || !to_floats(chunk, count, total))) {
            return 1;
        }
        run(&npjit_loops[loop][dtype], &accumulator, (char *)chunk, count, sizeof *chunk);
    }
    *out = accumulator;
    return 0;
}
