/* Optimisation remarks. LLVM's C API hands them to a context's diagnostic handler once an option of
 * LLVM's command line asks for them: any pattern switches all passes' on, for the whole process.
 * The passes' names are lost on the way; what is said and of which line is not. */
#include "remarks.h"

#include <llvm-c/Support.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void remarks_enable(void) {
    static const char *const words[] = {"npjit", "-pass-remarks=.", "-pass-remarks-missed=.",
                                        "-pass-remarks-analysis=loop-vectorize"};
    static bool enabled;
    if (!enabled)
        LLVMParseCommandLineOptions(sizeof words / sizeof *words, words, "");
    enabled = true;
}

/* "file:line:column: text", where line 0 and files LLVM does not know are no places. */
static bool has_place(const char *text) {
    for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
        char *end;
        unsigned long line = strtoul(colon + 1, &end, 10);
        if (end == colon + 1 || *end != ':')
            continue;
        const char *column = end + 1;
        strtoul(column, &end, 10);
        if (end > column && end[0] == ':' && end[1] == ' ')
            return line > 0 && strncmp(text, "<unknown>", 9) != 0;
    }
    return false;
}

/* What the passes of the back end say of their own affairs, and of code that is always there. */
static bool is_of_interest(const char *text) {
    static const char *const noise[] = {"BasicBlock:",
                                        "FastISel missed",
                                        "stack bytes in",
                                        "virtual registers copies",
                                        "reloads cost",
                                        "npjit_poll_slow",
                                        "npjit_jit_enter",
                                        "vectorization was possible but",
                                        "instructions in function",
                                        "SLP vectorize list"};
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
        if (strstr(text, noise[i]))
            return false;
    return true;
}

static bool is_in(const Text *out, const char *line, size_t length) {
    for (const char *at = text_string(out); *at; at = strchr(at, '\n') + 1)
        if (strncmp(at, line, length) == 0 && at[length] == '\n')
            return true;
    return false;
}

void remark_add(Text *out, LLVMDiagnosticInfoRef info) {
    char *said = LLVMGetDiagInfoDescription(info);
    size_t length = strcspn(said, "\n");
    if (has_place(said) && is_of_interest(said) && !is_in(out, said, length))
        text_add(out, "%.*s\n", (int)length, said);
    LLVMDisposeMessage(said);
}
