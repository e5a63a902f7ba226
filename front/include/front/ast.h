/* The abstract syntax tree that the front end hands to the compiler: CPython's own `ast` of one
 * function as plain C structs, names resolved. Nothing here needs Python.h; objects of the
 * interpreter appear as opaque `void *` (borrowed: the FrontUnit that made the tree keeps them).
 *
 * Every node lives in the arena given to front_parse. Lines and columns are 1-based and refer to
 * the kernel's file. */
#ifndef NPJIT_FRONT_AST_H
#define NPJIT_FRONT_AST_H

#include <base/error.h>
#include <stdbool.h>

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Function Function;

/* What a global name (or an attribute of a module, resolved at compile time) stands for. Module
 * globals are read once, when the kernel is compiled, and are constants from then on. */
typedef enum SymbolKind {
    SYMBOL_MODULE,   /* a module: `qualified` is its name, "numpy" */
    SYMBOL_CALLABLE, /* something the compiler may know by name: "numpy.sum", "math.sqrt",
                        "builtins.int" */
    SYMBOL_FUNCTION, /* a Python function with source in the kernel's own file */
    SYMBOL_CONSTANT, /* None, bool, int, float, str: `constant` holds it */
    SYMBOL_OBJECT,   /* any other object: only boxed operations can use it */
    SYMBOL_MISSING,  /* no such name: using it raises NameError */
} SymbolKind;

typedef enum ConstantKind {
    CONSTANT_NONE,
    CONSTANT_BOOL,
    CONSTANT_INT,    /* text: decimal digits with an optional minus */
    CONSTANT_FLOAT,  /* number */
    CONSTANT_STRING, /* text: UTF-8 */
    CONSTANT_OTHER,  /* complex, bytes, Ellipsis: only `object` */
} ConstantKind;

typedef struct Constant {
    ConstantKind kind;
    bool truth;       /* CONSTANT_BOOL */
    double number;    /* CONSTANT_FLOAT */
    const char *text; /* CONSTANT_INT, CONSTANT_STRING */
    int length;       /* bytes in text */
    void *object;     /* the PyObject, borrowed; may be NULL in trees made by tests */
} Constant;

typedef struct Symbol {
    SymbolKind kind;
    const char *name;      /* as written: "sum" */
    const char *qualified; /* canonical: "numpy.sum"; NULL where there is none */
    Constant constant;     /* SYMBOL_CONSTANT */
    Function *function;    /* SYMBOL_FUNCTION: its tree; NULL when the front end refuses it */
    void *object;          /* the PyObject, borrowed; NULL for SYMBOL_MISSING */
} Symbol;

/* A part of the tree that CPython itself can execute: `factory`, called with the values of the
 * captured locals, gives the part's value. What it captures are values: whoever uses it sees to it
 * that they do not change as long as it is used. */
typedef struct Interpreted Interpreted;
struct Interpreted {
    const Symbol *factory; /* NULL before `make` */
    const char *const *captured;
    const bool *keeps; /* by captured: functions within read it when they are called */
    int captured_count;
    /* Makes it when it is not there yet. Returns 0, or -1 with `error` but for its place. NULL in
     * trees made by tests. */
    int (*make)(Interpreted *interpreted, Error *error);
    void *part; /* the front end's */
};

typedef enum UnaryOperator {
    UNARY_NEGATIVE,
    UNARY_POSITIVE,
    UNARY_INVERT,
    UNARY_NOT
} UnaryOperator;

typedef enum BinaryOperator {
#define BINARY_OPERATOR(id, name, function, inplace) BINARY_##id,
#include <front/operators.def>
#undef BINARY_OPERATOR
} BinaryOperator;

typedef enum CompareOperator {
    COMPARE_EQUAL,
    COMPARE_NOT_EQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL,
    COMPARE_IS,
    COMPARE_IS_NOT,
    COMPARE_IN,
    COMPARE_NOT_IN,
} CompareOperator;

typedef struct ExprList {
    Expr **items;
    int count;
} ExprList;

typedef struct StmtList {
    Stmt **items;
    int count;
} StmtList;

typedef enum ExprKind {
    EXPR_CONSTANT, /* constant */
    EXPR_LOCAL,    /* name: a local variable or parameter of the function; in a nested function also
                      one    of an enclosing function, then it is not among its `locals` */
    EXPR_GLOBAL,   /* symbol: a global or builtin name, resolved */
    EXPR_ATTRIBUTE,     /* left.name; symbol is set when left is a module that has the attribute,
                           then it is a constant */
    EXPR_UNARY,         /* unary left */
    EXPR_BINARY,        /* left binary right */
    EXPR_BOOLEAN,       /* items joined by `and` (conjunction) or `or` */
    EXPR_COMPARE,       /* left compares[0] items[0] compares[1] items[1] … */
    EXPR_CALL,          /* left(items…, keywords…) */
    EXPR_SUBSCRIPT,     /* left[right] */
    EXPR_SLICE,         /* items[0]:items[1]:items[2], absent ones NULL */
    EXPR_TUPLE,         /* items */
    EXPR_LIST,          /* items */
    EXPR_SET,           /* items */
    EXPR_DICT,          /* items are key, value, key, value, …; the key of **value is NULL */
    EXPR_CONDITIONAL,   /* left if condition else right */
    EXPR_COMPREHENSION, /* comprehension */
    EXPR_NAMED,         /* (left := right); left is EXPR_LOCAL, or in what a match statement is
                           spelled out in, a target to unpack to */
    EXPR_STARRED,       /* *left, in calls, displays and targets */
    EXPR_FORMATTED, /* one replacement field of an f-string: left, right = format spec (EXPR_JOINED)
                       or NULL, conversion = 0, 's', 'r' or 'a' */
    EXPR_JOINED,    /* an f-string: items are constants and EXPR_FORMATTED */
    EXPR_LAMBDA,    /* function (unnamed) */
    EXPR_INTERPRETED, /* interpreted: a pattern of a match statement */
} ExprKind;

