/* The life of one piece of compiled code: the phases as a list of calls, their times, the texts
 * kept. Not here: how any phase works. */
#include <jit/jit.h>

#include "engine.h"
#include "lowering.h"
#include "object.h"
#include "thunks.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DUMP_COUNT = JIT_DUMP_ASSEMBLY + 1 };

struct JitCode {
    Arena *arena;
    LoadedCode loaded;
    JitTimes times;
    const JitCallSite *call_sites;
    int call_site_count;
    size_t code_bytes;
    char *dumps[DUMP_COUNT]; /* malloc'd */
};

/* What the phases hand on. */
typedef struct Compilation {
    const Fn *fn;
    const JitOptions *options;
    JitCode *code;
    LLVMContextRef context;
    LLVMTargetMachineRef machine;
    Generator generator;
    LLVMMemoryBufferRef object;
    char diagnostic[512]; /* LLVM's first complaint */
    Error *error;
} Compilation;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- phases ---- */

static void keep_diagnostic(LLVMDiagnosticInfoRef info, void *data) {
    Compilation *c = data;
    if (LLVMGetDiagInfoSeverity(info) != LLVMDSError || c->diagnostic[0])
        return;
    char *message = LLVMGetDiagInfoDescription(info);
    strncpy(c->diagnostic, message, sizeof c->diagnostic - 1);
    LLVMDisposeMessage(message);
}

/* Costs time, so only in debug builds and when asked for. */
static int verify(const Compilation *c, const char *when) {
#ifdef NDEBUG
    if (!getenv("NPJIT_VERIFY"))
        return 0;
#endif
    char *message = NULL;
    LLVMBool broken = LLVMVerifyModule(c->generator.module, LLVMReturnStatusAction, &message);
    if (broken)
        error_set(c->error, STAGE_JIT, "invalid LLVM IR %s: %s", when, message);
    LLVMDisposeMessage(message);
    return broken ? -1 : 0;
}

static int keep_text(const Compilation *c, JitDump what, char *text) {
    c->code->dumps[what] = text;
    return text ? 0 : error_set(c->error, STAGE_MEMORY, "out of memory");
}

static int keep_module_text(const Compilation *c, JitDump what) {
    if (!c->options->keep_text)
        return 0;
    char *message = LLVMPrintModuleToString(c->generator.module);
    int status = keep_text(c, what, strdup(message));
    LLVMDisposeMessage(message);
    return status;
}

static int generate(Compilation *c) {
    Generator *g = &c->generator;
    *g = (Generator){
        .fn = c->fn, .options = c->options, .arena = c->code->arena, .context = c->context};
    int status = lower(g);
    generator_dispose(g);
    if (status) {
        *c->error = g->error;
        return -1;
    }
    LLVMSetTarget(g->module, engine_triple());
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(c->machine);
    LLVMSetModuleDataLayout(g->module, layout);
    LLVMDisposeTargetData(layout);
    c->code->call_sites = g->call_sites.items;
    c->code->call_site_count = g->call_sites.count;
    return 0;
}

static int optimise(Compilation *c) {
    static const char *const pipelines[] = {"default<O0>", "default<O1>", "default<O2>",
                                            "default<O3>"};
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef failure =
        LLVMRunPasses(c->generator.module, pipelines[c->options->opt_level], c->machine, options);
    LLVMDisposePassBuilderOptions(options);
    return failure ? engine_error(c->error, "optimising", failure) : 0;
}

/* Objects' addresses take the place of their names. */
static void place_addresses(Compilation *c) {
    LLVMTypeRef word = LLVMInt64TypeInContext(c->context);
    for (int i = 0; i < c->generator.objects.count; i++) {
        const ObjectAddress *object = &c->generator.objects.items[i];
        LLVMValueRef v_address =
            LLVMConstInt(word, (unsigned long long)(uintptr_t)object->address, false);
        LLVMReplaceAllUsesWith(object->placeholder,
                               LLVMConstIntToPtr(v_address, LLVMTypeOf(object->placeholder)));
        LLVMDeleteGlobal(object->placeholder);
    }
}

/* Code lives in one name space, so that each kernel loaded gets a number. */
static const char *number_kernel(Compilation *c) {
    static unsigned serial;
    const char *name = arena_format(c->code->arena, "%s.%u", c->fn->name, ++serial);
    LLVMSetValueName2(c->generator.function, name, strlen(name));
    return name;
}

