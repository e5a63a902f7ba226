/* The steps of elementwise expressions, for one item or a vector of them; see lower_items.h.
 *
 * Exact without looking at the processor's flags: what NumPy would warn of shows in the values. A
 * sum or difference that is finite has neither overflowed nor been invalid, and is exact when tiny;
 * a product or quotient that is finite and not tiny has not underflowed either. Where it shows, the
 * item is doubtful. Comparisons are silent, and integers but for divisions and for Python's that do
 * not fit. */
#include "lower_items.h"

#include <float.h>
#include <math.h>
#include <string.h>

static bool is_float(Dtype dtype) {
    return dtype_infos[dtype].kind == 'f';
}

static bool is_unsigned(Dtype dtype) {
    return dtype_infos[dtype].kind == 'u' || dtype == DTYPE_BOOL;
}

/* ---- constants ---- */

static LLVMValueRef splat_constant(LLVMValueRef v_constant, unsigned lanes) {
    LLVMValueRef all[LANES];
    for (unsigned i = 0; i < lanes; i++)
        all[i] = v_constant;
    return lanes == 1 ? v_constant : LLVMConstVector(all, lanes);
}

LLVMValueRef items_number(LLVMTypeRef type, double value) {
    if (LLVMGetTypeKind(type) != LLVMVectorTypeKind)
        return LLVMConstReal(type, value);
    return splat_constant(LLVMConstReal(LLVMGetElementType(type), value), LLVMGetVectorSize(type));
}

/* For the integer `type`, or a vector of it. */
static LLVMValueRef int_constant(LLVMTypeRef type, int64_t value) {
    bool is_vector = LLVMGetTypeKind(type) == LLVMVectorTypeKind;
    LLVMTypeRef scalar = is_vector ? LLVMGetElementType(type) : type;
    return splat_constant(LLVMConstInt(scalar, (uint64_t)value, true),
                          is_vector ? LLVMGetVectorSize(type) : 1);
}

/* ---- doubt ---- */

static LLVMValueRef absolute(const Items *r, LLVMValueRef v_value) {
    return l_intrinsic(r->g, "llvm.fabs", LLVMTypeOf(v_value), &v_value, 1);
}

LLVMValueRef items_is_wild(const Items *r, LLVMValueRef v_value) {
    return LLVMBuildFCmp(r->g->builder, LLVMRealUGE, absolute(r, v_value),
                         items_number(LLVMTypeOf(v_value), INFINITY), "wild");
}

static double least_normal(LLVMTypeRef type) {
    if (LLVMGetTypeKind(type) == LLVMVectorTypeKind)
        type = LLVMGetElementType(type);
    return LLVMGetTypeKind(type) == LLVMFloatTypeKind ? (double)FLT_MIN : DBL_MIN;
}

LLVMValueRef items_is_tiny(const Items *r, LLVMValueRef v_value, const LLVMValueRef *operands,
                           int operand_count) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(v_value);
    LLVMValueRef v_tiny = LLVMBuildFCmp(builder, LLVMRealOLT, absolute(r, v_value),
                                        items_number(type, least_normal(type)), "tiny");
    for (int i = 0; i < operand_count; i++)
        v_tiny = LLVMBuildAnd(builder, v_tiny,
                              LLVMBuildFCmp(builder, LLVMRealUNE, operands[i],
                                            items_number(LLVMTypeOf(operands[i]), 0.0), "nonzero"),
                              "tiny");
    return v_tiny;
}

/* ---- conversions ---- */

static LLVMValueRef truth_of(const Items *r, LLVMValueRef v_value) {
    return LLVMBuildICmp(r->g->builder, LLVMIntNE, v_value, LLVMConstNull(LLVMTypeOf(v_value)),
                         "truth");
}

