/* What a name means that is not a local: looked up once, in the function's closure, its globals and
 * the builtins, or in a module; the answer is a constant from then on.
 *
 * Callables of numpy, math and builtins get a canonical name from their identity, so that
 * `from numpy import sum as s` is "numpy.sum" as well. */
#include "unit.h"

/* Where NumPy 1 and 2 give one object different names: the name that is documented. */
static const char *const preferred[][2] = {
    {"numpy.amax", "numpy.max"},
    {"numpy.amin", "numpy.min"},
    {"numpy.round_", "numpy.round"},
    {"numpy.bool", "numpy.bool_"},
};

/* ---- constants ---- */

static int int_constant(FrontUnit *unit, PyObject *object, Constant *out) {
    PyObject *digits = PyObject_Str(object);
    if (digits == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError)) {
            return -1;
        }
        PyErr_Clear(); /* more digits than CPython is willing to print: the object will do */
        return 0;
    }
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(digits, &length);
    if (text != NULL) {
        out->kind = CONSTANT_INT;
        out->text = arena_copy_text(unit->arena, text, (size_t)length);
        out->length = (int)length;
    }
    Py_DECREF(digits);
    return text != NULL ? 0 : -1;
}

static int string_constant(FrontUnit *unit, PyObject *object, Constant *out) {
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(object, &length);
    if (text == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            return -1;
        }
        PyErr_Clear(); /* lone surrogates have no UTF-8 */
        return 0;
    }
    out->kind = CONSTANT_STRING;
    out->text = arena_copy_text(unit->arena, text, (size_t)length);
    out->length = (int)length;
    return 0;
}

/* Fills in everything but `object`, for exactly these types; others are CONSTANT_OTHER. */
static int describe_constant(FrontUnit *unit, PyObject *object, Constant *out) {
    *out = (Constant){.kind = CONSTANT_OTHER};
    if (object == Py_None) {
        out->kind = CONSTANT_NONE;
    } else if (PyBool_Check(object)) {
        out->kind = CONSTANT_BOOL;
        out->truth = object == Py_True;
    } else if (PyLong_CheckExact(object)) {
        return int_constant(unit, object, out);
    } else if (PyFloat_CheckExact(object)) {
        out->kind = CONSTANT_FLOAT;
        out->number = PyFloat_AS_DOUBLE(object);
    } else if (PyUnicode_CheckExact(object)) {
        return string_constant(unit, object, out);
    }
    return 0;
}

int constant_from_object(FrontUnit *unit, PyObject *object, Constant *out) {
    if (describe_constant(unit, object, out) < 0) {
        return -1;
    }
    out->object = object;
    return unit_keep(unit, object);
}

/* ---- canonical names ---- */

int module_has(PyObject *module_name, PyObject *name, PyObject *object) {
    PyObject *module = PyImport_GetModule(module_name);
    Py_XDECREF(module); /* sys.modules holds it */
    if (module == NULL || !PyModule_Check(module)) {
        return PyErr_Occurred() != NULL ? -1 : 0;
    }
    PyObject *found = PyDict_GetItemWithError(PyModule_GetDict(module), name);
    return found == object ? 1 : found == NULL && PyErr_Occurred() != NULL ? -1 : 0;
}

/* An attribute that is a str; new reference, NULL without an exception when there is no such. */
static PyObject *text_attribute(PyObject *object, PyObject *name) {
    PyObject *value = PyObject_GetAttr(object, name);
    if (value == NULL) {
        PyErr_Clear(); /* a callable without a readable name is merely unknown */
    } else if (!PyUnicode_Check(value)) {
        Py_CLEAR(value);
    }
    return value;
}

static bool is_known_root(const char *module) {
    return strcmp(module, "numpy") == 0 || strncmp(module, "numpy.", 6) == 0 ||
           strcmp(module, "math") == 0 || strcmp(module, "builtins") == 0;
}

