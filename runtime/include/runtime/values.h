/* Conversions between Python objects and the leaves that compiled code holds. Objects are PyObject
 * * as `void *`. Functions that can fail return 0 or -1 with a Python exception set. */
#ifndef NPJIT_RUNTIME_VALUES_H
#define NPJIT_RUNTIME_VALUES_H

#include <runtime/thunks.h>
#include <stdbool.h>
#include <stddef.h>

/* int object -> exact int (new) and back (new reference). */
int exact_from_object(void *object, NpjitInt *out);
void *exact_to_object(NpjitInt value);

/* NumPy scalar <-> bits, dtype as ir/type.h's Dtype. exact type match required. */
int scalar_from_object(void *object, int dtype, uint64_t *out);
void *scalar_to_object(uint64_t bits, int dtype);

/* What a value is, for typing arguments. */
typedef enum ValueClass {
    VALUE_NONE,
    VALUE_BOOL,
    VALUE_INT64, /* int that fits in 64 bits */
    VALUE_INT,   /* larger int */
    VALUE_FLOAT,
    VALUE_SCALAR, /* NumPy scalar of a dtype in dtypes.def */
    VALUE_ARRAY,  /* exactly numpy.ndarray, native byte order, dtype in dtypes.def, aligned,
                     writeable */
    VALUE_TUPLE,  /* exactly tuple */
    VALUE_OTHER,
} ValueClass;

typedef struct ValueShape {
    ValueClass kind;
    int dtype; /* SCALAR, ARRAY */
    int ndim;
    bool contiguous; /* C order */
} ValueShape;

/* `object` is borrowed. */
ValueShape value_shape(void *object);

/* Bytes held by exact ints and lists now, and how many: for leak tests. */
typedef struct RuntimeUsage {
    size_t ints, lists, bytes;
} RuntimeUsage;
RuntimeUsage runtime_usage(void);

#endif
