/* What the files of the front end share. Private to front/.
 *
 * Order of work: source.c reads the file, parses the function's lines and finds its node;
 * expressions.c and statements.c turn the node into a plain C tree in which every name is still
 * EXPR_LOCAL; scope.c decides which names are local; symbols.c resolves the others. front.c calls
 * them in turn.
 */
#ifndef NPJIT_FRONT_UNIT_H
#define NPJIT_FRONT_UNIT_H

#include <Python.h>
#include <base/text.h>
#include <front/front.h>
#include <string.h>

/* Deeper nesting is refused: every later pass walks the tree by recursion. */
enum { DEPTH_LIMIT = 500 };

/* A function of the file that is the kernel or that the kernel may call. */
typedef struct FunctionEntry {
    PyObject *object; /* the PyFunction, kept by the unit */
    Function *tree;   /* filled in once it is converted */
    bool refused;
} FunctionEntry;

typedef struct SymbolEntry {
    const void *container; /* what the name was looked up in: globals, a closure's cell, a module */
    const char *name;      /* interned by the unit */
    Symbol *symbol;
    int function; /* SYMBOL_FUNCTION: index into the unit's functions */
} SymbolEntry;

struct FrontUnit {
    Arena *arena;
    const char *file;
    const char *source; /* UTF-8, line ends are '\n' */
    size_t length;
    bool ascii;
    struct {
        size_t *items; /* where each line begins */
        int count, capacity;
    } lines;
    PyObject *tree;  /* ast.Module of the whole file, NULL until it is needed */
    PyObject *keep;  /* list of other objects that trees point to */
    PyObject *names; /* dict: str -> address of its text in the arena */
    struct {
        FunctionEntry *items;
        int count, capacity;
    } functions; /* [0] is the kernel; the others are converted when their turn comes */
    struct {
        SymbolEntry *items;
        int count, capacity;
    } symbols;
};

/* ---- interned.c: CPython's node classes and the names of their fields ---- */

typedef enum ExpressionClass {
#define EXPRESSION(class, kind, converter)         EXPRESSION_##class,
#define REFUSED_EXPRESSION(class, construct, hint) EXPRESSION_##class,
#include "nodes.def"
    EXPRESSION_CLASS_COUNT,
} ExpressionClass;

typedef enum StatementClass {
#define STATEMENT(class, kind, converter)         STATEMENT_##class,
#define REFUSED_STATEMENT(class, construct, hint) STATEMENT_##class,
#include "nodes.def"
    STATEMENT_CLASS_COUNT,
} StatementClass;

typedef enum PatternClass {
#define PATTERN(class, converter) PATTERN_##class,
#include "nodes.def"
    PATTERN_CLASS_COUNT,
} PatternClass;

typedef enum OperatorList {
    OPERATORS_UNARY,
    OPERATORS_BINARY,
    OPERATORS_COMPARE,
    OPERATORS_BOOLEAN,
} OperatorList;
enum { BOOLEAN_OR, BOOLEAN_AND };

typedef enum OperatorClass {
#define OPERATOR(class, list, value) OPERATOR_##class,
#include "nodes.def"
    OPERATOR_CLASS_COUNT,
} OperatorClass;

typedef struct Interned {
#define NAME(attribute) PyObject *attribute;
#include "names.def"
#undef NAME
    /* Classes; NULL where the running CPython has no such class. */
    PyTypeObject *node, *expression, *statement, *star_pattern;
    PyTypeObject *expressions[EXPRESSION_CLASS_COUNT];
    PyTypeObject *statements[STATEMENT_CLASS_COUNT];
    PyTypeObject *pattern_classes[PATTERN_CLASS_COUNT];
    PyTypeObject *operators[OPERATOR_CLASS_COUNT];
} Interned;

/* The names and classes, made by the first call and kept as long as the interpreter runs. NULL with
 * a Python exception set when they cannot be had. */
const Interned *interned(void);

/* The class of a node, or the count when it is none of the table's. */
ExpressionClass expression_class(const Interned *py, PyObject *node);
StatementClass statement_class(const Interned *py, PyObject *node);
PatternClass pattern_class(const Interned *py, PyObject *node);

