/* native.reduce: a loop over vectors in memory that computes an expression of their items and
 * reduces it in NumPy's order of operations. Floats are added as NumPy's pairwise summation does:
 * eight chains for up to 128 items, halves of more. Each loop is a function of its own inside the
 * module.
 *
 * Exact without looking at the processor's flags: what NumPy would warn of shows in the values.
 * A sum or difference that is finite has neither overflowed nor been invalid, and is exact when
 * tiny; a product or quotient that is finite and not tiny has not underflowed either. Where it
 * shows, where a nan or the sign of a zero would depend on the order, or where vectors are not of
 * one length, empty, or so long that NumPy may take them in pieces, the second edge is taken and
 * NumPy does it all again: nothing has been written by then. */
#include "lowering.h"

#include <float.h>
#include <math.h>
#include <runtime/thunks.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 16, CHAINS = 8, BLOCK_ITEMS = 128, MOST_ITEMS = 8192, ITEM_BYTES = 8 };

typedef struct Reduction {
    Generator *g;
    const Instruction *instruction;
    const char *name; /* of the reduction: the last word */
    bool is_float, is_strided;
    int count;               /* of vectors */
    LLVMTypeRef type;        /* of an item */
    LLVMTypeRef result_type; /* {item, whether NumPy must do it} */
    LLVMValueRef *v_items;   /* of the function being written: first items, distances in bytes */
    LLVMValueRef *v_strides; /* NULL where items lie side by side */
    LLVMValueRef v_doubtful; /* of the items evaluated last: i1, or a vector of it; NULL: none can
                                be */
} Reduction;

/* ---- one item, or eight at once ---- */

static LLVMTypeRef lanes_of(LLVMTypeRef type, unsigned lanes) {
    return lanes == 1 ? type : LLVMVectorType(type, lanes);
}

static LLVMValueRef splat(LLVMValueRef v_constant, unsigned lanes) {
    LLVMValueRef all[CHAINS];
    for (unsigned i = 0; i < lanes; i++)
        all[i] = v_constant;
    return lanes == 1 ? v_constant : LLVMConstVector(all, lanes);
}

static LLVMValueRef number(const Reduction *r, double value, unsigned lanes) {
    return splat(l_double(r->g, value), lanes);
}

static LLVMValueRef load_at(const Reduction *r, LLVMValueRef v_place, LLVMTypeRef type) {
    LLVMValueRef v_item = LLVMBuildLoad2(r->g->builder, type, v_place, "item");
    LLVMSetAlignment(v_item, 1); /* NumPy's arrays need not be aligned */
    return v_item;
}

static LLVMValueRef load_item(const Reduction *r, int vector, LLVMValueRef v_index) {
    Generator *g = r->g;
    LLVMValueRef v_offset = r->is_strided
                                ? LLVMBuildMul(g->builder, v_index, r->v_strides[vector], "offset")
                                : LLVMBuildShl(g->builder, v_index, l_int64(g, 3), "offset");
    LLVMValueRef v_place = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context),
                                         r->v_items[vector], &v_offset, 1, "place");
    return load_at(r, v_place, r->type);
}

static LLVMValueRef load_items(const Reduction *r, int vector, LLVMValueRef v_index,
                               unsigned lanes) {
    Generator *g = r->g;
    if (lanes == 1)
        return load_item(r, vector, v_index);
    LLVMTypeRef type = LLVMVectorType(r->type, lanes);
    if (!r->is_strided) {
        LLVMValueRef v_place =
            LLVMBuildGEP2(g->builder, r->type, r->v_items[vector], &v_index, 1, "place");
        return load_at(r, v_place, type);
    }
    LLVMValueRef v_all = LLVMGetPoison(type);
    for (unsigned i = 0; i < lanes; i++) {
        LLVMValueRef v_next = LLVMBuildAdd(g->builder, v_index, l_int64(g, i), "index");
        v_all = LLVMBuildInsertElement(g->builder, v_all, load_item(r, vector, v_next),
                                       l_int32(g, (int32_t)i), "items");
    }
    return v_all;
}

static LLVMValueRef absolute(const Reduction *r, LLVMValueRef v_value) {
    return l_intrinsic(r->g, "llvm.fabs", LLVMTypeOf(v_value), &v_value, 1);
}

