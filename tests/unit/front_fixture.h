/* For the tests of the front end: an embedded interpreter, functions from source text, and the tree
 * as text. */
#ifndef NPJIT_TESTS_FRONT_FIXTURE_H
#define NPJIT_TESTS_FRONT_FIXTURE_H

#include <front/front.h>

/* Group set-up and tear-down: the interpreter with NumPy importable, a directory for files. */
int front_fixture_start(void **state);
int front_fixture_stop(void **state);

/* What front_parse made of a function. Freed by front_result_free. */
typedef struct FrontResult {
    Arena *arena;
    FrontUnit *unit;
    const Function *function;
    Error error;
    int status;
    void *object; /* the PyFunction */
    char path[256];
} FrontResult;

/* Writes `source` to a file, executes it and parses what `expression` gives in its namespace, which
 * has to be a function. */
FrontResult front_of(const char *source, const char *expression);

/* The same, but the file is overwritten with `changed` between executing and parsing. */
FrontResult front_of_changed(const char *source, const char *expression, const char *changed);

void front_result_free(FrontResult *result);

/* The function's body as text, statements separated by spaces:
 *   (= x (+ a 1)) (return (call callable:numpy.sum x))
 * in the arena of the result. */
const char *front_text(const FrontResult *result);

/* Its locals, separated by spaces. */
const char *front_locals(const FrontResult *result);

/* Asserts what the function called f of `source` becomes. */
void assert_tree(const char *source, const char *expected);

/* Asserts that f is refused at line:column with a message and a hint that contain these texts. */
void assert_refused(const char *source, ErrorStage stage, int line, int column, const char *message,
                    const char *hint);

#endif