static LLVMValueRef narrowed(Items *r, LLVMValueRef v_float, LLVMTypeRef type) {
    LLVMValueRef v_narrow = LLVMBuildFPTrunc(r->g->builder, v_float, type, "narrow");
    items_doubt(r, items_is_wild(r, v_narrow));
    items_doubt(r, items_is_tiny(r, v_narrow, &v_float, 1));
    return v_narrow;
}

/* What is out of range, which depends on the processor, is doubtful. */
static LLVMValueRef truncated(Items *r, LLVMValueRef v_float, Dtype dtype, LLVMTypeRef type) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef from = LLVMTypeOf(v_float);
    int bits = 8 * dtype_infos[dtype].bytes;
    bool is_signed = !is_unsigned(dtype);
    double above = ldexp(1.0, bits - is_signed), lowest = is_signed ? -above : 0.0;
    LLVMValueRef v_low =
        LLVMBuildFCmp(builder, LLVMRealULT, v_float, items_number(from, lowest), "low");
    LLVMValueRef v_high =
        LLVMBuildFCmp(builder, LLVMRealUGE, v_float, items_number(from, above), "high");
    LLVMValueRef v_outside = LLVMBuildOr(builder, v_low, v_high, "outside");
    items_doubt(r, v_outside);
    LLVMValueRef v_inside =
        LLVMBuildSelect(builder, v_outside, LLVMConstNull(from), v_float, "inside");
    return is_signed ? LLVMBuildFPToSI(builder, v_inside, type, "truncated")
                     : LLVMBuildFPToUI(builder, v_inside, type, "truncated");
}

static LLVMValueRef from_float(Items *r, Entry entry, Dtype dtype, LLVMTypeRef type) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef v_value = entry.v_value;
    if (dtype == DTYPE_BOOL)
        return LLVMBuildFCmp(builder, LLVMRealUNE, v_value, LLVMConstNull(LLVMTypeOf(v_value)),
                             "truth");
    if (!is_float(dtype))
        return truncated(r, v_value, dtype, type);
    return dtype == DTYPE_FLOAT32 ? narrowed(r, v_value, type)
                                  : LLVMBuildFPExt(builder, v_value, type, "wide");
}

static LLVMValueRef from_int(Items *r, Entry entry, Dtype dtype, LLVMTypeRef type) {
    LLVMBuilderRef builder = r->g->builder;
    Dtype own = entry.item.dtype;
    LLVMValueRef v_value = entry.v_value;
    if (dtype == DTYPE_BOOL)
        return truth_of(r, v_value);
    if (is_float(dtype))
        return is_unsigned(own) ? LLVMBuildUIToFP(builder, v_value, type, "float")
                                : LLVMBuildSIToFP(builder, v_value, type, "float");
    int wider = own == DTYPE_BOOL ? 1 : dtype_infos[dtype].bytes - dtype_infos[own].bytes;
    return wider < 0          ? LLVMBuildTrunc(builder, v_value, type, "narrow")
           : wider == 0       ? v_value
           : is_unsigned(own) ? LLVMBuildZExt(builder, v_value, type, "wide")
                              : LLVMBuildSExt(builder, v_value, type, "wide");
}

void items_doubt_number(Items *r, Entry entry, Dtype beside) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(entry.v_value);
    int64_t lowest, highest;
    if (!entry.item.is_weak || entry.item.dtype != DTYPE_INT64)
        return;
    elementwise_bounds(beside, &lowest, &highest);
    if (lowest > INT64_MIN)
        items_doubt(r, LLVMBuildICmp(builder, LLVMIntSLT, entry.v_value, int_constant(type, lowest),
                                     "below"));
    if (highest < INT64_MAX)
        items_doubt(r, LLVMBuildICmp(builder, LLVMIntSGT, entry.v_value,
                                     int_constant(type, highest), "above"));
}