static void doubt(Reduction *r, LLVMValueRef v_doubtful) {
    r->v_doubtful = r->v_doubtful
                        ? LLVMBuildOr(r->g->builder, r->v_doubtful, v_doubtful, "doubtful")
                        : v_doubtful;
}

/* Not finite. */
static LLVMValueRef is_wild(const Reduction *r, LLVMValueRef v_value, unsigned lanes) {
    return LLVMBuildFCmp(r->g->builder, LLVMRealUGE, absolute(r, v_value),
                         number(r, INFINITY, lanes), "wild");
}

/* Below the normal numbers, and not because an operand is zero. */
static LLVMValueRef is_tiny(const Reduction *r, LLVMValueRef v_value, const LLVMValueRef *operands,
                            int operand_count, unsigned lanes) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef v_tiny = LLVMBuildFCmp(builder, LLVMRealOLT, absolute(r, v_value),
                                        number(r, DBL_MIN, lanes), "tiny");
    for (int i = 0; i < operand_count; i++)
        v_tiny = LLVMBuildAnd(
            builder, v_tiny,
            LLVMBuildFCmp(builder, LLVMRealUNE, operands[i], number(r, 0.0, lanes), "nonzero"),
            "tiny");
    return v_tiny;
}

static LLVMValueRef float_step(Reduction *r, const char *word, const LLVMValueRef *operands,
                               unsigned lanes) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef v_result;
    if (strcmp(word, "negative") == 0)
        return LLVMBuildFNeg(builder, operands[0], "negative");
    if (strcmp(word, "absolute") == 0) {
        doubt(r, is_wild(r, operands[0], lanes)); /* the sign of a nan */
        return absolute(r, operands[0]);
    }
    if (strcmp(word, "sqrt") == 0) {
        LLVMValueRef v_operand = operands[0];
        doubt(r, LLVMBuildFCmp(builder, LLVMRealULT, v_operand, number(r, 0.0, lanes), "invalid"));
        return l_intrinsic(r->g, "llvm.sqrt", LLVMTypeOf(v_operand), &v_operand, 1);
    }
    LLVMOpcode opcode = strcmp(word, "add") == 0        ? LLVMFAdd
                        : strcmp(word, "subtract") == 0 ? LLVMFSub
                        : strcmp(word, "multiply") == 0 ? LLVMFMul
                                                        : LLVMFDiv;
    v_result = LLVMBuildBinOp(builder, opcode, operands[0], operands[1], word);
    doubt(r, is_wild(r, v_result, lanes));
    if (opcode == LLVMFMul)
        doubt(r, is_tiny(r, v_result, operands, 2, lanes));
    if (opcode == LLVMFDiv)
        doubt(r, is_tiny(r, v_result, operands, 1, lanes));
    return v_result;
}

/* Integers wrap without a word. */
static LLVMValueRef int_step(const Reduction *r, const char *word, const LLVMValueRef *operands) {
    LLVMBuilderRef builder = r->g->builder;
    if (strcmp(word, "negative") == 0)
        return LLVMBuildNeg(builder, operands[0], "negative");
    if (strcmp(word, "absolute") == 0) {
        LLVMValueRef v_zero = LLVMConstNull(LLVMTypeOf(operands[0]));
        LLVMValueRef v_negative =
            LLVMBuildICmp(builder, LLVMIntSLT, operands[0], v_zero, "is_negative");
        return LLVMBuildSelect(builder, v_negative, LLVMBuildNeg(builder, operands[0], "negative"),
                               operands[0], "absolute");
    }
    LLVMOpcode opcode = strcmp(word, "add") == 0        ? LLVMAdd
                        : strcmp(word, "subtract") == 0 ? LLVMSub
                                                        : LLVMMul;
    return LLVMBuildBinOp(builder, opcode, operands[0], operands[1], word);
}

static bool is_unary(const char *word) {
    return strcmp(word, "negative") == 0 || strcmp(word, "absolute") == 0 ||
           strcmp(word, "sqrt") == 0;
}

