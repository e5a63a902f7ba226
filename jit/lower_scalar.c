/* NumPy scalars. Arithmetic wraps and warns: where thunks are inlined and it matters, what the
 * thunk does is emitted here, and NumPy is asked only to warn; otherwise there is a thunk for each
 * operation and dtype, npjit_scalar_add_int64. Comparisons and conversions are always emitted. */
#include "lowering.h"

#include <float.h>
#include <runtime/scalars.h>

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

/* ---- arithmetic ---- */

static const struct Arithmetic {
    const char *name;
    ScalarOperation operation;
    LLVMOpcode on_floats;
} arithmetic[OP_COUNT] = {
    [OP_SCALAR_ADD] = {"add", SCALAR_ADD, LLVMFAdd},
    [OP_SCALAR_SUB] = {"sub", SCALAR_SUB, LLVMFSub},
    [OP_SCALAR_MUL] = {"mul", SCALAR_MUL, LLVMFMul},
    [OP_SCALAR_DIV] = {"div", SCALAR_DIV, LLVMFDiv},
    [OP_SCALAR_NEG] = {"neg", SCALAR_NEG, 0},
};

/* The result of an integer operation, wrapped, and whether it fits. Negation is 0 - x. */
static LLVMValueRef on_ints(Generator *g, const Instruction *instruction, const DtypeInfo *info,
                            LLVMValueRef *v_plain) {
    bool negates = instruction->op == OP_SCALAR_NEG;
    LLVMTypeRef narrow = LLVMIntTypeInContext(g->context, 8 * (unsigned)info->bytes);
    LLVMValueRef both[2] = {negates ? l_int64(g, 0) : l_operand(g, instruction, 0),
                            l_operand(g, instruction, negates ? 0 : 1)};
    for (int i = 0; i < 2 && info->bytes < 8; i++)
        both[i] = LLVMBuildTrunc(g->builder, both[i], narrow, "narrow");
    const char *name =
        arena_format(g->arena, "llvm.%c%s.with.overflow", info->kind == 'i' ? 's' : 'u',
                     negates ? "sub" : arithmetic[instruction->op].name);
    LLVMValueRef v_pair = l_intrinsic(g, name, narrow, both, 2);
    LLVMValueRef v_overflow = LLVMBuildExtractValue(g->builder, v_pair, 1, "overflow");
    *v_plain = LLVMBuildNot(g->builder, v_overflow, "plain");
    return l_widen_item(g, LLVMBuildExtractValue(g->builder, v_pair, 0, "result"), info);
}

/* The result of a float operation, and whether it raised no flag for sure. Sums and differences
 * that are tiny are exact; products and quotients may have underflowed. */
static LLVMValueRef on_floats(Generator *g, const Instruction *instruction, LLVMValueRef *v_plain) {
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    LLVMTypeRef type = LLVMTypeOf(v_left);
    bool is_double = type == g->double_type;
    LLVMValueRef v_result = LLVMBuildBinOp(g->builder, arithmetic[instruction->op].on_floats,
                                           v_left, v_right, "result");
    LLVMValueRef v_size = l_intrinsic(g, "llvm.fabs", type, &v_result, 1);
    LLVMValueRef v_most = LLVMConstReal(type, is_double ? DBL_MAX : (double)FLT_MAX);
    LLVMValueRef v_least = LLVMConstReal(type, is_double ? DBL_MIN : (double)FLT_MIN);
    *v_plain = LLVMBuildFCmp(g->builder, LLVMRealOLE, v_size, v_most, "finite");
    if (instruction->op == OP_SCALAR_MUL || instruction->op == OP_SCALAR_DIV)
        *v_plain = LLVMBuildAnd(g->builder, *v_plain,
                                LLVMBuildFCmp(g->builder, LLVMRealOGE, v_size, v_least, "normal"),
                                "plain");
    return v_result;
}

/* In the block for what is not plain: goes on to `b_done` where a product or quotient is zero
 * because an operand is. */
