/* Expressions of the items of vectors; see lower_items.h.
 *
 * Exact without looking at the processor's flags: what NumPy would warn of shows in the values. A
 * sum or difference that is finite has neither overflowed nor been invalid, and is exact when tiny;
 * a product or quotient that is finite and not tiny has not underflowed either. Where it shows, the
 * item is doubtful. Comparisons and integers are silent. */
#include "lower_items.h"

#include <float.h>
#include <ir/elementwise.h>
#include <math.h>
#include <runtime/thunks.h>
#include <string.h>

enum { MOST_DEPTH = 16 };

typedef struct Item {
    LLVMValueRef v_value;
    Dtype dtype;
} Item;

static bool is_float(Dtype dtype) {
    return dtype_infos[dtype].kind == 'f';
}

LLVMTypeRef items_type(const Generator *g, Dtype dtype) {
    switch (dtype) {
    case DTYPE_BOOL: return g->bool_type;
    case DTYPE_FLOAT32: return g->float_type;
    case DTYPE_FLOAT64: return g->double_type;
    default: return LLVMIntTypeInContext(g->context, 8 * (unsigned)dtype_infos[dtype].bytes);
    }
}

LLVMTypeRef items_lanes(LLVMTypeRef type, unsigned lanes) {
    return lanes == 1 ? type : LLVMVectorType(type, lanes);
}

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

/* ---- words ---- */

/* The next word before `end`, which `*at` is moved past; false when there is none. */
static bool next_word(const Items *r, const char **at, char word[16]) {
    if (*at >= r->end)
        return false;
    size_t length = strcspn(*at, " ");
    memcpy(word, *at, length);
    word[length] = '\0';
    *at += length + 1;
    return true;
}

static bool is_operand(const char *word) {
    return word[1] >= '0' && word[1] <= '9';
}

/* Which leaf it is; `count` when it is none of them. */
static int find_leaf(const Items *r, const char *word) {
    int index = 0;
    while (index < r->count && strcmp(r->leaves[index].word, word) != 0)
        index++;
    return index;
}

Items items_of(Generator *g, const Instruction *instruction, const char *end,
               LLVMTypeRef result_type) {
    Items r = {.g = g, .instruction = instruction, .end = end, .result_type = result_type};
    r.leaves = ARENA_ARRAY(g->arena, Leaf, strlen(instruction->text));
    char word[16];
    for (const char *at = instruction->text; next_word(&r, &at, word);) {
        if (!is_operand(word) || find_leaf(&r, word) < r.count)
            continue;
        Leaf *leaf = &r.leaves[r.count++];
        memcpy(leaf->word, word, strlen(word) + 1);
        leaf->operand = word[1] - '0';
    }
    return r;
}

static const Type *leaf_type(const Items *r, int leaf) {
    return l_operand_type(r->g, r->instruction, r->leaves[leaf].operand);
}

/* ---- doubt ---- */

void items_doubt(Items *r, LLVMValueRef v_doubtful) {
    r->v_doubtful = r->v_doubtful
                        ? LLVMBuildOr(r->g->builder, r->v_doubtful, v_doubtful, "doubtful")
                        : v_doubtful;
}

LLVMValueRef items_carry_doubt(const Items *r, LLVMValueRef v_carried) {
    return r->v_doubtful ? LLVMBuildOr(r->g->builder, v_carried, r->v_doubtful, "doubtful")
                         : v_carried;
}

LLVMValueRef items_no_doubt(const Items *r, unsigned lanes) {
    return LLVMConstNull(items_lanes(r->g->bool_type, lanes));
}

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

/* ---- operands ---- */

static LLVMValueRef load_at(const Items *r, LLVMValueRef v_place, LLVMTypeRef type) {
    LLVMValueRef v_item = LLVMBuildLoad2(r->g->builder, type, v_place, "item");
    LLVMSetAlignment(v_item, 1); /* NumPy's arrays need not be aligned */
    return v_item;
}

/* As in memory. */
static LLVMValueRef load_item(const Items *r, int operand, LLVMTypeRef type, LLVMValueRef v_index) {
    Generator *g = r->g;
    if (!r->is_strided)
        return load_at(
            r, LLVMBuildGEP2(g->builder, type, r->v_operands[operand], &v_index, 1, "place"), type);
    LLVMValueRef v_offset = LLVMBuildMul(g->builder, v_index, r->v_strides[operand], "offset");
    return load_at(r,
                   LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context),
                                 r->v_operands[operand], &v_offset, 1, "place"),
                   type);
}