/* The expression for the item at `v_index`, or for eight from there on; all but the last word. */
static LLVMValueRef evaluate(Reduction *r, LLVMValueRef v_index, unsigned lanes) {
    LLVMValueRef stack[MOST_DEPTH];
    int depth = 0;
    r->v_doubtful = NULL;
    for (const char *at = r->instruction->text; at != r->name; at = strchr(at, ' ') + 1) {
        char word[16];
        size_t length = strcspn(at, " ");
        memcpy(word, at, length);
        word[length] = '\0';
        if (word[0] >= '0' && word[0] <= '9') {
            stack[depth++] = load_items(r, word[0] - '0', v_index, lanes);
            continue;
        }
        depth -= is_unary(word) ? 1 : 2;
        stack[depth] = r->is_float ? float_step(r, word, stack + depth, lanes)
                                   : int_step(r, word, stack + depth);
        depth++;
    }
    return stack[0];
}

/* ---- functions ---- */

/* Where writing was interrupted to write another function. */
typedef struct Interrupted {
    LLVMValueRef function;
    LLVMBasicBlockRef block;
    LLVMMetadataRef place;
} Interrupted;

/* A function of the vectors, preceded by `leading` integers. */
static LLVMValueRef begin_function(Reduction *r, const char *name, unsigned leading,
                                   LLVMTypeRef *type, Interrupted *interrupted) {
    Generator *g = r->g;
    unsigned count = (unsigned)r->count, all = leading + count * (r->is_strided ? 2 : 1);
    LLVMTypeRef *types = ARENA_ARRAY(g->arena, LLVMTypeRef, all);
    for (unsigned i = 0; i < all; i++)
        types[i] = i >= leading && i < leading + count ? g->pointer_type : g->int64_type;
    *type = LLVMFunctionType(r->result_type, types, all, false);
    LLVMValueRef v_function = LLVMAddFunction(g->module, name, *type);
    LLVMSetLinkage(v_function, LLVMInternalLinkage);
    l_attribute(g, v_function, LLVMAttributeFunctionIndex, "nounwind", 0);
    r->v_items = ARENA_ARRAY(g->arena, LLVMValueRef, count);
    r->v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, count);
    for (unsigned i = 0; i < count; i++) {
        r->v_items[i] = LLVMGetParam(v_function, leading + i);
        if (r->is_strided)
            r->v_strides[i] = LLVMGetParam(v_function, leading + count + i);
    }
    *interrupted = (Interrupted){g->function, LLVMGetInsertBlock(g->builder),
                                 LLVMGetCurrentDebugLocation2(g->builder)};
    LLVMSetCurrentDebugLocation2(g->builder, NULL);
    g->function = v_function;
    LLVMPositionBuilderAtEnd(g->builder, l_block(g, "entry"));
    return v_function;
}

static void end_function(Reduction *r, const Interrupted *interrupted) {
    r->g->function = interrupted->function;
    LLVMPositionBuilderAtEnd(r->g->builder, interrupted->block);
    LLVMSetCurrentDebugLocation2(r->g->builder, interrupted->place);
}

/* A call with `leading` integers and the vectors of the function being written. */
static LLVMValueRef call_function(Reduction *r, LLVMTypeRef type, LLVMValueRef v_function,
                                  const LLVMValueRef *leading, unsigned leading_count) {
    Generator *g = r->g;
    unsigned count = (unsigned)r->count, used = 0;
    LLVMValueRef *arguments = ARENA_ARRAY(g->arena, LLVMValueRef, leading_count + 2 * count);
    for (unsigned i = 0; i < leading_count; i++)
        arguments[used++] = leading[i];
    for (unsigned i = 0; i < count; i++)
        arguments[used++] = r->v_items[i];
    for (unsigned i = 0; i < count && r->is_strided; i++)
        arguments[used++] = r->v_strides[i];
    return LLVMBuildCall2(g->builder, type, v_function, arguments, used, "reduced");
}

static void return_both(Reduction *r, LLVMValueRef v_value, LLVMValueRef v_doubtful) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef v_both = LLVMGetPoison(r->result_type);
    v_both = LLVMBuildInsertValue(builder, v_both, v_value, 0, "value");
    LLVMBuildRet(builder, LLVMBuildInsertValue(builder, v_both, v_doubtful, 1, "both"));
}

/* ---- loops ---- */

/* A loop `for (index = first; index < end; index += lanes)` that carries up to three values. */
typedef struct Loop {
    LLVMBasicBlockRef b_head, b_body, b_done;
    LLVMValueRef v_index, v_carried[3];
    int carried;
    unsigned lanes;
} Loop;

