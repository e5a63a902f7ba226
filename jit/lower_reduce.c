/* native.reduce: a loop over vectors in memory that computes an expression of their items and
 * reduces it in NumPy's order of operations. Floats are added as NumPy's pairwise summation does:
 * eight chains for up to 128 items, halves of more. Each loop is a function of its own inside the
 * module.
 *
 * Where an item is doubtful (lower_items.c), where a nan or the sign of a zero would depend on the
 * order, or where vectors are not of one length, empty, or so long that NumPy may take them in
 * pieces, NumPy does it all again. */
#include "lower_items.h"

#include <math.h>
#include <runtime/thunks.h>
#include <string.h>

enum { BLOCK_ITEMS = 128, MOST_ITEMS = 8192 };

typedef struct Reduction {
    Items items;
    const char *name; /* of the reduction: the last word */
    Dtype dtype;      /* in which it is computed: the result's, but for indices */
    LLVMTypeRef type;
    bool is_float;
    bool finds; /* the index of an item */
} Reduction;

static void return_both(Reduction *r, LLVMValueRef v_value, LLVMValueRef v_doubtful) {
    LLVMBuilderRef builder = r->items.g->builder;
    LLVMValueRef v_both = LLVMGetPoison(r->items.result_type);
    v_both = LLVMBuildInsertValue(builder, v_both, v_value, 0, "value");
    LLVMBuildRet(builder, LLVMBuildInsertValue(builder, v_both, v_doubtful, 1, "both"));
}

/* An integer as wide as an item. */
static LLVMValueRef bits_of(const Reduction *r, int64_t value) {
    unsigned bits = 8 * (unsigned)dtype_infos[r->dtype].bytes;
    return LLVMConstInt(LLVMIntTypeInContext(r->items.g->context, bits), (uint64_t)value, true);
}

/* Of any() and all(). */
static bool is_truth(const Reduction *r) {
    return strcmp(r->name, "any") == 0 || strcmp(r->name, "all") == 0;
}

static bool sums_floats(const Reduction *r) {
    return r->is_float && (strcmp(r->name, "sum") == 0 || strcmp(r->name, "mean") == 0);
}

/* The zero from which this NumPy starts; it shows when all items are -0.0. */
static LLVMValueRef seed(const Reduction *r) {
    double zero;
    memcpy(&zero, &npjit_sum_seed, sizeof zero);
    return LLVMConstReal(r->type, zero);
}

/* ---- pairwise sums ---- */

/* sum + item for the items from `first` to `end`, one after the other; doubt is carried on. */
static void add_singly(Reduction *r, LLVMValueRef v_first, LLVMValueRef v_end, LLVMValueRef *v_sum,
                       LLVMValueRef *v_doubtful) {
    LLVMValueRef initial[] = {*v_sum, *v_doubtful};
    Loop loop = items_begin_loop(&r->items, v_first, v_end, 1, initial, 2);
    LLVMValueRef v_item = items_evaluate(&r->items, loop.v_index, 1, r->dtype);
    LLVMValueRef next[] = {LLVMBuildFAdd(r->items.g->builder, loop.v_carried[0], v_item, "sum"),
                           items_carry_doubt(&r->items, loop.v_carried[1])};
    items_end_loop(&r->items, &loop, next);
    *v_sum = loop.v_carried[0];
    *v_doubtful = loop.v_carried[1];
}

/* ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)) */
static LLVMValueRef add_chains(const Reduction *r, LLVMValueRef v_chains) {
    LLVMBuilderRef builder = r->items.g->builder;
    LLVMValueRef parts[LANES];
    for (int i = 0; i < LANES; i++)
        parts[i] = LLVMBuildExtractElement(builder, v_chains, l_int32(r->items.g, i), "chain");
    for (int count = LANES; count > 1; count /= 2)
        for (int i = 0; i < count / 2; i++)
            parts[i] = LLVMBuildFAdd(builder, parts[2 * i], parts[2 * i + 1], "sum");
    return parts[0];
}