static int emit(Compilation *c) {
    char *message = NULL;
    place_addresses(c);
    const char *name = number_kernel(c);
    if (LLVMTargetMachineEmitToMemoryBuffer(c->machine, c->generator.module, LLVMObjectFile,
                                            &message, &c->object)) {
        error_set(c->error, STAGE_JIT, "generating machine code: %s", message);
        LLVMDisposeMessage(message);
        return -1;
    }
    if (c->diagnostic[0])
        return error_set(c->error, STAGE_JIT, "generating machine code: %s", c->diagnostic);
    LLVMMemoryBufferRef copy = LLVMCreateMemoryBufferWithMemoryRangeCopy(
        LLVMGetBufferStart(c->object), LLVMGetBufferSize(c->object), name);
    return engine_load(copy, name, c->options->gdb, c->options->perf, &c->code->loaded, c->error);
}

/* Reads the object that runs: sizes, perf's map, the disassembly. Untimed. */
static int inspect(Compilation *c) {
    Object object;
    if (object_open(LLVMGetBufferStart(c->object), LLVMGetBufferSize(c->object), &object))
        return error_set(c->error, STAGE_JIT, "LLVM emitted no ELF object");
    size_t length;
    const char *name = LLVMGetValueName2(c->generator.function, &length);
    c->code->code_bytes = object_code_bytes(&object);
    if (c->options->perf)
        object_write_perf_map(&object, name, c->code->loaded.entry);
    if (!c->options->keep_text)
        return 0;
    return keep_text(c, JIT_DUMP_ASSEMBLY, object_disassemble(&object, name, c->fn->file));
}

/* Ends a phase and begins the next. */
static void lap(double *since, double *phase) {
    double time = now();
    *phase = time - *since;
    *since = time;
}

static int compile(Compilation *c) {
    JitTimes *times = &c->code->times;
    double since = now();
    if (generate(c))
        return -1;
    lap(&since, &times->generation);

    if (verify(c, "generated") || keep_module_text(c, JIT_DUMP_LLVM))
        return -1;
    since = now();
    if (c->options->inline_thunks && inline_thunks(c->generator.module, c->machine, c->error))
        return -1;
    lap(&since, &times->inlining);

    if (verify(c, "after inlining"))
        return -1;
    since = now();
    if (optimise(c))
        return -1;
    lap(&since, &times->optimisation);

    if (keep_module_text(c, JIT_DUMP_LLVM_OPTIMISED))
        return -1;
    since = now();
    if (emit(c))
        return -1;
    lap(&since, &times->emission);
    return inspect(c);
}

/* ---- interface ---- */

int jit_compile(const Fn *fn, const JitOptions *options, JitCode **out, Error *error) {
    int status = -1;
    Compilation c = {.fn = fn, .options = options, .error = error};
    *out = NULL;
    if (engine_start(error) || !(c.machine = engine_machine(options->opt_level, error)))
        return -1;
    c.code = calloc(1, sizeof *c.code);
    if (!c.code || !(c.code->arena = arena_create())) {
        error_set(error, STAGE_MEMORY, "out of memory");
        goto cleanup;
    }
    c.context = LLVMContextCreate();
    LLVMContextSetDiscardValueNames(c.context, !options->keep_text);
    LLVMContextSetDiagnosticHandler(c.context, keep_diagnostic, &c);
    if (compile(&c))
        goto cleanup;
    *out = c.code;
    c.code = NULL;
    status = 0;
cleanup:
    if (c.object)
        LLVMDisposeMemoryBuffer(c.object);
    if (c.generator.module)
        LLVMDisposeModule(c.generator.module);
    if (c.context)
        LLVMContextDispose(c.context);
    jit_free(c.code);
    return status;
}

void jit_free(JitCode *code) {
    if (!code)
        return;
    engine_unload(&code->loaded);
    for (int i = 0; i < DUMP_COUNT; i++)
        free(code->dumps[i]);
    arena_destroy(code->arena);
    free(code);
}

NpjitKernel jit_entry(const JitCode *code) {
    NpjitKernel kernel;
    memcpy(&kernel, &code->loaded.entry, sizeof kernel); /* ISO C has no cast for this */
    return kernel;
}

const JitTimes *jit_times(const JitCode *code) {
    return &code->times;
}

const JitCallSite *jit_call_sites(const JitCode *code, int *count) {
    *count = code->call_site_count;
    return code->call_sites;
}

size_t jit_code_bytes(const JitCode *code) {
    return code->code_bytes;
}

const char *jit_dump(const JitCode *code, JitDump what) {
    return code->dumps[what];
}

const char *jit_llvm_version(void) {
    static char text[32];
    unsigned major, minor, patch;
    LLVMGetVersion(&major, &minor, &patch);
    snprintf(text, sizeof text, "%u.%u.%u", major, minor, patch);
    return text;
}

const char *jit_host_cpu(void) {
    Error error;
    return engine_start(&error) ? "unknown" : engine_cpu();
}

void jit_shutdown(void) {
    engine_stop();
}
