/* The kernel's file: reading, decoding and parsing it, finding a function in it, lines and columns.
 * Does not convert anything. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- reading ---- */

/* New reference to the file's bytes. */
static PyObject *read_bytes(PyObject *file, const char *shown, Error *error) {
    PyObject *path = NULL, *bytes = NULL;
    Text text = {0};
    FILE *stream = NULL;
    if (!PyUnicode_FSConverter(file, &path)) {
        front_python_error(error, STAGE_INPUT, "the kernel's file name cannot be used");
        goto cleanup;
    }
    stream = fopen(PyBytes_AS_STRING(path), "rb");
    if (stream == NULL) {
        goto unreadable;
    }
    char buffer[1 << 14];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, stream)) > 0) {
        text_add_bytes(&text, buffer, count);
    }
    if (ferror(stream)) {
        goto unreadable;
    }
    bytes = text.failed ? PyErr_NoMemory()
                        : PyBytes_FromStringAndSize(text_string(&text), (Py_ssize_t)text.length);
    if (bytes == NULL) {
        front_python_error(error, STAGE_INPUT, "the kernel's file cannot be read");
    }
    goto cleanup;

unreadable:
    error_set(error, STAGE_INPUT, "the kernel's source cannot be read: %s", strerror(errno));
    error_place(error, shown, 0, 0);
    error_hint(error, "a kernel must be in a file that npjit can read");
cleanup:
    if (stream != NULL) {
        (void)fclose(stream);
    }
    text_free(&text);
    Py_XDECREF(path);
    return bytes;
}

/* New reference to the text: encoding declaration and line ends as CPython's import treats them. */
static PyObject *decode(PyObject *bytes) {
    /* What importlib.util takes it from; that module itself would take a millisecond to load. */
    PyObject *module = PyImport_ImportModule("_frozen_importlib_external");
    PyObject *text =
        module != NULL ? PyObject_CallMethod(module, "decode_source", "O", bytes) : NULL;
    Py_XDECREF(module);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "decode_source did not give a str");
        Py_CLEAR(text);
    }
    return text;
}

static int load(FrontUnit *unit, PyObject *bytes) {
    PyObject *text = decode(bytes);
    if (text == NULL) {
        return -1;
    }
    Py_ssize_t length;
    const char *utf8 = PyUnicode_AsUTF8AndSize(text, &length);
    if (utf8 == NULL) {
        Py_DECREF(text);
        return -1;
    }
    unit->source = arena_copy_text(unit->arena, utf8, (size_t)length);
    unit->length = (size_t)length;
    unit->ascii = PyUnicode_IS_ASCII(text);
    Py_DECREF(text);
    if (strlen(unit->source) != unit->length) {
        PyErr_SetString(PyExc_ValueError, "source code cannot contain null bytes");
        return -1;
    }
    ARENA_PUSH(unit->arena, &unit->lines, 0);
    for (size_t k = 0; k < unit->length; k++) {
        if (unit->source[k] == '\n') {
            ARENA_PUSH(unit->arena, &unit->lines, k + 1);
        }
    }
    return 0;
}

int source_load(FrontUnit *unit, PyObject *file, Error *error) {
    PyObject *bytes = read_bytes(file, unit->file, error);
    if (bytes == NULL) {
        return -1;
    }
    int status = load(unit, bytes);
    Py_DECREF(bytes);
    if (status < 0) {
        front_python_error(error, STAGE_INPUT, "the kernel's file cannot be parsed");
        error_place(error, unit->file, 0, 0);
    }
    return status;
}

/* New reference to the ast.Module. */
static PyObject *parse(const char *text, PyObject *file) {
    PyCompilerFlags flags = {
        .cf_flags = PyCF_ONLY_AST | PyCF_IGNORE_COOKIE,
        .cf_feature_version = PY_MINOR_VERSION,
    };
    return Py_CompileStringObject(text, file, Py_file_input, &flags, -1);
}

/* ---- places ---- */

/* CPython's place as an index into the source; clamped, since nodes inside an f-string may lie
 * about theirs (until 3.12). */
static size_t position(const FrontUnit *unit, int line, int offset) {
    if (line < 1 || line > unit->lines.count || offset < 0) {
        return unit->length;
    }
    size_t end = line < unit->lines.count ? unit->lines.items[line] - 1 : unit->length;
    size_t at = unit->lines.items[line - 1] + (size_t)offset;
    return at < end ? at : end;
}