static void sum_block(Reduction *r, LLVMValueRef v_first, LLVMValueRef v_count) {
    Generator *g = r->items.g;
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_whole = LLVMBuildAnd(builder, v_count, l_int64(g, -LANES), "whole");
    LLVMValueRef v_whole_end = LLVMBuildNSWAdd(builder, v_first, v_whole, "whole.end");
    LLVMValueRef v_chains = items_evaluate(&r->items, v_first, LANES, r->dtype);
    LLVMValueRef v_doubtful = items_carry_doubt(&r->items, items_no_doubt(&r->items, LANES));
    LLVMValueRef initial[] = {v_chains, v_doubtful};
    LLVMValueRef v_second = LLVMBuildNSWAdd(builder, v_first, l_int64(g, LANES), "second");
    Loop loop = items_begin_loop(&r->items, v_second, v_whole_end, LANES, initial, 2);
    LLVMValueRef v_items = items_evaluate(&r->items, loop.v_index, LANES, r->dtype);
    LLVMValueRef next[] = {LLVMBuildFAdd(builder, loop.v_carried[0], v_items, "chains"),
                           items_carry_doubt(&r->items, loop.v_carried[1])};
    items_end_loop(&r->items, &loop, next);
    LLVMValueRef v_sum = add_chains(r, loop.v_carried[0]);
    LLVMValueRef v_lanes = loop.v_carried[1];
    v_doubtful = l_intrinsic(g, "llvm.vector.reduce.or", LLVMTypeOf(v_lanes), &v_lanes, 1);
    LLVMValueRef v_end = LLVMBuildNSWAdd(builder, v_first, v_count, "end");
    add_singly(r, v_whole_end, v_end, &v_sum, &v_doubtful);
    return_both(r, v_sum, v_doubtful);
}

static void sum_halves(Reduction *r, LLVMTypeRef type, LLVMValueRef v_self, LLVMValueRef v_first,
                       LLVMValueRef v_count) {
    Generator *g = r->items.g;
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_half = LLVMBuildLShr(builder, v_count, l_int64(g, 1), "half");
    v_half = LLVMBuildAnd(builder, v_half, l_int64(g, -LANES), "half");
    LLVMValueRef left[] = {v_first, v_half};
    LLVMValueRef right[] = {LLVMBuildNSWAdd(builder, v_first, v_half, "middle"),
                            LLVMBuildNSWSub(builder, v_count, v_half, "rest")};
    LLVMValueRef v_left = items_call(&r->items, type, v_self, left, 2);
    LLVMValueRef v_right = items_call(&r->items, type, v_self, right, 2);
    LLVMValueRef v_sum = LLVMBuildFAdd(builder, LLVMBuildExtractValue(builder, v_left, 0, "left"),
                                       LLVMBuildExtractValue(builder, v_right, 0, "right"), "sum");
    return_both(r, v_sum,
                LLVMBuildOr(builder, LLVMBuildExtractValue(builder, v_left, 1, "left.doubtful"),
                            LLVMBuildExtractValue(builder, v_right, 1, "right.doubtful"),
                            "doubtful"));
}

/* The function of (first, count) that adds these items as NumPy's pairwise summation does. */
static LLVMValueRef make_pairwise(Reduction *r, LLVMTypeRef *type) {
    Generator *g = r->items.g;
    Interrupted interrupted;
    LLVMValueRef v_function =
        items_begin_function(&r->items, "native.pairwise",
                             (LLVMTypeRef[]){g->int64_type, g->int64_type}, 2, type, &interrupted);
    LLVMValueRef v_first = LLVMGetParam(v_function, 0), v_count = LLVMGetParam(v_function, 1);
    LLVMBasicBlockRef b_few = l_block(g, "few"), b_more = l_block(g, "more"),
                      b_block = l_block(g, "block"), b_halves = l_block(g, "halves");
    LLVMBuildCondBr(g->builder,
                    LLVMBuildICmp(g->builder, LLVMIntSLT, v_count, l_int64(g, LANES), "is_few"),
                    b_few, b_more);
    LLVMPositionBuilderAtEnd(g->builder, b_more);
    LLVMBuildCondBr(
        g->builder,
        LLVMBuildICmp(g->builder, LLVMIntSLE, v_count, l_int64(g, BLOCK_ITEMS), "is_block"),
        b_block, b_halves);
    LLVMPositionBuilderAtEnd(g->builder, b_few);
    LLVMValueRef v_sum = seed(r), v_doubtful = items_no_doubt(&r->items, 1);
    LLVMValueRef v_end = LLVMBuildNSWAdd(g->builder, v_first, v_count, "end");
    add_singly(r, v_first, v_end, &v_sum, &v_doubtful);
    return_both(r, v_sum, v_doubtful);
    LLVMPositionBuilderAtEnd(g->builder, b_block);
    sum_block(r, v_first, v_count);
    LLVMPositionBuilderAtEnd(g->builder, b_halves);
    sum_halves(r, *type, v_function, v_first, v_count);
    items_end_function(&r->items, &interrupted);
    return v_function;
}

