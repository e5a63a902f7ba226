/* The texts of a kernel for those who want to look inside: its source, and for each route the
 * kernel IR, LLVM IR before and after optimising, and the disassembly. Made by compilations of
 * their own after everything is timed, because keeping texts takes time. */
#include "run.h"
#include <stdlib.h>
#include <string.h>

static const char *kept(Arena *arena, const char *text) {
    return arena_copy_text(arena, text, strlen(text));
}

static int keep_arm(KernelRun *kernel_run, const Arm *arm, Error *error) {
    Arena *arena = kernel_run->run->arena;
    const Kernel *kernel = kernel_run->kernel;
    CodeTexts *texts = ARENA_NEW(arena, CodeTexts);
    CompileOptions options = {.route = arm->route,
                              .jit = jit_options_of(kernel_run->options, arm->inlined)};
    Compiled *compiled = NULL;
    char *kir = NULL;
    size_t length;
    options.jit.keep_text = true;
    options.jit.gdb = options.jit.perf = false;
    options.dump_file = open_memstream(&kir, &length);
    if (options.dump_file == NULL) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    int status = compile(kernel->function, kernel->values, &options, &compiled, error);
    if (fclose(options.dump_file) == EOF && status == 0) {
        status = error_set(error, STAGE_MEMORY, "out of memory");
    }
    if (status == 0) {
        texts->kir = kept(arena, kir);
        texts->llvm = kept(arena, jit_dump(compiled->code, JIT_DUMP_LLVM));
        texts->llvm_optimised = kept(arena, jit_dump(compiled->code, JIT_DUMP_LLVM_OPTIMISED));
        texts->assembly = kept(arena, jit_dump(compiled->code, JIT_DUMP_ASSEMBLY));
        arm->result->texts = texts;
    }
    free(kir);
    compiled_free(compiled);
    return status;
}

/* inspect.getsource(); a function without a source that can be found has none to show. */
static void keep_source(KernelRun *kernel_run) {
    PyObject *inspect = PyImport_ImportModule("inspect");
    PyObject *source = inspect == NULL ? NULL
                                       : PyObject_CallMethod(inspect, "getsource", "O",
                                                             kernel_run->kernel->function);
    const char *text = source == NULL ? NULL : PyUnicode_AsUTF8(source);
    if (text != NULL) {
        kernel_run->result->source_text = kept(kernel_run->run->arena, text);
    }
    PyErr_Clear();
    Py_XDECREF(source);
    Py_XDECREF(inspect);
}

int keep_texts(KernelRun *kernel_run, Error *error) {
    keep_source(kernel_run);
    for (int i = 1; i < kernel_run->arm_count; i++) {
        const Arm *arm = &kernel_run->arms[i];
        /* One form of each route: the one that comes first, with inlined thunks if there is one. */
        if (kernel_run->arms[i - 1].route != arm->route && keep_arm(kernel_run, arm, error) != 0) {
            return -1;
        }
    }
    return 0;
}