typedef enum ComprehensionKind {
    COMPREHENSION_LIST,
    COMPREHENSION_SET,
    COMPREHENSION_DICT,
    COMPREHENSION_GENERATOR,
} ComprehensionKind;

typedef struct ComprehensionFor {
    Expr *target;
    Expr *iterable;
    ExprList conditions;
} ComprehensionFor;

typedef struct Comprehension {
    ComprehensionKind kind;
    Expr *element; /* the key for a dict */
    Expr *value;   /* dict only */
    ComprehensionFor *clauses;
    int clause_count;
} Comprehension;

typedef struct Keyword {
    const char *name; /* NULL for **value */
    Expr *value;
    int line, column;
} Keyword;

struct Expr {
    ExprKind kind;
    int line, column, end_line, end_column;
    Constant constant;
    const char *name;
    const Symbol *symbol;
    UnaryOperator unary;
    BinaryOperator binary;
    bool conjunction;
    bool is_builtin; /* LOCAL: refused unless it is the builtin of that name */
    int conversion;
    Expr *left, *right, *condition;
    ExprList items;
    CompareOperator *compares; /* items.count of them */
    Keyword *keywords;
    int keyword_count;
    Comprehension *comprehension;
    Function *function;
    Interpreted *interpreted; /* INTERPRETED, LAMBDA, generators, what has a STARRED or ** among its
                                 items or arguments, targets too; else NULL */
};

typedef enum StmtKind {
    STMT_EXPR,      /* value */
    STMT_ASSIGN,    /* targets = value (several targets: chained) */
    STMT_AUGMENTED, /* targets[0] binary= value */
    STMT_ANNOTATED, /* targets[0]: … = value; value may be NULL, then targets[0] is EXPR_LOCAL */
    STMT_DELETE,    /* del targets */
    STMT_IF,        /* if condition: body else: orelse */
    STMT_WHILE,     /* while condition: body else: orelse */
    STMT_FOR,       /* for targets[0] in value: body else: orelse */
    STMT_BREAK,
    STMT_CONTINUE,
    STMT_PASS,
    STMT_RETURN,   /* value may be NULL */
    STMT_RAISE,    /* value may be NULL (re-raise); cause may be NULL */
    STMT_ASSERT,   /* condition, value = message or NULL, cause = the class AssertionError */
    STMT_TRY,      /* body, handlers, orelse, finally */
    STMT_WITH,     /* targets = value, which enters; then body, left through handlers[0] by an
                      exception and through `finally` on every other way; targets and names of the
                      handler have an @ in them */
    STMT_MATCH,    /* targets = value, the subject; then body: one IF for each case, the next one in
                      its orelse. Targets have an @ in them */
    STMT_FUNCTION, /* function: a nested def */
    STMT_IMPORT,   /* targets: what an import statement binds */
    STMT_GLOBAL,   /* items: names that are global anyway, as nothing binds them; it does nothing */
    STMT_NONLOCAL, /* items: locals of a function around, which are not among this one's `locals`;
                      it does nothing */
} StmtKind;

typedef struct Handler {
    Expr *type;          /* NULL: bare except */
    const char *name;    /* NULL: no `as` */
    const Symbol *place; /* of a handler with a name: the pair of the kernel's file and name, for
                            the exception's traceback; else NULL */
    StmtList body;
    int line, column;
} Handler;

struct Stmt {
    StmtKind kind;
    int line, column, end_line, end_column;
    ExprList targets;
    ExprList items; /* GLOBAL and NONLOCAL */
    Expr *value, *condition, *cause;
    BinaryOperator binary;
    StmtList body, orelse, finally;
    Handler *handlers;
    int handler_count;
    Function *function;
    Interpreted *interpreted; /* FUNCTION and IMPORT */
};

typedef struct Parameter {
    const char *name;
    Constant *fallback;     /* the default's value as evaluated at definition, or NULL: required */
    const char *annotation; /* source text of the annotation, or NULL */
    bool keyword_only, positional_only;
    int stars; /* 1: a tuple of the other positional arguments; 2: a dict of the other keyword ones.
                  They come last, and count as keyword-only. Only the kernel itself has them */
    int line, column;
} Parameter;

struct Function {
    const char *name;
    const char *file; /* as the user named it */
    int line, column; /* of the `def` */
    int end_line;
    Parameter *parameters;
    int parameter_count;
    const char *const *locals; /* every local name, parameters first. The targets of a comprehension
                                  are locals of their own, "x@1": the number makes them unique, and
                                  what is before the @ is the name to show */
    int local_count;
    StmtList body;      /* a lambda: one STMT_RETURN */
    const char *source; /* the whole file's text, for messages and listings */
    void *object;       /* the PyFunction, borrowed; NULL for nested functions */
    bool foreign;       /* nested, and only CPython can execute it: there is no body here */
    bool evaluates;     /* foreign, and its definition evaluates decorators or defaults */
};

#endif
