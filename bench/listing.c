/* What becomes of the functions of a file: see bench/listing.h. Each is taken through all passes up
 * to machine code, which is not made. */
#include <bench/listing.h>

#include "describe.h"
#include "embedded.h"
#include "kernel.h"
#include "marshal.h"
#include "pipeline.h"
#include <base/text.h>
#include <stdlib.h>
#include <string.h>

const char *const listed_status_names[LISTED_STATUS_COUNT] = {"full", "boxed", "refused",
                                                              "untyped"};

/* exemplar.py, NUL-terminated. */
extern const char npjit_exemplar_source[];

typedef struct Listing {
    void (*report)(void *data, const ListedKernel *kernel);
    void *data;
    ListingSummary *summary;
    const KernelFile *file;
    Arena *arena; /* of the function being listed */
    Error *error;
    /* the lists of types that it was listed for */
    struct {
        const char **items;
        int count, capacity;
    } seen;
} Listing;

/* ---- in words ---- */

static bool is_among(PyObject *names, const char *name) {
    for (Py_ssize_t i = 0; names != NULL && i < PyTuple_GET_SIZE(names); i++) {
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, i), name) == 0) {
            return true;
        }
    }
    return false;
}

/* Without what only the compiler tells apart: how large an int is. */
static void describe_argument(Arena *arena, const Type *type, PyObject *value, Text *out) {
    switch (type->kind) {
    case TYPE_SMALL:
    case TYPE_I64:
    case TYPE_INT: text_add(out, "int"); break;
    case TYPE_OBJECT: describe_type(out, Py_TYPE(value)); break;
    case TYPE_TUPLE:
        text_add(out, "tuple(");
        for (int i = 0; i < type->item_count; i++) {
            text_add(out, i == 0 ? "" : ", ");
            describe_argument(arena, type->items[i], PyTuple_GET_ITEM(value, i), out);
        }
        text_add(out, ")");
        break;
    case TYPE_LIST:
        text_add(out, "list");
        if (PyList_GET_SIZE(value) > 0) {
            text_add(out, "(");
            describe_argument(arena, type->element, PyList_GET_ITEM(value, 0), out);
            text_add(out, ")");
        }
        break;
    default: text_add(out, "%s", type_name(arena, type));
    }
}

/* "n: int, x: array(float64, 1)" */
static const char *describe_parameters(Listing *listing, const Signature *signature,
                                       PyObject *values, PyObject *unknown) {
    Text text = {0};
    Py_ssize_t count = PyTuple_GET_SIZE(values);
    TypeTable *table = type_table_create(listing->arena);
    const Type **types = ARENA_ARRAY(listing->arena, const Type *, count + 1);
    for (Py_ssize_t i = 0; i < count; i++) {
        types[i] = value_type(listing->arena, table, PyTuple_GET_ITEM(values, i));
    }
    type_lists(listing->arena, table, values, types);
    for (Py_ssize_t i = 0; i < count; i++) {
        text_add(&text, i == 0 ? "%s" : ", %s", signature->names[i]);
        if (!is_among(unknown, signature->names[i])) {
            text_add(&text, ": ");
            describe_argument(listing->arena, types[i], PyTuple_GET_ITEM(values, i), &text);
        }
    }
    const char *words =
        arena_copy_text(listing->arena, text_string(&text), strlen(text_string(&text)));
    text_free(&text);
    return words;
}

/* "x, y" */
static const char *join_names(Arena *arena, PyObject *names) {
    const char *joined = "";
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++) {
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, i));
        joined = arena_format(arena, "%s%s%s", joined, i == 0 ? "" : ", ", name ? name : "?");
    }
    return joined;
}

/* ---- one function ---- */

/* One entry for each line, with the first operation of it. */
static void note_boxed_lines(Listing *listing, const Fn *fn, ListedKernel *kernel) {
    BoxedPlace *places;
    int count = fn_boxed_places(fn, &places);
    BoxedLine *lines = ARENA_ARRAY(listing->arena, BoxedLine, count + 1);
    for (int i = 0; i < count; i++) {
        if (i == 0 || places[i].line != places[i - 1].line) {
            lines[kernel->line_count++] =
                (BoxedLine){.line = places[i].line, .operation = op_infos[places[i].op].name};
        }
    }
    kernel->lines = lines;
}

/* Types alone decide about the rest: the names of the unknown say that there may be more to it. */
static void list_typed(Listing *listing, const Signature *signature, PyObject *values,
                       PyObject *unknown, const char *origin) {
    Compiled *compiled;
    Error refusal = {0};
    PyCodeObject *code = (PyCodeObject *)PyFunction_GetCode(signature->function); /* borrowed */
    bool untyped = unknown != NULL && PyTuple_GET_SIZE(unknown) > 0;
    ListedKernel kernel = {.status = untyped ? LISTED_UNTYPED : LISTED_FULL,
                           .source = listing->file->path,
                           .function = signature->name,
                           .line = code->co_firstlineno,
                           .origin = origin};
    kernel.parameters = describe_parameters(listing, signature, values, unknown);
    kernel.unknown = untyped ? join_names(listing->arena, unknown) : NULL;
    for (int i = 0; i < listing->seen.count; i++) {
        if (strcmp(listing->seen.items[i], kernel.parameters) == 0) {
            return;
        }
    }
    ARENA_PUSH(listing->arena, &listing->seen, kernel.parameters);
    CompileOptions options = {.route = ROUTE_NATIVE, .without_code = true};
    if (compile(signature->function, values, &options, &compiled, &refusal) != 0) {
        kernel.status = LISTED_REFUSED;
        kernel.refusal = &refusal;
    } else if (!untyped) {
        note_boxed_lines(listing, compiled->fn, &kernel);
        kernel.status = kernel.line_count > 0 ? LISTED_BOXED : LISTED_FULL;
    }
    listing->summary->statuses[kernel.status]++;
    listing->report(listing->data, &kernel);
    compiled_free(compiled);
}

