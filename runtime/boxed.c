/* dispatch: thunks that run an operation on Python objects through CPython's API, exact by
 * construction. */
#include "identity.h"
#include "state.h"
#include "text_object.h"

#include <front/ast.h>
#include <stdlib.h>
#include <string.h>
#include <thunk_prototypes.h>

static int store(PyObject *object, void **out) {
    *out = object;
    return object ? 0 : -1;
}

/* ---- operators ---- */

static PyObject *power(PyObject *a, PyObject *b) {
    return PyNumber_Power(a, b, Py_None);
}

static PyObject *inplace_power(PyObject *a, PyObject *b) {
    return PyNumber_InPlacePower(a, b, Py_None);
}

typedef PyObject *(*BinaryFunction)(PyObject *, PyObject *);

static const BinaryFunction binary_functions[] = {
#define BINARY_OPERATOR(id, name, function, inplace) [BINARY_##id] = (function),
#include <front/operators.def>
#undef BINARY_OPERATOR
};

static const BinaryFunction inplace_functions[] = {
#define BINARY_OPERATOR(id, name, function, inplace) [BINARY_##id] = (inplace),
#include <front/operators.def>
#undef BINARY_OPERATOR
};

int npjit_object_binary(NpjitContext *context, void *a, void *b, int64_t operator, void ** out) {
    (void)context;
    if (npjit_nan_boxed && identity_in_binary(OP_OBJECT_BINARY, a, b) < 0) {
        return -1;
    }
    return store(binary_functions[operator](a, b), out);
}

int npjit_object_inplace(NpjitContext *context, void *a, void *b, int64_t operator, void ** out) {
    (void)context;
    if (npjit_nan_boxed && identity_in_binary(OP_OBJECT_INPLACE, a, b) < 0) {
        return -1;
    }
    return store(inplace_functions[operator](a, b), out);
}

int npjit_object_unary(NpjitContext *context, void *a, int64_t operator, void ** out) {
    (void)context;
    switch ((UnaryOperator) operator) {
    case UNARY_NEGATIVE: return store(PyNumber_Negative(a), out);
    case UNARY_POSITIVE: return store(PyNumber_Positive(a), out);
    case UNARY_INVERT: return store(PyNumber_Invert(a), out);
    default: break;
    }
    int truth = PyObject_IsTrue(a);
    return truth < 0 ? -1 : store(PyBool_FromLong(!truth), out);
}

int npjit_object_compare(NpjitContext *context, void *a, void *b, int64_t operator, void ** out) {
    (void)context;
    int truth = 0;
    if (npjit_nan_boxed && identity_in_compare(a, b, (CompareOperator) operator) < 0) {
        return -1;
    }
    switch ((CompareOperator) operator) {
    case COMPARE_EQUAL: return store(PyObject_RichCompare(a, b, Py_EQ), out);
    case COMPARE_NOT_EQUAL: return store(PyObject_RichCompare(a, b, Py_NE), out);
    case COMPARE_LESS: return store(PyObject_RichCompare(a, b, Py_LT), out);
    case COMPARE_LESS_EQUAL: return store(PyObject_RichCompare(a, b, Py_LE), out);
    case COMPARE_GREATER: return store(PyObject_RichCompare(a, b, Py_GT), out);
    case COMPARE_GREATER_EQUAL: return store(PyObject_RichCompare(a, b, Py_GE), out);
    case COMPARE_IS: truth = a == b; break;
    case COMPARE_IS_NOT: truth = a != b; break;
    case COMPARE_IN: truth = PySequence_Contains(b, a); break;
    case COMPARE_NOT_IN:
        truth = PySequence_Contains(b, a);
        truth = truth < 0 ? truth : !truth;
        break;
    }
    return truth < 0 ? -1 : store(PyBool_FromLong(truth), out);
}

int npjit_object_truth(NpjitContext *context, void *object, int32_t *out) {
    (void)context;
    *out = PyObject_IsTrue(object);
    return *out < 0 ? -1 : 0;
}

/* ---- attributes and items ---- */

int npjit_object_getattr(NpjitContext *context, void *object, const char *text, void **out) {
    (void)context;
    PyObject *name = name_object(text, strlen(text));
    int status = store(name ? PyObject_GetAttr(object, name) : NULL, out);
    Py_XDECREF(name);
    return status;
}