/* The operator that `node` stands for, or -1. */
int operator_value(const Interned *py, PyObject *node, OperatorList list);

/* ---- source.c ---- */

/* Reads and decodes `file`. */
int source_load(FrontUnit *unit, PyObject *file, Error *error);

/* Finds the def or lambda that `function` was made from, parsing no more of the file than it needs:
 * *out is borrowed from a tree that the unit keeps; *in_class tells whether its names may be
 * mangled. An error when the file no longer fits the function. */
int source_find(FrontUnit *unit, PyObject *function, PyObject **out, bool *in_class, Error *error);

/* 1-based, in characters, from CPython's 0-based offset in bytes. */
int source_column(const FrontUnit *unit, int line, int offset);

/* The text between two places given by CPython's lines and byte offsets. In the arena. */
const char *source_segment(const FrontUnit *unit, int line, int offset, int end_line,
                           int end_offset);

/* ---- excerpt.c ---- */

/* The def at the left margin that begins, with its decorators, in this line, below as many empty
 * lines as the file has lines above it; NULL when there is none. In the arena. */
const char *source_excerpt(const FrontUnit *unit, int line);

/* ---- convert: expressions.c and statements.c ---- */

typedef struct Converter {
    const Interned *py;
    FrontUnit *unit;
    Arena *arena;
    Error *error;
    int depth;
    int contexts; /* with statements so far */
    int parts;    /* what match statements have a hidden local for, so far */
    bool in_class;
    bool takes_stars; /* the kernel itself, called with all its arguments bound */
    bool nested;      /* in a function of the function: what is refused of it is left to CPython */
} Converter;

int convert_expression(Converter *converter, PyObject *node, Expr **out);
/* None becomes NULL. */
int convert_optional(Converter *converter, PyObject *node, Expr **out);
int convert_expressions(Converter *converter, PyObject *list, ExprList *out);
int convert_statements(Converter *converter, PyObject *list, StmtList *out);

/* The handler's `place`. -1 with a Python exception set. */
int handler_place(const Converter *converter, Handler *out);

/* A nested FunctionDef or Lambda: what the compiler refuses of it is left to CPython. */
int convert_nested(Converter *converter, PyObject *node, const char *name, Function **out);

/* ---- make.c: what a statement is spelled out in ---- */

/* In the source, columns as in the tree. */
typedef struct Place {
    int line, column, end_line, end_column;
} Place;

Expr *make_expr(const Converter *converter, ExprKind kind, Place place);
Expr *make_local(const Converter *converter, const char *name, Place place);
/* A list for `count` expressions. */
ExprList make_list(const Converter *converter, int count);
/* One of a single expression. */
ExprList make_single(const Converter *converter, Expr *item);
Stmt *make_statement(const Converter *converter, StmtKind kind, Place place);
StmtList make_only(const Converter *converter, Stmt *statement);

/* ---- match.c ---- */

int convert_match(Converter *converter, PyObject *node, Stmt *out);

/* ---- with.c ---- */

int convert_with(Converter *converter, PyObject *node, Stmt *out);

/* ---- context.c ---- */

/* Functions that do what CPython does where a with statement begins, and where an exception ends
 * it. New references, NULL with a Python exception set.
 * enter(manager) gives (bound __exit__, what __enter__ returned). */
PyObject *context_enter(void);
/* leave(exit, exception) gives whether the exception ends there. */
PyObject *context_leave(void);

/* ---- fold.c ---- */

/* Make an operation on literals the constant that it gives, where that is safe. -1 with a Python
 * exception set. */
int fold_unary(FrontUnit *unit, Expr *expr);
int fold_binary(FrontUnit *unit, Expr *expr);

/* ---- interpreted.c ---- */

/* A name that can be read at a place, and the local it means. */
typedef struct VisibleName {
    const char *name, *local;
} VisibleName;

/* The part under `node`. */
Interpreted *interpreted_create(const Converter *converter, PyObject *node);
/* A match statement with this one pattern, for interpreted_create: gives a tuple of what the names
 * captured, or None. *names are those names, sorted. New references. */
int interpreted_match(PyObject *pattern, const char *subject, PyObject **node, PyObject **names);
/* Tells it the file's function it lies in, and the names it sees, inner ones first. */
void interpreted_in(Interpreted *interpreted, PyObject *object);
void interpreted_sees(Interpreted *interpreted, VisibleName name);

