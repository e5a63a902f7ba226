/* The life of a piece of compiled code: the phases as a list of calls, their times, continuations
 * compiled when they are first entered, the texts kept. Not here: how any phase works. */
#include <ir/escape.h>
#include <ir/private.h>
#include <jit/jit.h>

#include "engine.h"
#include "loops.h"
#include "lowering.h"
#include "object.h"
#include "perf.h"
#include "prepare.h"
#include "remarks.h"
#include "seconds.h"
#include "thunks.h"

#include <base/text.h>
#include <base/verify.h>
#include <llvm-c/Analysis.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdlib.h>
#include <string.h>

enum { DUMP_COUNT = JIT_DUMP_REMARKS + 1 };

struct JitCode {
    Arena *arena;
    LLVMContextRef context; /* lives as long as a continuation may have to be compiled */
    JitOptions options;
    const char *file;
    Effort effort; /* see compile_unit */
    Kernel kernel; /* its units: the kernel itself first */
    JitTimes times;
    size_t code_bytes;
    Text dumps[DUMP_COUNT];
    char diagnostic[400]; /* LLVM's first complaint */
};

/* Ends a phase and begins the next. */
static void lap(double *since, double *phase) {
    double time = seconds_now();
    *phase += time - *since;
    *since = time;
}

/* ---- phases ---- */

static void keep_diagnostic(LLVMDiagnosticInfoRef info, void *data) {
    JitCode *code = data;
    if (LLVMGetDiagInfoSeverity(info) == LLVMDSRemark && code->options.remarks)
        remark_add(&code->dumps[JIT_DUMP_REMARKS], info);
    if (LLVMGetDiagInfoSeverity(info) != LLVMDSError || code->diagnostic[0])
        return;
    char *message = LLVMGetDiagInfoDescription(info);
    strncpy(code->diagnostic, message, sizeof code->diagnostic - 1);
    LLVMDisposeMessage(message);
}

static int verify(const Unit *unit, const char *when, Error *error) {
    if (!verifies_stages())
        return 0;
    char *message = NULL;
    LLVMBool broken = LLVMVerifyModule(unit->module, LLVMReturnStatusAction, &message);
    if (broken)
        error_set(error, STAGE_JIT, "invalid LLVM IR %s: %s", when, message);
    LLVMDisposeMessage(message);
    return broken ? -1 : 0;
}

static void keep_module_text(const Unit *unit, JitDump what) {
    if (!unit->code->options.keep_text)
        return;
    char *text = LLVMPrintModuleToString(unit->module);
    text_add(&unit->code->dumps[what], "%s", text);
    LLVMDisposeMessage(text);
}

static int most_operands(const Fn *fn) {
    int most = 1;
    for (int b = 0; b < fn->blocks.count; b++)
        for (int i = 0; i < fn->blocks.items[b]->instructions.count; i++) {
            int count = fn->blocks.items[b]->instructions.items[i]->operand_count;
            most = count > most ? count : most;
        }
    return most;
}

/* Lists of call sites and texts are to be whole before anything runs. */
static bool wants_all_units(const JitOptions *options) {
    return options->count_calls || options->keep_text || options->thunks != JIT_THUNKS_CALLED;
}

static int generate_unit(JitCode *code, Unit *unit, Error *error) {
    double since = seconds_now();
    int status = lower(&code->kernel, unit, error);
    lap(&since, &code->times.generation);
    return status;
}

/* Units that are compiled when they are entered are generated then, too. */
static int generate(JitCode *code, const Fn *fn, LLVMTargetMachineRef machine, Error *error) {
    double since = seconds_now();
    Kernel *kernel = &code->kernel;
    *kernel = (Kernel){.code = code,
                       .fn = fn,
                       .options = &code->options,
                       .arena = code->arena,
                       .context = code->context,
                       .layout = LLVMCreateTargetDataLayout(machine),
                       .triple = engine_triple(),
                       .operands_max = most_operands(fn),
                       .borrowed = replay_borrowed(code->arena, fn),
                       .hot = region_hot(code->arena, fn),
                       .repeats = repeating_blocks(code->arena, fn, true),
                       .is_private = private_values(code->arena, fn),
                       .is_local = local_arrays(code->arena, fn),
                       .held_views = held_views(code->arena, fn, &code->options),
                       .steady = find_steady(code->arena, fn)};
    bool calls_nothing = code->options.thunks == JIT_THUNKS_REPLAYED && code->options.inline_thunks;
    code->effort = calls_nothing ? EFFORT_FULL : effort_worth(code->arena, fn, kernel->hot);
    kernel->brisk = brisk_blocks(code->arena, fn, kernel->repeats);
    kernel->continues = region_continuations(code->arena, fn, kernel->hot, kernel->repeats);
    region_unit(kernel, fn->blocks.items[0]);
    lap(&since, &code->times.generation);
    int status = 0;
    for (int i = 0; i < kernel->units.count && status == 0; i++)
        if (!kernel->units.items[i]->head->cold || wants_all_units(&code->options))
            status = generate_unit(code, kernel->units.items[i], error);
    return status;
}

