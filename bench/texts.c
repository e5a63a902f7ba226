/* The texts of kernels for those who want to look inside: the source, and for each route the kernel
 * IR, LLVM IR before and after optimising, the disassembly, and what LLVM's passes said. Made when
 * everything is measured, by compilations of their own: keeping texts takes time, and LLVM's
 * remarks cannot be switched off again. */
#include "run.h"
#include <stdlib.h>
#include <string.h>

static const char *kept(Arena *arena, const char *text) {
    return arena_copy_text(arena, text, strlen(text));
}

static Route route_called(const char *name) {
    Route route = ROUTE_PYTHON;
    while (route < ROUTE_COUNT - 1 && strcmp(route_names[route], name) != 0) {
        route++;
    }
    return route;
}

static int keep_arm(Arena *arena, const Kernel *kernel, const BenchOptions *bench, ArmResult *arm,
                    Error *error) {
    CodeTexts *texts = ARENA_NEW(arena, CodeTexts);
    CompileOptions options = {.route = route_called(arm->route),
                              .jit = jit_options_of(bench, arm->inlined)};
    Compiled *compiled = NULL;
    char *kir = NULL;
    size_t length;
    options.jit.opt_level = arm->opt_level;
    options.jit.keep_text = options.jit.remarks = true;
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
        texts->remarks = kept(arena, jit_dump(compiled->code, JIT_DUMP_REMARKS));
        arm->texts = texts;
    }
    free(kir);
    compiled_free(compiled);
    return status;
}

/* inspect.getsource(); a function without a source that can be found has none to show. */
static void keep_source(Arena *arena, const Kernel *kernel, KernelResult *result) {
    PyObject *inspect = PyImport_ImportModule("inspect");
    PyObject *source =
        inspect == NULL ? NULL : PyObject_CallMethod(inspect, "getsource", "O", kernel->function);
    const char *text = source == NULL ? NULL : PyUnicode_AsUTF8(source);
    if (text != NULL) {
        result->source_text = kept(arena, text);
    }
    PyErr_Clear();
    Py_XDECREF(source);
    Py_XDECREF(inspect);
}

static int keep_kernel(Arena *arena, const Kernel *kernel, const BenchOptions *options,
                       KernelResult *result, Error *error) {
    keep_source(arena, kernel, result);
    for (int i = 1; i < result->arm_count; i++) {
        ArmResult *arm = &result->arms[i];
        /* One form of each route: the one that comes first, with inlined thunks if there is one. */
        if (strcmp(result->arms[i - 1].route, arm->route) != 0 &&
            keep_arm(arena, kernel, options, arm, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static const Scenario *scenario_of(const ScenarioList *scenarios, const KernelResult *result) {
    for (int i = 0; i < scenarios->count; i++) {
        if (strcmp(scenarios->items[i].id, result->id) == 0 &&
            strcmp(scenarios->items[i].path, result->source) == 0) {
            return &scenarios->items[i];
        }
    }
    return NULL;
}

int bench_keep_texts(const ScenarioList *scenarios, const KernelRequest *request,
                     const BenchOptions *options, RunResult *run, Error *error) {
    for (int i = 0; i < run->kernel_count; i++) {
        KernelResult *result = &run->kernels[i];
        const Scenario *scenario = scenario_of(scenarios, result);
        Kernel kernel;
        if (options->progress != NULL) {
            options->progress(options->progress_data, result->id, "keeping the code", i,
                              run->kernel_count);
        }
        int status = scenario != NULL ? kernel_from_scenario(&kernel, scenario, result->size,
                                                             options->seed, error)
                                      : kernel_from_request(&kernel, request, error);
        if (status == 0) {
            status = keep_kernel(run->arena, &kernel, options, result, error);
            kernel_free(&kernel);
        }
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}