/* Nobody can change what such a type or an object of it has, whatever the arguments' code does. */
static bool has_method_for_good(PyObject *object, PyObject *name) {
    PyTypeObject *type = Py_TYPE(object);
    if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) || type->tp_dictoffset != 0 ||
        type->tp_getattro != PyObject_GenericGetAttr) {
        return false;
    }
    PyObject *found = _PyType_Lookup(type, name);
    return found && PyType_HasFeature(Py_TYPE(found), Py_TPFLAGS_METHOD_DESCRIPTOR);
}

int npjit_object_lookup(NpjitContext *context, void *object, const char *text, void **out) {
    (void)context;
    size_t length = strcspn(text, "|");
    PyObject *name = name_object(text, length);
    if (!name) {
        return -1;
    }
    bool known = has_method_for_good(object, name);
    int status = store(known ? Py_NewRef(Py_None) : PyObject_GetAttr(object, name), out);
    Py_DECREF(name);
    return status;
}

int npjit_object_setattr(NpjitContext *context, void *object, void *value, const char *text) {
    (void)context;
    PyObject *name = name_object(text, strlen(text));
    int status = name ? PyObject_SetAttr(object, name, value) : -1;
    Py_XDECREF(name);
    return status;
}

int npjit_object_delattr(NpjitContext *context, void *object, const char *text) {
    (void)context;
    PyObject *name = name_object(text, strlen(text));
    int status = name ? PyObject_DelAttr(object, name) : -1;
    Py_XDECREF(name);
    return status;
}

int npjit_object_getitem(NpjitContext *context, void *object, void *key, void **out) {
    (void)context;
    if (npjit_nan_boxed && identity_of_key(OP_OBJECT_GETITEM, object, key) < 0) {
        return -1;
    }
    return store(PyObject_GetItem(object, key), out);
}

int npjit_object_setitem(NpjitContext *context, void *object, void *key, void *value) {
    (void)context;
    if (npjit_nan_boxed && identity_of_key(OP_OBJECT_SETITEM, object, key) < 0) {
        return -1;
    }
    return PyObject_SetItem(object, key, value);
}

int npjit_object_delitem(NpjitContext *context, void *object, void *key) {
    (void)context;
    if (npjit_nan_boxed && identity_of_key(OP_OBJECT_DELITEM, object, key) < 0) {
        return -1;
    }
    return PyObject_DelItem(object, key);
}

int npjit_object_length(NpjitContext *context, void *object, int64_t *out) {
    (void)context;
    *out = PyObject_Size(object);
    return *out < 0 ? -1 : 0;
}

/* ---- calls ---- */

/* New tuple of the names in "a,b,c"; *out is NULL when there are none. */
static int keyword_names(const char *text, PyObject **out) {
    *out = NULL;
    if (!text || !*text) {
        return 0;
    }
    Py_ssize_t count = 1;
    for (const char *at = text; *at; at++) {
        count += *at == ',';
    }
    PyObject *names = PyTuple_New(count);
    for (Py_ssize_t i = 0; names && i < count; i++) {
        size_t length = strcspn(text, ",");
        PyObject *name = name_object(text, length);
        if (!name) {
            Py_CLEAR(names);
            break;
        }
        PyTuple_SET_ITEM(names, i, name);
        text += length + 1;
    }
    *out = names;
    return names ? 0 : -1;
}

enum { FEW_ARGUMENTS = 8 };

/* Calls `callee`, or the method `name` of it when that is given. The first element of `items` is
 * the first argument; `positional` of the `count` are not keywords'. */
static int call(Op op, PyObject *callee, PyObject *name, const NpjitSlot *items, int64_t count,
                int64_t positional, const char *keywords, void **out) {
    int status = -1;
    PyObject *few[FEW_ARGUMENTS + 2];
    PyObject **arguments = few; /* one free element in front, then the receiver */
    PyObject *names = NULL;
    if (count > FEW_ARGUMENTS) {
        arguments = malloc((size_t)(count + 2) * sizeof *arguments);
        if (!arguments) {
            PyErr_NoMemory();
            return -1;
        }
    }
    if (keyword_names(keywords, &names) < 0) {
        goto cleanup;
    }
    arguments[1] = callee;
    for (int64_t i = 0; i < count; i++) {
        arguments[i + 2] = items[i].p;
    }
    if (npjit_nan_boxed && identity_in_call(op, callee, name ? PyUnicode_AsUTF8(name) : NULL,
                                            arguments + 2, count) < 0) {
        goto cleanup;
    }
    if (name) {
        size_t flags = (size_t)(positional + 1) | PY_VECTORCALL_ARGUMENTS_OFFSET;
        status = store(PyObject_VectorcallMethod(name, arguments + 1, flags, names), out);
    } else {
        size_t flags = (size_t)positional | PY_VECTORCALL_ARGUMENTS_OFFSET;
        status = store(PyObject_Vectorcall(callee, arguments + 2, flags, names), out);
    }
cleanup:
    Py_XDECREF(names);
    if (arguments != few) {
        free(arguments);
    }
    return status;
}