/* Above so many basic blocks LLVM's time grows with their square: then only passes whose time does
 * not are run, and registers are assigned quickly. */
enum { GIANT = 3000 };

/* Continuations of more basic blocks than this are compiled at -O0: some hundred milliseconds in
 * the middle of a call are more than most calls have left to do. */
enum { LARGE_CONTINUATION = 400 };

static bool is_giant(const Unit *unit) {
    return LLVMCountBasicBlocks(unit->function) > GIANT;
}

#ifdef __SANITIZE_ADDRESS__
/* What would run when a program starts; no program does, and constants need no watching. */
static void drop_constructors(LLVMModuleRef module) {
    static const char *const lists[] = {"llvm.global_ctors", "llvm.global_dtors", "llvm.used"};
    static const char *const functions[] = {"asan.module_ctor", "asan.module_dtor"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        LLVMValueRef v_list = LLVMGetNamedGlobal(module, lists[i]);
        if (v_list)
            LLVMDeleteGlobal(v_list);
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        LLVMValueRef v_function = LLVMGetNamedFunction(module, functions[i]);
        if (v_function)
            LLVMDeleteFunction(v_function);
    }
}

/* In a program whose C code checks what it reads and writes, compiled code does, too. After
 * optimising: what is instrumented differently is not inlined. */
static LLVMErrorRef sanitise(LLVMModuleRef module, LLVMTargetMachineRef machine,
                             LLVMPassBuilderOptionsRef options) {
    static const char name[] = "sanitize_address";
    unsigned kind = LLVMGetEnumAttributeKindForName(name, sizeof name - 1);
    LLVMAttributeRef attribute = LLVMCreateEnumAttribute(LLVMGetModuleContext(module), kind, 0);
    for (LLVMValueRef v = LLVMGetFirstFunction(module); v; v = LLVMGetNextFunction(v))
        if (!LLVMIsDeclaration(v))
            LLVMAddAttributeAtIndex(v, LLVMAttributeFunctionIndex, attribute);
    LLVMErrorRef failure = LLVMRunPasses(module, "asan", machine, options);
    drop_constructors(module);
    return failure;
}
#endif

static int optimise(const Unit *unit, int level, LLVMTargetMachineRef machine, Error *error) {
    static const char *const pipelines[] = {"default<O0>", "default<O1>", "default<O2>",
                                            "default<O3>"};
    static const char *const giant_pipeline = "function(sroa,simplifycfg,early-cse,simplifycfg)";
    const char *pipeline = level > 0 && is_giant(unit) ? giant_pipeline : pipelines[level];
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    bool loops_call = unit->code->effort != EFFORT_FULL;
    LLVMPassBuilderOptionsSetLoopUnrolling(options, !loops_call);
    LLVMPassBuilderOptionsSetLoopVectorization(options, !loops_call);
    LLVMPassBuilderOptionsSetSLPVectorization(options, !loops_call);
    LLVMErrorRef failure = LLVMRunPasses(unit->module, pipeline, machine, options);
#ifdef __SANITIZE_ADDRESS__
    failure = failure ? failure : sanitise(unit->module, machine, options);
#endif
    LLVMDisposePassBuilderOptions(options);
    return failure ? engine_error(error, "optimising", failure) : 0;
}

/* Objects' addresses take the place of their names. */
static void place_addresses(const Unit *unit) {
    LLVMTypeRef word = LLVMInt64TypeInContext(unit->code->context);
    for (int i = 0; i < unit->objects.count; i++) {
        const ObjectAddress *object = &unit->objects.items[i];
        LLVMValueRef v_address =
            LLVMConstInt(word, (unsigned long long)(uintptr_t)object->address, false);
        LLVMValueRef v_placeholder = LLVMGetNamedGlobal(unit->module, object->name);
        if (!v_placeholder)
            continue;
        LLVMReplaceAllUsesWith(v_placeholder,
                               LLVMConstIntToPtr(v_address, LLVMTypeOf(v_placeholder)));
        LLVMDeleteGlobal(v_placeholder);
    }
}

