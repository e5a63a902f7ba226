/* See front_fixture.h. The printer knows every kind of node, so that a kind without a test shows up
 * as an unused line in a coverage run. */
#include "front_fixture.h"
#include <Python.h>

#include <base/text.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the four headers above first. */
#include <cmocka.h>

static char directory[] = "/tmp/npjit-front-XXXXXX";
static int files;

int front_fixture_start(void **state) {
    (void)state;
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.executable, NPJIT_PYTHON);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status) || mkdtemp(directory) == NULL) {
        return -1;
    }
    return 0;
}

int front_fixture_stop(void **state) {
    (void)state;
    for (int k = 0; k < files; k++) {
        char path[256];
        (void)snprintf(path, sizeof path, "%s/kernel%d.py", directory, k);
        (void)unlink(path);
    }
    (void)rmdir(directory);
    return Py_FinalizeEx();
}

/* ---- parsing ---- */

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* New reference to what the expression gives after the file was executed. */
static PyObject *evaluate(const char *source, const char *path, const char *expression) {
    PyObject *names = PyDict_New();
    assert_non_null(names);
    assert_int_equal(PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()), 0);
    PyObject *code = Py_CompileString(source, path, Py_file_input);
    PyObject *nothing = code != NULL ? PyEval_EvalCode(code, names, names) : NULL;
    PyObject *value =
        nothing != NULL ? PyRun_String(expression, Py_eval_input, names, names) : NULL;
    if (value == NULL) {
        PyErr_WriteUnraisable(NULL);
        fail_msg("the test's Python source does not run");
    }
    Py_XDECREF(code);
    Py_XDECREF(nothing);
    Py_DECREF(names);
    return value;
}

FrontResult front_of_changed(const char *source, const char *expression, const char *changed) {
    FrontResult result = {.arena = arena_create()};
    assert_non_null(result.arena);
    (void)snprintf(result.path, sizeof result.path, "%s/kernel%d.py", directory, files++);
    result.object = evaluate(source, result.path, expression);
    if (changed != NULL) {
        write_file(result.path, changed);
    }
    result.status =
        front_parse(result.arena, result.object, &result.unit, &result.function, &result.error);
    assert_null(PyErr_Occurred());
    assert_int_equal(result.status == 0, result.function != NULL);
    assert_int_equal(result.status == 0, result.unit != NULL);
    assert_int_equal(result.status == 0, result.error.stage == STAGE_NONE);
    return result;
}

FrontResult front_of(const char *source, const char *expression) {
    return front_of_changed(source, expression, source);
}

void front_result_free(FrontResult *result) {
    front_release(result->unit);
    arena_destroy(result->arena);
    Py_XDECREF((PyObject *)result->object);
    *result = (FrontResult){0};
}

/* ---- printing ---- */

static const char *const unary_names[] = {"-", "+", "~", "not"};
static const char *const binary_names[] = {"+",  "-",  "*", "/", "//", "%", "**",
                                           "<<", ">>", "&", "|", "^",  "@"};
static const char *const compare_names[] = {"==", "!=", "<",      "<=", ">",
                                            ">=", "is", "is-not", "in", "not-in"};
static const char *const comprehension_names[] = {"list", "set", "dict", "generator"};
static const char *const symbol_names[] = {"module",   "callable", "function",
                                           "constant", "object",   "missing"};

static void print_expr(Text *out, const Expr *expr);
static void print_body(Text *out, const StmtList *list);

static void print_constant(Text *out, const Constant *constant) {
    switch (constant->kind) {
    case CONSTANT_NONE: text_add(out, "None"); return;
    case CONSTANT_BOOL: text_add(out, constant->truth ? "True" : "False"); return;
    case CONSTANT_INT: text_add_bytes(out, constant->text, (size_t)constant->length); return;
    case CONSTANT_FLOAT: text_add(out, "%af", constant->number); return;
    case CONSTANT_STRING: text_add(out, "'%.*s'", constant->length, constant->text); return;
    case CONSTANT_OTHER:
        text_add(out, "<%s>", Py_TYPE((PyObject *)constant->object)->tp_name);
        return;
    }
}

static void print_symbol(Text *out, const Symbol *symbol) {
    text_add(out, "%s:", symbol_names[symbol->kind]);
    if (symbol->kind == SYMBOL_CONSTANT) {
        print_constant(out, &symbol->constant);
    } else {
        text_add(out, "%s", symbol->qualified != NULL ? symbol->qualified : symbol->name);
    }
}

static void print_items(Text *out, const ExprList *items) {
    for (int k = 0; k < items->count; k++) {
        text_add(out, " ");
        print_expr(out, items->items[k]);
    }
}

/* "(head a b c)", absent ones left out. */
static void print_form(Text *out, const char *head, const Expr *a, const Expr *b, const Expr *c) {
    const Expr *parts[] = {a, b, c};
    text_add(out, "(%s", head);
    for (int k = 0; k < 3; k++) {
        if (parts[k] != NULL) {
            text_add(out, " ");
            print_expr(out, parts[k]);
        }
    }
    text_add(out, ")");
}