/* "module.name" when that is the object; else *out stays. */
static int try_name(FrontUnit *unit, PyObject *module_name, PyObject *name, PyObject *object,
                    const char **out) {
    const char *module_text = PyUnicode_AsUTF8(module_name), *text = PyUnicode_AsUTF8(name);
    if (module_text == NULL || text == NULL) {
        return -1;
    }
    int found = is_known_root(module_text) ? module_has(module_name, name, object) : 0;
    if (found != 1) {
        return found;
    }
    *out = arena_format(unit->arena, "%s.%s", module_text, text);
    for (size_t k = 0; k < sizeof preferred / sizeof preferred[0]; k++) {
        if (strcmp(*out, preferred[k][0]) == 0) {
            PyObject *other = PyUnicode_FromString(strrchr(preferred[k][1], '.') + 1);
            int same = other != NULL ? module_has(module_name, other, object) : -1;
            Py_XDECREF(other);
            if (same < 0) {
                return -1;
            }
            *out = same ? preferred[k][1] : *out;
        }
    }
    return 0;
}

/* *out is the canonical name, or NULL when the object has none. */
static int canonical_name(FrontUnit *unit, PyObject *object, const char **out) {
    static const char *const roots[] = {"numpy", "math", "builtins"};
    const Interned *py = interned();
    *out = NULL;
    PyObject *name = text_attribute(object, py->__name__);
    if (name == NULL) {
        return 0;
    }
    int status = 0;
    PyObject *module = text_attribute(object, py->__module__);
    if (module != NULL) {
        status = try_name(unit, module, name, object, out);
        Py_DECREF(module);
    }
    for (int k = 0; status == 0 && *out == NULL && k < 3; k++) {
        PyObject *root = PyUnicode_FromString(roots[k]);
        status = root != NULL ? try_name(unit, root, name, object, out) : -1;
        Py_XDECREF(root);
    }
    Py_DECREF(name);
    return status;
}

/* ---- symbols ---- */

static bool is_own_function(const FrontUnit *unit, PyObject *object) {
    if (!PyFunction_Check(object)) {
        return false;
    }
    PyObject *kernel = unit->functions.items[0].object;
    PyObject *own = ((PyCodeObject *)PyFunction_GET_CODE(kernel))->co_filename;
    PyObject *other = ((PyCodeObject *)PyFunction_GET_CODE(object))->co_filename;
    return PyUnicode_Compare(own, other) == 0;
}

/* Sorts the object into one of the kinds. -1 with a Python exception set. */
static int describe(FrontUnit *unit, PyObject *object, SymbolEntry *entry) {
    Symbol *symbol = entry->symbol;
    symbol->object = object;
    if (unit_keep(unit, object) < 0 || describe_constant(unit, object, &symbol->constant) < 0) {
        return -1;
    }
    symbol->constant.object = object;
    if (symbol->constant.kind != CONSTANT_OTHER) {
        symbol->kind = SYMBOL_CONSTANT;
        return 0;
    }
    symbol->kind = SYMBOL_OBJECT;
    if (PyModule_Check(object)) {
        const char *name = PyModule_GetName(object);
        if (name == NULL) {
            PyErr_Clear(); /* a module that someone robbed of its name is an object like others */
            return 0;
        }
        symbol->kind = SYMBOL_MODULE;
        symbol->qualified = arena_copy_text(unit->arena, name, strlen(name));
        return 0;
    }
    if (is_own_function(unit, object)) {
        symbol->kind = SYMBOL_FUNCTION;
        entry->function = unit_function(unit, object);
        return entry->function < 0 ? -1 : 0;
    }
    if (PyCallable_Check(object)) {
        if (canonical_name(unit, object, &symbol->qualified) < 0) {
            return -1;
        }
        symbol->kind = symbol->qualified != NULL ? SYMBOL_CALLABLE : SYMBOL_OBJECT;
    }
    return 0;
}

static const Symbol *known_symbol(const FrontUnit *unit, const void *container, const char *name) {
    for (int k = 0; k < unit->symbols.count; k++) {
        const SymbolEntry *entry = &unit->symbols.items[k];
        if (entry->name == name && entry->container == container) {
            return entry->symbol;
        }
    }
    return NULL;
}

/* Makes the symbol for `name` in `container`; `object` is NULL when there is none. -1 with a Python
 * exception set. */
static int make_symbol(FrontUnit *unit, const void *container, const char *name, PyObject *object,
                       const Symbol **out) {
    SymbolEntry entry = {.container = container, .name = name};
    entry.symbol = ARENA_NEW(unit->arena, Symbol);
    entry.symbol->name = name;
    entry.symbol->kind = SYMBOL_MISSING;
    if (object != NULL && describe(unit, object, &entry) < 0) {
        return -1;
    }
    ARENA_PUSH(unit->arena, &unit->symbols, entry);
    *out = entry.symbol;
    return 0;
}