LLVMValueRef items_convert(Items *r, Entry entry, Dtype dtype, unsigned lanes) {
    LLVMTypeRef type = items_lanes(items_type(r->g, dtype), lanes);
    if (entry.item.dtype == dtype)
        return entry.v_value;
    return is_float(entry.item.dtype) ? from_float(r, entry, dtype, type)
                                      : from_int(r, entry, dtype, type);
}

/* ---- steps ---- */

static LLVMValueRef compare(const Items *r, const char *word, Dtype dtype,
                            const LLVMValueRef *operands) {
    static const struct {
        const char *word;
        LLVMRealPredicate real;
        LLVMIntPredicate of_signed, of_unsigned;
    } rows[] = {
        {"equal", LLVMRealOEQ, LLVMIntEQ, LLVMIntEQ},
        {"not_equal", LLVMRealUNE, LLVMIntNE, LLVMIntNE},
        {"less", LLVMRealOLT, LLVMIntSLT, LLVMIntULT},
        {"less_equal", LLVMRealOLE, LLVMIntSLE, LLVMIntULE},
        {"greater", LLVMRealOGT, LLVMIntSGT, LLVMIntUGT},
        {"greater_equal", LLVMRealOGE, LLVMIntSGE, LLVMIntUGE},
    };
    int row = 0;
    while (strcmp(rows[row].word, word) != 0)
        row++;
    LLVMBuilderRef builder = r->g->builder;
    if (is_float(dtype))
        return LLVMBuildFCmp(builder, rows[row].real, operands[0], operands[1], word);
    return LLVMBuildICmp(builder, is_unsigned(dtype) ? rows[row].of_unsigned : rows[row].of_signed,
                         operands[0], operands[1], word);
}

/* Nans are doubtful, and two zeros of which it has to be one. */
static LLVMValueRef extreme_float(Items *r, const char *word, const LLVMValueRef *operands) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMRealPredicate beyond = strcmp(word, "maximum") == 0 ? LLVMRealOGT : LLVMRealOLT;
    LLVMTypeRef type = LLVMTypeOf(operands[0]);
    bool is_vector = LLVMGetTypeKind(type) == LLVMVectorTypeKind;
    unsigned lanes = is_vector ? LLVMGetVectorSize(type) : 1;
    LLVMTypeRef scalar = is_vector ? LLVMGetElementType(type) : type;
    unsigned width = LLVMGetTypeKind(scalar) == LLVMFloatTypeKind ? 32 : 64;
    LLVMTypeRef bits = items_lanes(LLVMIntTypeInContext(r->g->context, width), lanes);
    LLVMValueRef v_differ =
        LLVMBuildICmp(builder, LLVMIntNE, LLVMBuildBitCast(builder, operands[0], bits, "bits"),
                      LLVMBuildBitCast(builder, operands[1], bits, "bits"), "differ");
    LLVMValueRef v_alike = LLVMBuildFCmp(builder, LLVMRealOEQ, operands[0], operands[1], "alike");
    items_doubt(r, LLVMBuildFCmp(builder, LLVMRealUNO, operands[0], operands[1], "nan"));
    items_doubt(r, LLVMBuildAnd(builder, v_differ, v_alike, "zeros"));
    LLVMValueRef v_first = LLVMBuildFCmp(builder, beyond, operands[0], operands[1], "beyond");
    return LLVMBuildSelect(builder, v_first, operands[0], operands[1], word);
}

/* The quotient's floor, or what is left of the first operand. Exact where the quotient is far from
 * having no digits behind the point: rounding may have made it an integer, the next above its
 * floor, which shows in the sign of what is left; that is rounded once, as NumPy's fmod() and
 * addition round it. Other quotients, zero divisors, infinities and nans among them, are doubtful.
 */