static void print_list(Text *out, const char *head, const ExprList *items) {
    text_add(out, "(%s", head);
    print_items(out, items);
    text_add(out, ")");
}

static void print_call(Text *out, const Expr *expr) {
    text_add(out, "(call ");
    print_expr(out, expr->left);
    print_items(out, &expr->items);
    for (int k = 0; k < expr->keyword_count; k++) {
        const Keyword *keyword = &expr->keywords[k];
        text_add(out, " %s=", keyword->name != NULL ? keyword->name : "**");
        print_expr(out, keyword->value);
    }
    text_add(out, ")");
}

static void print_comparison(Text *out, const Expr *expr) {
    text_add(out, "(");
    print_expr(out, expr->left);
    for (int k = 0; k < expr->items.count; k++) {
        text_add(out, " %s ", compare_names[expr->compares[k]]);
        print_expr(out, expr->items.items[k]);
    }
    text_add(out, ")");
}

static void print_comprehension(Text *out, const Comprehension *comprehension) {
    text_add(out, "(%s ", comprehension_names[comprehension->kind]);
    print_expr(out, comprehension->element);
    if (comprehension->value != NULL) {
        text_add(out, ":");
        print_expr(out, comprehension->value);
    }
    for (int k = 0; k < comprehension->clause_count; k++) {
        const ComprehensionFor *clause = &comprehension->clauses[k];
        text_add(out, " for ");
        print_expr(out, clause->target);
        text_add(out, " in ");
        print_expr(out, clause->iterable);
        for (int c = 0; c < clause->conditions.count; c++) {
            text_add(out, " if ");
            print_expr(out, clause->conditions.items[c]);
        }
    }
    text_add(out, ")");
}

static void print_function(Text *out, const char *head, const Function *function) {
    text_add(out, "(%s (", head);
    for (int k = 0; k < function->parameter_count; k++) {
        const Parameter *parameter = &function->parameters[k];
        text_add(out, "%s%s", k > 0 ? " " : "", parameter->name);
        if (parameter->fallback != NULL) {
            text_add(out, "=");
            print_constant(out, parameter->fallback);
        }
    }
    text_add(out, ")");
    print_body(out, &function->body);
    text_add(out, ")");
}

static void print_attribute(Text *out, const Expr *expr) {
    if (expr->symbol != NULL) {
        print_symbol(out, expr->symbol);
        return;
    }
    text_add(out, "(. ");
    print_expr(out, expr->left);
    text_add(out, " %s)", expr->name);
}

static void print_expr(Text *out, const Expr *expr) {
    if (expr == NULL) {
        text_add(out, "_");
        return;
    }
    switch (expr->kind) {
    case EXPR_CONSTANT: print_constant(out, &expr->constant); return;
    case EXPR_LOCAL: text_add(out, "%s", expr->name); return;
    case EXPR_GLOBAL: print_symbol(out, expr->symbol); return;
    case EXPR_ATTRIBUTE: print_attribute(out, expr); return;
    case EXPR_UNARY: print_form(out, unary_names[expr->unary], expr->left, NULL, NULL); return;
    case EXPR_BINARY:
        print_form(out, binary_names[expr->binary], expr->left, expr->right, NULL);
        return;
    case EXPR_BOOLEAN: print_list(out, expr->conjunction ? "and" : "or", &expr->items); return;
    case EXPR_COMPARE: print_comparison(out, expr); return;
    case EXPR_CALL: print_call(out, expr); return;
    case EXPR_SUBSCRIPT: print_form(out, "item", expr->left, expr->right, NULL); return;
    case EXPR_SLICE: print_list(out, "slice", &expr->items); return;
    case EXPR_TUPLE: print_list(out, "tuple", &expr->items); return;
    case EXPR_LIST: print_list(out, "list", &expr->items); return;
    case EXPR_SET: print_list(out, "set", &expr->items); return;
    case EXPR_DICT: print_list(out, "dict", &expr->items); return;
    case EXPR_CONDITIONAL:
        print_form(out, "if-else", expr->condition, expr->left, expr->right);
        return;
    case EXPR_COMPREHENSION: print_comprehension(out, expr->comprehension); return;
    case EXPR_INTERPRETED: text_add(out, "interpreted"); return;
    case EXPR_NAMED: print_form(out, ":=", expr->left, expr->right, NULL); return;
    case EXPR_STARRED: print_form(out, "*", expr->left, NULL, NULL); return;
    case EXPR_FORMATTED:
        text_add(out, "{");
        print_expr(out, expr->left);
        text_add(out, " %c ", expr->conversion != 0 ? expr->conversion : '-');
        print_expr(out, expr->right);
        text_add(out, "}");
        return;
    case EXPR_JOINED: print_list(out, "f", &expr->items); return;
    case EXPR_LAMBDA: print_function(out, "lambda", expr->function); return;
    }
}

static void print_block(Text *out, const char *head, const StmtList *list) {
    if (list->count > 0) {
        text_add(out, " %s", head);
        print_body(out, list);
    }
}