static void sum_floats(Reduction *r, LLVMTypeRef pairwise_type, LLVMValueRef v_pairwise,
                       LLVMValueRef v_count) {
    Generator *g = r->items.g;
    LLVMValueRef all[] = {l_int64(g, 0), v_count};
    LLVMValueRef v_both = items_call(&r->items, pairwise_type, v_pairwise, all, 2);
    LLVMValueRef v_result = LLVMBuildFAdd(
        g->builder, seed(r), LLVMBuildExtractValue(g->builder, v_both, 0, "sum"), "sum");
    r->items.v_doubtful = LLVMBuildExtractValue(g->builder, v_both, 1, "doubtful");
    items_doubt(&r->items, items_is_wild(&r->items, v_result));
    if (strcmp(r->name, "mean") == 0) {
        LLVMValueRef v_sum = v_result;
        v_result = LLVMBuildFDiv(g->builder, v_sum,
                                 LLVMBuildSIToFP(g->builder, v_count, r->type, "count"), "mean");
        items_doubt(&r->items, items_is_tiny(&r->items, v_result, &v_sum, 1));
    }
    return_both(r, v_result, r->items.v_doubtful);
}

/* ---- the other reductions ---- */

static void reduce_ints(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->items.g;
    bool adds = strcmp(r->name, "sum") == 0, multiplies = strcmp(r->name, "prod") == 0;
    bool largest = strcmp(r->name, "max") == 0, is_signed = dtype_infos[r->dtype].kind == 'i';
    int64_t lowest = is_signed ? INT64_MIN >> (64 - 8 * dtype_infos[r->dtype].bytes) : 0;
    int64_t identity = adds ? 0 : multiplies ? 1 : largest ? lowest : ~lowest;
    LLVMValueRef initial[] = {bits_of(r, identity), items_no_doubt(&r->items, 1)};
    Loop loop = items_begin_loop(&r->items, l_int64(g, 0), v_count, 1, initial, 2);
    LLVMValueRef arguments[] = {loop.v_carried[0],
                                items_evaluate(&r->items, loop.v_index, 1, r->dtype)};
    LLVMValueRef v_next = adds ? LLVMBuildAdd(g->builder, arguments[0], arguments[1], "sum")
                          : multiplies
                              ? LLVMBuildMul(g->builder, arguments[0], arguments[1], "product")
                              : items_extreme_int(&r->items, r->dtype, largest, arguments);
    LLVMValueRef next[] = {v_next, items_carry_doubt(&r->items, loop.v_carried[1])};
    items_end_loop(&r->items, &loop, next);
    return_both(r, loop.v_carried[0], loop.v_carried[1]);
}

/* NumPy multiplies one after the other. */
static void multiply_floats(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->items.g;
    LLVMValueRef initial[] = {items_number(r->type, 1.0), items_no_doubt(&r->items, 1)};
    Loop loop = items_begin_loop(&r->items, l_int64(g, 0), v_count, 1, initial, 2);
    LLVMValueRef factors[] = {loop.v_carried[0],
                              items_evaluate(&r->items, loop.v_index, 1, r->dtype)};
    LLVMValueRef v_product = LLVMBuildFMul(g->builder, factors[0], factors[1], "product");
    items_doubt(&r->items, items_is_tiny(&r->items, v_product, factors, 2));
    LLVMValueRef next[] = {v_product, items_carry_doubt(&r->items, loop.v_carried[1])};
    items_end_loop(&r->items, &loop, next);
    return_both(r, loop.v_carried[0],
                LLVMBuildOr(g->builder, loop.v_carried[1],
                            items_is_wild(&r->items, loop.v_carried[0]), "doubtful"));
}

