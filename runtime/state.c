/* Looks up once what thunks need; see state.h. */
#include "state.h"

#include "array_pool.h"
#include "error_state.h"
#include "exact.h"
#include "list.h"
#include "sum_seed.h"
#include "text_object.h"
#include "ufunc_loops.h"

#include <runtime/values.h>

RuntimeState npjit_state;
bool npjit_weak_numbers;

const int npjit_type_numbers[DTYPE_COUNT] = {
    [DTYPE_BOOL] = NPY_BOOL,       [DTYPE_INT8] = NPY_INT8,       [DTYPE_INT16] = NPY_INT16,
    [DTYPE_INT32] = NPY_INT32,     [DTYPE_INT64] = NPY_INT64,     [DTYPE_UINT8] = NPY_UINT8,
    [DTYPE_UINT16] = NPY_UINT16,   [DTYPE_UINT32] = NPY_UINT32,   [DTYPE_UINT64] = NPY_UINT64,
    [DTYPE_FLOAT32] = NPY_FLOAT32, [DTYPE_FLOAT64] = NPY_FLOAT64, [DTYPE_OBJECT] = NPY_OBJECT,
};

Dtype dtype_of_number(int type_number) {
    Dtype dtype = 0;
    while (dtype < DTYPE_COUNT && npjit_type_numbers[dtype] != type_number) {
        dtype++;
    }
    return dtype;
}

static int find_functions(RuntimeState *state) {
#define X(function_name)                                                                           \
    if (!(state->function.function_name = PyObject_GetAttrString(state->numpy, #function_name))) { \
        return -1;                                                                                 \
    }
    NUMPY_FUNCTIONS(X)
#undef X
    return 0;
}

/* New reference to numpy.<ufunc>.reduce. */
static PyObject *find_reduce(RuntimeState *state, const char *ufunc_name) {
    PyObject *ufunc = PyObject_GetAttrString(state->numpy, ufunc_name);
    PyObject *reduce = ufunc ? PyObject_GetAttrString(ufunc, "reduce") : NULL;
    Py_XDECREF(ufunc);
    return reduce;
}

static int find_reductions(RuntimeState *state) {
#define X(ufunc_name)                                                                              \
    if (!(state->reduce.ufunc_name = find_reduce(state, #ufunc_name))) {                           \
        return -1;                                                                                 \
    }
    NUMPY_UFUNCS(X)
#undef X
    return 0;
}

static int intern_names(RuntimeState *state) {
#define X(text)                                                                                    \
    if (!(state->name.text = PyUnicode_InternFromString(#text))) {                                 \
        return -1;                                                                                 \
    }
    NAMES(X)
#undef X
    state->keywords_dtype = PyTuple_Pack(1, state->name.dtype);
    state->keywords_axis = PyTuple_Pack(1, state->name.axis);
    state->keywords_axis_dtype = PyTuple_Pack(2, state->name.axis, state->name.dtype);
    state->keywords_out = PyTuple_Pack(1, state->name.out);
    return state->keywords_dtype && state->keywords_axis && state->keywords_axis_dtype &&
                   state->keywords_out
               ? 0
               : -1;
}

static int find_dtypes(RuntimeState *state) {
    for (Dtype dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        state->dtypes[dtype] = PyArray_DescrFromType(npjit_type_numbers[dtype]);
        if (!state->dtypes[dtype]) {
            return -1;
        }
        if (dtype != DTYPE_OBJECT) {
            state->scalar_types[dtype] = state->dtypes[dtype]->typeobj;
        }
    }
    return 0;
}

/* Whether Python numbers take the dtype of NumPy scalars beside them: NumPy has a switch for it. */
static int find_promotion(const RuntimeState *state) {
    PyObject *number = PyFloat_FromDouble(1.0), *sum = NULL;
    PyObject *narrow =
        number ? PyObject_CallOneArg((PyObject *)state->scalar_types[DTYPE_FLOAT32], number) : NULL;
    if (narrow)
        sum = PyNumber_Add(narrow, number);
    int status = sum ? 0 : -1;
    npjit_weak_numbers = sum && Py_TYPE(sum) == state->scalar_types[DTYPE_FLOAT32];
    Py_XDECREF(sum);
    Py_XDECREF(narrow);
    Py_XDECREF(number);
    return status;
}

static int find_hypot(RuntimeState *state) {
    PyObject *math = PyImport_ImportModule("math");
    state->hypot = math ? PyObject_GetAttrString(math, "hypot") : NULL;
    Py_XDECREF(math);
    return state->hypot ? 0 : -1;
}

int runtime_state_init(void) {
    RuntimeState *state = &npjit_state;
    exact_memory_init();
    state->numpy = PyImport_ImportModule("numpy");
    if (!state->numpy || find_functions(state) < 0 || find_reductions(state) < 0 ||
        intern_names(state) < 0 || find_hypot(state) < 0 || find_dtypes(state) < 0 ||
        find_promotion(state) < 0 || error_state_init() < 0 || sum_seed_init() < 0 ||
        ufunc_loops_init() < 0) {
        return -1;
    }
    return 0;
}

void runtime_state_clear(void) {
    RuntimeState *state = &npjit_state;
    error_state_clear();
#define X(member) Py_CLEAR(state->function.member);
    NUMPY_FUNCTIONS(X)
#undef X
#define X(member) Py_CLEAR(state->reduce.member);
    NUMPY_UFUNCS(X)
#undef X
#define X(member) Py_CLEAR(state->name.member);
    NAMES(X)
#undef X
    for (int i = 0; i < UFUNC_CACHE; i++) {
        Py_CLEAR(state->ufuncs[i].ufunc);
    }
    for (Dtype dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        Py_CLEAR(state->dtypes[dtype]);
    }
    Py_CLEAR(state->keywords_dtype);
    Py_CLEAR(state->keywords_axis);
    Py_CLEAR(state->keywords_axis_dtype);
    Py_CLEAR(state->keywords_out);
    Py_CLEAR(state->raise_helpers);
    Py_CLEAR(state->hypot);
    Py_CLEAR(state->numpy);
    array_pool_clear();
    native_scratch_clear();
    exact_memory_clear();
    list_memory_clear();
    text_objects_clear();
}
