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
#include <stdbool.h>
#include <string.h>

/* The functions of a module parsed lazily have no bodies yet. Those that stay unreferenced are
 * never read: the linker takes an available_externally one only when something already linked
 * refers to it. */
static void make_optional(LLVMModuleRef thunks) {
    for (LLVMValueRef v = LLVMGetFirstFunction(thunks); v; v = LLVMGetNextFunction(v))
        if (!LLVMIsDeclaration(v) && LLVMGetLinkage(v) == LLVMExternalLinkage)
            LLVMSetLinkage(v, LLVMAvailableExternallyLinkage);
    for (LLVMValueRef v = LLVMGetFirstGlobal(thunks); v; v = LLVMGetNextGlobal(v))
        if (!LLVMIsDeclaration(v) && LLVMGetLinkage(v) == LLVMExternalLinkage)
            LLVMSetLinkage(v, LLVMAvailableExternallyLinkage);
}

static int link_file(LLVMModuleRef module, const NpjitBitcode *file, Error *error) {
    LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRange(
        (const char *)file->data, file->size, file->name, false);
    LLVMModuleRef thunks;
    if (LLVMGetBitcodeModuleInContext2(LLVMGetModuleContext(module), buffer, &thunks))
        return error_set(error, STAGE_JIT, "the thunks of %s cannot be read", file->name);
    make_optional(thunks);
    if (LLVMLinkModules2(module, thunks))
        return error_set(error, STAGE_JIT, "the thunks of %s cannot be linked", file->name);
    return 0;
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
    for (size_t i = 0; i < npjit_thunk_bitcode_count; i++)
        if (link_file(module, &npjit_thunk_bitcode[i], error))
            return -1;
    adapt_functions(module);
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef failure =
        LLVMRunPasses(module, "cgscc(inline),elim-avail-extern,globaldce", machine, options);
    LLVMDisposePassBuilderOptions(options);
    return failure ? engine_error(error, "inlining", failure) : 0;
}