/* Bits of floats in the order of their values as integers: -0.0 below 0.0, nans outside of the
 * infinities. Its own inverse. */
static LLVMValueRef ordered_bits(const Reduction *r, LLVMValueRef v_bits) {
    Generator *g = r->items.g;
    int last = 8 * dtype_infos[r->dtype].bytes - 1;
    LLVMValueRef v_sign = LLVMBuildAShr(g->builder, v_bits, bits_of(r, last), "sign");
    LLVMValueRef v_flips = LLVMBuildLShr(g->builder, v_sign, bits_of(r, 1), "flips");
    return LLVMBuildXor(g->builder, v_bits, v_flips, "ordered");
}

/* As integers, because LLVM makes nothing of a loop over floats in which there may be a nan. Both
 * ends are wanted to see one. Which of two zeros NumPy gives depends on its order. */
static void extreme_float(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->items.g;
    LLVMBuilderRef builder = g->builder;
    LLVMTypeRef bits = LLVMTypeOf(bits_of(r, 0));
    int64_t lowest = r->dtype == DTYPE_FLOAT32 ? INT32_MIN : INT64_MIN;
    LLVMValueRef initial[] = {bits_of(r, lowest), bits_of(r, ~lowest),
                              items_no_doubt(&r->items, 1)};
    Loop loop = items_begin_loop(&r->items, l_int64(g, 0), v_count, 1, initial, 3);
    LLVMValueRef v_item = items_evaluate(&r->items, loop.v_index, 1, r->dtype);
    LLVMValueRef v_ordered = ordered_bits(r, LLVMBuildBitCast(builder, v_item, bits, "bits"));
    LLVMValueRef highest_two[] = {loop.v_carried[0], v_ordered},
                 lowest_two[] = {loop.v_carried[1], v_ordered};
    LLVMValueRef next[] = {l_intrinsic(g, "llvm.smax", bits, highest_two, 2),
                           l_intrinsic(g, "llvm.smin", bits, lowest_two, 2),
                           items_carry_doubt(&r->items, loop.v_carried[2])};
    items_end_loop(&r->items, &loop, next);
    const int64_t infinity = r->dtype == DTYPE_FLOAT32 ? 0x7f800000 : INT64_C(0x7ff0000000000000);
    r->items.v_doubtful = loop.v_carried[2];
    items_doubt(&r->items,
                LLVMBuildICmp(builder, LLVMIntSGT, loop.v_carried[0], bits_of(r, infinity), "nan"));
    items_doubt(&r->items, LLVMBuildICmp(builder, LLVMIntSLT, loop.v_carried[1],
                                         bits_of(r, ~infinity), "nan"));
    LLVMValueRef v_end = loop.v_carried[strcmp(r->name, "max") == 0 ? 0 : 1];
    LLVMValueRef v_result = LLVMBuildBitCast(builder, ordered_bits(r, v_end), r->type, "extreme");
    items_doubt(&r->items,
                LLVMBuildFCmp(builder, LLVMRealOEQ, v_result, items_number(r->type, 0.0), "zero"));
    return_both(r, v_result, r->items.v_doubtful);
}

static void reduce_truths(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->items.g;
    bool any = strcmp(r->name, "any") == 0;
    LLVMValueRef initial[] = {LLVMConstInt(g->bool_type, !any, false),
                              items_no_doubt(&r->items, 1)};
    Loop loop = items_begin_loop(&r->items, l_int64(g, 0), v_count, 1, initial, 2);
    LLVMValueRef v_item = items_evaluate(&r->items, loop.v_index, 1, DTYPE_BOOL);
    LLVMValueRef next[] = {
        LLVMBuildBinOp(g->builder, any ? LLVMOr : LLVMAnd, loop.v_carried[0], v_item, r->name),
        items_carry_doubt(&r->items, loop.v_carried[1])};
    items_end_loop(&r->items, &loop, next);
    return_both(r, loop.v_carried[0], loop.v_carried[1]);
}

