/* Values: LLVM types of leaf types, slots of eight bytes, stack memory, constants, attributes. Not
 * here: any operation. */
#include "lowering.h"

#include <string.h>

LLVMTypeRef l_type(Generator *g, const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL: return g->bool_type;
    case TYPE_FLOAT: return g->double_type;
    case TYPE_SCALAR:
        if (type->dtype == DTYPE_FLOAT64)
            return g->double_type;
        return type->dtype == DTYPE_FLOAT32 ? g->float_type : g->int64_type;
    case TYPE_ARRAY:
    case TYPE_LIST:
    case TYPE_OBJECT: return g->pointer_type;
    default: return g->int64_type;
    }
}

LLVMValueRef l_int64(const Generator *g, int64_t value) {
    return LLVMConstInt(g->int64_type, (unsigned long long)value, true);
}

LLVMValueRef l_int32(const Generator *g, int32_t value) {
    return LLVMConstInt(g->int32_type, (unsigned long long)value, true);
}

/* By way of the bits: LLVMConstReal would do for numbers, but not keep the payload of a nan. */
LLVMValueRef l_double(const Generator *g, double value) {
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return LLVMConstBitCast(l_int64(g, bits), g->double_type);
}

LLVMValueRef l_to_bits(Generator *g, LLVMValueRef v_value) {
    LLVMTypeRef type = LLVMTypeOf(v_value);
    if (type == g->int64_type)
        return v_value;
    if (type == g->double_type)
        return LLVMBuildBitCast(g->builder, v_value, g->int64_type, "bits");
    if (type == g->pointer_type)
        return LLVMBuildPtrToInt(g->builder, v_value, g->int64_type, "bits");
    if (type == g->float_type)
        v_value = LLVMBuildBitCast(g->builder, v_value, g->int32_type, "bits32");
    return LLVMBuildZExt(g->builder, v_value, g->int64_type, "bits");
}

LLVMValueRef l_from_bits(Generator *g, LLVMValueRef v_bits, const Type *type) {
    LLVMTypeRef wanted = l_type(g, type);
    if (wanted == g->int64_type)
        return v_bits;
    if (wanted == g->bool_type)
        return LLVMBuildICmp(g->builder, LLVMIntNE, v_bits, l_int64(g, 0), "truth");
    if (wanted == g->pointer_type)
        return LLVMBuildIntToPtr(g->builder, v_bits, wanted, "pointer");
    if (wanted == g->float_type)
        v_bits = LLVMBuildTrunc(g->builder, v_bits, g->int32_type, "bits32");
    return LLVMBuildBitCast(g->builder, v_bits, wanted, "number");
}

LLVMValueRef l_field(Generator *g, LLVMValueRef v_base, int64_t offset, const char *name) {
    LLVMValueRef v_offset = l_int64(g, offset);
    return LLVMBuildInBoundsGEP2(g->builder, LLVMInt8TypeInContext(g->context), v_base, &v_offset,
                                 1, name);
}

static LLVMValueRef slot_address(Generator *g, LLVMValueRef v_slots, int index) {
    return index ? l_field(g, v_slots, index * (int64_t)sizeof(NpjitSlot), "slot") : v_slots;
}

LLVMValueRef l_load_slot(Generator *g, LLVMValueRef v_slots, int index, const Type *type) {
    LLVMTypeRef wanted = l_type(g, type);
    LLVMValueRef v_address = slot_address(g, v_slots, index);
    if (wanted == g->double_type || wanted == g->pointer_type)
        return LLVMBuildLoad2(g->builder, wanted, v_address, "value");
    return l_from_bits(g, LLVMBuildLoad2(g->builder, g->int64_type, v_address, "bits"), type);
}

void l_store_slot(Generator *g, LLVMValueRef v_value, LLVMValueRef v_slots, int index) {
    LLVMTypeRef type = LLVMTypeOf(v_value);
    if (type != g->double_type && type != g->pointer_type)
        v_value = l_to_bits(g, v_value);
    LLVMBuildStore(g->builder, v_value, slot_address(g, v_slots, index));
}

LLVMValueRef l_stack_slots(Generator *g, int64_t count, const char *name) {
    LLVMTypeRef type = count == 1 ? g->int64_type : LLVMArrayType2(g->int64_type, (uint64_t)count);
    return LLVMBuildAlloca(g->entry_builder, type, name);
}

static void lifetime(Generator *g, const char *intrinsic, LLVMValueRef v_memory, int64_t slots) {
    LLVMValueRef arguments[] = {l_int64(g, slots * (int64_t)sizeof(NpjitSlot)), v_memory};
    l_intrinsic(g, intrinsic, g->pointer_type, arguments, 2);
}

void l_alive(Generator *g, LLVMValueRef v_memory, int64_t slots) {
    lifetime(g, "llvm.lifetime.start", v_memory, slots);
}

void l_dead(Generator *g, LLVMValueRef v_memory, int64_t slots) {
    lifetime(g, "llvm.lifetime.end", v_memory, slots);
}