static Loop begin_loop(const Reduction *r, LLVMValueRef v_first, LLVMValueRef v_end, unsigned lanes,
                       const LLVMValueRef *initial, int carried) {
    Generator *g = r->g;
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    Loop loop = {.b_head = l_block(g, "items.head"),
                 .b_body = l_block(g, "items.body"),
                 .b_done = l_block(g, "items.done"),
                 .carried = carried,
                 .lanes = lanes};
    LLVMBuildBr(g->builder, loop.b_head);
    LLVMPositionBuilderAtEnd(g->builder, loop.b_head);
    loop.v_index = LLVMBuildPhi(g->builder, g->int64_type, "index");
    LLVMAddIncoming(loop.v_index, &v_first, &b_before, 1);
    for (int i = 0; i < carried; i++) {
        loop.v_carried[i] = LLVMBuildPhi(g->builder, LLVMTypeOf(initial[i]), "carried");
        LLVMValueRef v_initial = initial[i];
        LLVMAddIncoming(loop.v_carried[i], &v_initial, &b_before, 1);
    }
    LLVMValueRef v_more = LLVMBuildICmp(g->builder, LLVMIntSLT, loop.v_index, v_end, "more");
    LLVMBuildCondBr(g->builder, v_more, loop.b_body, loop.b_done);
    LLVMPositionBuilderAtEnd(g->builder, loop.b_body);
    return loop;
}

/* After it the carried values are those with which the loop ended. */
static void end_loop(const Reduction *r, const Loop *loop, const LLVMValueRef *next) {
    Generator *g = r->g;
    LLVMBasicBlockRef b_last = LLVMGetInsertBlock(g->builder);
    LLVMValueRef v_next =
        LLVMBuildNSWAdd(g->builder, loop->v_index, l_int64(g, loop->lanes), "next");
    LLVMAddIncoming(loop->v_index, &v_next, &b_last, 1);
    for (int i = 0; i < loop->carried; i++) {
        LLVMValueRef v_carried = next[i];
        LLVMAddIncoming(loop->v_carried[i], &v_carried, &b_last, 1);
    }
    LLVMBuildBr(g->builder, loop->b_head);
    LLVMPositionBuilderAtEnd(g->builder, loop->b_done);
}

static LLVMValueRef or_doubt(const Reduction *r, LLVMValueRef v_carried) {
    return r->v_doubtful ? LLVMBuildOr(r->g->builder, v_carried, r->v_doubtful, "doubtful")
                         : v_carried;
}

static LLVMValueRef no_doubt(const Reduction *r, unsigned lanes) {
    return LLVMConstNull(lanes_of(r->g->bool_type, lanes));
}

/* ---- pairwise sums ---- */

/* sum + item for the items from `first` to `end`, one after the other; doubt is carried on. */
static void add_singly(Reduction *r, LLVMValueRef v_first, LLVMValueRef v_end, LLVMValueRef *v_sum,
                       LLVMValueRef *v_doubtful) {
    LLVMValueRef initial[] = {*v_sum, *v_doubtful};
    Loop loop = begin_loop(r, v_first, v_end, 1, initial, 2);
    LLVMValueRef v_item = evaluate(r, loop.v_index, 1);
    LLVMValueRef next[] = {LLVMBuildFAdd(r->g->builder, loop.v_carried[0], v_item, "sum"),
                           or_doubt(r, loop.v_carried[1])};
    end_loop(r, &loop, next);
    *v_sum = loop.v_carried[0];
    *v_doubtful = loop.v_carried[1];
}

/* ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)) */
static LLVMValueRef add_chains(const Reduction *r, LLVMValueRef v_chains) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMValueRef parts[CHAINS];
    for (int i = 0; i < CHAINS; i++)
        parts[i] = LLVMBuildExtractElement(builder, v_chains, l_int32(r->g, i), "chain");
    for (int count = CHAINS; count > 1; count /= 2)
        for (int i = 0; i < count / 2; i++)
            parts[i] = LLVMBuildFAdd(builder, parts[2 * i], parts[2 * i + 1], "sum");
    return parts[0];
}