static LLVMValueRef load_lanes(const Items *r, int operand, LLVMTypeRef type, LLVMValueRef v_index,
                               unsigned lanes) {
    Generator *g = r->g;
    if (lanes == 1)
        return load_item(r, operand, type, v_index);
    if (!r->is_strided) {
        LLVMValueRef v_place =
            LLVMBuildGEP2(g->builder, type, r->v_operands[operand], &v_index, 1, "place");
        return load_at(r, v_place, LLVMVectorType(type, lanes));
    }
    LLVMValueRef v_all = LLVMGetPoison(LLVMVectorType(type, lanes));
    for (unsigned i = 0; i < lanes; i++) {
        LLVMValueRef v_next = LLVMBuildAdd(g->builder, v_index, l_int64(g, i), "index");
        v_all = LLVMBuildInsertElement(g->builder, v_all, load_item(r, operand, type, v_next),
                                       l_int32(g, (int32_t)i), "items");
    }
    return v_all;
}

/* A number is the same for every item. */
static LLVMValueRef repeat(const Items *r, LLVMValueRef v_number, unsigned lanes) {
    LLVMValueRef v_all = LLVMGetPoison(items_lanes(LLVMTypeOf(v_number), lanes));
    for (unsigned i = 0; lanes > 1 && i < lanes; i++)
        v_all = LLVMBuildInsertElement(r->g->builder, v_all, v_number, l_int32(r->g, (int32_t)i),
                                       "numbers");
    return lanes == 1 ? v_number : v_all;
}

static Item operand(const Items *r, int index, LLVMValueRef v_index, unsigned lanes) {
    Generator *g = r->g;
    const Type *type = leaf_type(r, index);
    Dtype dtype = elementwise_operand_dtype(type);
    if (type->kind != TYPE_ARRAY)
        return (Item){repeat(r, r->v_operands[index], lanes), dtype};
    if (dtype != DTYPE_BOOL)
        return (Item){load_lanes(r, index, items_type(g, dtype), v_index, lanes), dtype};
    LLVMValueRef v_bytes = load_lanes(r, index, LLVMInt8TypeInContext(g->context), v_index, lanes);
    return (Item){
        LLVMBuildICmp(g->builder, LLVMIntNE, v_bytes, LLVMConstNull(LLVMTypeOf(v_bytes)), "truth"),
        dtype};
}

static LLVMValueRef narrowed(Items *r, LLVMValueRef v_float, LLVMTypeRef type) {
    LLVMValueRef v_narrow = LLVMBuildFPTrunc(r->g->builder, v_float, type, "narrow");
    items_doubt(r, items_is_wild(r, v_narrow));
    items_doubt(r, items_is_tiny(r, v_narrow, &v_float, 1));
    return v_narrow;
}

/* As NumPy converts for a step, or to store it. */
static LLVMValueRef converted(Items *r, Item item, Dtype dtype, unsigned lanes) {
    LLVMBuilderRef builder = r->g->builder;
    LLVMTypeRef type = items_lanes(items_type(r->g, dtype), lanes);
    if (item.dtype == dtype)
        return item.v_value;
    if (item.dtype == DTYPE_FLOAT64)
        return narrowed(r, item.v_value, type);
    if (item.dtype == DTYPE_FLOAT32)
        return LLVMBuildFPExt(builder, item.v_value, type, "wide");
    if (is_float(dtype) && item.dtype == DTYPE_BOOL)
        return LLVMBuildUIToFP(builder, item.v_value, type, "float");
    if (is_float(dtype))
        return LLVMBuildSIToFP(builder, item.v_value, type, "float");
    if (item.dtype == DTYPE_INT64)
        return LLVMBuildTrunc(builder, item.v_value, type, "narrow");
    return item.dtype == DTYPE_BOOL ? LLVMBuildZExt(builder, item.v_value, type, "wide")
                                    : LLVMBuildSExt(builder, item.v_value, type, "wide");
}

/* ---- steps ---- */

