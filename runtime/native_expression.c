/* Expressions of arrays and numbers that compiled code computes item by item, done by NumPy:
 * operator by operator, each with a new array, as the interpreter would. Called where NumPy has to
 * warn or raise, or where compiled code does not know what it would do. The words of the text:
 * ir/elementwise.h. */
#include "array_pool.h"
#include "numpy_thunks.h"

#include <ir/elementwise.h>
#include <runtime/values.h>

#include <string.h>
#include <thunk_prototypes.h>

enum { MOST_DEPTH = 16 };

typedef struct Operator {
    const char *word;
    PyObject *(*of_two)(PyObject *, PyObject *); /* NULL: a comparison, or of one operand */
    PyObject *(*in_place)(PyObject *, PyObject *);
    int comparison; /* as PyObject_RichCompare takes it */
} Operator;

static const Operator operators[] = {
    {"add", PyNumber_Add, PyNumber_InPlaceAdd, 0},
    {"subtract", PyNumber_Subtract, PyNumber_InPlaceSubtract, 0},
    {"multiply", PyNumber_Multiply, PyNumber_InPlaceMultiply, 0},
    {"divide", PyNumber_TrueDivide, PyNumber_InPlaceTrueDivide, 0},
    {"floor_divide", PyNumber_FloorDivide, PyNumber_InPlaceFloorDivide, 0},
    {"remainder", PyNumber_Remainder, PyNumber_InPlaceRemainder, 0},
    {"bitwise_and", PyNumber_And, PyNumber_InPlaceAnd, 0},
    {"bitwise_or", PyNumber_Or, PyNumber_InPlaceOr, 0},
    {"bitwise_xor", PyNumber_Xor, PyNumber_InPlaceXor, 0},
    {"left_shift", PyNumber_Lshift, PyNumber_InPlaceLshift, 0},
    {"right_shift", PyNumber_Rshift, PyNumber_InPlaceRshift, 0},
    {"equal", NULL, NULL, Py_EQ},
    {"not_equal", NULL, NULL, Py_NE},
    {"less", NULL, NULL, Py_LT},
    {"less_equal", NULL, NULL, Py_LE},
    {"greater", NULL, NULL, Py_GT},
    {"greater_equal", NULL, NULL, Py_GE},
};

static const Operator *find_operator(const char *word, size_t length) {
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (strlen(operators[i].word) == length && memcmp(operators[i].word, word, length) == 0) {
            return &operators[i];
        }
    }
    return NULL;
}

/* ---- arrays that never left the kernel ---- */

/* New reference, or NULL with an exception set. */
static PyArrayObject *view_array(const NpjitView *view) {
    PyArrayObject *base = view->base;
    npy_intp shape[NPJIT_VIEW_DIMENSIONS], strides[NPJIT_VIEW_DIMENSIONS];
    for (int64_t axis = 0; axis < view->ndim; axis++) {
        shape[axis] = view->shape[axis];
        strides[axis] = view->strides[axis];
    }
    int flags = PyArray_FLAGS(base) & ~(NPY_ARRAY_OWNDATA | NPY_ARRAY_WRITEBACKIFCOPY);
    if (view->is_writeable) {
        flags |= NPY_ARRAY_WRITEABLE;
    } else if (!(flags & NPJIT_ARRAY_WARNS_ON_WRITE)) {
        flags &= ~NPY_ARRAY_WRITEABLE;
    }
    return numpy_new_view(base, (int)view->ndim, shape, strides, view->items, flags);
}

void *npjit_native_array(NpjitContext *context, void *described) {
    (void)context;
    if ((uintptr_t)described & 2) {
        return view_array((const NpjitView *)((const char *)described - 2));
    }
    if (!((uintptr_t)described & 1)) {
        return Py_NewRef((PyObject *)described);
    }
    const NpjitVector *vector = (const NpjitVector *)((const char *)described - 1);
    PyArrayObject *array = npjit_new_vector(vector->dtype, vector->count);
    if (array) {
        memcpy(PyArray_DATA(array), vector->items, (size_t)PyArray_NBYTES(array));
    }
    return array;
}