/* As annotations and defaults say. */
static int list_annotated(Listing *listing, const Signature *signature) {
    PyObject *unknown, *values;
    PyObject *module = embedded_module("npjit exemplar", npjit_exemplar_source, "exemplar.py");
    PyObject *made =
        module == NULL ? NULL : PyObject_CallMethod(module, "make", "O", signature->function);
    int status = -1;
    if (made != NULL &&
        PyArg_ParseTuple(made, "O!O!", &PyTuple_Type, &values, &PyTuple_Type, &unknown)) {
        list_typed(listing, signature, values, unknown, "annotations");
        status = 0;
    } else {
        error_from_python(listing->error, STAGE_INPUT, listing->file->path,
                          "the annotations cannot be read");
    }
    Py_XDECREF(made);
    Py_XDECREF(module);
    return status;
}

static int list_cases(Listing *listing, const Signature *signature, PyObject *cases) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(cases); i++) {
        PyObject *values = signature_bind(signature, PyTuple_GET_ITEM(cases, i), listing->error);
        if (values == NULL) {
            return -1;
        }
        list_typed(listing, signature, values, NULL, "cases");
        Py_DECREF(values);
    }
    return 0;
}

static int list_signature(Listing *listing, const Signature *signature) {
    PyObject *cases = function_cases(signature->function);
    if (cases == NULL && PyErr_Occurred()) {
        return error_from_python(listing->error, STAGE_INPUT, listing->file->path,
                                 "the cases cannot be read");
    }
    int status = cases != NULL && PyTuple_GET_SIZE(cases) > 0
                     ? list_cases(listing, signature, cases)
                     : list_annotated(listing, signature);
    Py_XDECREF(cases);
    return status;
}

/* With an arena for the time of it; `call`, when there is one, are the values to type it for. */
static int list_function(Listing *listing, const Signature *signature, PyObject *call) {
    jmp_buf out_of_memory;
    volatile int status = 0;
    listing->arena = arena_create();
    if (listing->arena == NULL || setjmp(out_of_memory) != 0) {
        status = error_set(listing->error, STAGE_MEMORY, "out of memory");
        goto cleanup;
    }
    arena_set_failure_jump(listing->arena, &out_of_memory);
    memset(&listing->seen, 0, sizeof listing->seen);
    if (call != NULL) {
        list_typed(listing, signature, call, NULL, "call");
    } else {
        status = list_signature(listing, signature);
    }
cleanup:
    arena_destroy(listing->arena);
    listing->arena = NULL;
    return status;
}

/* ---- the file ---- */

static int list_named(Listing *listing, const char *name) {
    Signature signature;
    PyObject *function = kernel_file_function(listing->file, name, listing->error);
    if (function == NULL) {
        return -1;
    }
    int status = signature_of(&signature, function, listing->error);
    if (status == 0) {
        status = list_function(listing, &signature, NULL);
        signature_free(&signature);
    }
    Py_DECREF(function);
    return status;
}

static int list_all(Listing *listing) {
    int count, status = 0;
    const char **names = kernel_file_functions(listing->file, &count);
    if (names == NULL) {
        return error_set(listing->error, STAGE_MEMORY, "out of memory");
    }
    if (count == 0) {
        status =
            error_set(listing->error, STAGE_INPUT, "%s defines no function", listing->file->path);
    }
    for (int i = 0; i < count && status == 0; i++) {
        status = list_named(listing, names[i]);
    }
    free(names);
    return status;
}

static int list_call(Listing *listing, const KernelRequest *request) {
    Kernel kernel;
    if (kernel_from_request(&kernel, request, listing->error) != 0) {
        return -1;
    }
    listing->file = &kernel.file;
    int status = list_function(listing, &kernel.signature, kernel.values);
    kernel_free(&kernel);
    return status;
}

int bench_list_kernels(const KernelRequest *request,
                       void (*report)(void *data, const ListedKernel *kernel), void *data,
                       ListingSummary *out, Error *error) {
    Listing listing = {.report = report, .data = data, .summary = out, .error = error};
    if (request->arguments != NULL || request->arguments_from != NULL) {
        return list_call(&listing, request);
    }
    KernelFile file;
    if (kernel_file_open(&file, request->path, error) != 0) {
        return -1;
    }
    listing.file = &file;
    int status =
        request->function == NULL ? list_all(&listing) : list_named(&listing, request->function);
    kernel_file_close(&file);
    return status;
}
