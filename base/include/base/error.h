/* The one error value of the project: which stage failed, where in the user's source, and what the
 * user can do. Functions that can fail return 0 or -1 and take an `Error *` to fill. */
#ifndef NPJIT_BASE_ERROR_H
#define NPJIT_BASE_ERROR_H

typedef enum ErrorStage {
    STAGE_NONE,
    STAGE_USAGE,   /* options and arguments: exit 2 */
    STAGE_INPUT,   /* a file that cannot be read, a kernel that is not there: exit 2 */
    STAGE_FRONT,   /* source the front end refuses: exit 3 */
    STAGE_IR,      /* a construct or type the compiler refuses: exit 3 */
    STAGE_JIT,     /* LLVM would not have it: our bug, exit 3 */
    STAGE_RUNTIME, /* interpreter or NumPy unusable: exit 2 */
    STAGE_MEASURE, /* measuring went wrong */
    STAGE_OUTPUT,  /* a result file that cannot be written: exit 2 */
    STAGE_MEMORY,  /* out of memory: exit 2 */
} ErrorStage;

typedef struct Error {
    ErrorStage stage;  /* STAGE_NONE: no error */
    char file[256];    /* empty when not tied to source */
    int line;          /* 1-based, 0 when unknown */
    int column;        /* 1-based, 0 when unknown */
    char message[512]; /* what is wrong, one sentence, no full stop */
    char hint[256];    /* what to do instead; may be empty */
} Error;

/* Sets stage and message; file, line, column and hint are cleared. Always returns -1, so that a
 * caller can `return error_set(...)`. A NULL error is allowed. */
int error_set(Error *error, ErrorStage stage, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds the place. */
void error_place(Error *error, const char *file, int line, int column);

/* Adds the way out. */
void error_hint(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "kernel", "ir", …: the word printed before a message. */
const char *error_stage_name(ErrorStage stage);

#endif
