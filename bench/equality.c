/* Identity of results, down to the bits but for the sign of a nan. Decides nothing about calls,
 * exceptions and warnings: that is record.c's. Memory layout is not compared, because strides of a
 * result are no value. */
#include "equality.h"
#include "describe.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Where the comparison is: linked from the inside out. */
typedef struct Place {
    const struct Place *outer;
    const char *label;
} Place;

static int compare(Comparison *comparison, PyObject *left, PyObject *right, const Place *place);

static void add_place(Text *out, const Place *place) {
    if (place->outer != NULL) {
        add_place(out, place->outer);
    }
    text_add(out, "%s", place->label);
}

/* Both always return 0. */
static int differ(Comparison *comparison, const Place *place, PyObject *left, PyObject *right) {
    Text *out = comparison->difference;
    add_place(out, place);
    text_add(out, ": %s ", comparison->left_name);
    describe_exactly(out, left);
    text_add(out, ", %s ", comparison->right_name);
    describe_exactly(out, right);
    return 0;
}

__attribute__((format(printf, 3, 4))) static int differ_in(Comparison *comparison,
                                                           const Place *place, const char *format,
                                                           ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    add_place(comparison->difference, place);
    text_add(comparison->difference, ": %s", text);
    return 0;
}

/* Items left[i] and right[i] of two lists or tuples of one length. */
static int compare_items(Comparison *comparison, PyObject *left, PyObject *right,
                         const Place *place) {
    Py_ssize_t count = PySequence_Fast_GET_SIZE(left);
    if (count != PySequence_Fast_GET_SIZE(right)) {
        return differ_in(comparison, place, "%s has %zd items, %s %zd", comparison->left_name,
                         count, comparison->right_name, PySequence_Fast_GET_SIZE(right));
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        char label[32];
        snprintf(label, sizeof label, "[%zd]", i);
        int same = compare(comparison, PySequence_Fast_GET_ITEM(left, i),
                           PySequence_Fast_GET_ITEM(right, i), &(Place){place, label});
        if (same != 1) {
            return same;
        }
    }
    return 1;
}

static int compare_dicts(Comparison *comparison, PyObject *left, PyObject *right,
                         const Place *place) {
    PyObject *left_items = PyDict_Items(left);
    PyObject *right_items = left_items == NULL ? NULL : PyDict_Items(right);
    int same = right_items == NULL ? -1
                                   : compare_items(comparison, left_items, right_items,
                                                   &(Place){place, " items() "});
    Py_XDECREF(left_items);
    Py_XDECREF(right_items);
    return same;
}

/* Sets are compared in an order of their own: by type and repr of the items. */
static PyObject *sorted_items(PyObject *set) {
    PyObject *pairs = PyList_New(0);
    PyObject *iterator = pairs == NULL ? NULL : PyObject_GetIter(set);
    PyObject *item;
    while (iterator != NULL && (item = PyIter_Next(iterator)) != NULL) {
        PyObject *key = PyUnicode_FromFormat("%s %R", Py_TYPE(item)->tp_name, item);
        PyObject *pair = key == NULL ? NULL : PyTuple_Pack(2, key, item);
        int status = pair == NULL ? -1 : PyList_Append(pairs, pair);
        Py_XDECREF(key);
        Py_XDECREF(pair);
        Py_DECREF(item);
        if (status < 0) {
            break;
        }
    }
    Py_XDECREF(iterator);
    /* Keys of unequal items differ, so that sorting never compares the items themselves. */
    if (PyErr_Occurred() || PyList_Sort(pairs) < 0) {
        Py_CLEAR(pairs);
    }
    return pairs;
}

static int compare_sets(Comparison *comparison, PyObject *left, PyObject *right,
                        const Place *place) {
    PyObject *left_items = sorted_items(left);
    PyObject *right_items = left_items == NULL ? NULL : sorted_items(right);
    int same = right_items == NULL ? -1
                                   : compare_items(comparison, left_items, right_items,
                                                   &(Place){place, " sorted "});
    Py_XDECREF(left_items);
    Py_XDECREF(right_items);
    return same;
}

/* ---- floats ---- */

/* The same bits, but for the sign of a nan. IEEE 754 (6.3) gives it no meaning and leaves it open
 * for every result of arithmetic: which one comes out depends on the processor, and on the order in
 * which the C compiler put the operands, in CPython and NumPy as here. `sign` is the sign's place,
 * `infinity` what every nan without it is greater than. */
static bool same_float(uint64_t left, uint64_t right, uint64_t sign, uint64_t infinity) {
    uint64_t left_size = left & ~sign, right_size = right & ~sign;
    return left == right || (left_size == right_size && left_size > infinity);
}