/* The cell of the function's closure for a free variable; borrowed, NULL when it has none by that
 * name. */
static PyObject *closure_cell(PyObject *function, PyObject *name) {
    PyObject *closure = PyFunction_GET_CLOSURE(function);
    if (closure == NULL) {
        return NULL;
    }
    PyObject *free = PyObject_GetAttr(PyFunction_GET_CODE(function), interned()->co_freevars);
    PyObject *cell = NULL;
    for (Py_ssize_t k = 0; free != NULL && cell == NULL && k < PyTuple_GET_SIZE(free); k++) {
        if (PyUnicode_Compare(PyTuple_GET_ITEM(free, k), name) == 0) {
            cell = PyTuple_GET_ITEM(closure, k);
        }
    }
    Py_XDECREF(free);
    return cell;
}

/* Borrowed; NULL when neither the globals nor the builtins have the name (or an exception is set).
 */
static PyObject *global_value(PyObject *function, PyObject *name) {
    PyObject *found = PyDict_GetItemWithError(PyFunction_GET_GLOBALS(function), name);
    if (found != NULL || PyErr_Occurred() != NULL) {
        return found;
    }
    PyObject *builtins = PyObject_GetAttr(function, interned()->__builtins__);
    if (builtins != NULL && PyDict_Check(builtins)) {
        found = PyDict_GetItemWithError(builtins, name);
    }
    Py_XDECREF(builtins); /* the function holds it */
    return found;
}

static int global_symbol(FrontUnit *unit, PyObject *function, PyObject *text, const char *name,
                         const Symbol **out, Error *error) {
    PyObject *cell = closure_cell(function, text);
    const void *container = cell != NULL ? cell : PyFunction_GET_GLOBALS(function);
    *out = known_symbol(unit, container, name);
    if (*out != NULL) {
        return 0;
    }
    PyObject *object = cell != NULL ? PyCell_GET(cell) : global_value(function, text);
    if (cell != NULL && object == NULL && PyErr_Occurred() == NULL) {
        error_set(error, STAGE_FRONT, "the variable %.100s of the enclosing function has no value",
                  name);
        error_hint(error, "assign it before the kernel is compiled");
        return -1;
    }
    if (PyErr_Occurred() != NULL || make_symbol(unit, container, name, object, out) < 0) {
        return front_python_error(error, STAGE_FRONT, "a global name cannot be looked up");
    }
    return 0;
}

int symbol_of_global(FrontUnit *unit, PyObject *function, const char *name, const Symbol **out,
                     Error *error) {
    PyObject *text = PyUnicode_FromString(name);
    if (text == NULL) {
        return front_python_error(error, STAGE_FRONT, "a global name cannot be looked up");
    }
    int status = global_symbol(unit, function, text, name, out, error);
    Py_DECREF(text);
    return status;
}

int symbol_of_attribute(FrontUnit *unit, const Symbol *module, const char *name, const Symbol **out,
                        Error *error) {
    *out = known_symbol(unit, module->object, name);
    if (*out != NULL) {
        return 0;
    }
    PyObject *object = PyObject_GetAttrString(module->object, name);
    if (object == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return 0;
    }
    int status = object != NULL ? make_symbol(unit, module->object, name, object, out) : -1;
    Py_XDECREF(object);
    return status < 0
               ? front_python_error(error, STAGE_FRONT, "a module's attribute cannot be read")
               : 0;
}

int symbol_of_builtin(FrontUnit *unit, const char *name, const Symbol **out, Error *error) {
    PyObject *builtins = PyEval_GetBuiltins();
    *out = known_symbol(unit, builtins, name);
    if (*out != NULL) {
        return 0;
    }
    PyObject *text = PyUnicode_FromString(name);
    PyObject *object = text != NULL ? PyDict_GetItemWithError(builtins, text) : NULL;
    int status = PyErr_Occurred() == NULL ? make_symbol(unit, builtins, name, object, out) : -1;
    Py_XDECREF(text);
    return status < 0 ? front_python_error(error, STAGE_FRONT, "a builtin cannot be looked up") : 0;
}

int symbol_of_object(FrontUnit *unit, const char *name, PyObject *object, const Symbol **out) {
    *out = known_symbol(unit, object, name);
    return *out != NULL ? 0 : make_symbol(unit, object, name, object, out);
}
