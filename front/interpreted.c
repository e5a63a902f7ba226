/* Parts of the tree that the interpreter executes: CPython's code for them, made by interpreted.py
 * once it is asked for. What is captured, and whether that is allowed, is build()'s to say. */
#include "unit.h"

/* interpreted.py, NUL-terminated. */
extern const char npjit_interpreted_source[];

/* What Interpreted.part points to. */
typedef struct Part {
    FrontUnit *unit;
    PyObject *node;   /* borrowed from the unit's tree */
    PyObject *object; /* the function it is part of; borrowed, the unit keeps it */
    bool in_class;
    struct {
        VisibleName *items;
        int count, capacity;
    } visible;
} Part;

static int make_part(Interpreted *interpreted, Error *error);

Interpreted *interpreted_create(const Converter *converter, PyObject *node) {
    Part *part = ARENA_NEW(converter->arena, Part);
    part->unit = converter->unit;
    part->node = node;
    part->in_class = converter->in_class;
    Interpreted *made = ARENA_NEW(converter->arena, Interpreted);
    made->make = make_part;
    made->part = part;
    return made;
}

void interpreted_in(Interpreted *interpreted, PyObject *object) {
    Part *part = interpreted->part;
    part->object = object;
}

void interpreted_sees(Interpreted *interpreted, VisibleName name) {
    Part *part = interpreted->part;
    for (int k = 0; k < part->visible.count; k++) {
        if (part->visible.items[k].name == name.name) {
            return;
        }
    }
    ARENA_PUSH(part->unit->arena, &part->visible, name);
}

/* The module that interpreted.py makes; new reference. */
static PyObject *helper_module(void) {
    PyObject *modules = PyImport_GetModuleDict(); /* borrowed */
    PyObject *name = PyUnicode_InternFromString("npjit interpreted");
    PyObject *known = name == NULL ? NULL : PyDict_GetItemWithError(modules, name);
    PyObject *module = Py_XNewRef(known);
    if (module == NULL && PyErr_Occurred() == NULL) {
        PyObject *code =
            Py_CompileString(npjit_interpreted_source, "interpreted.py", Py_file_input);
        module = code == NULL ? NULL : PyImport_ExecCodeModuleObject(name, code, NULL, NULL);
        Py_XDECREF(code);
    }
    Py_XDECREF(name);
    return module;
}

int interpreted_match(PyObject *pattern, const char *subject, PyObject **node, PyObject **names) {
    PyObject *module = helper_module(), *made = NULL;
    int status = -1;
    if (module != NULL) {
        made = PyObject_CallMethod(module, "matching", "Os", pattern, subject);
    }
    if (made != NULL && PyArg_ParseTuple(made, "OO!", node, &PyTuple_Type, names)) {
        Py_INCREF(*node);
        Py_INCREF(*names);
        status = 0;
    }
    Py_XDECREF(made);
    Py_XDECREF(module);
    return status;
}

/* New reference to (factory, names, kept), or to the reason why there is none: a str or None. */
static PyObject *call_helper(const Part *part) {
    PyObject *visible = PyTuple_New(part->visible.count);
    for (int k = 0; visible != NULL && k < part->visible.count; k++) {
        PyObject *name = PyUnicode_FromString(part->visible.items[k].name);
        if (name == NULL) {
            Py_CLEAR(visible);
        } else {
            PyTuple_SET_ITEM(visible, k, name);
        }
    }
    PyObject *module = visible == NULL ? NULL : helper_module();
    PyObject *made = module == NULL ? NULL
                                    : PyObject_CallMethod(module, "make", "OOO", part->object,
                                                          part->node, visible);
    Py_XDECREF(module);
    Py_XDECREF(visible);
    return made;
}

/* The locals that the names mean. */
static int read_captured(const Part *part, PyObject *names, PyObject *kept, Interpreted *out) {
    int count = (int)PyTuple_GET_SIZE(names);
    const char **captured = ARENA_ARRAY(part->unit->arena, const char *, count + 1);
    bool *keeps = ARENA_ARRAY(part->unit->arena, bool, count + 1);
    for (int k = 0; k < count; k++) {
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, k));
        if (name == NULL) {
            return -1;
        }
        keeps[k] = PyTuple_GET_ITEM(kept, k) == Py_True;
        for (int j = 0; j < part->visible.count; j++) {
            if (strcmp(part->visible.items[j].name, name) == 0) {
                captured[k] = part->visible.items[j].local;
            }
        }
    }
    out->captured = captured;
    out->keeps = keeps;
    out->captured_count = count;
    return 0;
}

static int make_part(Interpreted *interpreted, Error *error) {
    const Part *part = interpreted->part;
    if (interpreted->factory != NULL) {
        return 0;
    }
    int status = -1;
    PyObject *factory = NULL, *names = NULL, *kept = NULL;
    PyObject *made = part->in_class ? Py_NewRef(Py_None) : call_helper(part);
    if (made == Py_None) {
        error_set(error, STAGE_IR, "this use of names of functions around it is not compiled");
        error_hint(error, "define the function at the top level of the file");
        goto cleanup;
    }
    if (made != NULL && PyUnicode_Check(made)) {
        error_set(error, STAGE_IR,
                  "a function that assigns to a variable of the function around it is compiled "
                  "only where it is defined once and does nothing but be called by its name");
        error_hint(error, "keep the value in a list: count = [0] outside, count[0] += 1 inside; or "
                          "pass it in as an argument and return the new one");
        goto cleanup;
    }
    if (made != NULL &&
        PyArg_ParseTuple(made, "OO!O!", &factory, &PyTuple_Type, &names, &PyTuple_Type, &kept) &&
        unit_keep(part->unit, factory) == 0 && read_captured(part, names, kept, interpreted) == 0) {
        Symbol *symbol = ARENA_NEW(part->unit->arena, Symbol);
        symbol->kind = SYMBOL_OBJECT;
        symbol->name = "code that is not compiled";
        symbol->object = factory;
        interpreted->factory = symbol;
        status = 0;
    } else {
        front_python_error(error, STAGE_IR, "CPython does not compile this");
    }
cleanup:
    Py_XDECREF(made);
    return status;
}