static bool same_half(const void *left, const void *right) {
    uint16_t l, r;
    memcpy(&l, left, sizeof l);
    memcpy(&r, right, sizeof r);
    return same_float(l, r, 1u << 15, 0x7c00);
}

static bool same_single(const void *left, const void *right) {
    uint32_t l, r;
    memcpy(&l, left, sizeof l);
    memcpy(&r, right, sizeof r);
    return same_float(l, r, 1u << 31, 0x7f800000);
}

static bool same_double(const void *left, const void *right) {
    uint64_t l, r;
    memcpy(&l, left, sizeof l);
    memcpy(&r, right, sizeof r);
    return same_float(l, r, (uint64_t)1 << 63, 0x7ff0000000000000);
}

/* ---- arrays and scalars ---- */

/* long double keeps padding in each item, which is not part of its value. */
static size_t significant_bytes(PyArray_Descr *dtype, size_t item_size) {
    bool padded = dtype->type_num == NPY_LONGDOUBLE && item_size == 16;
    return padded ? 10 : item_size;
}

/* Whether two items are the same. Bytes in an order that is not the machine's are compared as
 * bytes. */
static bool same_item(PyArray_Descr *dtype, const char *left, const char *right, size_t size) {
    bool native = PyArray_ISNBO(dtype->byteorder);
    switch (native ? dtype->type_num : NPY_VOID) {
    case NPY_HALF: return same_half(left, right);
    case NPY_FLOAT: return same_single(left, right);
    case NPY_DOUBLE: return same_double(left, right);
    case NPY_CFLOAT:
        return same_single(left, right) && same_single(left + size / 2, right + size / 2);
    case NPY_CDOUBLE:
        return same_double(left, right) && same_double(left + size / 2, right + size / 2);
    default: break;
    }
    if (dtype->type_num == NPY_CLONGDOUBLE && size == 32) {
        return memcmp(left, right, 10) == 0 && memcmp(left + 16, right + 16, 10) == 0;
    }
    return memcmp(left, right, significant_bytes(dtype, size)) == 0;
}

static int compare_dtypes(Comparison *comparison, PyArray_Descr *left, PyArray_Descr *right,
                          const Place *place) {
    int equal = PyObject_RichCompareBool((PyObject *)left, (PyObject *)right, Py_EQ);
    if (equal != 0) {
        return equal;
    }
    add_place(comparison->difference, place);
    text_add(comparison->difference, ": dtype %s ", comparison->left_name);
    describe_value(comparison->difference, (PyObject *)left, 100);
    text_add(comparison->difference, ", %s ", comparison->right_name);
    describe_value(comparison->difference, (PyObject *)right, 100);
    return 0;
}

static void add_shape(Text *out, PyArrayObject *array) {
    text_add(out, "(");
    for (int i = 0; i < PyArray_NDIM(array); i++) {
        text_add(out, i == 0 ? "%zd" : ", %zd", (Py_ssize_t)PyArray_DIM(array, i));
    }
    text_add(out, PyArray_NDIM(array) == 1 ? ",)" : ")");
}

static int compare_shapes(Comparison *comparison, PyArrayObject *left, PyArrayObject *right,
                          const Place *place) {
    if (PyArray_SAMESHAPE(left, right)) {
        return 1;
    }
    Text *out = comparison->difference;
    add_place(out, place);
    text_add(out, ": shape %s ", comparison->left_name);
    add_shape(out, left);
    text_add(out, ", %s ", comparison->right_name);
    add_shape(out, right);
    return 0;
}

/* "[3]", "[2, 0]" for the flat index of an item. */
static void index_label(char *label, size_t size, PyArrayObject *array, npy_intp flat) {
    npy_intp indices[NPY_MAXDIMS];
    int ndim = PyArray_NDIM(array);
    for (int i = ndim - 1; i >= 0; i--) {
        indices[i] = flat % PyArray_DIM(array, i);
        flat /= PyArray_DIM(array, i);
    }
    size_t used = (size_t)snprintf(label, size, " item [");
    for (int i = 0; i < ndim && used < size; i++) {
        used += (size_t)snprintf(label + used, size - used, i == 0 ? "%zd" : ", %zd",
                                 (Py_ssize_t)indices[i]);
    }
    if (used < size) {
        snprintf(label + used, size - used, "]");
    }
}

