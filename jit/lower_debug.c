/* Debug information: which line and column of the user's Python each machine instruction comes
 * from. No variables: where a local lives changes with its type. */
#include "lowering.h"

#include <string.h>

/* The file of the user's source, its folder apart. */
static LLVMMetadataRef debug_file(const Generator *g) {
    const char *path = g->fn->file, *slash = strrchr(path, '/');
    if (!slash)
        return LLVMDIBuilderCreateFile(g->debug, path, strlen(path), ".", 1);
    size_t folder = slash == path ? 1 : (size_t)(slash - path);
    return LLVMDIBuilderCreateFile(g->debug, slash + 1, strlen(slash + 1), path, folder);
}

static void add_flag(Generator *g, const char *name, unsigned value) {
    LLVMAddModuleFlag(g->module, LLVMModuleFlagBehaviorWarning, name, strlen(name),
                      LLVMValueAsMetadata(LLVMConstInt(g->int32_type, value, false)));
}

void debug_begin(Generator *g) {
    static const char producer[] = "npjit";
    const Fn *fn = g->fn;
    bool watched = g->options->gdb || g->options->perf;
    if (!watched && !g->options->keep_text)
        return; /* nobody will look, and it costs a twentieth of the compile time */
    bool optimised = g->options->opt_level > 0;
    add_flag(g, "Debug Info Version", LLVMDebugMetadataVersion());
    add_flag(g, "Dwarf Version", 4);
    g->debug = LLVMCreateDIBuilder(g->module);
    LLVMMetadataRef file = debug_file(g);
    LLVMDIBuilderCreateCompileUnit(
        g->debug, LLVMDWARFSourceLanguagePython, file, producer, sizeof producer - 1, optimised, "",
        0, 0, "", 0, watched ? LLVMDWARFEmissionFull : LLVMDWARFEmissionLineTablesOnly, 0, false,
        false, "", 0, "", 0);
    LLVMMetadataRef type = LLVMDIBuilderCreateSubroutineType(g->debug, file, NULL, 0, 0);
    g->debug_scope = LLVMDIBuilderCreateFunction(
        g->debug, file, g->unit->name, strlen(g->unit->name), "", 0, file, (unsigned)fn->line, type,
        false, true, (unsigned)fn->line, LLVMDIFlagZero, optimised);
    LLVMSetSubprogram(g->function, g->debug_scope);
}

void debug_place(Generator *g, int line, int column) {
    if (!g->debug)
        return;
    LLVMSetCurrentDebugLocation2(
        g->builder, LLVMDIBuilderCreateDebugLocation(g->context, (unsigned)line, (unsigned)column,
                                                     g->debug_scope, NULL));
}

void debug_end(Generator *g) {
    if (g->debug) {
        LLVMDIBuilderFinalize(g->debug);
        LLVMDisposeDIBuilder(g->debug);
    }
}
