/* LLVM's process-wide side, see engine.h. Pages: both object layers allocate writable memory, fill
 * it, and then protect code as readable and executable; no page is ever both writable and
 * executable. */
#include "engine.h"

#include <dlfcn.h>
#include <llvm-c/Core.h>
#include <llvm-c/ExecutionEngine.h>
#include <llvm-c/OrcEE.h>
#include <llvm-c/Target.h>
#include <stdlib.h>
#include <string.h>

/* One LLJIT. Code that gdb is told of lives in a session of its own: the listener attaches only to
 * the older RTDyld object layer, all other code is loaded by JITLink. */
typedef struct Session {
    LLVMOrcLLJITRef jit;
    LLVMOrcObjectLayerRef layer; /* RTDyld's, borrowed; NULL for JITLink */
    bool has_gdb;
} Session;

static struct {
    bool started;
    char *triple, *cpu, *features;
    LLVMTargetRef target;
    LLVMTargetMachineRef machines[4]; /* by optimisation level, made when first used */
    Session plain, watched;
    char report[400]; /* what ORC complained about first during a load */
} engine;

int engine_error(Error *error, const char *doing, LLVMErrorRef failure) {
    char *message = LLVMGetErrorMessage(failure);
    error_set(error, STAGE_JIT, "%s: %s", doing, message);
    LLVMDisposeErrorMessage(message);
    return -1;
}

int engine_start(Error *error) {
    if (engine.started)
        return 0;
    if (LLVMInitializeNativeTarget() || LLVMInitializeNativeAsmPrinter())
        return error_set(error, STAGE_JIT, "LLVM has no code generator for this machine");
    if (!engine.triple) {
        engine.triple = LLVMGetDefaultTargetTriple();
        engine.cpu = LLVMGetHostCPUName();
        engine.features = LLVMGetHostCPUFeatures();
    }
    char *message = NULL;
    if (LLVMGetTargetFromTriple(engine.triple, &engine.target, &message)) {
        error_set(error, STAGE_JIT, "no LLVM target: %s", message);
        LLVMDisposeMessage(message);
        return -1;
    }
    engine.started = true;
    return 0;
}

const char *engine_triple(void) {
    return engine.triple;
}

const char *engine_cpu(void) {
    return engine.cpu;
}

const char *engine_features(void) {
    return engine.features;
}

bool engine_fuses_multiplications(void) {
    return engine.features && strstr(engine.features, "+fma,");
}

/* Position-independent code of the small model: calls and data outside go through an address table,
 * so code may lie anywhere in the address space. */
static LLVMTargetMachineRef make_machine(int level) {
    static const LLVMCodeGenOptLevel levels[] = {LLVMCodeGenLevelNone, LLVMCodeGenLevelLess,
                                                 LLVMCodeGenLevelDefault,
                                                 LLVMCodeGenLevelAggressive};
    return LLVMCreateTargetMachine(engine.target, engine.triple, engine.cpu, engine.features,
                                   levels[level], LLVMRelocPIC, LLVMCodeModelSmall);
}

LLVMTargetMachineRef engine_machine(int level, Error *error) {
    if (level < 0 || level > 3) {
        error_set(error, STAGE_JIT, "no optimisation level %d", level);
        return NULL;
    }
    if (!engine.machines[level])
        engine.machines[level] = make_machine(level);
    if (!engine.machines[level])
        error_set(error, STAGE_JIT, "LLVM made no machine for %s", engine.triple);
    return engine.machines[level];
}

/* ---- names to addresses ---- */

static void *address_of(const char *name) {
    for (const NpjitThunkAddress *thunk = npjit_thunk_addresses; thunk->name; thunk++)
        if (strcmp(thunk->name, name) == 0)
            return thunk->address;
    return dlsym(RTLD_DEFAULT, name);
}

/* Asked by ORC for names it has not seen yet: thunks first, then what the process exports (CPython,
 * GMP, libm, which inlined thunks refer to). Names found nowhere are left out, which ORC reports.
 */
static LLVMErrorRef define_addresses(LLVMOrcDefinitionGeneratorRef generator, void *data,
                                     LLVMOrcLookupStateRef *state, LLVMOrcLookupKind kind,
                                     LLVMOrcJITDylibRef library,
                                     LLVMOrcJITDylibLookupFlags library_flags,
                                     LLVMOrcCLookupSet names, size_t count) {
    (void)generator, (void)data, (void)state, (void)kind, (void)library_flags;
    LLVMOrcCSymbolMapPairs pairs = calloc(count ? count : 1, sizeof *pairs);
    if (!pairs)
        return LLVMCreateStringError("out of memory");
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        void *address = address_of(LLVMOrcSymbolStringPoolEntryStr(names[i].Name));
        if (!address)
            continue;
        LLVMOrcRetainSymbolStringPoolEntry(names[i].Name); /* absolute symbols own their names */
        pairs[found].Name = names[i].Name;
        pairs[found].Sym.Address = (LLVMOrcExecutorAddress)(uintptr_t)address;
        pairs[found].Sym.Flags.GenericFlags = LLVMJITSymbolGenericFlagsExported;
        found++;
    }
    LLVMErrorRef failure = LLVMErrorSuccess;
    if (found) {
        LLVMOrcMaterializationUnitRef unit = LLVMOrcAbsoluteSymbols(pairs, found);
        failure = LLVMOrcJITDylibDefine(library, unit);
        if (failure)
            LLVMOrcDisposeMaterializationUnit(unit);
    }
    free(pairs);
    return failure;
}

