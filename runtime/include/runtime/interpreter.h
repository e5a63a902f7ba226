/* The embedded interpreter: started once, stopped at exit. No Python.h here: objects are `void *`,
 * cast by those who include Python.h themselves (front, bench). */
#ifndef NPJIT_RUNTIME_INTERPRETER_H
#define NPJIT_RUNTIME_INTERPRETER_H

#include <base/error.h>
#include <stdbool.h>

typedef struct InterpreterOptions {
    const char *python; /* --python, or NULL: $VIRTUAL_ENV, ./.venv beside the program's source or
                           in the working directory, python3 on PATH, in that order; each must be of
                           the version linked and have NumPy */
    const char *argv0;
} InterpreterOptions;

/* Starts CPython with NumPy imported (PyArray and ufunc API ready) and the GIL held. Returns 0, or
 * -1 with `error` (STAGE_RUNTIME): which interpreter was tried, what is wrong with it, what to do.
 * The SIGINT handler is installed then; a Ctrl-C that comes meanwhile ends the process with 130. */
int interpreter_start(const InterpreterOptions *options, Error *error);

/* Py_FinalizeEx; safe to call when never started. */
void interpreter_stop(void);

/* For a process that is to end soon: what was printed or registered with atexit is done, and
 * CPython is left as it is, which takes a fraction of the time. */
void interpreter_abandon(void);

/* Versions for --version and results. Strings live until interpreter_stop. */
typedef struct InterpreterVersions {
    const char *python, *numpy, *blas; /* "3.11.2", "2.4.6", "openblas 0.3.29, 2 threads" */
    const char *executable;            /* the python that was chosen */
} InterpreterVersions;
const InterpreterVersions *interpreter_versions(void);

/* Installs the SIGINT handler: it sets npjit_context.interrupted and asks CPython to raise
 * KeyboardInterrupt. A second SIGINT within a second ends the process at once. */
void interrupt_install(void);

/* Until then: SIGINT ends the process with status 130. */
void interrupt_leaves_at_once(void);

/* Whether SIGINT arrived since the last call of interrupt_clear. */
bool interrupt_seen(void);
void interrupt_clear(void);

/* ---- Python exceptions as data ---- */

typedef struct PythonException {
    char type[64];      /* "ZeroDivisionError" */
    char message[1024]; /* str(exception) */
    int line;           /* line in `file` of the innermost traceback frame that lies in it, or 0 */
} PythonException;

/* Takes the current exception (there must be one), clears it. `file` may be NULL. */
void exception_take(PythonException *out, const char *file);

#endif