int npjit_object_call(NpjitContext *context, void *callee, const NpjitSlot *items, int64_t count,
                      int64_t positional, const char *keywords, void **out) {
    (void)context;
    return call(OP_OBJECT_CALL, callee, NULL, items, count, positional, keywords, out);
}

static int call_named(Op op, PyObject *receiver, const NpjitSlot *items, int64_t count,
                      int64_t positional, const char *text, void **out) {
    size_t length = strcspn(text, "|");
    PyObject *name = name_object(text, length);
    if (!name) {
        return -1;
    }
    const char *keywords = text[length] == '|' ? text + length + 1 : NULL;
    int status = call(op, receiver, name, items, count, positional, keywords, out);
    Py_DECREF(name);
    return status;
}

int npjit_object_method(NpjitContext *context, void *receiver, const NpjitSlot *items,
                        int64_t count, int64_t positional, const char *text, void **out) {
    (void)context;
    return call_named(OP_OBJECT_METHOD, receiver, items, count, positional, text, out);
}

/* `method` is None where the receiver is known to have one, which then is not looked up before. */
int npjit_object_call_method(NpjitContext *context, void *receiver, void *method,
                             const NpjitSlot *items, int64_t count, int64_t positional,
                             const char *text, void **out) {
    (void)context;
    if (method == Py_None) {
        return call_named(OP_OBJECT_CALL_METHOD, receiver, items, count, positional, text, out);
    }
    const char *keywords = strchr(text, '|');
    return call(OP_OBJECT_CALL_METHOD, method, NULL, items, count, positional,
                keywords ? keywords + 1 : NULL, out);
}

/* ---- f-strings ---- */

int npjit_object_format(NpjitContext *context, void *value, void *spec, int64_t conversion,
                        void **out) {
    (void)context;
    PyObject *converted = NULL;
    switch (conversion) {
    case 's': converted = PyObject_Str(value); break;
    case 'r': converted = PyObject_Repr(value); break;
    case 'a': converted = PyObject_ASCII(value); break;
    default: converted = Py_NewRef((PyObject *)value); break;
    }
    int status = -1;
    if (converted) {
        status = store(PyObject_Format(converted, spec == Py_None ? NULL : spec), out);
    }
    Py_XDECREF(converted);
    return status;
}

int npjit_object_join(NpjitContext *context, const NpjitSlot *items, int64_t count, void **out) {
    void *parts = NULL;
    if (npjit_box_tuple(context, items, count, &parts) < 0) {
        return -1;
    }
    PyObject *empty = PyUnicode_FromStringAndSize(NULL, 0);
    int status = store(empty ? PyUnicode_Join(empty, parts) : NULL, out);
    Py_XDECREF(empty);
    Py_DECREF((PyObject *)parts);
    return status;
}

/* ---- iteration ---- */

int npjit_object_hint(NpjitContext *context, void *object, int64_t *out) {
    (void)context;
    *out = PyObject_LengthHint(object, 0);
    return *out < 0 ? -1 : 0;
}

int npjit_object_room(NpjitContext *context, int64_t count) {
    (void)context;
    PyObject **items = count > 0 ? PyMem_New(PyObject *, count) : NULL;
    if (count > 0 && items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    PyMem_Free(items);
    return 0;
}

int npjit_object_iter(NpjitContext *context, void *object, void **out) {
    (void)context;
    return store(PyObject_GetIter(object), out);
}

int npjit_object_next(NpjitContext *context, void *iterator, void **out) {
    (void)context;
    *out = PyIter_Next(iterator);
    return *out == NULL && PyErr_Occurred() ? -1 : 0;
}

int npjit_object_item(NpjitContext *context, void *unpacked, int64_t index, void **out) {
    (void)context;
    return store(Py_NewRef(PyTuple_GET_ITEM((PyObject *)unpacked, index)), out);
}