static LLVMValueRef divided_floats(Items *r, bool wants_quotient, const LLVMValueRef *operands) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(operands[0]);
    LLVMValueRef v_zero = items_number(type, 0.0), v_divisor = operands[1];
    LLVMValueRef v_exact = LLVMBuildFDiv(builder, operands[0], v_divisor, "quotient");
    double highest = least_normal(type) == DBL_MIN ? 0x1p50 : 0x1p20;
    items_doubt(r, LLVMBuildFCmp(builder, LLVMRealUGE, absolute(r, v_exact),
                                 items_number(type, highest), "large"));
    items_doubt(r, items_is_tiny(r, v_exact, operands, 1));
    LLVMValueRef v_floor = l_intrinsic(r->g, "llvm.floor", type, &v_exact, 1);
    LLVMValueRef factors[] = {LLVMBuildFNeg(builder, v_floor, "negative"), v_divisor, operands[0]};
    LLVMValueRef v_left = l_intrinsic(r->g, "llvm.fma", type, factors, 3);
    items_doubt(r, items_is_wild(r, v_left));
    LLVMValueRef v_below = LLVMBuildFCmp(builder, LLVMRealOLT, v_left, v_zero, "below");
    LLVMValueRef v_above = LLVMBuildFCmp(builder, LLVMRealOGT, v_left, v_zero, "above");
    LLVMValueRef v_is_up = LLVMBuildFCmp(builder, LLVMRealOGT, v_divisor, v_zero, "is_up");
    LLVMValueRef v_over = LLVMBuildSelect(builder, v_is_up, v_below, v_above, "over");
    if (wants_quotient) {
        LLVMValueRef v_less =
            LLVMBuildFSub(builder, v_floor, items_number(type, 1.0), "floor.less");
        return LLVMBuildSelect(builder, v_over, v_less, v_floor, "floor");
    }
    LLVMValueRef v_more = LLVMBuildFAdd(builder, v_left, v_divisor, "more");
    LLVMValueRef v_some = LLVMBuildSelect(builder, v_over, v_more, v_left, "some");
    LLVMValueRef signs[] = {v_zero, v_divisor};
    LLVMValueRef v_none = l_intrinsic(r->g, "llvm.copysign", type, signs, 2);
    LLVMValueRef v_is_none = LLVMBuildFCmp(builder, LLVMRealOEQ, v_left, v_zero, "is_none");
    return LLVMBuildSelect(builder, v_is_none, v_none, v_some, "remainder");
}

/* To an integer; NULL when the step is another. */
static LLVMValueRef rounded(Items *r, const char *word, LLVMValueRef v_operand) {
    static const char *const rows[][2] = {{"floor", "llvm.floor"},
                                          {"ceil", "llvm.ceil"},
                                          {"trunc", "llvm.trunc"},
                                          {"rint", "llvm.rint"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i][0], word) == 0) {
            items_doubt(r, LLVMBuildFCmp(r->g->builder, LLVMRealUNO, v_operand, v_operand, "nan"));
            return l_intrinsic(r->g, rows[i][1], LLVMTypeOf(v_operand), &v_operand, 1);
        }
    return NULL;
}

static LLVMValueRef sign_of_float(Items *r, LLVMValueRef v_operand) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(v_operand);
    LLVMValueRef v_zero = items_number(type, 0.0);
    items_doubt(r, LLVMBuildFCmp(builder, LLVMRealUNO, v_operand, v_operand, "nan"));
    LLVMValueRef v_sign =
        LLVMBuildSelect(builder, LLVMBuildFCmp(builder, LLVMRealOLT, v_operand, v_zero, "below"),
                        items_number(type, -1.0), v_zero, "sign");
    return LLVMBuildSelect(builder, LLVMBuildFCmp(builder, LLVMRealOGT, v_operand, v_zero, "above"),
                           items_number(type, 1.0), v_sign, "sign");
}

static LLVMValueRef tested(const Items *r, const char *word, LLVMValueRef v_operand) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef v_infinity = items_number(LLVMTypeOf(v_operand), INFINITY);
    LLVMRealPredicate predicate = strcmp(word, "isnan") == 0   ? LLVMRealUNO
                                  : strcmp(word, "isinf") == 0 ? LLVMRealOEQ
                                                               : LLVMRealOLT;
    return LLVMBuildFCmp(builder, predicate, absolute(r, v_operand), v_infinity, word);
}

