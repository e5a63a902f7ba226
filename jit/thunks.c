/* Links the bodies of the thunks that a kernel calls into its module and inlines them. They come in
 * as available_externally: LLVM may look into them and inline them but never emits them, so a call
 * that is not inlined goes to the program's own copy, and nothing is compiled that exists already.
 */
#include "thunks.h"

#include "engine.h"

#include <llvm-c/BitReader.h>
#include <llvm-c/Core.h>
#include <llvm-c/Linker.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <runtime/bitcode.h>
#include <stdlib.h>
#include <string.h>

/* Where the body of each thunk is. Read once: parsing a file for nothing costs a tenth of a
 * millisecond. */
static struct {
    bool ready;
    struct ThunkBody {
        char name[60];
        size_t file;
    } *items;
    size_t count, capacity;
} bodies;

/* Parses a file without the functions' bodies, which LLVM reads when they are asked for. */
static LLVMModuleRef open_file(LLVMContextRef context, const NpjitBitcode *file) {
    LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRange(
        (const char *)file->data, file->size, file->name, false);
    LLVMModuleRef module = NULL;
    if (LLVMGetBitcodeModuleInContext2(context, buffer, &module))
        return NULL;
    return module;
}

static void note_body(LLVMValueRef v_function, size_t file) {
    size_t length;
    const char *name = LLVMGetValueName2(v_function, &length);
    if (LLVMIsDeclaration(v_function) || LLVMGetLinkage(v_function) != LLVMExternalLinkage ||
        length >= sizeof bodies.items->name)
        return;
    if (bodies.count == bodies.capacity) {
        size_t capacity = bodies.capacity ? 2 * bodies.capacity : 128;
        struct ThunkBody *items = realloc(bodies.items, capacity * sizeof *items);
        if (!items)
            return; /* it will be called, not inlined */
        bodies.items = items;
        bodies.capacity = capacity;
    }
    struct ThunkBody *body = &bodies.items[bodies.count++];
    memcpy(body->name, name, length + 1);
    body->file = file;
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const struct ThunkBody *)left)->name, ((const struct ThunkBody *)right)->name);
}

static void find_bodies(void) {
    LLVMContextRef context = LLVMContextCreate();
    for (size_t i = 0; i < npjit_thunk_bitcode_count; i++) {
        LLVMModuleRef module = open_file(context, &npjit_thunk_bitcode[i]);
        if (!module)
            continue; /* inline_thunks will say so, should it be needed */
        for (LLVMValueRef v = LLVMGetFirstFunction(module); v; v = LLVMGetNextFunction(v))
            note_body(v, i);
        LLVMDisposeModule(module);
    }
    LLVMContextDispose(context);
    if (bodies.count)
        qsort(bodies.items, bodies.count, sizeof *bodies.items, by_name);
    bodies.ready = true;
}

static const struct ThunkBody *find_body(const char *name) {
    if (!bodies.ready)
        find_bodies();
    size_t low = 0, high = bodies.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, bodies.items[middle].name);
        if (order == 0)
            return &bodies.items[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool thunk_has_body(const char *name) {
    return find_body(name) != NULL;
}

void thunks_forget(void) {
    free(bodies.items);
    memset(&bodies, 0, sizeof bodies);
}

/* Bodies that stay unreferenced are never read: the linker takes an available_externally function
 * only when something already linked refers to it. */
static void make_optional(LLVMModuleRef thunks) {
    for (LLVMValueRef v = LLVMGetFirstFunction(thunks); v; v = LLVMGetNextFunction(v))
        if (!LLVMIsDeclaration(v) && LLVMGetLinkage(v) == LLVMExternalLinkage)
            LLVMSetLinkage(v, LLVMAvailableExternallyLinkage);
    for (LLVMValueRef v = LLVMGetFirstGlobal(thunks); v; v = LLVMGetNextGlobal(v))
        if (!LLVMIsDeclaration(v) && LLVMGetLinkage(v) == LLVMExternalLinkage)
            LLVMSetLinkage(v, LLVMAvailableExternallyLinkage);
}

static int link_file(LLVMModuleRef module, const NpjitBitcode *file, Error *error) {
    LLVMModuleRef thunks = open_file(LLVMGetModuleContext(module), file);
    if (!thunks)
        return error_set(error, STAGE_JIT, "the thunks of %s cannot be read", file->name);
    make_optional(thunks);
    if (LLVMLinkModules2(module, thunks))
        return error_set(error, STAGE_JIT, "the thunks of %s cannot be linked", file->name);
    return 0;
}

/* The declared function that some file has the body of, and which file; else NULL. */
static const struct ThunkBody *next_body(LLVMModuleRef module, const bool *linked) {
    for (LLVMValueRef v = LLVMGetFirstFunction(module); v; v = LLVMGetNextFunction(v)) {
        size_t length;
        if (!LLVMIsDeclaration(v) || LLVMGetIntrinsicID(v))
            continue;
        const struct ThunkBody *body = find_body(LLVMGetValueName2(v, &length));
        if (body && !linked[body->file])
            return body;
    }
    return NULL;
}

/* Links each file that has a body which the kernel, or a body linked before, refers to. */
static int link_files(LLVMModuleRef module, Error *error) {
    bool *linked = calloc(npjit_thunk_bitcode_count + 1, sizeof *linked);
    if (!linked)
        return error_set(error, STAGE_MEMORY, "out of memory");
    int status = 0;
    const struct ThunkBody *body;
    while (status == 0 && (body = next_body(module, linked))) {
        linked[body->file] = true;
        status = link_file(module, &npjit_thunk_bitcode[body->file], error);
    }
    free(linked);
    return status;
}

static void add_attribute(LLVMValueRef v_function, const char *name) {
    unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
    LLVMContextRef context = LLVMGetModuleContext(LLVMGetGlobalParent(v_function));
    LLVMAddAttributeAtIndex(v_function, LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(context, kind, 0));
}

static void remove_attribute(LLVMValueRef v_function, const char *name) {
    LLVMRemoveStringAttributeAtIndex(v_function, LLVMAttributeFunctionIndex, name,
                                     (unsigned)strlen(name));
}

/* Bodies were compiled for any x86-64; without these they are for the host, as the kernel is.
 * Functions of the C library are called as they are: LLVM knows identities of pow and the like that
 * hold for numbers but not for their last bit. */
static void adapt_functions(LLVMModuleRef module) {
    for (LLVMValueRef v = LLVMGetFirstFunction(module); v; v = LLVMGetNextFunction(v)) {
        if (LLVMGetIntrinsicID(v))
            continue;
        if (LLVMIsDeclaration(v)) {
            add_attribute(v, "nonlazybind");
            add_attribute(v, "nobuiltin");
        } else {
            remove_attribute(v, "target-cpu");
            remove_attribute(v, "target-features");
            remove_attribute(v, "tune-cpu");
        }
    }
}

int inline_thunks(LLVMModuleRef module, LLVMTargetMachineRef machine, Error *error) {
    if (link_files(module, error))
        return -1;
    adapt_functions(module);
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef failure =
        LLVMRunPasses(module, "cgscc(inline),elim-avail-extern,globaldce", machine, options);
    LLVMDisposePassBuilderOptions(options);
    return failure ? engine_error(error, "inlining", failure) : 0;
}