static void sum_block(Reduction *r, LLVMValueRef v_first, LLVMValueRef v_count) {
    Generator *g = r->g;
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_whole = LLVMBuildAnd(builder, v_count, l_int64(g, -CHAINS), "whole");
    LLVMValueRef v_whole_end = LLVMBuildNSWAdd(builder, v_first, v_whole, "whole.end");
    LLVMValueRef v_chains = evaluate(r, v_first, CHAINS);
    LLVMValueRef v_doubtful = or_doubt(r, no_doubt(r, CHAINS));
    LLVMValueRef initial[] = {v_chains, v_doubtful};
    LLVMValueRef v_second = LLVMBuildNSWAdd(builder, v_first, l_int64(g, CHAINS), "second");
    Loop loop = begin_loop(r, v_second, v_whole_end, CHAINS, initial, 2);
    LLVMValueRef v_items = evaluate(r, loop.v_index, CHAINS);
    LLVMValueRef next[] = {LLVMBuildFAdd(builder, loop.v_carried[0], v_items, "chains"),
                           or_doubt(r, loop.v_carried[1])};
    end_loop(r, &loop, next);
    LLVMValueRef v_sum = add_chains(r, loop.v_carried[0]);
    LLVMValueRef v_lanes = loop.v_carried[1];
    v_doubtful = l_intrinsic(g, "llvm.vector.reduce.or", LLVMTypeOf(v_lanes), &v_lanes, 1);
    LLVMValueRef v_end = LLVMBuildNSWAdd(builder, v_first, v_count, "end");
    add_singly(r, v_whole_end, v_end, &v_sum, &v_doubtful);
    return_both(r, v_sum, v_doubtful);
}

static void sum_halves(Reduction *r, LLVMTypeRef type, LLVMValueRef v_self, LLVMValueRef v_first,
                       LLVMValueRef v_count) {
    Generator *g = r->g;
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_half = LLVMBuildLShr(builder, v_count, l_int64(g, 1), "half");
    v_half = LLVMBuildAnd(builder, v_half, l_int64(g, -CHAINS), "half");
    LLVMValueRef left[] = {v_first, v_half};
    LLVMValueRef right[] = {LLVMBuildNSWAdd(builder, v_first, v_half, "middle"),
                            LLVMBuildNSWSub(builder, v_count, v_half, "rest")};
    LLVMValueRef v_left = call_function(r, type, v_self, left, 2);
    LLVMValueRef v_right = call_function(r, type, v_self, right, 2);
    LLVMValueRef v_sum = LLVMBuildFAdd(builder, LLVMBuildExtractValue(builder, v_left, 0, "left"),
                                       LLVMBuildExtractValue(builder, v_right, 0, "right"), "sum");
    return_both(r, v_sum,
                LLVMBuildOr(builder, LLVMBuildExtractValue(builder, v_left, 1, "left.doubtful"),
                            LLVMBuildExtractValue(builder, v_right, 1, "right.doubtful"),
                            "doubtful"));
}

/* The function of (first, count) that adds these items as NumPy's pairwise summation does. */
static LLVMValueRef make_pairwise(Reduction *r, LLVMTypeRef *type) {
    Generator *g = r->g;
    Interrupted interrupted;
    LLVMValueRef v_function = begin_function(r, "native.pairwise", 2, type, &interrupted);
    LLVMValueRef v_first = LLVMGetParam(v_function, 0), v_count = LLVMGetParam(v_function, 1);
    LLVMBasicBlockRef b_few = l_block(g, "few"), b_more = l_block(g, "more"),
                      b_block = l_block(g, "block"), b_halves = l_block(g, "halves");
    LLVMBuildCondBr(g->builder,
                    LLVMBuildICmp(g->builder, LLVMIntSLT, v_count, l_int64(g, CHAINS), "is_few"),
                    b_few, b_more);
    LLVMPositionBuilderAtEnd(g->builder, b_more);
    LLVMBuildCondBr(
        g->builder,
        LLVMBuildICmp(g->builder, LLVMIntSLE, v_count, l_int64(g, BLOCK_ITEMS), "is_block"),
        b_block, b_halves);
    LLVMPositionBuilderAtEnd(g->builder, b_few);
    /* Which zero it starts from shows when all items are -0.0. */
    double seed;
    memcpy(&seed, &npjit_sum_seed, sizeof seed);
    LLVMValueRef v_sum = l_double(g, seed), v_doubtful = no_doubt(r, 1);
    LLVMValueRef v_end = LLVMBuildNSWAdd(g->builder, v_first, v_count, "end");
    add_singly(r, v_first, v_end, &v_sum, &v_doubtful);
    return_both(r, v_sum, v_doubtful);
    LLVMPositionBuilderAtEnd(g->builder, b_block);
    sum_block(r, v_first, v_count);
    LLVMPositionBuilderAtEnd(g->builder, b_halves);
    sum_halves(r, *type, v_function, v_first, v_count);
    end_function(r, &interrupted);
    return v_function;
}