static LLVMValueRef float_step(Items *r, const char *word, const LLVMValueRef *operands) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef v_operand = operands[0];
    if (strcmp(word, "negative") == 0)
        return LLVMBuildFNeg(builder, v_operand, "negative");
    if (strcmp(word, "absolute") == 0) {
        items_doubt(r, items_is_wild(r, v_operand)); /* the sign of a nan */
        return absolute(r, v_operand);
    }
    if (strcmp(word, "sqrt") == 0) {
        items_doubt(r, LLVMBuildFCmp(builder, LLVMRealULT, v_operand,
                                     items_number(LLVMTypeOf(v_operand), 0.0), "invalid"));
        return l_intrinsic(r->g, "llvm.sqrt", LLVMTypeOf(v_operand), &v_operand, 1);
    }
    if (strcmp(word, "maximum") == 0 || strcmp(word, "minimum") == 0)
        return extreme_float(r, word, operands);
    bool floors = strcmp(word, "floor_divide") == 0;
    if (floors || strcmp(word, "remainder") == 0)
        return divided_floats(r, floors, operands);
    if (strcmp(word, "sign") == 0)
        return sign_of_float(r, v_operand);
    LLVMValueRef v_rounded = rounded(r, word, v_operand);
    if (v_rounded)
        return v_rounded;
    bool squares = strcmp(word, "square") == 0;
    LLVMOpcode opcode = strcmp(word, "add") == 0        ? LLVMFAdd
                        : strcmp(word, "subtract") == 0 ? LLVMFSub
                        : strcmp(word, "divide") == 0   ? LLVMFDiv
                                                        : LLVMFMul;
    LLVMValueRef v_result =
        LLVMBuildBinOp(builder, opcode, v_operand, squares ? v_operand : operands[1], word);
    items_doubt(r, items_is_wild(r, v_result));
    if (opcode == LLVMFMul)
        items_doubt(r, items_is_tiny(r, v_result, operands, squares ? 1 : 2));
    if (opcode == LLVMFDiv)
        items_doubt(r, items_is_tiny(r, v_result, operands, 1));
    return v_result;
}

/* Division by zero warns, and so may that of the least integer by -1. */
static LLVMValueRef divided(Items *r, Dtype dtype, bool wants_quotient,
                            const LLVMValueRef *operands) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(operands[0]);
    LLVMValueRef v_zero = LLVMConstNull(type);
    LLVMValueRef v_special = LLVMBuildICmp(builder, LLVMIntEQ, operands[1], v_zero, "zero");
    if (!is_unsigned(dtype)) {
        int64_t lowest = INT64_MIN >> (64 - 8 * dtype_infos[dtype].bytes);
        v_special = LLVMBuildOr(
            builder, v_special,
            LLVMBuildAnd(
                builder,
                LLVMBuildICmp(builder, LLVMIntEQ, operands[0], int_constant(type, lowest), "least"),
                LLVMBuildICmp(builder, LLVMIntEQ, operands[1], int_constant(type, -1), "negates"),
                "overflows"),
            "special");
    }
    items_doubt(r, v_special);
    LLVMValueRef v_divisor =
        LLVMBuildSelect(builder, v_special, int_constant(type, 1), operands[1], "divisor");
    if (is_unsigned(dtype))
        return wants_quotient ? LLVMBuildUDiv(builder, operands[0], v_divisor, "quotient")
                              : LLVMBuildURem(builder, operands[0], v_divisor, "remainder");
    LLVMValueRef v_quotient = LLVMBuildSDiv(builder, operands[0], v_divisor, "quotient");
    LLVMValueRef v_rest = LLVMBuildSRem(builder, operands[0], v_divisor, "rest");
    LLVMValueRef v_signs = LLVMBuildXor(builder, v_rest, v_divisor, "signs");
    LLVMValueRef v_goes_on =
        LLVMBuildAnd(builder, LLVMBuildICmp(builder, LLVMIntNE, v_rest, v_zero, "inexact"),
                     LLVMBuildICmp(builder, LLVMIntSLT, v_signs, v_zero, "differ"), "goes_on");
    if (wants_quotient)
        return LLVMBuildAdd(builder, v_quotient, LLVMBuildSExt(builder, v_goes_on, type, "less"),
                            "floor");
    return LLVMBuildAdd(builder, v_rest,
                        LLVMBuildSelect(builder, v_goes_on, v_divisor, v_zero, "more"),
                        "remainder");
}