static void let_zeros_pass(Generator *g, const Instruction *instruction, LLVMValueRef v_result,
                           LLVMBasicBlockRef b_done) {
    LLVMValueRef v_zero = LLVMConstNull(LLVMTypeOf(v_result));
    LLVMValueRef v_exact =
        LLVMBuildFCmp(g->builder, LLVMRealOEQ, l_operand(g, instruction, 0), v_zero, "exact");
    if (instruction->op == OP_SCALAR_MUL)
        v_exact = LLVMBuildOr(
            g->builder, v_exact,
            LLVMBuildFCmp(g->builder, LLVMRealOEQ, l_operand(g, instruction, 1), v_zero, "zero"),
            "exact");
    LLVMValueRef v_is_zero = LLVMBuildFCmp(g->builder, LLVMRealOEQ, v_result, v_zero, "is_zero");
    LLVMBasicBlockRef b_tell = l_block(g, "tell");
    l_branch(g, LLVMBuildAnd(g->builder, v_is_zero, v_exact, "passes"), b_done, b_tell,
             WEIGHT_NONE);
    LLVMPositionBuilderAtEnd(g->builder, b_tell);
}

static void emit_here(Generator *g, const Instruction *instruction, Dtype dtype) {
    const DtypeInfo *info = &dtype_infos[dtype];
    LLVMValueRef v_plain = NULL;
    LLVMValueRef v_result = is_float_dtype(dtype) ? on_floats(g, instruction, &v_plain)
                                                  : on_ints(g, instruction, info, &v_plain);
    LLVMBasicBlockRef b_rare = l_block(g, "rare"), b_done = l_block(g, "done");
    l_branch(g, v_plain, b_done, b_rare, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_rare);
    if (instruction->op == OP_SCALAR_DIV ||
        (instruction->op == OP_SCALAR_MUL && is_float_dtype(dtype)))
        let_zeros_pass(g, instruction, v_result, b_done);
    LLVMValueRef arguments[] = {
        l_int64(g, arithmetic[instruction->op].operation), l_int64(g, dtype),
        l_to_bits(g, l_operand(g, instruction, 0)),
        l_to_bits(g, l_operand(g, instruction, instruction->operand_count - 1))};
    l_check(g, instruction, l_call_runtime(g, "npjit_scalar_tell", g->int32_type, arguments, 4));
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    l_define(g, instruction, v_result);
}

static void emit_arithmetic(Generator *g, const Instruction *instruction) {
    Dtype dtype = l_operand_type(g, instruction, 0)->dtype;
    const char *name = arithmetic[instruction->op].name;
    if (instruction->op == OP_SCALAR_NEG && is_float_dtype(dtype))
        l_define(g, instruction,
                 LLVMBuildFNeg(g->builder, l_operand(g, instruction, 0), "negated"));
    else if (g->hot && g->options->inline_thunks)
        emit_here(g, instruction, dtype);
    else
        l_call_by_signature(
            g, instruction,
            arena_format(g->arena, "npjit_scalar_%s_%s", name, dtype_infos[dtype].name));
}

/* ---- comparisons, conversions ---- */

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

/* A constant of the process. */
static void emit_weak(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, LLVMConstInt(g->bool_type, npjit_weak_numbers, false));
}

const Emitter scalar_emitters[OP_COUNT] = {
    [OP_SCALAR_ADD] = emit_arithmetic,      [OP_SCALAR_SUB] = emit_arithmetic,
    [OP_SCALAR_MUL] = emit_arithmetic,      [OP_SCALAR_DIV] = emit_arithmetic,
    [OP_SCALAR_NEG] = emit_arithmetic,      [OP_SCALAR_COMPARE] = emit_compare,
    [OP_SCALAR_TO_I64] = emit_to_i64,       [OP_SCALAR_TO_FLOAT] = emit_to_float,
    [OP_SCALAR_WEAK] = emit_weak,           [OP_SCALAR_TO_BOOL] = emit_to_bool,
    [OP_SCALAR_FROM_I64] = emit_from_i64,   [OP_SCALAR_FROM_FLOAT] = emit_from_float,
    [OP_SCALAR_FROM_BOOL] = emit_from_bool,
};