static void sum_floats(Reduction *r, LLVMTypeRef pairwise_type, LLVMValueRef v_pairwise,
                       LLVMValueRef v_count) {
    Generator *g = r->g;
    LLVMValueRef all[] = {l_int64(g, 0), v_count};
    LLVMValueRef v_both = call_function(r, pairwise_type, v_pairwise, all, 2);
    double seed;
    memcpy(&seed, &npjit_sum_seed, sizeof seed);
    LLVMValueRef v_result = LLVMBuildFAdd(
        g->builder, l_double(g, seed), LLVMBuildExtractValue(g->builder, v_both, 0, "sum"), "sum");
    r->v_doubtful = LLVMBuildExtractValue(g->builder, v_both, 1, "doubtful");
    doubt(r, is_wild(r, v_result, 1));
    if (strcmp(r->name, "mean") == 0) {
        LLVMValueRef v_sum = v_result;
        v_result =
            LLVMBuildFDiv(g->builder, v_sum,
                          LLVMBuildSIToFP(g->builder, v_count, g->double_type, "count"), "mean");
        doubt(r, is_tiny(r, v_result, &v_sum, 1, 1));
    }
    return_both(r, v_result, r->v_doubtful);
}

/* ---- the other reductions ---- */

static void reduce_ints(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->g;
    bool adds = strcmp(r->name, "sum") == 0, multiplies = strcmp(r->name, "prod") == 0;
    bool largest = strcmp(r->name, "max") == 0;
    int64_t identity = adds ? 0 : multiplies ? 1 : largest ? INT64_MIN : INT64_MAX;
    LLVMValueRef initial[] = {l_int64(g, identity)};
    Loop loop = begin_loop(r, l_int64(g, 0), v_count, 1, initial, 1);
    LLVMValueRef arguments[] = {loop.v_carried[0], evaluate(r, loop.v_index, 1)};
    LLVMValueRef next[] = {
        adds ? LLVMBuildAdd(g->builder, arguments[0], arguments[1], "sum")
        : multiplies
            ? LLVMBuildMul(g->builder, arguments[0], arguments[1], "product")
            : l_intrinsic(g, largest ? "llvm.smax" : "llvm.smin", g->int64_type, arguments, 2)};
    end_loop(r, &loop, next);
    return_both(r, loop.v_carried[0], no_doubt(r, 1));
}

/* NumPy multiplies one after the other. */
static void multiply_floats(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->g;
    LLVMValueRef initial[] = {l_double(g, 1.0), no_doubt(r, 1)};
    Loop loop = begin_loop(r, l_int64(g, 0), v_count, 1, initial, 2);
    LLVMValueRef factors[] = {loop.v_carried[0], evaluate(r, loop.v_index, 1)};
    LLVMValueRef v_product = LLVMBuildFMul(g->builder, factors[0], factors[1], "product");
    doubt(r, is_tiny(r, v_product, factors, 2, 1));
    LLVMValueRef next[] = {v_product, or_doubt(r, loop.v_carried[1])};
    end_loop(r, &loop, next);
    return_both(
        r, loop.v_carried[0],
        LLVMBuildOr(g->builder, loop.v_carried[1], is_wild(r, loop.v_carried[0], 1), "doubtful"));
}

/* Bits of floats in the order of their values as integers: -0.0 below 0.0, nans outside of the
 * infinities. Its own inverse. */
static LLVMValueRef ordered_bits(const Reduction *r, LLVMValueRef v_bits) {
    Generator *g = r->g;
    LLVMValueRef v_sign = LLVMBuildAShr(g->builder, v_bits, l_int64(g, 63), "sign");
    LLVMValueRef v_flips = LLVMBuildLShr(g->builder, v_sign, l_int64(g, 1), "flips");
    return LLVMBuildXor(g->builder, v_bits, v_flips, "ordered");
}

/* As integers, because LLVM makes nothing of a loop over floats in which there may be a nan. Both
 * ends are wanted to see one. Which of two zeros NumPy gives depends on its order. */