/* What try and with statements have in common. */
static void print_protected(Text *out, const Stmt *s) {
    print_body(out, &s->body);
    for (int k = 0; k < s->handler_count; k++) {
        const Handler *handler = &s->handlers[k];
        text_add(out, " (except ");
        print_expr(out, handler->type);
        text_add(out, " as %s", handler->name != NULL ? handler->name : "_");
        print_body(out, &handler->body);
        text_add(out, ")");
    }
    print_block(out, "else", &s->orelse);
    print_block(out, "finally", &s->finally);
    text_add(out, ")");
}

/* A statement with a head, its targets, two expressions and two blocks. */
static void print_parts(Text *out, const char *head, const Stmt *s, const Expr *a, const Expr *b) {
    text_add(out, "(%s", head);
    print_items(out, &s->targets);
    if (a != NULL) {
        text_add(out, " ");
        print_expr(out, a);
    }
    if (b != NULL) {
        text_add(out, " ");
        print_expr(out, b);
    }
    print_block(out, "do", &s->body);
    print_block(out, "else", &s->orelse);
    text_add(out, ")");
}

static void print_stmt(Text *out, const Stmt *s) {
    switch (s->kind) {
    case STMT_EXPR: print_expr(out, s->value); return;
    case STMT_ASSIGN: print_parts(out, "=", s, s->value, NULL); return;
    case STMT_AUGMENTED: {
        char head[8];
        (void)snprintf(head, sizeof head, "%s=", binary_names[s->binary]);
        print_parts(out, head, s, s->value, NULL);
        return;
    }
    case STMT_ANNOTATED: print_parts(out, ":", s, s->value, NULL); return;
    case STMT_DELETE: print_parts(out, "del", s, NULL, NULL); return;
    case STMT_IF: print_parts(out, "if", s, s->condition, NULL); return;
    case STMT_WHILE: print_parts(out, "while", s, s->condition, NULL); return;
    case STMT_FOR: print_parts(out, "for", s, s->value, NULL); return;
    case STMT_BREAK: text_add(out, "break"); return;
    case STMT_CONTINUE: text_add(out, "continue"); return;
    case STMT_PASS: text_add(out, "pass"); return;
    case STMT_GLOBAL: text_add(out, "global"); return;
    case STMT_MATCH: text_add(out, "match"); return;
    case STMT_NONLOCAL: text_add(out, "nonlocal"); return;
    case STMT_RETURN: print_parts(out, "return", s, s->value, NULL); return;
    case STMT_RAISE: print_parts(out, "raise", s, s->value, s->cause); return;
    case STMT_ASSERT: print_form(out, "assert", s->condition, s->value, s->cause); return;
    case STMT_TRY:
        text_add(out, "(try");
        print_protected(out, s);
        return;
    case STMT_WITH:
        text_add(out, "(with ");
        print_expr(out, s->targets.items[0]);
        text_add(out, " ");
        print_expr(out, s->value);
        print_protected(out, s);
        return;
    case STMT_IMPORT: print_parts(out, "import", s, NULL, NULL); return;
    case STMT_FUNCTION: print_function(out, s->function->name, s->function); return;
    }
}

static void print_body(Text *out, const StmtList *list) {
    for (int k = 0; k < list->count; k++) {
        text_add(out, " ");
        print_stmt(out, list->items[k]);
    }
}

static const char *into_arena(const FrontResult *result, Text *text) {
    assert_false(text->failed);
    const char *copy = arena_copy_text(result->arena, text_string(text), text->length);
    text_free(text);
    return copy;
}

const char *front_text(const FrontResult *result) {
    Text text = {0};
    print_body(&text, &result->function->body);
    const char *copy = into_arena(result, &text);
    return copy[0] == ' ' ? copy + 1 : copy;
}

const char *front_locals(const FrontResult *result) {
    Text text = {0};
    for (int k = 0; k < result->function->local_count; k++) {
        text_add(&text, "%s%s", k > 0 ? " " : "", result->function->locals[k]);
    }
    return into_arena(result, &text);
}

/* ---- assertions ---- */

void assert_tree(const char *source, const char *expected) {
    FrontResult result = front_of(source, "f");
    if (result.status < 0) {
        fail_msg("%d:%d: %s", result.error.line, result.error.column, result.error.message);
    }
    assert_string_equal(front_text(&result), expected);
    front_result_free(&result);
}

static void assert_contains(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("'%s' does not contain '%s'", text, part);
    }
}

void assert_refused(const char *source, ErrorStage stage, int line, int column, const char *message,
                    const char *hint) {
    FrontResult result = front_of(source, "f");
    assert_int_equal(result.status, -1);
    assert_contains(result.error.message, message);
    assert_contains(result.error.hint, hint);
    assert_int_equal(result.error.stage, stage);
    assert_string_equal(result.error.file, result.path);
    assert_int_equal(result.error.line, line);
    assert_int_equal(result.error.column, column);
    front_result_free(&result);
}