/* ---- memory ---- */

void *npjit_native_grid(NpjitContext *context, int64_t dtype, int64_t ndim, const int64_t *shape) {
    (void)context;
    npy_intp lengths[NPJIT_VIEW_DIMENSIONS];
    for (int64_t axis = 0; axis < ndim; axis++) {
        lengths[axis] = shape[axis];
    }
    return numpy_new_array((Dtype)dtype, (int)ndim, lengths);
}

static struct {
    void *memory;
    int64_t bytes;
} scratch;

void *npjit_native_scratch(NpjitContext *context, int64_t bytes) {
    (void)context;
    if (bytes > scratch.bytes) {
        PyMem_RawFree(scratch.memory);
        scratch.memory = PyMem_RawMalloc((size_t)bytes);
        scratch.bytes = scratch.memory ? bytes : 0;
        if (!scratch.memory) {
            PyErr_NoMemory();
        }
    }
    return scratch.memory;
}

void native_scratch_clear(void) {
    PyMem_RawFree(scratch.memory);
    scratch.memory = NULL;
    scratch.bytes = 0;
}

void npjit_native_release_array(NpjitContext *context, void *array) {
    if (array) {
        npjit_ufunc_release_array(context, array);
    }
}

int npjit_native_index_fails(NpjitContext *context, int64_t count, int64_t dtype, int64_t index,
                             int64_t stores) {
    (void)context;
    NpjitSlot item = {.i = index};
    PyArrayObject *array = npjit_new_vector(dtype, count);
    if (!array) {
        return -1;
    }
    int status =
        stores ? npjit_array_set_fails(array, &item, 1) : npjit_array_get_fails(array, &item, 1);
    Py_DECREF(array);
    return status;
}

/* ---- expressions ---- */

static Dtype scalar_dtype(char letter) {
    static const char letters[] = ELEMENTWISE_SCALARS;
    return (Dtype)(strchr(letters, letter) - letters);
}

/* New reference to the object that an operand is. */
static PyObject *operand_object(char letter, NpjitSlot item) {
    switch (letter) {
    case 'a': return npjit_native_array(&npjit_context, item.p);
    case 'f': return PyFloat_FromDouble(item.d);
    case 'i': return PyLong_FromLongLong(item.i);
    default: return scalar_to_object(item.bits, scalar_dtype(letter));
    }
}

/* New reference to the int, or None. */
static PyObject *slice_part(char number, const NpjitSlot *items) {
    return number == '-' ? Py_NewRef(Py_None) : PyLong_FromLongLong(items[number - '0'].i);
}

/* New reference to the slice that `word` says. */
static PyObject *slice_index(const char *word, const NpjitSlot *items) {
    PyObject *start = slice_part(word[2], items), *stop = slice_part(word[3], items);
    return numpy_new_slice(start, stop, slice_part(word[4], items));
}

/* The same of `array`. */
static PyObject *slice_of(PyObject *array, const char *word, const NpjitSlot *items) {
    PyObject *slice = slice_index(word, items);
    PyObject *view = array && slice ? PyObject_GetItem(array, slice) : NULL;
    Py_XDECREF(slice);
    return view;
}

static PyObject *slice_object(const char *word, const NpjitSlot *items) {
    PyObject *array = operand_object('a', items[word[1] - '0']);
    PyObject *view = slice_of(array, word, items);
    Py_XDECREF(array);
    return view;
}

/* New reference to the object that a word of operands stands for; NULL without an exception when it
 * is the name of a step. */
static PyObject *word_object(const char *word, size_t length, const NpjitSlot *items) {
    bool is_numbered = length >= 2 && word[1] >= '0' && word[1] <= '9';
    if (!is_numbered) {
        return NULL;
    }
    return word[0] == 'v' ? slice_object(word, items)
                          : operand_object(word[0], items[word[1] - '0']);
}

