/* Powers of floats with the exponents 2, 3 and 0.5 where code loops: mostly known without pow().
 *
 * pow() does not round correctly, so x*x is not always what it gives: where the exact result lies
 * close to the middle between two floats, pow() may take the other one. But it errs by less than
 * 0.54 units in the last place, as the C libraries since glibc 2.28 and musl 1.2 document (those
 * before rounded correctly), so that a result known to be within 29/64 of a unit of a float is that
 * float. How far the rounded result is off, a fused multiplication tells exactly. One in ten is
 * left to pow(), and what is not of ordinary size, too. */
#include "engine.h"
#include "lowering.h"

#include <string.h>

/* Results of these sizes, and what they are computed from, neither overflow nor lose bits. */
static const double least_result = 0x1p-300, most_result = 0x1p300;

static uint64_t bits_of(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static LLVMValueRef multiply(Generator *g, LLVMValueRef v_left, LLVMValueRef v_right) {
    return LLVMBuildFMul(g->builder, v_left, v_right, "product");
}

/* What `v_product` = left * right, rounded, falls short of the exact product. */
static LLVMValueRef rest_of(Generator *g, LLVMValueRef v_left, LLVMValueRef v_right,
                            LLVMValueRef v_product) {
    LLVMValueRef parts[] = {v_left, v_right, LLVMBuildFNeg(g->builder, v_product, "negated")};
    return l_intrinsic(g, "llvm.fma", g->double_type, parts, 3);
}

/* The result, rounded, and how much is missing. */
static LLVMValueRef raise_to(Generator *g, LLVMValueRef v_base, int exponent,
                             LLVMValueRef *v_rest) {
    LLVMValueRef v_square = multiply(g, v_base, v_base);
    LLVMValueRef v_square_rest = rest_of(g, v_base, v_base, v_square);
    *v_rest = v_square_rest;
    if (exponent == 2)
        return v_square;
    LLVMValueRef v_cube = multiply(g, v_square, v_base);
    *v_rest = LLVMBuildFAdd(g->builder, rest_of(g, v_square, v_base, v_cube),
                            multiply(g, v_square_rest, v_base), "rest");
    return v_cube;
}

/* Of a root: what is missing of it, times the root, is half of what its square is off. */
static LLVMValueRef take_root(Generator *g, LLVMValueRef v_base, LLVMValueRef *v_rest) {
    LLVMValueRef v_root = l_intrinsic(g, "llvm.sqrt", g->double_type, &v_base, 1);
    *v_rest = multiply(g, rest_of(g, v_root, v_root, v_base), l_double(g, 0.5));
    return v_root;
}

/* Whether the result is of ordinary size, and what is missing less than 29/64 of the unit in the
 * last place: of the place below, where the result is a power of two. `v_rest` of a root is times
 * that. */
static LLVMValueRef is_clear(Generator *g, LLVMValueRef v_result, LLVMValueRef v_rest,
                             bool is_root) {
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_size = l_intrinsic(g, "llvm.fabs", g->double_type, &v_result, 1);
    LLVMValueRef v_bits = LLVMBuildBitCast(builder, v_size, g->int64_type, "bits");
    int64_t least = (int64_t)bits_of(least_result), most = (int64_t)bits_of(most_result);
    LLVMValueRef v_above = LLVMBuildSub(builder, v_bits, l_int64(g, least), "above");
    LLVMValueRef v_ordinary =
        LLVMBuildICmp(builder, LLVMIntULT, v_above, l_int64(g, most - least), "ordinary");
    LLVMValueRef v_below = LLVMBuildSub(builder, v_bits, l_int64(g, 1), "below");
    int64_t exponent_mask = (int64_t)0x7ff << 52;
    LLVMValueRef v_power = LLVMBuildBitCast(
        builder, LLVMBuildAnd(builder, v_below, l_int64(g, exponent_mask), "exponent"),
        g->double_type, "power");
    LLVMValueRef v_most = multiply(g, v_power, l_double(g, 29 * 0x1p-58));
    if (is_root)
        v_most = multiply(g, v_most, v_result);
    LLVMValueRef v_off = l_intrinsic(g, "llvm.fabs", g->double_type, &v_rest, 1);
    LLVMValueRef v_near = LLVMBuildFCmp(builder, LLVMRealOLE, v_off, v_most, "near");
    return LLVMBuildAnd(builder, v_ordinary, v_near, "clear");
}

LLVMValueRef l_known_power(Generator *g, LLVMValueRef v_base, LLVMValueRef v_exponent,
                           LLVMValueRef *v_known) {
    if (!g->hot || !LLVMIsAConstantFP(v_exponent) || !engine_fuses_multiplications())
        return NULL;
    LLVMBool inexact;
    double exponent = LLVMConstRealGetDouble(v_exponent, &inexact);
    LLVMValueRef v_result, v_rest;
    bool is_root = bits_of(exponent) == bits_of(0.5);
    if (is_root)
        v_result = take_root(g, v_base, &v_rest);
    else if (bits_of(exponent) == bits_of(2.0) || bits_of(exponent) == bits_of(3.0))
        v_result = raise_to(g, v_base, (int)exponent, &v_rest);
    else
        return NULL;
    *v_known = is_clear(g, v_result, v_rest, is_root);
    return v_result;
}

bool power_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->op != OP_FLOAT_POW || !g->options->inline_thunks)
        return false;
    LLVMValueRef v_known = NULL;
    LLVMValueRef v_result =
        l_known_power(g, l_operand(g, instruction, 0), l_operand(g, instruction, 1), &v_known);
    if (!v_result)
        return false;
    l_define_or_call(g, instruction, v_known, v_result, thunk);
    return true;
}
