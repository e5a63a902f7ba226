/* The front end's only entry: calls the other files in turn, keeps what trees point to, and
 * converts the functions that the kernel may call. */
#include "unit.h"

#include <stdlib.h>

/* ---- the unit ---- */

void front_release(FrontUnit *unit) {
    if (unit == NULL) {
        return;
    }
    Py_XDECREF(unit->tree);
    Py_XDECREF(unit->keep);
    Py_XDECREF(unit->names);
    free(unit);
}

const char *unit_name(FrontUnit *unit, PyObject *text) {
    PyObject *known = PyDict_GetItemWithError(unit->names, text);
    if (known != NULL) {
        return PyLong_AsVoidPtr(known);
    }
    Py_ssize_t length;
    const char *utf8 = PyErr_Occurred() == NULL ? PyUnicode_AsUTF8AndSize(text, &length) : NULL;
    if (utf8 == NULL) {
        return NULL;
    }
    char *copy = arena_copy_text(unit->arena, utf8, (size_t)length);
    PyObject *address = PyLong_FromVoidPtr(copy);
    int status = address != NULL ? PyDict_SetItem(unit->names, text, address) : -1;
    Py_XDECREF(address);
    return status == 0 ? copy : NULL;
}

int unit_keep(FrontUnit *unit, PyObject *object) {
    return PyList_Append(unit->keep, object);
}

int unit_function(FrontUnit *unit, PyObject *function) {
    for (int k = 0; k < unit->functions.count; k++) {
        if (unit->functions.items[k].object == function) {
            return k;
        }
    }
    if (unit_keep(unit, function) < 0) {
        return -1;
    }
    FunctionEntry entry = {.object = function};
    ARENA_PUSH(unit->arena, &unit->functions, entry);
    return unit->functions.count - 1;
}

int front_python_error(Error *error, ErrorStage stage, const char *what) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *message = value != NULL ? PyObject_Str(value) : NULL;
    const char *text = message != NULL ? PyUnicode_AsUTF8(message) : NULL;
    if (type != NULL && PyErr_GivenExceptionMatches(type, PyExc_MemoryError)) {
        error_set(error, STAGE_MEMORY, "out of memory");
    } else if (text != NULL && text[0] != '\0') {
        error_set(error, stage, "%s: %.300s", what, text);
    } else {
        error_set(error, stage, "%s", what);
    }
    Py_XDECREF(message);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    PyErr_Clear();
    return -1;
}

/* ---- one function ---- */

/* Defaults are values of the function object, evaluated when the def was executed. */
static int set_fallback(FrontUnit *unit, Parameter *parameter, PyObject *value) {
    parameter->fallback = ARENA_NEW(unit->arena, Constant);
    return constant_from_object(unit, value, parameter->fallback);
}

static int positional_fallbacks(FrontUnit *unit, Function *tree, PyObject *defaults) {
    int positional = 0;
    while (positional < tree->parameter_count && !tree->parameters[positional].keyword_only) {
        positional++;
    }
    int count = PyTuple_Check(defaults) ? (int)PyTuple_GET_SIZE(defaults) : 0;
    for (int k = count < positional ? count : positional; k > 0; k--) {
        if (set_fallback(unit, &tree->parameters[positional - k],
                         PyTuple_GET_ITEM(defaults, count - k)) < 0) {
            return -1;
        }
    }
    return 0;
}

static int keyword_fallbacks(FrontUnit *unit, Function *tree, PyObject *defaults) {
    for (int k = 0; PyDict_Check(defaults) && k < tree->parameter_count; k++) {
        Parameter *parameter = &tree->parameters[k];
        if (!parameter->keyword_only) {
            continue;
        }
        PyObject *name = PyUnicode_FromString(parameter->name);
        PyObject *value = name != NULL ? PyDict_GetItemWithError(defaults, name) : NULL;
        int status = value != NULL ? set_fallback(unit, parameter, value) : 0;
        Py_XDECREF(name);
        if (status < 0 || PyErr_Occurred() != NULL) {
            return -1;
        }
    }
    return 0;
}

static int set_fallbacks(FrontUnit *unit, Function *tree, PyObject *function, Error *error) {
    const Interned *py = interned();
    PyObject *defaults = PyObject_GetAttr(function, py->__defaults__);
    PyObject *keyword_defaults = PyObject_GetAttr(function, py->__kwdefaults__);
    int status = -1;
    if (defaults != NULL && keyword_defaults != NULL) {
        status = positional_fallbacks(unit, tree, defaults) < 0
                     ? -1
                     : keyword_fallbacks(unit, tree, keyword_defaults);
    }
    Py_XDECREF(defaults);
    Py_XDECREF(keyword_defaults);
    return status < 0 ? front_python_error(error, STAGE_FRONT, "a default value cannot be read")
                      : 0;
}

/* Whether `name` is a local of the tree; a comprehension's target counts by the name before its @.
 */
static bool is_local(const Function *tree, const char *name) {
    size_t length = strlen(name);
    for (int k = 0; k < tree->local_count; k++) {
        const char *local = tree->locals[k];
        if (strncmp(local, name, length) == 0 && (local[length] == '\0' || local[length] == '@')) {
            return true;
        }
    }
    return false;
}