/* Code lives in one name space, so each function loaded gets a number. */
static const char *number_function(const Unit *unit) {
    static unsigned serial;
    const char *name = arena_format(unit->code->arena, "%s.%u", unit->name, ++serial);
    LLVMSetValueName2(unit->function, name, strlen(name));
    return name;
}

/* The object as it is linked, which consumes it; NULL without memory. */
static LLVMMemoryBufferRef linkable_copy(LLVMMemoryBufferRef object, const char *name) {
    size_t size = LLVMGetBufferSize(object);
    uint8_t *bytes = malloc(size);
    if (!bytes)
        return NULL;
    memcpy(bytes, LLVMGetBufferStart(object), size);
    object_keep_indirect_calls(bytes, size);
    LLVMMemoryBufferRef copy =
        LLVMCreateMemoryBufferWithMemoryRangeCopy((const char *)bytes, size, name);
    free(bytes);
    return copy;
}

static int emit(Unit *unit, const char *name, LLVMTargetMachineRef machine,
                LLVMMemoryBufferRef *object, Error *error) {
    const JitOptions *options = &unit->code->options;
    char *message = NULL;
    if (LLVMTargetMachineEmitToMemoryBuffer(machine, unit->module, LLVMObjectFile, &message,
                                            object)) {
        error_set(error, STAGE_JIT, "generating machine code: %s", message);
        LLVMDisposeMessage(message);
        return -1;
    }
    if (unit->code->diagnostic[0])
        return error_set(error, STAGE_JIT, "generating machine code: %s", unit->code->diagnostic);
    LLVMMemoryBufferRef copy = linkable_copy(*object, name);
    if (!copy)
        return error_set(error, STAGE_JIT, "out of memory");
    return engine_load(copy, name, options->gdb, &unit->loaded, error);
}

/* Reads the object that runs: sizes, what perf is told, the disassembly. Untimed. */
static int inspect(const Unit *unit, const char *name, LLVMMemoryBufferRef buffer, Error *error) {
    JitCode *code = unit->code;
    Object object;
    if (object_open(LLVMGetBufferStart(buffer), LLVMGetBufferSize(buffer), &object))
        return error_set(error, STAGE_JIT, "LLVM emitted no ELF object");
    code->code_bytes += object_code_bytes(&object);
    if (code->options.perf)
        perf_announce(&object, name, unit->loaded.entry, code->file);
    if (code->options.keep_text)
        object_disassemble(&object, code->file, &code->dumps[JIT_DUMP_ASSEMBLY]);
    return 0;
}

/* From generated IR to running code. Effort goes where it pays: a continuation without loops that
 * gain by it is compiled at -O0, ten times as fast, as what it does is mostly done by thunks; and
 * where every loop calls NumPy, no loop can be unrolled or vectorised with any gain, and machine
 * code is made by LLVM's quick methods, which add nanoseconds to turns that take a microsecond. So
 * is the code of a kernel without any loop: the call itself takes longer. */
static int compile_unit(Unit *unit, Error *error) {
    JitCode *code = unit->code;
    bool is_large = unit->head->cold && LLVMCountBasicBlocks(unit->function) > LARGE_CONTINUATION;
    int level = unit->pays && !is_large ? code->options.opt_level : 0;
    LLVMTargetMachineRef machine = engine_machine(level, error);
    LLVMTargetMachineRef emitter = NULL;
    LLVMMemoryBufferRef object = NULL;
    int status = -1;
    double since;
    keep_module_text(unit, JIT_DUMP_LLVM);
    if (!machine || verify(unit, "generated", error))
        goto cleanup;

    since = seconds_now();
    if (code->options.inline_thunks && unit->inlines && inline_thunks(unit->module, machine, error))
        goto cleanup;
    lap(&since, &code->times.inlining);
    if (verify(unit, "after inlining", error))
        goto cleanup;

    since = seconds_now();
    bool pays = module_repeats(code->arena, unit->module) && !is_giant(unit);
    Effort effort = pays ? code->effort : EFFORT_LEAST;
    if (optimise(unit, level, machine, error))
        goto cleanup;
    lap(&since, &code->times.optimisation);
    keep_module_text(unit, JIT_DUMP_LLVM_OPTIMISED);

    since = seconds_now();
    emitter = effort == EFFORT_LEAST ? engine_machine(0, error) : machine;
    if (!emitter)
        goto cleanup;
    LLVMSetTargetMachineFastISel(emitter, level == 0 || effort != EFFORT_FULL);
    place_addresses(unit);
    const char *name = number_function(unit);
    if (emit(unit, name, emitter, &object, error))
        goto cleanup;
    lap(&since, &code->times.emission);
    status = inspect(unit, name, object, error);
cleanup:
    if (object)
        LLVMDisposeMemoryBuffer(object);
    LLVMDisposeModule(unit->module);
    unit->module = NULL;
    return status;
}