LLVMValueRef l_text(Generator *g, const char *text, size_t length) {
    LLVMValueRef v_bytes = LLVMConstStringInContext2(g->context, text, length, false);
    LLVMValueRef v_text = LLVMAddGlobal(g->module, LLVMTypeOf(v_bytes), "text");
    LLVMSetInitializer(v_text, v_bytes);
    LLVMSetGlobalConstant(v_text, true);
    LLVMSetLinkage(v_text, LLVMPrivateLinkage);
    LLVMSetUnnamedAddress(v_text, LLVMGlobalUnnamedAddr);
    return v_text;
}

LLVMValueRef l_address(Generator *g, void *address, const char *name) {
    for (int i = 0; i < g->unit->objects.count; i++)
        if (g->unit->objects.items[i].address == address)
            return g->unit->objects.items[i].placeholder;
    LLVMTypeRef byte = LLVMInt8TypeInContext(g->context);
    ObjectAddress object = {.placeholder = LLVMAddGlobal(g->module, byte, name),
                            .address = address};
    size_t length;
    const char *unique = LLVMGetValueName2(object.placeholder, &length);
    object.name = arena_copy_text(g->arena, unique, length);
    ARENA_PUSH(g->arena, &g->unit->objects, object);
    return object.placeholder;
}

LLVMValueRef l_object(Generator *g, const Symbol *symbol) {
    if (!symbol || !symbol->object)
        return LLVMConstNull(g->pointer_type);
    const char *name = symbol->qualified ? symbol->qualified : symbol->name;
    return l_address(g, symbol->object, arena_format(g->arena, "object.%s", name ? name : ""));
}

LLVMValueRef l_intrinsic(Generator *g, const char *name, LLVMTypeRef type, LLVMValueRef *arguments,
                         int count) {
    unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
    LLVMValueRef v_function = LLVMGetIntrinsicDeclaration(g->module, id, &type, 1);
    LLVMTypeRef function_type = LLVMIntrinsicGetType(g->context, id, &type, 1);
    const char *result = LLVMGetReturnType(function_type) == g->void_type ? "" : "value";
    return LLVMBuildCall2(g->builder, function_type, v_function, arguments, (unsigned)count,
                          result);
}

void l_assume(Generator *g, LLVMValueRef v_condition) {
    unsigned id = LLVMLookupIntrinsicID("llvm.assume", 11);
    LLVMValueRef v_function = LLVMGetIntrinsicDeclaration(g->module, id, NULL, 0);
    LLVMTypeRef type = LLVMIntrinsicGetType(g->context, id, NULL, 0);
    LLVMBuildCall2(g->builder, type, v_function, &v_condition, 1, "");
}

void l_attribute(const Generator *g, LLVMValueRef v_function, LLVMAttributeIndex index,
                 const char *name, uint64_t value) {
    unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
    LLVMAddAttributeAtIndex(v_function, index, LLVMCreateEnumAttribute(g->context, kind, value));
}

void l_call_attribute(const Generator *g, LLVMValueRef v_call, const char *name) {
    unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
    LLVMAddCallSiteAttribute(v_call, LLVMAttributeFunctionIndex,
                             LLVMCreateEnumAttribute(g->context, kind, 0));
}

int l_int_predicate(Generator *g, const Instruction *instruction, bool is_signed,
                    LLVMIntPredicate *out) {
    switch (instruction->immediate) {
    case COMPARE_EQUAL: *out = LLVMIntEQ; return 0;
    case COMPARE_NOT_EQUAL: *out = LLVMIntNE; return 0;
    case COMPARE_LESS: *out = is_signed ? LLVMIntSLT : LLVMIntULT; return 0;
    case COMPARE_LESS_EQUAL: *out = is_signed ? LLVMIntSLE : LLVMIntULE; return 0;
    case COMPARE_GREATER: *out = is_signed ? LLVMIntSGT : LLVMIntUGT; return 0;
    case COMPARE_GREATER_EQUAL: *out = is_signed ? LLVMIntSGE : LLVMIntUGE; return 0;
    default: l_fail(g, instruction, "not an ordering comparison"); return -1;
    }
}

/* False for a nan on either side, but != is true. */
int l_real_predicate(Generator *g, const Instruction *instruction, LLVMRealPredicate *out) {
    switch (instruction->immediate) {
    case COMPARE_EQUAL: *out = LLVMRealOEQ; return 0;
    case COMPARE_NOT_EQUAL: *out = LLVMRealUNE; return 0;
    case COMPARE_LESS: *out = LLVMRealOLT; return 0;
    case COMPARE_LESS_EQUAL: *out = LLVMRealOLE; return 0;
    case COMPARE_GREATER: *out = LLVMRealOGT; return 0;
    case COMPARE_GREATER_EQUAL: *out = LLVMRealOGE; return 0;
    default: l_fail(g, instruction, "not an ordering comparison"); return -1;
    }
}