int source_column(const FrontUnit *unit, int line, int offset) {
    if (unit->ascii || line < 1 || line > unit->lines.count) {
        return offset + 1;
    }
    int column = 1;
    size_t end = position(unit, line, offset);
    for (size_t k = unit->lines.items[line - 1]; k < end; k++) {
        column += (unit->source[k] & 0xC0) != 0x80; /* continuation bytes are no characters */
    }
    return column;
}

const char *source_segment(const FrontUnit *unit, int line, int offset, int end_line,
                           int end_offset) {
    size_t start = position(unit, line, offset), end = position(unit, end_line, end_offset);
    return arena_copy_text(unit->arena, unit->source + start, end > start ? end - start : 0);
}

/* ---- finding a function ---- */

typedef struct Search {
    const Interned *py;
    PyObject *name, *varnames; /* of the code object */
    int first_line, parameter_count;
    bool is_lambda;
    int depth;
    PyObject *found;
    int count;
    bool in_class;
} Search;

static int search_node(Search *search, PyObject *node, bool in_class);

/* The number in a field, or -1 with a Python exception set. */
static int number(PyObject *node, PyObject *field) {
    PyObject *value = PyObject_GetAttr(node, field);
    int result = value != NULL ? _PyLong_AsInt(value) : -1;
    Py_XDECREF(value);
    return result;
}

/* The line that the code object's co_firstlineno names: that of the first decorator if there is
 * one. */
static int first_line(const Interned *py, PyObject *node) {
    PyObject *decorators = PyObject_GetAttr(node, py->decorator_list);
    if (decorators == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return number(node, py->lineno);
    }
    int line = PyList_GET_SIZE(decorators) > 0 ? number(PyList_GET_ITEM(decorators, 0), py->lineno)
                                               : number(node, py->lineno);
    Py_DECREF(decorators);
    return line;
}

/* Whether the names in `list` (ast.arg nodes) are those of the code's variables from *index on; 1,
 * 0, or -1. */
static int same_names(const Search *search, PyObject *arguments, PyObject *field, int *index) {
    PyObject *list = PyObject_GetAttr(arguments, field);
    int same = list != NULL ? 1 : -1;
    for (Py_ssize_t k = 0; same == 1 && k < PyList_GET_SIZE(list); k++, (*index)++) {
        PyObject *name = PyObject_GetAttr(PyList_GET_ITEM(list, k), search->py->arg);
        if (name == NULL) {
            same = -1;
        } else if (*index >= search->parameter_count) {
            same = 0;
        } else {
            int order = PyUnicode_Compare(name, PyTuple_GET_ITEM(search->varnames, *index));
            same = order == 0 ? 1 : PyErr_Occurred() != NULL ? -1 : 0;
        }
        Py_XDECREF(name);
    }
    Py_XDECREF(list);
    return same;
}

static int same_parameters(const Search *search, PyObject *node) {
    const Interned *py = search->py;
    PyObject *arguments = PyObject_GetAttr(node, py->args);
    if (arguments == NULL) {
        return -1;
    }
    int index = 0;
    int same = same_names(search, arguments, py->posonlyargs, &index);
    same = same == 1 ? same_names(search, arguments, py->args, &index) : same;
    same = same == 1 ? same_names(search, arguments, py->kwonlyargs, &index) : same;
    Py_DECREF(arguments);
    return same == 1 ? index == search->parameter_count : same;
}

/* Whether the node is the definition looked for: 1, 0, or -1. */
static int matches(const Search *search, PyObject *node, int line) {
    const Interned *py = search->py;
    if (line != search->first_line) {
        return 0;
    }
    if (search->is_lambda) {
        return expression_class(py, node) == EXPRESSION_Lambda ? same_parameters(search, node) : 0;
    }
    StatementClass class = statement_class(py, node);
    if (class != STATEMENT_FunctionDef && class != STATEMENT_AsyncFunctionDef) {
        return 0;
    }
    PyObject *name = PyObject_GetAttr(node, py->name);
    int order = name != NULL ? PyUnicode_Compare(name, search->name) : -1;
    Py_XDECREF(name);
    if (order != 0) {
        return PyErr_Occurred() != NULL ? -1 : 0;
    }
    return same_parameters(search, node);
}

static int search_field(Search *search, PyObject *node, PyObject *field, bool in_class) {
    PyObject *value = PyObject_GetAttr(node, field);
    if (value == NULL) {
        return -1;
    }
    int status = 0;
    if (PyList_Check(value)) {
        for (Py_ssize_t k = 0; status == 0 && k < PyList_GET_SIZE(value); k++) {
            status = search_node(search, PyList_GET_ITEM(value, k), in_class);
        }
    } else {
        status = search_node(search, value, in_class);
    }
    Py_DECREF(value);
    return status;
}