/* By as many bits as there are, or by a negative number, nothing is left but the sign. */
static LLVMValueRef shifted(const Items *r, Dtype dtype, bool left, const LLVMValueRef *operands) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(operands[0]);
    int64_t most = 8 * dtype_infos[dtype].bytes - 1;
    LLVMValueRef v_some =
        LLVMBuildICmp(builder, LLVMIntULE, operands[1], int_constant(type, most), "some");
    if (!left && !is_unsigned(dtype)) {
        LLVMValueRef v_by =
            LLVMBuildSelect(builder, v_some, operands[1], int_constant(type, most), "by");
        return LLVMBuildAShr(builder, operands[0], v_by, "shifted");
    }
    LLVMValueRef v_zero = LLVMConstNull(type);
    LLVMValueRef v_by = LLVMBuildSelect(builder, v_some, operands[1], v_zero, "by");
    LLVMValueRef v_shifted = left ? LLVMBuildShl(builder, operands[0], v_by, "shifted")
                                  : LLVMBuildLShr(builder, operands[0], v_by, "shifted");
    return LLVMBuildSelect(builder, v_some, v_shifted, v_zero, "shifted");
}

static LLVMValueRef absolute_int(const Items *r, Dtype dtype, LLVMValueRef v_value) {
    LLVMBuilderRef builder = r->g->builder;
    if (is_unsigned(dtype))
        return v_value;
    LLVMValueRef v_negative = LLVMBuildICmp(builder, LLVMIntSLT, v_value,
                                            LLVMConstNull(LLVMTypeOf(v_value)), "is_negative");
    return LLVMBuildSelect(builder, v_negative, LLVMBuildNeg(builder, v_value, "negative"), v_value,
                           "absolute");
}

static LLVMValueRef sign_of_int(const Items *r, Dtype dtype, LLVMValueRef v_value) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = LLVMTypeOf(v_value);
    LLVMValueRef v_zero = LLVMConstNull(type);
    LLVMValueRef v_some = LLVMBuildICmp(builder, LLVMIntNE, v_value, v_zero, "some");
    LLVMValueRef v_sign = LLVMBuildSelect(builder, v_some, int_constant(type, 1), v_zero, "sign");
    if (is_unsigned(dtype))
        return v_sign;
    LLVMValueRef v_negative = LLVMBuildICmp(builder, LLVMIntSLT, v_value, v_zero, "is_negative");
    return LLVMBuildSelect(builder, v_negative, int_constant(type, -1), v_sign, "sign");
}

LLVMValueRef items_extreme_int(const Items *r, Dtype dtype, bool largest,
                               const LLVMValueRef *operands) {
    const char *name = is_unsigned(dtype) ? largest ? "llvm.umax" : "llvm.umin"
                       : largest          ? "llvm.smax"
                                          : "llvm.smin";
    LLVMValueRef both[] = {operands[0], operands[1]};
    return l_intrinsic(r->g, name, LLVMTypeOf(operands[0]), both, 2);
}