/* Two C-contiguous arrays of one dtype and shape. */
static int compare_contents(Comparison *comparison, PyArrayObject *left, PyArrayObject *right,
                            const Place *place) {
    PyArray_Descr *dtype = PyArray_DESCR(left);
    size_t item_size = (size_t)PyArray_ITEMSIZE(left);
    char *left_bytes = PyArray_BYTES(left);
    char *right_bytes = PyArray_BYTES(right);
    bool objects = dtype->type_num == NPY_OBJECT;
    size_t total = item_size * (size_t)PyArray_SIZE(left);
    if (!objects && memcmp(left_bytes, right_bytes, total) == 0) {
        return 1;
    }
    for (npy_intp i = 0; i < PyArray_SIZE(left); i++) {
        char *left_item = left_bytes + (size_t)i * item_size;
        char *right_item = right_bytes + (size_t)i * item_size;
        if (!objects && same_item(dtype, left_item, right_item, item_size)) {
            continue;
        }
        char label[256];
        index_label(label, sizeof label, left, i);
        Place inner = {place, label};
        PyObject *left_object = PyArray_ToScalar(left_item, left);
        PyObject *right_object = left_object == NULL ? NULL : PyArray_ToScalar(right_item, right);
        int same = right_object == NULL ? -1
                   : objects            ? compare(comparison, left_object, right_object, &inner)
                                        : differ(comparison, &inner, left_object, right_object);
        Py_XDECREF(left_object);
        Py_XDECREF(right_object);
        if (same != 1) {
            return same;
        }
    }
    return 1;
}

static int compare_arrays(Comparison *comparison, PyObject *left, PyObject *right,
                          const Place *place) {
    PyArrayObject *left_array = (PyArrayObject *)left;
    PyArrayObject *right_array = (PyArrayObject *)right;
    int same =
        compare_dtypes(comparison, PyArray_DESCR(left_array), PyArray_DESCR(right_array), place);
    if (same == 1) {
        same = compare_shapes(comparison, left_array, right_array, place);
    }
    if (same != 1) {
        return same;
    }
    if (PyArray_ISWRITEABLE(left_array) != PyArray_ISWRITEABLE(right_array)) {
        return differ_in(comparison, place, "flags.writeable: %s %s, %s %s", comparison->left_name,
                         PyArray_ISWRITEABLE(left_array) ? "True" : "False", comparison->right_name,
                         PyArray_ISWRITEABLE(right_array) ? "True" : "False");
    }
    /* GETCONTIGUOUS hands back the array itself, or a copy in C order. */
    PyArrayObject *left_flat = PyArray_GETCONTIGUOUS(left_array);
    PyArrayObject *right_flat = left_flat == NULL ? NULL : PyArray_GETCONTIGUOUS(right_array);
    same = right_flat == NULL ? -1 : compare_contents(comparison, left_flat, right_flat, place);
    Py_XDECREF(left_flat);
    Py_XDECREF(right_flat);
    return same;
}

static int compare_scalars(Comparison *comparison, PyObject *left, PyObject *right,
                           const Place *place) {
    PyObject *left_array = PyArray_FromScalar(left, NULL);
    PyObject *right_array = left_array == NULL ? NULL : PyArray_FromScalar(right, NULL);
    int same = -1;
    if (right_array != NULL) {
        PyArrayObject *l = (PyArrayObject *)left_array;
        PyArrayObject *r = (PyArrayObject *)right_array;
        same = compare_dtypes(comparison, PyArray_DESCR(l), PyArray_DESCR(r), place);
        if (same == 1 && !same_item(PyArray_DESCR(l), PyArray_BYTES(l), PyArray_BYTES(r),
                                    (size_t)PyArray_ITEMSIZE(l))) {
            same = differ(comparison, place, left, right);
        }
    }
    Py_XDECREF(left_array);
    Py_XDECREF(right_array);
    return same;
}

/* ---- everything else ---- */

/* Objects without an exact comparison of their own are taken apart as pickle would. */
static int compare_reduced(Comparison *comparison, PyObject *left, PyObject *right,
                           const Place *place) {
    PyObject *left_parts = PyObject_CallMethod(left, "__reduce_ex__", "i", 4);
    PyObject *right_parts =
        left_parts == NULL ? NULL : PyObject_CallMethod(right, "__reduce_ex__", "i", 4);
    int same;
    if (right_parts == NULL) {
        PyErr_Clear();
        same = differ(comparison, place, left, right);
    } else {
        same = compare(comparison, left_parts, right_parts, &(Place){place, " state "});
    }
    Py_XDECREF(left_parts);
    Py_XDECREF(right_parts);
    return same;
}

/* 1 when the object was met before with this partner, 0 when with another one, 2 when neither was
 * met. */
