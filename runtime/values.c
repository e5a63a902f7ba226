/* What Python values are, and NumPy scalars as bits; see values.h. Exact ints are exact_object.c's.
 */
#include <runtime/values.h>

#include "exact.h"
#include "identity.h"
#include "state.h"
#include "usage.h"

#include <math.h>
#include <string.h>

/* X(dtype, NumPy's scalar struct, C type that widens to 64 bits as the interface says) */
#define INTEGER_SCALARS(X)                                                                         \
    X(DTYPE_BOOL, Bool, uint64_t)                                                                  \
    X(DTYPE_INT8, Int8, int64_t)                                                                   \
    X(DTYPE_INT16, Int16, int64_t)                                                                 \
    X(DTYPE_INT32, Int32, int64_t)                                                                 \
    X(DTYPE_INT64, Int64, int64_t)                                                                 \
    X(DTYPE_UINT8, UInt8, uint64_t)                                                                \
    X(DTYPE_UINT16, UInt16, uint64_t)                                                              \
    X(DTYPE_UINT32, UInt32, uint64_t)                                                              \
    X(DTYPE_UINT64, UInt64, uint64_t)

static const char *const dtype_names[DTYPE_COUNT] = {
#define DTYPE(id, name, bytes, kind) [DTYPE_##id] = (name),
#include <ir/dtypes.def>
#undef DTYPE
};

int scalar_from_object(void *object, int dtype, uint64_t *out) {
    if (dtype == DTYPE_OBJECT || Py_TYPE(object) != npjit_state.scalar_types[dtype]) {
        PyErr_Format(PyExc_SystemError, "compiled code expected numpy.%s, not %.100s",
                     dtype_names[dtype], Py_TYPE(object)->tp_name);
        return -1;
    }
    switch (dtype) {
#define X(id, name, wide)                                                                          \
    case id: *out = (uint64_t)(wide)PyArrayScalar_VAL(object, name); return 0;
        INTEGER_SCALARS(X)
#undef X
    case DTYPE_FLOAT32: {
        uint32_t bits;
        memcpy(&bits, &PyArrayScalar_VAL(object, Float32), sizeof bits);
        *out = bits;
        return 0;
    }
    default: memcpy(out, &PyArrayScalar_VAL(object, Float64), sizeof *out); return 0;
    }
}

void *scalar_to_object(uint64_t bits, int dtype) {
    if (dtype == DTYPE_BOOL) {
        PyObject *truth = bits ? PyArrayScalar_True : PyArrayScalar_False;
        return Py_NewRef(truth);
    }
    if (dtype == DTYPE_OBJECT) {
        PyErr_SetString(PyExc_SystemError, "no NumPy scalar of dtype object");
        return NULL;
    }
    PyTypeObject *type = npjit_state.scalar_types[dtype];
    PyObject *object = type->tp_alloc(type, 0);
    if (!object) {
        return NULL;
    }
    switch (dtype) {
#define X(id, name, wide)                                                                          \
    case id: PyArrayScalar_ASSIGN(object, name, (npy_##wide)bits); break;
        X(DTYPE_INT8, Int8, int8)
        X(DTYPE_INT16, Int16, int16)
        X(DTYPE_INT32, Int32, int32)
        X(DTYPE_INT64, Int64, int64)
        X(DTYPE_UINT8, UInt8, uint8)
        X(DTYPE_UINT16, UInt16, uint16)
        X(DTYPE_UINT32, UInt32, uint32)
        X(DTYPE_UINT64, UInt64, uint64)
#undef X
    case DTYPE_FLOAT32: {
        uint32_t low = (uint32_t)bits;
        memcpy(&PyArrayScalar_VAL(object, Float32), &low, sizeof low);
        npjit_nan_boxed |= isnan(PyArrayScalar_VAL(object, Float32));
        break;
    }
    default:
        memcpy(&PyArrayScalar_VAL(object, Float64), &bits, sizeof bits);
        npjit_nan_boxed |= isnan(PyArrayScalar_VAL(object, Float64));
        break;
    }
    return object;
}

static ValueShape array_shape(PyArrayObject *array) {
    Dtype dtype = dtype_of_number(PyArray_TYPE(array));
    if (dtype == DTYPE_COUNT || !PyArray_ISBEHAVED(array)) {
        return (ValueShape){.kind = VALUE_OTHER};
    }
    return (ValueShape){
        .kind = VALUE_ARRAY,
        .dtype = (int)dtype,
        .ndim = PyArray_NDIM(array),
        .contiguous = PyArray_IS_C_CONTIGUOUS(array),
    };
}

static ValueShape int_shape(PyObject *object) {
    int overflow;
    PyLong_AsLongLongAndOverflow(object, &overflow);
    return (ValueShape){.kind = overflow ? VALUE_INT : VALUE_INT64};
}

ValueShape value_shape(void *object) {
    PyTypeObject *type = Py_TYPE(object);
    if (object == Py_None) {
        return (ValueShape){.kind = VALUE_NONE};
    }
    if (type == &PyBool_Type) {
        return (ValueShape){.kind = VALUE_BOOL};
    }
    if (type == &PyLong_Type) {
        return int_shape(object);
    }
    if (type == &PyFloat_Type) {
        return (ValueShape){.kind = VALUE_FLOAT};
    }
    if (type == &PyTuple_Type) {
        return (ValueShape){.kind = VALUE_TUPLE};
    }
    if (type == &PyArray_Type) {
        return array_shape(object);
    }
    for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        if (type == npjit_state.scalar_types[dtype]) {
            return (ValueShape){.kind = VALUE_SCALAR, .dtype = dtype};
        }
    }
    return (ValueShape){.kind = VALUE_OTHER};
}

RuntimeUsage runtime_usage(void) {
    return (RuntimeUsage){
        .ints = npjit_exact_pool.count,
        .lists = npjit_list_counts.count,
        .bytes = npjit_exact_pool.bytes + npjit_list_counts.bytes,
    };
}