/* ---- continuations ---- */

static int compile_entered(Unit *unit, Error *error) {
    if (unit->failed)
        return -1;
    unit->failed =
        (!unit->module && generate_unit(unit->code, unit, error)) || compile_unit(unit, error);
    return unit->failed ? -1 : 0;
}

/* Called by compiled code when it leaves for a continuation. */
int npjit_jit_enter(NpjitContext *context, NpjitSlot *values, NpjitSlot *results, Unit *unit);

int npjit_jit_enter(NpjitContext *context, NpjitSlot *values, NpjitSlot *results, Unit *unit) {
    Error error;
    if (!unit->loaded.entry && compile_entered(unit, &error))
        return npjit_raised(context); /* out of memory, at worst */
    return engine_kernel(&unit->loaded)(context, values, results);
}

/* ---- interface ---- */

int jit_compile(const Fn *fn, const JitOptions *options, JitCode **out, Error *error) {
    prepare_end();
    return compile_fn(fn, options, out, error);
}

int compile_fn(const Fn *fn, const JitOptions *options, JitCode **out, Error *error) {
    *out = NULL;
    if (engine_start(error))
        return -1;
    LLVMTargetMachineRef machine = engine_machine(options->opt_level, error);
    if (!machine)
        return -1;
    JitCode *code = calloc(1, sizeof *code);
    if (!code || !(code->arena = arena_create())) {
        free(code);
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    code->options = *options;
    if (options->remarks)
        remarks_enable();
    code->file = arena_copy_text(code->arena, fn->file, strlen(fn->file));
    code->context = LLVMContextCreate();
    LLVMContextSetDiscardValueNames(code->context, !options->keep_text);
    LLVMContextSetDiagnosticHandler(code->context, keep_diagnostic, code);

    int status = generate(code, fn, machine, error);
    /* What is not rare will be needed; what is to be shown is shown whole. */
    for (int i = 0; i < code->kernel.units.count && status == 0; i++)
        if (!code->kernel.units.items[i]->head->cold || options->keep_text)
            status = compile_unit(code->kernel.units.items[i], error);
    if (status) {
        jit_free(code);
        return -1;
    }
    *out = code;
    return 0;
}

void jit_free(JitCode *code) {
    if (!code)
        return;
    for (int i = 0; i < code->kernel.units.count; i++) {
        Unit *unit = code->kernel.units.items[i];
        engine_unload(&unit->loaded);
        if (unit->module)
            LLVMDisposeModule(unit->module);
    }
    if (code->kernel.layout)
        LLVMDisposeTargetData(code->kernel.layout);
    LLVMContextDispose(code->context);
    for (int i = 0; i < DUMP_COUNT; i++)
        text_free(&code->dumps[i]);
    arena_destroy(code->arena);
    free(code);
}

NpjitKernel jit_entry(const JitCode *code) {
    return engine_kernel(&code->kernel.units.items[0]->loaded);
}

const JitTimes *jit_times(const JitCode *code) {
    return &code->times;
}

const JitCallSite *jit_call_sites(const JitCode *code, int *count) {
    *count = code->kernel.call_sites.count;
    return code->kernel.call_sites.items;
}

size_t jit_code_bytes(const JitCode *code) {
    return code->code_bytes;
}

const char *jit_dump(const JitCode *code, JitDump what) {
    return text_string(&code->dumps[what]);
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
    prepare_wait();
    return engine_start(&error) ? "unknown" : engine_cpu();
}

void jit_shutdown(void) {
    prepare_wait();
    thunks_forget();
    perf_stop();
    engine_stop();
}
