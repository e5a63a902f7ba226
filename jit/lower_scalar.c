/* NumPy scalars. Arithmetic wraps and warns, which is the runtime's: a thunk for each operation and
 * dtype, npjit_scalar_add_int64. Comparisons and conversions are emitted here. */
#include "lowering.h"

static bool is_float_dtype(Dtype dtype) {
    return dtype_infos[dtype].kind == 'f';
}

LLVMValueRef l_wrap_to_dtype(Generator *g, LLVMValueRef v_int, Dtype dtype) {
    const DtypeInfo *info = &dtype_infos[dtype];
    if (info->bytes == 8)
        return v_int;
    LLVMTypeRef narrow = LLVMIntTypeInContext(g->context, 8 * (unsigned)info->bytes);
    LLVMValueRef v_narrow = LLVMBuildTrunc(g->builder, v_int, narrow, "narrow");
    return info->kind == 'i' ? LLVMBuildSExt(g->builder, v_narrow, g->int64_type, "scalar")
                             : LLVMBuildZExt(g->builder, v_narrow, g->int64_type, "scalar");
}

static void emit_arithmetic(Generator *g, const Instruction *instruction) {
    static const char *const names[OP_COUNT] = {
        [OP_SCALAR_ADD] = "add", [OP_SCALAR_SUB] = "sub", [OP_SCALAR_MUL] = "mul",
        [OP_SCALAR_DIV] = "div", [OP_SCALAR_NEG] = "neg",
    };
    const char *dtype = dtype_infos[l_operand_type(g, instruction, 0)->dtype].name;
    l_call_by_signature(
        g, instruction,
        arena_format(g->arena, "npjit_scalar_%s_%s", names[instruction->op], dtype));
}

static void emit_compare(Generator *g, const Instruction *instruction) {
    const DtypeInfo *info = &dtype_infos[l_operand_type(g, instruction, 0)->dtype];
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    LLVMValueRef v_truth;
    if (info->kind == 'f') {
        LLVMRealPredicate predicate;
        if (l_real_predicate(g, instruction, &predicate))
            return;
        v_truth = LLVMBuildFCmp(g->builder, predicate, v_left, v_right, "truth");
    } else {
        LLVMIntPredicate predicate;
        if (l_int_predicate(g, instruction, info->kind == 'i', &predicate))
            return;
        v_truth = LLVMBuildICmp(g->builder, predicate, v_left, v_right, "truth");
    }
    l_define(g, instruction, v_truth);
}

static void emit_to_i64(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, l_operand(g, instruction, 0));
}

static void emit_to_float(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildFPExt(g->builder, l_operand(g, instruction, 0), g->double_type, "float"));
}

static void emit_to_bool(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_value = l_operand(g, instruction, 0);
    LLVMValueRef v_zero = LLVMConstNull(LLVMTypeOf(v_value));
    l_define(g, instruction,
             is_float_dtype(l_operand_type(g, instruction, 0)->dtype)
                 ? LLVMBuildFCmp(g->builder, LLVMRealUNE, v_value, v_zero, "truth")
                 : LLVMBuildICmp(g->builder, LLVMIntNE, v_value, v_zero, "truth"));
}

static void emit_from_i64(Generator *g, const Instruction *instruction) {
    const Type *type = fn_type(g->fn, instruction->result);
    LLVMValueRef v_int = l_operand(g, instruction, 0), v_scalar;
    if (is_float_dtype(type->dtype)) {
        v_scalar = LLVMBuildSIToFP(g->builder, v_int, l_type(g, type), "scalar");
    } else if (type->dtype == DTYPE_BOOL) {
        LLVMValueRef v_truth = LLVMBuildICmp(g->builder, LLVMIntNE, v_int, l_int64(g, 0), "truth");
        v_scalar = LLVMBuildZExt(g->builder, v_truth, g->int64_type, "scalar");
    } else {
        v_scalar = l_wrap_to_dtype(g, v_int, type->dtype);
    }
    l_define(g, instruction, v_scalar);
}

static void emit_from_float(Generator *g, const Instruction *instruction) {
    LLVMTypeRef type = l_type(g, fn_type(g->fn, instruction->result));
    l_define(g, instruction,
             LLVMBuildFPTrunc(g->builder, l_operand(g, instruction, 0), type, "scalar"));
}

static void emit_from_bool(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildZExt(g->builder, l_operand(g, instruction, 0), g->int64_type, "scalar"));
}

const Emitter scalar_emitters[OP_COUNT] = {
    [OP_SCALAR_ADD] = emit_arithmetic,        [OP_SCALAR_SUB] = emit_arithmetic,
    [OP_SCALAR_MUL] = emit_arithmetic,        [OP_SCALAR_DIV] = emit_arithmetic,
    [OP_SCALAR_NEG] = emit_arithmetic,        [OP_SCALAR_COMPARE] = emit_compare,
    [OP_SCALAR_TO_I64] = emit_to_i64,         [OP_SCALAR_TO_FLOAT] = emit_to_float,
    [OP_SCALAR_TO_BOOL] = emit_to_bool,       [OP_SCALAR_FROM_I64] = emit_from_i64,
    [OP_SCALAR_FROM_FLOAT] = emit_from_float, [OP_SCALAR_FROM_BOOL] = emit_from_bool,
};