/* ---- statements.c: definitions ---- */

/* A FunctionDef or Lambda. Defaults are filled in only where they are literals; with `nested`
 * others are refused. */
int convert_function(Converter *converter, PyObject *node, bool nested, Function **out);

/* An attribute of a node. Borrowed: the tree is never changed, so the parent keeps its children.
 * NULL with the error filled in. */
PyObject *node_field(Converter *converter, PyObject *node, PyObject *name);
int node_number(Converter *converter, PyObject *node, PyObject *name, int *out);
int node_line(Converter *converter, PyObject *node, int *line, int *column);
/* Where the node ends: the line, and the column after its last character. */
int node_end(Converter *converter, PyObject *node, int *line, int *column);
/* An identifier as the unit's interned text; `field` may hold None, then *out is NULL. */
int node_identifier(Converter *converter, PyObject *node, PyObject *field, const char **out);

/* "… cannot be compiled", with the node's place and the hint. Always -1. */
int refuse_node(Converter *converter, PyObject *node, const char *construct, const char *hint);

/* The same for what lies beyond DEPTH_LIMIT. */
int refuse_depth(Converter *converter, PyObject *node);

/* Turns the current Python exception into `error`, at `node` when it is not NULL. Always -1. */
int refuse_exception(Converter *converter, PyObject *node);

/* ---- scope.c ---- */

/* Sets function->locals and resolves all names in the tree. `object` is the function whose globals
 * and closure count. */
int scope_resolve(FrontUnit *unit, Function *function, PyObject *object, Error *error);

/* ---- symbols.c ---- */

/* What `name` (interned) means to `function` when it is not one of its locals. */
int symbol_of_global(FrontUnit *unit, PyObject *function, const char *name, const Symbol **out,
                     Error *error);

/* What `module`.`name` means; *out is NULL when there is no such attribute. */
int symbol_of_attribute(FrontUnit *unit, const Symbol *module, const char *name, const Symbol **out,
                        Error *error);

/* The builtin called `name`, whatever the globals say. */
int symbol_of_builtin(FrontUnit *unit, const char *name, const Symbol **out, Error *error);

/* Whether an imported module's own `name` is this object: 1, 0, or -1 with a Python exception. Its
 * __getattr__ is not asked: it may warn or import. */
int module_has(PyObject *module_name, PyObject *name, PyObject *object);

/* An object of the front end's own, by the name that reports give it. -1 with a Python exception
 * set.
 */
int symbol_of_object(FrontUnit *unit, const char *name, PyObject *object, const Symbol **out);

/* The value as the compiler sees it; objects are kept by the unit. -1 with a Python exception set.
 */
int constant_from_object(FrontUnit *unit, PyObject *object, Constant *out);

/* ---- globals.c ---- */

/* -1 with the error filled in when the function, or one within, assigns to a global or deletes it.
 */
int refuse_changed_globals(const FrontUnit *unit, PyObject *function, Error *error);

/* ---- frames.c ---- */

/* What looks at its caller's frame, or at the exception handled there, is refused: named at all, or
 * (vars, dir) called without arguments; and the attribute that tells what was being handled. -1
 * with the error filled in but for its place. */
int refuse_frame_use(const Symbol *symbol, Error *error);
int refuse_frame_call(const Symbol *symbol, Error *error);
int refuse_frame_attribute(const char *name, Error *error);

/* ---- front.c ---- */

/* The unit's only copy of a str's text; NULL with a Python exception set. */
const char *unit_name(FrontUnit *unit, PyObject *text);

/* Holds a reference to `object` as long as the unit lives. -1 with a Python exception set. */
int unit_keep(FrontUnit *unit, PyObject *object);

/* Index of the entry for a function object of this file, made when it is new. -1 with a Python
 * exception set. */
int unit_function(FrontUnit *unit, PyObject *function);

/* Takes the current Python exception as `error`: STAGE_MEMORY for MemoryError, else `stage` with
 * "<what>: <message>". Always -1. */
int front_python_error(Error *error, ErrorStage stage, const char *what);

#endif