/* ---- sessions ---- */

static LLVMOrcObjectLayerRef make_watched_layer(void *data, LLVMOrcExecutionSessionRef session,
                                                const char *triple) {
    (void)triple;
    Session *watched = data;
    watched->layer = LLVMOrcCreateRTDyldObjectLinkingLayerWithSectionMemoryManager(session);
    return watched->layer;
}

/* ORC prints what it complains about; here it becomes part of the error value instead. */
static void keep_report(void *data, LLVMErrorRef failure) {
    (void)data;
    char *message = LLVMGetErrorMessage(failure);
    if (!engine.report[0])
        strncpy(engine.report, message, sizeof engine.report - 1);
    LLVMDisposeErrorMessage(message);
}

static int open_session(Session *session, Error *error) {
    if (session->jit)
        return 0;
    LLVMTargetMachineRef machine = make_machine(0); /* LLJIT wants one; we emit objects ourselves */
    if (!machine)
        return error_set(error, STAGE_JIT, "LLVM made no machine for %s", engine.triple);
    LLVMOrcLLJITBuilderRef builder = LLVMOrcCreateLLJITBuilder();
    LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(
        builder, LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(machine));
    if (session == &engine.watched)
        LLVMOrcLLJITBuilderSetObjectLinkingLayerCreator(builder, make_watched_layer, session);
    LLVMErrorRef failure = LLVMOrcCreateLLJIT(&session->jit, builder);
    if (failure) {
        session->jit = NULL;
        return engine_error(error, "starting the JIT", failure);
    }
    LLVMOrcExecutionSessionSetErrorReporter(LLVMOrcLLJITGetExecutionSession(session->jit),
                                            keep_report, NULL);
    LLVMOrcJITDylibAddGenerator(
        LLVMOrcLLJITGetMainJITDylib(session->jit),
        LLVMOrcCreateCustomCAPIDefinitionGenerator(define_addresses, NULL, NULL));
    return 0;
}

static void announce(Session *session) {
    if (session->has_gdb)
        return;
    LLVMOrcRTDyldObjectLinkingLayerRegisterJITEventListener(session->layer,
                                                            LLVMCreateGDBRegistrationListener());
    session->has_gdb = true;
}

int engine_load(LLVMMemoryBufferRef object, const char *symbol, bool gdb, LoadedCode *out,
                Error *error) {
    Session *session = gdb ? &engine.watched : &engine.plain;
    if (open_session(session, error)) {
        LLVMDisposeMemoryBuffer(object);
        return -1;
    }
    if (gdb)
        announce(session);
    LLVMOrcJITDylibRef library = LLVMOrcLLJITGetMainJITDylib(session->jit);
    out->tracker = LLVMOrcJITDylibCreateResourceTracker(library);
    LLVMErrorRef failure = LLVMOrcLLJITAddObjectFileWithRT(session->jit, out->tracker, object);
    LLVMOrcExecutorAddress address = 0;
    engine.report[0] = '\0';
    if (!failure)
        failure = LLVMOrcLLJITLookup(session->jit, &address, symbol);
    if (failure) {
        engine_error(error, "loading code", failure);
        if (engine.report[0]) /* says which names are missing, the failure only whose load failed */
            error_set(error, STAGE_JIT, "loading code: %s", engine.report);
        engine_unload(out);
        return -1;
    }
    out->entry = address;
    return 0;
}

void engine_unload(LoadedCode *code) {
    if (!code->tracker)
        return;
    LLVMConsumeError(LLVMOrcResourceTrackerRemove(code->tracker));
    LLVMOrcReleaseResourceTracker(code->tracker);
    *code = (LoadedCode){0};
}

NpjitKernel engine_kernel(const LoadedCode *code) {
    NpjitKernel kernel;
    memcpy(&kernel, &code->entry, sizeof kernel); /* ISO C has no cast for this */
    return kernel;
}

static void close_session(Session *session) {
    if (session->jit)
        LLVMConsumeError(LLVMOrcDisposeLLJIT(session->jit));
}

void engine_stop(void) {
    if (!engine.started)
        return;
    close_session(&engine.plain);
    close_session(&engine.watched);
    for (int level = 0; level < 4; level++)
        if (engine.machines[level])
            LLVMDisposeTargetMachine(engine.machines[level]);
    LLVMDisposeMessage(engine.triple);
    LLVMDisposeMessage(engine.cpu);
    LLVMDisposeMessage(engine.features);
    memset(&engine, 0, sizeof engine);
    LLVMShutdown();
}