static void extreme_float(Reduction *r, LLVMValueRef v_count) {
    Generator *g = r->g;
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef initial[] = {l_int64(g, INT64_MIN), l_int64(g, INT64_MAX), no_doubt(r, 1)};
    Loop loop = begin_loop(r, l_int64(g, 0), v_count, 1, initial, 3);
    LLVMValueRef v_item = evaluate(r, loop.v_index, 1);
    LLVMValueRef v_ordered =
        ordered_bits(r, LLVMBuildBitCast(builder, v_item, g->int64_type, "bits"));
    LLVMValueRef highest[] = {loop.v_carried[0], v_ordered},
                 lowest[] = {loop.v_carried[1], v_ordered};
    LLVMValueRef next[] = {l_intrinsic(g, "llvm.smax", g->int64_type, highest, 2),
                           l_intrinsic(g, "llvm.smin", g->int64_type, lowest, 2),
                           or_doubt(r, loop.v_carried[2])};
    end_loop(r, &loop, next);
    const int64_t infinity = INT64_C(0x7ff0000000000000);
    r->v_doubtful = loop.v_carried[2];
    doubt(r, LLVMBuildICmp(builder, LLVMIntSGT, loop.v_carried[0], l_int64(g, infinity), "nan"));
    doubt(r, LLVMBuildICmp(builder, LLVMIntSLT, loop.v_carried[1], l_int64(g, ~infinity), "nan"));
    LLVMValueRef v_end = loop.v_carried[strcmp(r->name, "max") == 0 ? 0 : 1];
    LLVMValueRef v_result =
        LLVMBuildBitCast(builder, ordered_bits(r, v_end), g->double_type, "extreme");
    doubt(r, LLVMBuildFCmp(builder, LLVMRealOEQ, v_result, l_double(g, 0.0), "zero"));
    return_both(r, v_result, r->v_doubtful);
}

/* The function of (count) that does it all. */
static LLVMValueRef make_reduction(Reduction *r, bool strided, LLVMTypeRef *type) {
    r->is_strided = strided;
    bool pairwise = r->is_float && (strcmp(r->name, "sum") == 0 || strcmp(r->name, "mean") == 0);
    LLVMTypeRef pairwise_type = NULL;
    LLVMValueRef v_pairwise = pairwise ? make_pairwise(r, &pairwise_type) : NULL;
    Interrupted interrupted;
    LLVMValueRef v_function = begin_function(r, "native.reduce", 1, type, &interrupted);
    LLVMValueRef v_count = LLVMGetParam(v_function, 0);
    if (pairwise)
        sum_floats(r, pairwise_type, v_pairwise, v_count);
    else if (!r->is_float)
        reduce_ints(r, v_count);
    else if (strcmp(r->name, "prod") == 0)
        multiply_floats(r, v_count);
    else
        extreme_float(r, v_count);
    end_function(r, &interrupted);
    return v_function;
}

/* ---- in the kernel ---- */

/* What the headers of the arrays say, read where the operation is. */
typedef struct Vectors {
    LLVMValueRef *v_items, *v_strides;
    LLVMValueRef v_count, v_fits; /* of the first; whether all are of that length, which is fine */
    LLVMValueRef v_side_by_side;  /* NULL: known to be */
} Vectors;

static LLVMValueRef field(Generator *g, LLVMValueRef v_array, int64_t offset, LLVMTypeRef type,
                          const char *name) {
    return LLVMBuildLoad2(g->builder, type, l_field(g, v_array, offset, name), name);
}

static LLVMValueRef all_of(const Generator *g, LLVMValueRef v_left, LLVMValueRef v_right) {
    return v_left ? LLVMBuildAnd(g->builder, v_left, v_right, "all") : v_right;
}