static int known_partners(Comparison *comparison, PyObject *left, PyObject *right) {
    PyObject *left_key = PyLong_FromVoidPtr(left);
    PyObject *right_key = left_key == NULL ? NULL : PyLong_FromVoidPtr(right);
    int known = -1;
    if (right_key != NULL) {
        PyObject *partner = PyDict_GetItemWithError(comparison->partners, left_key);
        PyObject *reverse =
            PyErr_Occurred() ? NULL : PyDict_GetItemWithError(comparison->reverse, right_key);
        if (partner != NULL || reverse != NULL) {
            known = partner == right && reverse == left;
        } else if (!PyErr_Occurred() &&
                   PyDict_SetItem(comparison->partners, left_key, right) == 0 &&
                   PyDict_SetItem(comparison->reverse, right_key, left) == 0) {
            known = 2;
        }
    }
    Py_XDECREF(left_key);
    Py_XDECREF(right_key);
    return known;
}

/* Objects that can be changed, and so can be told from equal ones. */
static int compare_mutable(Comparison *comparison, PyObject *left, PyObject *right,
                           const Place *place) {
    int known = known_partners(comparison, left, right);
    if (known == 0) {
        return differ_in(comparison, place,
                         "the same object as before in one of %s and %s, a new one in the other",
                         comparison->left_name, comparison->right_name);
    }
    if (known != 2) {
        return known;
    }
    if (PyArray_Check(left)) {
        return compare_arrays(comparison, left, right, place);
    }
    if (PyList_Check(left)) {
        return compare_items(comparison, left, right, place);
    }
    if (PyDict_Check(left)) {
        return compare_dicts(comparison, left, right, place);
    }
    if (PyAnySet_Check(left)) {
        return compare_sets(comparison, left, right, place);
    }
    return compare_reduced(comparison, left, right, place);
}

static int compare_floats(Comparison *comparison, PyObject *left, PyObject *right,
                          const Place *place) {
    double l = PyFloat_AS_DOUBLE(left), r = PyFloat_AS_DOUBLE(right);
    bool same = same_double(&l, &r);
    return same ? 1 : differ(comparison, place, left, right);
}

static int compare_complexes(Comparison *comparison, PyObject *left, PyObject *right,
                             const Place *place) {
    Py_complex l = PyComplex_AsCComplex(left);
    Py_complex r = PyComplex_AsCComplex(right);
    bool same = same_double(&l.real, &r.real) && same_double(&l.imag, &r.imag);
    return same ? 1 : differ(comparison, place, left, right);
}

static int compare_values(Comparison *comparison, PyObject *left, PyObject *right,
                          const Place *place) {
    if (left == right) {
        return 1;
    }
    if (Py_TYPE(left) != Py_TYPE(right)) {
        return differ(comparison, place, left, right);
    }
    if (PyFloat_CheckExact(left)) {
        return compare_floats(comparison, left, right, place);
    }
    if (PyComplex_CheckExact(left)) {
        return compare_complexes(comparison, left, right, place);
    }
    if (PyTuple_Check(left)) {
        return compare_items(comparison, left, right, place);
    }
    if (PyArray_IsScalar(left, Generic)) {
        return compare_scalars(comparison, left, right, place);
    }
    if (PyLong_CheckExact(left) || PyBool_Check(left) || PyUnicode_CheckExact(left) ||
        PyBytes_CheckExact(left) || PyRange_Check(left) || PySlice_Check(left)) {
        int equal = PyObject_RichCompareBool(left, right, Py_EQ);
        return equal == 0 ? differ(comparison, place, left, right) : equal;
    }
    if (PyType_Check(left) || PyFunction_Check(left) || PyModule_Check(left)) {
        return differ(comparison, place, left, right);
    }
    return compare_mutable(comparison, left, right, place);
}

static int compare(Comparison *comparison, PyObject *left, PyObject *right, const Place *place) {
    if (Py_EnterRecursiveCall(" while comparing results")) {
        return -1;
    }
    int same = compare_values(comparison, left, right, place);
    Py_LeaveRecursiveCall();
    return same;
}

int comparison_begin(Comparison *comparison, const char *left_name, const char *right_name,
                     Text *difference) {
    *comparison = (Comparison){.left_name = left_name,
                               .right_name = right_name,
                               .partners = PyDict_New(),
                               .reverse = PyDict_New(),
                               .difference = difference};
    if (comparison->partners == NULL || comparison->reverse == NULL) {
        comparison_end(comparison);
        return -1;
    }
    return 0;
}

void comparison_end(Comparison *comparison) {
    Py_CLEAR(comparison->partners);
    Py_CLEAR(comparison->reverse);
}

int identical(Comparison *comparison, PyObject *left, PyObject *right, const char *place) {
    return compare(comparison, left, right, &(Place){NULL, place});
}