/* The dtype to which the step converts; DTYPE_COUNT when it is none of those. */
static Dtype cast_dtype(const char *word) {
    static const char *const names[] = {
#define DTYPE(id, name, bytes, kind) name,
#include <ir/dtypes.def>
#undef DTYPE
    };
    int dtype = 0;
    while (dtype < DTYPE_COUNT && strcmp(names[dtype], word) != 0) {
        dtype++;
    }
    return (Dtype)dtype;
}

/* How many operands the step takes of which NumPy has a function. */
static int function_arity(const char *word) {
    static const char *const of_two[] = {"maximum", "minimum", "logical_and", "logical_or"};
    for (size_t i = 0; i < sizeof of_two / sizeof *of_two; i++) {
        if (strcmp(of_two[i], word) == 0) {
            return 2;
        }
    }
    return strcmp(word, "where") == 0 || strcmp(word, "clip") == 0 ? 3 : 1;
}

/* Applies the step to what is on top of the stack. New reference. */
static PyObject *apply(const char *word, PyObject **stack, int *depth) {
    const Operator *operator= find_operator(word, strlen(word));
    PyObject *result = NULL;
    int taken = operator? 2 : function_arity(word);
    PyObject **operands = stack + *depth - taken;
    if (operator&& operator->of_two) {
        result = operator->of_two(operands[0], operands[1]);
    } else if (operator) {
        result = PyObject_RichCompare(operands[0], operands[1], operator->comparison);
    } else if (strcmp(word, "copy") == 0) {
        result = PyArray_NewCopy((PyArrayObject *)operands[0], NPY_CORDER);
    } else if (cast_dtype(word) != DTYPE_COUNT) {
        PyArray_Descr *descriptor = npjit_state.dtypes[cast_dtype(word)];
        result = PyObject_CallMethod(operands[0], "astype", "O", descriptor);
    } else {
        PyObject *function =
            taken == 3 ? PyObject_GetAttrString(npjit_state.numpy, word) : numpy_find_ufunc(word);
        result = function ? PyObject_Vectorcall(function, operands, (size_t)taken, NULL) : NULL;
        Py_XDECREF(function);
    }
    for (int i = 0; i < taken; i++) {
        Py_CLEAR(operands[i]);
    }
    *depth -= taken;
    return result;
}

/* The words before `end`. New reference, or NULL with an exception set. */
static PyObject *evaluate(const NpjitSlot *items, const char *text, const char *end) {
    PyObject *stack[MOST_DEPTH] = {NULL};
    int depth = 0;
    for (const char *at = text; at < end;) {
        char word[16];
        size_t length = strcspn(at, " ");
        memcpy(word, at, length);
        word[length] = '\0';
        at += length + 1;
        PyObject *made = word_object(word, length, items);
        if (!made && !PyErr_Occurred()) {
            made = apply(word, stack, &depth);
        }
        if (!made) {
            while (depth > 0) {
                Py_CLEAR(stack[--depth]);
            }
            return NULL;
        }
        stack[depth++] = made;
    }
    return stack[0];
}

int npjit_native_map(NpjitContext *context, const NpjitSlot *items, int64_t count, int64_t dtype,
                     const char *text, void **out) {
    (void)context;
    (void)count;
    return numpy_take_array(evaluate(items, text, text + strlen(text)), (Dtype)dtype, out);
}

/* ---- stores ---- */

/* The word that ends before `end`. */
static const char *word_before(const char *text, const char *end) {
    while (end > text && end[-1] != ' ') {
        end--;
    }
    return end;
}

/* Replaces the array by its items from `first` on; other objects stay. NULL stays NULL. */
static PyObject *rest_of(PyObject *object, int64_t first) {
    if (!object || first == 0 || !PyArray_Check(object)) {
        return object;
    }
    PyArrayObject *array = (PyArrayObject *)object;
    PyObject *items =
        PyArray_NDIM(array) > 1 ? PyArray_Ravel(array, NPY_CORDER) : Py_NewRef(object);
    PyObject *rest = items ? PySequence_GetSlice(items, first, PY_SSIZE_T_MAX) : NULL;
    Py_XDECREF(items);
    Py_DECREF(object);
    return rest;
}