static Vectors read_vectors(Generator *g, const Instruction *instruction) {
    int count = instruction->operand_count;
    Vectors vectors = {.v_items = ARENA_ARRAY(g->arena, LLVMValueRef, count),
                       .v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, count)};
    for (int i = 0; i < count; i++) {
        LLVMValueRef v_array = l_operand(g, instruction, i);
        vectors.v_items[i] = field(g, v_array, NPJIT_ARRAY_ITEMS, g->pointer_type, "items");
        LLVMValueRef v_shape = field(g, v_array, NPJIT_ARRAY_SHAPE, g->pointer_type, "shape");
        LLVMValueRef v_length = LLVMBuildLoad2(g->builder, g->int64_type, v_shape, "length");
        if (i == 0) {
            vectors.v_count = v_length;
            LLVMValueRef v_less = LLVMBuildSub(g->builder, v_length, l_int64(g, 1), "less");
            vectors.v_fits =
                LLVMBuildICmp(g->builder, LLVMIntULT, v_less, l_int64(g, MOST_ITEMS), "fits");
        } else {
            vectors.v_fits =
                all_of(g, vectors.v_fits,
                       LLVMBuildICmp(g->builder, LLVMIntEQ, v_length, vectors.v_count, "same"));
        }
        LLVMValueRef v_all = field(g, v_array, NPJIT_ARRAY_STRIDES, g->pointer_type, "strides");
        vectors.v_strides[i] = LLVMBuildLoad2(g->builder, g->int64_type, v_all, "stride");
        if (!l_operand_type(g, instruction, i)->contiguous)
            vectors.v_side_by_side =
                all_of(g, vectors.v_side_by_side,
                       LLVMBuildICmp(g->builder, LLVMIntEQ, vectors.v_strides[i],
                                     l_int64(g, ITEM_BYTES), "side_by_side"));
    }
    return vectors;
}

/* Calls the function; goes on in the kernel with its value, or to `b_numpy`. */
static LLVMValueRef call_reduction(Reduction *r, const Vectors *vectors, bool strided,
                                   LLVMBasicBlockRef b_numpy, LLVMBasicBlockRef b_done) {
    Generator *g = r->g;
    LLVMTypeRef type;
    LLVMValueRef v_function = make_reduction(r, strided, &type);
    r->v_items = vectors->v_items;
    r->v_strides = vectors->v_strides;
    LLVMValueRef v_both = call_function(r, type, v_function, &vectors->v_count, 1);
    LLVMValueRef v_value = LLVMBuildExtractValue(g->builder, v_both, 0, "reduced");
    LLVMValueRef v_doubtful = LLVMBuildExtractValue(g->builder, v_both, 1, "doubtful");
    l_branch(g, v_doubtful, b_numpy, b_done, WEIGHT_FIRST_UNLIKELY);
    return v_value;
}

static void emit_reduce(Generator *g, const Instruction *instruction) {
    bool is_float = dtype_infos[instruction->immediate].kind == 'f';
    Reduction reduction = {.g = g,
                           .instruction = instruction,
                           .name = strrchr(instruction->text, ' ') + 1,
                           .is_float = is_float,
                           .count = instruction->operand_count,
                           .type = is_float ? g->double_type : g->int64_type};
    LLVMTypeRef parts[] = {reduction.type, g->bool_type};
    reduction.result_type = LLVMStructTypeInContext(g->context, parts, 2, false);
    Vectors vectors = read_vectors(g, instruction);
    LLVMBasicBlockRef b_fits = l_block(g, "fits"), b_numpy = l_block(g, "numpy"),
                      b_done = l_block(g, "done");
    l_branch(g, vectors.v_fits, b_fits, b_numpy, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_fits);
    LLVMBasicBlockRef b_strided = NULL, from[2];
    if (vectors.v_side_by_side) {
        LLVMBasicBlockRef b_dense = l_block(g, "dense");
        b_strided = l_block(g, "strided");
        l_branch(g, vectors.v_side_by_side, b_dense, b_strided, WEIGHT_NONE);
        LLVMPositionBuilderAtEnd(g->builder, b_dense);
    }
    LLVMValueRef values[2] = {call_reduction(&reduction, &vectors, false, b_numpy, b_done), NULL};
    from[0] = LLVMGetInsertBlock(g->builder);
    if (b_strided) {
        LLVMPositionBuilderAtEnd(g->builder, b_strided);
        values[1] = call_reduction(&reduction, &vectors, true, b_numpy, b_done);
        from[1] = b_strided;
    }
    LLVMPositionBuilderAtEnd(g->builder, b_numpy);
    LLVMBuildBr(g->builder, l_edge(g, instruction, 1));
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    if (b_strided) {
        LLVMValueRef v_phi = LLVMBuildPhi(g->builder, reduction.type, "reduced");
        LLVMAddIncoming(v_phi, values, from, 2);
        values[0] = v_phi;
    }
    l_define(g, instruction, values[0]);
    LLVMBuildBr(g->builder, l_edge(g, instruction, 0));
}

const Emitter reduce_emitters[OP_COUNT] = {
    [OP_NATIVE_REDUCE] = emit_reduce,
};