/* The code object knows its locals: if the file has one fewer, it has changed since it was loaded.
 */
static int check_locals(const Function *tree, PyObject *function, PyObject *field, Error *error) {
    PyObject *names = PyObject_GetAttr(PyFunction_GET_CODE(function), field);
    int status = names != NULL ? 0 : -1;
    for (Py_ssize_t k = 0; status == 0 && k < PyTuple_GET_SIZE(names); k++) {
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, k));
        if (name == NULL) {
            status = -1;
        } else if (name[0] != '.' && !is_local(tree, name)) {
            error_set(error, STAGE_INPUT,
                      "%s has no local variable %.100s, but the loaded function has one",
                      tree->name, name);
            error_hint(error, "the file has changed since it was loaded; run npjit again");
            error_place(error, tree->file, tree->line, tree->column);
            Py_DECREF(names);
            return -1;
        }
    }
    Py_XDECREF(names);
    return status < 0 ? front_python_error(error, STAGE_FRONT, "the code object cannot be read")
                      : 0;
}

static int convert_entry(FrontUnit *unit, int index, Error *error) {
    PyObject *object = unit->functions.items[index].object;
    PyObject *node;
    Converter converter = {.py = interned(), .unit = unit, .arena = unit->arena, .error = error};
    converter.takes_stars = index == 0;
    if (source_find(unit, object, &node, &converter.in_class, error) < 0) {
        return -1;
    }
    if (statement_class(converter.py, node) == STATEMENT_AsyncFunctionDef) {
        return refuse_node(&converter, node, "an async function", "make it an ordinary function");
    }
    Function *tree;
    if (convert_function(&converter, node, false, &tree) < 0 ||
        set_fallbacks(unit, tree, object, error) < 0 ||
        scope_resolve(unit, tree, object, error) < 0 ||
        check_locals(tree, object, converter.py->co_varnames, error) < 0 ||
        check_locals(tree, object, converter.py->co_cellvars, error) < 0) {
        return -1;
    }
    tree->object = object;
    unit->functions.items[index].tree = tree;
    return 0;
}

/* ---- the file ---- */

/* The functions that the kernel may call: one that is refused is called in the interpreter, so its
 * refusal is not an error. */
static int convert_callees(FrontUnit *unit, Error *error) {
    for (int k = 0; k < unit->functions.count; k++) {
        if (refuse_changed_globals(unit, unit->functions.items[k].object, error) < 0) {
            return -1;
        }
        if (k > 0 && convert_entry(unit, k, error) < 0) {
            if (error->stage == STAGE_MEMORY) {
                return -1;
            }
            unit->functions.items[k].refused = true;
        }
    }
    *error = (Error){0};
    for (int k = 0; k < unit->symbols.count; k++) {
        const SymbolEntry *entry = &unit->symbols.items[k];
        if (entry->symbol->kind == SYMBOL_FUNCTION) {
            const FunctionEntry *function = &unit->functions.items[entry->function];
            entry->symbol->function = function->refused ? NULL : function->tree;
        }
    }
    return 0;
}

int front_prepare(Error *error) {
    return interned() != NULL
               ? 0
               : front_python_error(error, STAGE_FRONT, "CPython's ast cannot be used");
}

static int parse(FrontUnit *unit, PyObject *function, Error *error) {
    unit->keep = PyList_New(0);
    unit->names = PyDict_New();
    if (front_prepare(error) < 0) {
        return -1;
    }
    if (unit->keep == NULL || unit->names == NULL || unit_function(unit, function) < 0) {
        return front_python_error(error, STAGE_FRONT, "the kernel's names cannot be looked up");
    }
    PyObject *file = ((PyCodeObject *)PyFunction_GET_CODE(function))->co_filename;
    unit->file = unit_name(unit, file);
    if (unit->file == NULL) {
        return front_python_error(error, STAGE_INPUT, "the kernel's file name cannot be used");
    }
    return source_load(unit, file, error) < 0 || convert_entry(unit, 0, error) < 0
               ? -1
               : convert_callees(unit, error);
}

int front_parse(Arena *arena, void *python_function, FrontUnit **unit, const Function **out,
                Error *error) {
    *out = NULL;
    *unit = NULL;
    if (!PyFunction_Check((PyObject *)python_function)) {
        error_set(error, STAGE_INPUT,
                  "the kernel is not a Python function but an object of type %.100s",
                  Py_TYPE((PyObject *)python_function)->tp_name);
        error_hint(error, "name a function written with def, without a decorator that wraps it");
        return -1;
    }
    FrontUnit *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    made->arena = arena;
    *unit = made; /* known to the caller before an allocation in the arena can jump out */
    Error local = {0};
    Error *reason = error != NULL ? error : &local;
    if (parse(made, python_function, reason) < 0) {
        front_release(made);
        *unit = NULL;
        return -1;
    }
    *out = made->functions.items[0].tree;
    return 0;
}
