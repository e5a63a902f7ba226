/* Filling the error value. Does not print it: that is the command line's job. */
#include <base/error.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(Error *error, ErrorStage stage, const char *format, ...) {
    if (!error)
        return -1;
    /* The arguments may point into the error being replaced. */
    char message[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    *error = (Error){.stage = stage};
    memcpy(error->message, message, sizeof message);
    return -1;
}

void error_place(Error *error, const char *file, int line, int column) {
    if (!error)
        return;
    snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    error->line = line;
    error->column = column;
}

void error_hint(Error *error, const char *format, ...) {
    if (!error)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->hint, sizeof error->hint, format, arguments);
    va_end(arguments);
}

const char *error_stage_name(ErrorStage stage) {
    switch (stage) {
    case STAGE_NONE: return "none";
    case STAGE_USAGE: return "usage";
    case STAGE_INPUT: return "input";
    case STAGE_FRONT: return "kernel";
    case STAGE_IR: return "ir";
    case STAGE_JIT: return "jit";
    case STAGE_RUNTIME: return "runtime";
    case STAGE_MEASURE: return "measuring";
    case STAGE_OUTPUT: return "output";
    case STAGE_MEMORY: return "memory";
    }
    return "unknown";
}