/* What every item is compared with first: the first one that is beyond it, or equals it at 0. */
static LLVMValueRef nothing_beyond(const Reduction *r, bool largest) {
    if (r->is_float)
        return items_number(r->type, largest ? -INFINITY : INFINITY);
    int bits = r->dtype == DTYPE_BOOL ? 1 : 8 * dtype_infos[r->dtype].bytes;
    bool is_signed = dtype_infos[r->dtype].kind == 'i';
    int64_t lowest = is_signed ? INT64_MIN >> (64 - bits) : 0;
    return LLVMConstInt(r->type, (uint64_t)(largest ? lowest : ~lowest), true);
}

/* A nan is the largest and the least: NumPy's to find. */
static void find_extreme(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->items.g;
    LLVMBuilderRef builder = g->builder;
    bool largest = strcmp(r->name, "argmax") == 0, is_signed = dtype_infos[r->dtype].kind == 'i';
    LLVMValueRef initial[] = {l_int64(g, 0), nothing_beyond(r, largest),
                              items_no_doubt(&r->items, 1)};
    Loop loop = items_begin_loop(&r->items, l_int64(g, 0), v_count, 1, initial, 3);
    LLVMValueRef v_item = items_evaluate(&r->items, loop.v_index, 1, r->dtype), v_beyond;
    if (r->is_float) {
        items_doubt(&r->items, LLVMBuildFCmp(builder, LLVMRealUNO, v_item, v_item, "nan"));
        v_beyond = LLVMBuildFCmp(builder, largest ? LLVMRealOGT : LLVMRealOLT, v_item,
                                 loop.v_carried[1], "beyond");
    } else {
        LLVMIntPredicate above = is_signed ? LLVMIntSGT : LLVMIntUGT,
                         below = is_signed ? LLVMIntSLT : LLVMIntULT;
        v_beyond =
            LLVMBuildICmp(builder, largest ? above : below, v_item, loop.v_carried[1], "beyond");
    }
    LLVMValueRef next[] = {
        LLVMBuildSelect(builder, v_beyond, loop.v_index, loop.v_carried[0], "found"),
        LLVMBuildSelect(builder, v_beyond, v_item, loop.v_carried[1], "extreme"),
        items_carry_doubt(&r->items, loop.v_carried[2])};
    items_end_loop(&r->items, &loop, next);
    return_both(r, loop.v_carried[0], loop.v_carried[2]);
}

/* The function of (count) that does it all. */
static LLVMValueRef make_reduction(Reduction *r, bool strided, LLVMTypeRef *type) {
    r->items.is_strided = strided;
    bool pairwise = sums_floats(r);
    LLVMTypeRef pairwise_type = NULL;
    LLVMValueRef v_pairwise = pairwise ? make_pairwise(r, &pairwise_type) : NULL;
    Interrupted interrupted;
    LLVMValueRef v_function = items_begin_function(&r->items, "native.reduce",
                                                   &r->items.g->int64_type, 1, type, &interrupted);
    LLVMValueRef v_count = LLVMGetParam(v_function, 0);
    if (pairwise)
        sum_floats(r, pairwise_type, v_pairwise, v_count);
    else if (is_truth(r))
        reduce_truths(r, v_count);
    else if (r->finds)
        find_extreme(r, v_count);
    else if (!r->is_float)
        reduce_ints(r, v_count);
    else if (strcmp(r->name, "prod") == 0)
        multiply_floats(r, v_count);
    else
        extreme_float(r, v_count);
    items_end_function(&r->items, &interrupted);
    return v_function;
}

/* ---- in the kernel ---- */

/* How many items NumPy adds in an order that is known: it converts ints to floats by the buffer. Of
 * float32 the mean is divided by a count that has to be exact. Where NumPy may stop early, or finds
 * in vectors, it is better at many. */
static int64_t most_items(const Reduction *r) {
    bool converts = items_dtype(&r->items) != r->dtype;
    bool of_float32 = r->dtype == DTYPE_FLOAT32 && strcmp(r->name, "mean") == 0;
    if (of_float32 || r->finds || is_truth(r))
        return MOST_ITEMS;
    return sums_floats(r) && (converts || !npjit_sums_whole) ? MOST_ITEMS : INT64_MAX;
}