/* Integers wrap without a word; bools have a logic of their own. */
static LLVMValueRef int_step(Items *r, const char *word, Dtype dtype,
                             const LLVMValueRef *operands) {
    static const struct {
        const char *word;
        LLVMOpcode of_ints, of_bools;
    } rows[] = {
        {"add", LLVMAdd, LLVMOr},          {"subtract", LLVMSub, LLVMSub},
        {"multiply", LLVMMul, LLVMAnd},    {"square", LLVMMul, LLVMAnd},
        {"bitwise_and", LLVMAnd, LLVMAnd}, {"bitwise_or", LLVMOr, LLVMOr},
        {"bitwise_xor", LLVMXor, LLVMXor}, {"logical_and", LLVMAnd, LLVMAnd},
        {"logical_or", LLVMOr, LLVMOr},
    };
    LLVMBuilderRef builder = r->g->builder;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].word, word) == 0)
            return LLVMBuildBinOp(builder, dtype == DTYPE_BOOL ? rows[i].of_bools : rows[i].of_ints,
                                  operands[0], operands[elementwise_arity(word) - 1], word);
    bool left = strcmp(word, "left_shift") == 0, largest = strcmp(word, "maximum") == 0;
    if (left || strcmp(word, "right_shift") == 0)
        return shifted(r, dtype, left, operands);
    if (largest || strcmp(word, "minimum") == 0)
        return items_extreme_int(r, dtype, largest, operands);
    if (strcmp(word, "negative") == 0)
        return LLVMBuildNeg(builder, operands[0], word);
    if (strcmp(word, "invert") == 0 || strcmp(word, "logical_not") == 0)
        return LLVMBuildNot(builder, operands[0], word);
    if (strcmp(word, "absolute") == 0)
        return absolute_int(r, dtype, operands[0]);
    if (strcmp(word, "sign") == 0)
        return sign_of_int(r, dtype, operands[0]);
    return divided(r, dtype, strcmp(word, "floor_divide") == 0, operands);
}

/* Not less than the second operand, then not more than the third. */
static LLVMValueRef clipped(Items *r, Dtype dtype, const LLVMValueRef *operands) {
    LLVMValueRef lower[] = {operands[0], operands[1]};
    LLVMValueRef v_lower = is_float(dtype) ? extreme_float(r, "maximum", lower)
                                           : items_extreme_int(r, dtype, true, lower);
    LLVMValueRef upper[] = {v_lower, operands[2]};
    return is_float(dtype) ? extreme_float(r, "minimum", upper)
                           : items_extreme_int(r, dtype, false, upper);
}

/* Of the last entries on the stack, which make room for what it gives. */
Entry items_step(Items *r, const char *word, const Entry *entries, unsigned lanes) {
    int arity = elementwise_arity(word);
    Item items[ELEMENTWISE_OPERANDS];
    for (int i = 0; i < arity; i++)
        items[i] = entries[i].item;
    Dtype common = DTYPE_COUNT, result = elementwise_result(word, items, &common);
    bool chooses = elementwise_chooses(word);
    LLVMValueRef operands[ELEMENTWISE_OPERANDS] = {NULL};
    for (int i = 0; i < arity; i++) {
        if (arity > 1)
            items_doubt_number(r, entries[i], arity == 3 ? common : items[1 - i].dtype);
        operands[i] = items_convert(r, entries[i], chooses && i == 0 ? DTYPE_BOOL : common, lanes);
    }
    LLVMValueRef v_result =
        elementwise_copies(word) ? operands[0]
        : chooses ? LLVMBuildSelect(r->g->builder, operands[0], operands[1], operands[2], word)
        : elementwise_compares(word)               ? compare(r, word, common, operands)
        : arity == 3                               ? clipped(r, common, operands)
        : is_float(common) && result == DTYPE_BOOL ? tested(r, word, operands[0])
        : is_float(common)                         ? float_step(r, word, operands)
                                                   : int_step(r, word, common, operands);
    return (Entry){v_result, {result, false}};
}