/* The array to the power of two, in its own memory. New reference. */
static PyObject *square_in_place(PyObject *array) {
    PyObject *two = PyLong_FromLong(2);
    PyObject *same = two ? PyNumber_InPlacePower(array, two, Py_None) : NULL;
    Py_XDECREF(two);
    return same;
}

/* The text is the array, the other operand if there is one, the step, and where it goes: the array
 * again. */
static int update(PyObject *to, const NpjitSlot *items, const char *text, const char *last,
                  int64_t stored) {
    const char *step = word_before(text, last - 1);
    const Operator *operator= find_operator(step, (size_t)(last - 1 - step));
    PyObject *same = NULL;
    if (operator) {
        PyObject *other = rest_of(evaluate(items, strchr(text, ' ') + 1, step), stored);
        same = other ? operator->in_place(to, other) : NULL;
        Py_XDECREF(other);
    } else {
        same = square_in_place(to);
    }
    Py_XDECREF(same);
    return same ? 0 : -1;
}

/* To all of `array`, or to the slice of it that `last` says. */
static int assign(PyObject *array, const NpjitSlot *items, const char *text, const char *last) {
    PyObject *value = evaluate(items, text, last);
    PyObject *slice = !value           ? NULL
                      : last[0] == 'v' ? slice_index(last, items)
                                       : Py_NewRef(Py_Ellipsis);
    int status = slice ? PyObject_SetItem(array, slice, value) : -1;
    Py_XDECREF(slice);
    Py_XDECREF(value);
    return status;
}

int npjit_native_store(NpjitContext *context, const NpjitSlot *items, int64_t count, int64_t dtype,
                       const char *text) {
    (void)count;
    (void)dtype;
    int64_t stored = context->stored;
    context->stored = 0;
    const char *way = strrchr(text, ' ') + 1, *last = word_before(text, way - 1);
    NpjitSlot item = items[last[1] - '0'];
    PyObject *array = operand_object('a', item);
    PyObject *to = !array ? NULL : last[0] == 'v' ? slice_of(array, last, items) : Py_NewRef(array);
    to = rest_of(to, stored);
    int status = !to           ? -1
                 : *way == 'u' ? update(to, items, text, last, stored)
                               : assign(array, items, text, last);
    if ((uintptr_t)item.p & 1 && status == 0) {
        NpjitVector *vector = (NpjitVector *)((char *)item.p - 1);
        memcpy(vector->items, PyArray_DATA((PyArrayObject *)array),
               (size_t)PyArray_NBYTES((PyArrayObject *)array));
    }
    Py_XDECREF(to);
    Py_XDECREF(array);
    return status;
}

int npjit_native_reduce(NpjitContext *context, const NpjitSlot *items, int64_t count, int64_t dtype,
                        const char *text, uint64_t *out) {
    static const struct {
        const char *word;
        int (*reduce)(NpjitContext *, void *, int64_t, uint64_t *);
    } reductions[] = {
        {"sum", npjit_ufunc_sum}, {"prod", npjit_ufunc_prod},    {"max", npjit_ufunc_max},
        {"min", npjit_ufunc_min}, {"mean", npjit_ufunc_mean},    {"any", npjit_capi_any},
        {"all", npjit_capi_all},  {"argmax", npjit_capi_argmax}, {"argmin", npjit_capi_argmin},
    };
    (void)count;
    const char *last = strrchr(text, ' ') + 1;
    void *array = NULL;
    if (numpy_take_array(evaluate(items, text, last), DTYPE_COUNT, &array) < 0) {
        return -1;
    }
    int status = -1;
    for (size_t i = 0; i < sizeof reductions / sizeof *reductions; i++) {
        if (strcmp(reductions[i].word, last) == 0) {
            status = reductions[i].reduce(context, array, dtype, out);
        }
    }
    Py_DECREF((PyObject *)array);
    return status;
}