/* Goes on where NumPy's order is known: to `b_numpy` for nothing, and for too much. */
static void check_count(const Reduction *r, const Operands *operands, LLVMBasicBlockRef b_numpy) {
    Generator *g = r->items.g;
    LLVMBasicBlockRef b_fits = l_block(g, "fits");
    LLVMValueRef v_less = LLVMBuildSub(g->builder, operands->v_count, l_int64(g, 1), "less");
    LLVMValueRef v_fits =
        LLVMBuildICmp(g->builder, LLVMIntULT, v_less, l_int64(g, most_items(r)), "fits");
    if (operands->v_fits)
        v_fits = LLVMBuildAnd(g->builder, v_fits, operands->v_fits, "fits");
    l_branch(g, v_fits, b_fits, b_numpy, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_fits);
}

/* Calls the function; goes on in the kernel with its value, or to `b_numpy`. */
static LLVMValueRef call_reduction(Reduction *r, const Operands *operands, bool strided,
                                   LLVMBasicBlockRef b_numpy, LLVMBasicBlockRef b_done) {
    Generator *g = r->items.g;
    LLVMTypeRef type;
    LLVMValueRef v_function = make_reduction(r, strided, &type);
    r->items.v_operands = operands->v_operands;
    r->items.v_strides = operands->v_strides;
    LLVMValueRef v_both = items_call(&r->items, type, v_function, &operands->v_count, 1);
    LLVMValueRef v_value = LLVMBuildExtractValue(g->builder, v_both, 0, "reduced");
    LLVMValueRef v_doubtful = LLVMBuildExtractValue(g->builder, v_both, 1, "doubtful");
    if (!r->is_float && !r->finds) /* scalars have 64 bits in registers */
        v_value = dtype_infos[r->dtype].kind == 'i'
                      ? LLVMBuildSExtOrBitCast(g->builder, v_value, g->int64_type, "scalar")
                      : LLVMBuildZExtOrBitCast(g->builder, v_value, g->int64_type, "scalar");
    l_branch(g, v_doubtful, b_numpy, b_done, WEIGHT_FIRST_UNLIKELY);
    return v_value;
}

void reduce_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    const char *name = strrchr(instruction->text, ' ') + 1;
    LLVMTypeRef parts[] = {items_type(g, (Dtype)instruction->immediate), g->bool_type};
    LLVMTypeRef both = LLVMStructTypeInContext(g->context, parts, 2, false);
    Reduction r = {.items = items_of(g, instruction, name, both), .name = name};
    r.finds = strncmp(name, "arg", 3) == 0;
    r.dtype = r.finds ? items_dtype(&r.items) : (Dtype)instruction->immediate;
    r.type = items_type(g, r.dtype);
    r.is_float = dtype_infos[r.dtype].kind == 'f';
    Operands operands = items_read(&r.items);
    LLVMBasicBlockRef b_numpy = l_block(g, "numpy"), b_done = l_block(g, "done"), b_strided = NULL;
    LLVMValueRef values[3];
    LLVMBasicBlockRef from[3];
    unsigned ways = 0;
    check_count(&r, &operands, b_numpy);
    if (operands.v_side_by_side) {
        LLVMBasicBlockRef b_dense = l_block(g, "dense");
        b_strided = l_block(g, "strided");
        l_branch(g, operands.v_side_by_side, b_dense, b_strided, WEIGHT_NONE);
        LLVMPositionBuilderAtEnd(g->builder, b_dense);
    }
    from[ways] = LLVMGetInsertBlock(g->builder);
    values[ways++] = call_reduction(&r, &operands, false, b_numpy, b_done);
    if (b_strided) {
        LLVMPositionBuilderAtEnd(g->builder, b_strided);
        from[ways] = b_strided;
        values[ways++] = call_reduction(&r, &operands, true, b_numpy, b_done);
    }
    LLVMPositionBuilderAtEnd(g->builder, b_numpy);
    items_by_numpy(g, instruction, thunk);
    from[ways] = LLVMGetInsertBlock(g->builder);
    values[ways++] = g->values[instruction->result];
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    LLVMValueRef v_phi = LLVMBuildPhi(g->builder, LLVMTypeOf(values[0]), "reduced");
    LLVMAddIncoming(v_phi, values, from, ways);
    l_define(g, instruction, v_phi);
}