static LLVMValueRef compare(const Items *r, const char *word, Dtype dtype,
                            const LLVMValueRef *operands) {
    static const struct {
        const char *word;
        LLVMRealPredicate real;
        LLVMIntPredicate of_signed, of_truth;
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
    return LLVMBuildICmp(builder, dtype == DTYPE_BOOL ? rows[row].of_truth : rows[row].of_signed,
                         operands[0], operands[1], word);
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

/* Integers wrap without a word. */
static LLVMValueRef int_step(const Items *r, const char *word, const LLVMValueRef *operands) {
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

/* Of the last items on the stack, which make room for what it gives. */
static Item step(Items *r, const char *word, const Item *items, unsigned lanes) {
    int arity = elementwise_arity(word);
    Dtype other = items[arity - 1].dtype;
    Dtype common = elementwise_common(word, items[0].dtype, other);
    LLVMValueRef operands[2] = {NULL, NULL};
    for (int i = 0; i < arity; i++)
        operands[i] = converted(r, items[i], common, lanes);
    LLVMValueRef v_result = elementwise_compares(word) ? compare(r, word, common, operands)
                            : is_float(common)         ? float_step(r, word, operands)
                                                       : int_step(r, word, operands);
    return (Item){v_result, elementwise_result(word, items[0].dtype, other)};
}

Dtype items_dtype(const Items *r) {
    Dtype stack[MOST_DEPTH];
    int depth = 0;
    char word[16];
    for (const char *at = r->instruction->text; next_word(r, &at, word);) {
        if (is_operand(word)) {
            stack[depth++] = elementwise_operand_dtype(leaf_type(r, find_leaf(r, word)));
            continue;
        }
        depth -= elementwise_arity(word);
        Dtype other = stack[depth + elementwise_arity(word) - 1];
        stack[depth] = elementwise_result(word, stack[depth], other);
        depth++;
    }
    return stack[0];
}

LLVMValueRef items_evaluate(Items *r, LLVMValueRef v_index, unsigned lanes, Dtype dtype) {
    Item stack[MOST_DEPTH];
    int depth = 0;
    r->v_doubtful = NULL;
    char word[16];
    for (const char *at = r->instruction->text; next_word(r, &at, word);) {
        if (is_operand(word)) {
            stack[depth++] = operand(r, find_leaf(r, word), v_index, lanes);
            continue;
        }
        depth -= elementwise_arity(word);
        stack[depth] = step(r, word, stack + depth, lanes);
        depth++;
    }
    return converted(r, stack[0], dtype, lanes);
}

/* ---- functions ---- */

LLVMValueRef items_begin_function(Items *r, const char *name, const LLVMTypeRef *leading,
                                  unsigned leading_count, LLVMTypeRef *type,
                                  Interrupted *interrupted) {
    Generator *g = r->g;
    unsigned count = (unsigned)r->count, all = leading_count + count * (r->is_strided ? 2 : 1);
    LLVMTypeRef *types = ARENA_ARRAY(g->arena, LLVMTypeRef, all);
    for (unsigned i = 0; i < leading_count; i++)
        types[i] = leading[i];
    for (unsigned i = 0; i < count; i++)
        types[leading_count + i] = l_type(g, leaf_type(r, (int)i));
    for (unsigned i = leading_count + count; i < all; i++)
        types[i] = g->int64_type;
    *type = LLVMFunctionType(r->result_type, types, all, false);
    LLVMValueRef v_function = LLVMAddFunction(g->module, name, *type);
    LLVMSetLinkage(v_function, LLVMInternalLinkage);
    l_attribute(g, v_function, LLVMAttributeFunctionIndex, "nounwind", 0);
    r->v_operands = ARENA_ARRAY(g->arena, LLVMValueRef, count);
    r->v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, count);
    for (unsigned i = 0; i < count; i++) {
        r->v_operands[i] = LLVMGetParam(v_function, leading_count + i);
        if (r->is_strided)
            r->v_strides[i] = LLVMGetParam(v_function, leading_count + count + i);
    }
    *interrupted = (Interrupted){g->function, LLVMGetInsertBlock(g->builder),
                                 LLVMGetCurrentDebugLocation2(g->builder)};
    LLVMSetCurrentDebugLocation2(g->builder, NULL);
    g->function = v_function;
    LLVMPositionBuilderAtEnd(g->builder, l_block(g, "entry"));
    return v_function;
}

void items_end_function(Items *r, const Interrupted *interrupted) {
    r->g->function = interrupted->function;
    LLVMPositionBuilderAtEnd(r->g->builder, interrupted->block);
    LLVMSetCurrentDebugLocation2(r->g->builder, interrupted->place);
}

LLVMValueRef items_call(Items *r, LLVMTypeRef type, LLVMValueRef v_function,
                        const LLVMValueRef *leading, unsigned leading_count) {
    Generator *g = r->g;
    unsigned count = (unsigned)r->count, used = 0;
    LLVMValueRef *arguments = ARENA_ARRAY(g->arena, LLVMValueRef, leading_count + 2 * count);
    for (unsigned i = 0; i < leading_count; i++)
        arguments[used++] = leading[i];
    for (unsigned i = 0; i < count; i++)
        arguments[used++] = r->v_operands[i];
    for (unsigned i = 0; i < count && r->is_strided; i++)
        arguments[used++] = r->v_strides[i];
    bool is_void = r->result_type == g->void_type;
    return LLVMBuildCall2(g->builder, type, v_function, arguments, used, is_void ? "" : "computed");
}

/* ---- loops ---- */

Loop items_begin_loop(const Items *r, LLVMValueRef v_first, LLVMValueRef v_end, unsigned lanes,
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

void items_end_loop(const Items *r, const Loop *loop, const LLVMValueRef *next) {
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

/* ---- in the kernel ---- */

static LLVMValueRef field(Generator *g, LLVMValueRef v_array, int64_t offset, LLVMTypeRef type,
                          const char *name) {
    return LLVMBuildLoad2(g->builder, type, l_field(g, v_array, offset, name), name);
}

void items_require(Generator *g, LLVMValueRef *v_all, LLVMValueRef v_one) {
    if (LLVMIsAConstantInt(v_one) && LLVMConstIntGetZExtValue(v_one))
        return;
    *v_all = *v_all ? LLVMBuildAnd(g->builder, *v_all, v_one, "all") : v_one;
}

static View read_vector(Generator *g, ValueId array) {
    const Type *type = fn_type(g->fn, array);
    const Header *known = &g->headers[array];
    LLVMValueRef v_array = g->values[array];
    LLVMValueRef v_bytes = l_int64(g, dtype_infos[type->dtype].bytes);
    if (known->v_items) /* made here */
        return (View){known->v_items, v_bytes, known->v_count, NULL};
    View view = {.v_stride = v_bytes};
    if (is_held_view(g, array)) {
        view_vector(g, array, &view.v_items, &view.v_count, &view.v_stride);
        if (!type->contiguous)
            view.v_side_by_side =
                LLVMBuildICmp(g->builder, LLVMIntEQ, view.v_stride, v_bytes, "side_by_side");
        return view;
    }
    view.v_items = field(g, v_array, NPJIT_ARRAY_ITEMS, g->pointer_type, "items");
    if (!type->contiguous) {
        LLVMValueRef v_all = field(g, v_array, NPJIT_ARRAY_STRIDES, g->pointer_type, "strides");
        view.v_stride = LLVMBuildLoad2(g->builder, g->int64_type, v_all, "stride");
        view.v_side_by_side =
            LLVMBuildICmp(g->builder, LLVMIntEQ, view.v_stride, v_bytes, "side_by_side");
    }
    LLVMValueRef v_shape = field(g, v_array, NPJIT_ARRAY_SHAPE, g->pointer_type, "shape");
    view.v_count = LLVMBuildLoad2(g->builder, g->int64_type, v_shape, "length");
    return view;
}

static View sliced(const Items *r, const View *all, const char *word) {
    Generator *g = r->g;
    LLVMValueRef bounds[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3; i++)
        if (word[2 + i] != '-')
            bounds[i] = l_operand(g, r->instruction, word[2 + i] - '0');
    Slice slice = l_slice(g, bounds, all->v_count, all->v_stride);
    return (View){.v_items = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context),
                                           all->v_items, &slice.v_offset, 1, "first"),
                  .v_stride = slice.v_stride,
                  .v_count = slice.v_length,
                  .v_side_by_side =
                      slice.step == 1 ? all->v_side_by_side : LLVMConstInt(g->bool_type, 0, false)};
}

View items_view(const Items *r, const char *word) {
    View view = read_vector(r->g, r->instruction->operands[word[1] - '0']);
    return word[0] == 'v' ? sliced(r, &view, word) : view;
}

Operands items_read(const Items *r) {
    Generator *g = r->g;
    Operands operands = {.v_operands = ARENA_ARRAY(g->arena, LLVMValueRef, r->count),
                         .v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, r->count)};
    for (int i = 0; i < r->count; i++) {
        const Leaf *leaf = &r->leaves[i];
        operands.v_operands[i] = l_operand(g, r->instruction, leaf->operand);
        operands.v_strides[i] = l_int64(g, 0);
        if (leaf_type(r, i)->kind != TYPE_ARRAY)
            continue;
        View view = items_view(r, leaf->word);
        operands.v_operands[i] = view.v_items;
        operands.v_strides[i] = view.v_stride;
        if (view.v_side_by_side)
            items_require(g, &operands.v_side_by_side, view.v_side_by_side);
        if (!operands.v_count)
            operands.v_count = view.v_count;
        else if (view.v_count != operands.v_count)
            items_require(
                g, &operands.v_fits,
                LLVMBuildICmp(g->builder, LLVMIntEQ, view.v_count, operands.v_count, "same"));
    }
    return operands;
}

void items_by_numpy(Generator *g, const Instruction *instruction, const char *thunk) {
    bool hot = g->hot;
    g->hot = false;
    l_call_by_signature(g, instruction, thunk);
    g->hot = hot;
}

bool items_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->op == OP_NATIVE_MAP)
        map_operation(g, instruction, thunk);
    else if (instruction->op == OP_NATIVE_REDUCE)
        reduce_operation(g, instruction, thunk);
    else if (instruction->op == OP_NATIVE_STORE)
        store_operation(g, instruction, thunk);
    else
        return false;
    return true;
}