static int search_children(Search *search, PyObject *node, bool in_class) {
    PyObject *fields = PyObject_GetAttr(node, search->py->_fields);
    if (fields == NULL) {
        return -1;
    }
    int status = 0;
    search->depth++;
    for (Py_ssize_t k = 0; status == 0 && k < PyTuple_GET_SIZE(fields); k++) {
        status = search_field(search, node, PyTuple_GET_ITEM(fields, k), in_class);
    }
    search->depth--;
    Py_DECREF(fields);
    return status;
}

static int search_node(Search *search, PyObject *node, bool in_class) {
    const Interned *py = search->py;
    if (!PyObject_TypeCheck(node, py->node) || search->depth > DEPTH_LIMIT) {
        return 0; /* what is deeper would be refused */
    }
    if (PyObject_TypeCheck(node, py->statement) || PyObject_TypeCheck(node, py->expression)) {
        int line = first_line(py, node), end_line = line < 0 ? -1 : number(node, py->end_lineno);
        if (end_line < 0) {
            return -1;
        }
        if (search->first_line < line || search->first_line > end_line) {
            return 0;
        }
        int match = matches(search, node, line);
        if (match < 0) {
            return -1;
        }
        if (match) {
            search->found = node;
            search->in_class = in_class;
            search->count++;
        }
        in_class = in_class || statement_class(py, node) == STATEMENT_ClassDef;
    }
    return search_children(search, node, in_class);
}

static int report_search(const FrontUnit *unit, const Search *search, Error *error) {
    const char *name = PyUnicode_AsUTF8(search->name);
    if (name == NULL) {
        return front_python_error(error, STAGE_INPUT, "the function's name cannot be used");
    }
    if (search->count == 0) {
        error_set(error, STAGE_INPUT, "%.100s is not at this line of the file any more", name);
        error_hint(error, "the file has changed since it was loaded; run npjit again");
    } else {
        error_set(error, STAGE_FRONT, "%d lambdas with the same parameters begin in this line",
                  search->count);
        error_hint(error, "give each a line of its own, or use def");
    }
    error_place(error, unit->file, search->first_line, 0);
    return -1;
}

/* Looks for the definition in its own lines. It is not found there where they do not stand alone.
 */
static int search_excerpt(FrontUnit *unit, Search *search, PyObject *file) {
    const char *text = source_excerpt(unit, search->first_line);
    if (text == NULL) {
        return 0;
    }
    PyObject *tree = parse(text, file);
    if (tree == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_SyntaxError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int status = unit_keep(unit, tree);
    Py_DECREF(tree);
    return status < 0 ? -1 : search_children(search, tree, false);
}

static int search_file(FrontUnit *unit, Search *search, PyObject *file, Error *error) {
    if (unit->tree == NULL) {
        unit->tree = parse(unit->source, file);
    }
    if (unit->tree == NULL) {
        front_python_error(error, STAGE_INPUT, "the kernel's file cannot be parsed");
        error_place(error, unit->file, 0, 0);
        return -1;
    }
    return search_children(search, unit->tree, false) < 0
               ? front_python_error(error, STAGE_FRONT, "CPython's syntax tree cannot be read")
               : 0;
}

int source_find(FrontUnit *unit, PyObject *function, PyObject **out, bool *in_class, Error *error) {
    PyCodeObject *code = (PyCodeObject *)PyFunction_GET_CODE(function);
    Search search = {
        .py = interned(),
        .name = code->co_name,
        .first_line = code->co_firstlineno,
        .parameter_count = code->co_argcount + code->co_kwonlyargcount,
        .is_lambda = PyUnicode_CompareWithASCIIString(code->co_name, "<lambda>") == 0,
    };
    search.varnames = PyObject_GetAttr((PyObject *)code, search.py->co_varnames);
    int status = search.varnames != NULL ? search_excerpt(unit, &search, code->co_filename) : -1;
    if (status < 0) {
        front_python_error(error, STAGE_FRONT, "CPython's syntax tree cannot be read");
        error_place(error, unit->file, code->co_firstlineno, 0);
    } else if (search.count == 0) {
        status = search_file(unit, &search, code->co_filename, error);
    }
    Py_XDECREF(search.varnames);
    if (status < 0) {
        return -1;
    }
    *out = search.found;
    *in_class = search.in_class;
    return search.count == 1 ? 0 : report_search(unit, &search, error);
}
