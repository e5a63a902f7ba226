/* Expressions of the items of vectors; see lower_items.h.
 Their steps are emitted by lower_steps.c.
 *
 * Arrays whose shapes differ are those of which NumPy repeats items: which of them have a dimension
 * of one item is known by their types, that they lack it, or by the view that added it. Where
 * another turns out to have one, NumPy does it. */
#include "lower_items.h"

#include <ir/elementwise.h>
#include <runtime/thunks.h>
#include <string.h>

enum { MOST_DEPTH = 16 };

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
    Items r = {
        .g = g, .instruction = instruction, .end = end, .ndim = 1, .result_type = result_type};
    bool by_rows = instruction->op != OP_NATIVE_REDUCE &&
                   !elementwise_are_alike(g->fn, instruction->operands, instruction->operand_count);
    for (int i = 0; by_rows && i < instruction->operand_count; i++) {
        const Type *type = l_operand_type(g, instruction, i);
        if (type->kind == TYPE_ARRAY && type->ndim > r.ndim)
            r.ndim = type->ndim;
    }
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

/* ---- operands ---- */

static LLVMValueRef load_at(const Items *r, LLVMValueRef v_place, LLVMTypeRef type) {
    LLVMValueRef v_item = LLVMBuildLoad2(r->g->builder, type, v_place, "item");
    LLVMSetAlignment(v_item, 1); /* NumPy's arrays need not be aligned */
    return v_item;
}

/* As in memory. */
static LLVMValueRef load_item(const Items *r, int operand, LLVMTypeRef type, LLVMValueRef v_index) {
    Generator *g = r->g;
    if (r->leaves[operand].repeats)
        return load_at(r, r->v_operands[operand], type);
    if (!r->is_strided)
        return load_at(
            r, LLVMBuildGEP2(g->builder, type, r->v_operands[operand], &v_index, 1, "place"), type);
    LLVMValueRef v_offset = LLVMBuildMul(g->builder, v_index, r->v_strides[operand], "offset");
    return load_at(r,
                   LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context),
                                 r->v_operands[operand], &v_offset, 1, "place"),
                   type);
}

/* A number is the same for every item. */
static LLVMValueRef repeat(const Items *r, LLVMValueRef v_number, unsigned lanes) {
    LLVMValueRef v_all = LLVMGetPoison(items_lanes(LLVMTypeOf(v_number), lanes));
    for (unsigned i = 0; lanes > 1 && i < lanes; i++)
        v_all = LLVMBuildInsertElement(r->g->builder, v_all, v_number, l_int32(r->g, (int32_t)i),
                                       "numbers");
    return lanes == 1 ? v_number : v_all;
}

static LLVMValueRef load_lanes(const Items *r, int operand, LLVMTypeRef type, LLVMValueRef v_index,
                               unsigned lanes) {
    Generator *g = r->g;
    if (lanes == 1 || r->leaves[operand].repeats)
        return repeat(r, load_item(r, operand, type, v_index), lanes);
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

/* As it is computed with: in a register integers of NumPy's have 64 bits. */
static LLVMValueRef number(const Items *r, int index) {
    const Type *type = leaf_type(r, index);
    LLVMValueRef v_number = r->v_operands[index];
    LLVMTypeRef wanted = items_type(r->g, elementwise_item(type).dtype);
    return LLVMTypeOf(v_number) == wanted
               ? v_number
               : LLVMBuildTrunc(r->g->builder, v_number, wanted, "number");
}

static Entry operand(const Items *r, int index, LLVMValueRef v_index, unsigned lanes) {
    Generator *g = r->g;
    const Type *type = leaf_type(r, index);
    Item item = elementwise_item(type);
    if (type->kind != TYPE_ARRAY)
        return (Entry){repeat(r, number(r, index), lanes), item};
    if (item.dtype != DTYPE_BOOL)
        return (Entry){load_lanes(r, index, items_type(g, item.dtype), v_index, lanes), item};
    LLVMValueRef v_bytes = load_lanes(r, index, LLVMInt8TypeInContext(g->context), v_index, lanes);
    return (Entry){
        LLVMBuildICmp(g->builder, LLVMIntNE, v_bytes, LLVMConstNull(LLVMTypeOf(v_bytes)), "truth"),
        item};
}

/* ---- evaluation ---- */

Dtype items_dtype(const Items *r) {
    Item stack[MOST_DEPTH];
    int depth = 0;
    char word[16];
    for (const char *at = r->instruction->text; next_word(r, &at, word);) {
        if (is_operand(word)) {
            stack[depth++] = elementwise_item(leaf_type(r, find_leaf(r, word)));
            continue;
        }
        Dtype common;
        depth -= elementwise_arity(word);
        stack[depth] = (Item){elementwise_result(word, stack + depth, &common), false};
        depth++;
    }
    return stack[0].dtype;
}

bool items_may_warn(const Items *r) {
    char word[16];
    for (const char *at = r->instruction->text; next_word(r, &at, word);)
        if (elementwise_may_warn(word))
            return true;
    return false;
}

LLVMValueRef items_evaluate(Items *r, LLVMValueRef v_index, unsigned lanes, Dtype dtype) {
    Entry stack[MOST_DEPTH];
    int depth = 0;
    r->v_doubtful = NULL;
    char word[16];
    for (const char *at = r->instruction->text; next_word(r, &at, word);) {
        if (is_operand(word)) {
            stack[depth++] = operand(r, find_leaf(r, word), v_index, lanes);
            continue;
        }
        depth -= elementwise_arity(word);
        stack[depth] = items_step(r, word, stack + depth, lanes);
        depth++;
    }
    items_doubt_number(r, stack[0], dtype);
    return items_convert(r, stack[0], dtype, lanes);
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
        return (View){.v_items = known->v_items, .v_stride = v_bytes, .v_count = known->v_count};
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

/* Of several dimensions. */
static View read_grid(const Items *r, ValueId array) {
    Generator *g = r->g;
    const Type *type = fn_type(g->fn, array);
    LLVMValueRef v_bytes = l_int64(g, dtype_infos[type->dtype].bytes);
    View view = {.ndim = type->ndim,
                 .v_stride = v_bytes,
                 .v_shape = ARENA_ARRAY(g->arena, LLVMValueRef, type->ndim),
                 .v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, type->ndim),
                 .v_count = l_int64(g, 1)};
    view_grid(g, array, &view.v_items, view.v_shape, view.v_strides);
    for (int axis = 0; axis < type->ndim; axis++)
        if (is_added_dimension(g->fn, array, axis)) {
            view.v_shape[axis] = l_int64(g, 1);
            view.v_strides[axis] = l_int64(g, 0);
        }
    if (!type->contiguous) {
        view.v_stride = view.v_strides[type->ndim - 1];
        view.v_side_by_side =
            LLVMBuildICmp(g->builder, LLVMIntEQ, view.v_stride, v_bytes, "side_by_side");
    }
    for (int axis = 0; axis < type->ndim; axis++)
        view.v_count = LLVMBuildMul(g->builder, view.v_count, view.v_shape[axis], "count");
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
    ValueId array = r->instruction->operands[word[1] - '0'];
    if (fn_type(r->g->fn, array)->ndim > 1)
        return read_grid(r, array);
    View view = read_vector(r->g, array);
    return word[0] == 'v' ? sliced(r, &view, word) : view;
}

/* ---- shapes ---- */

static bool is_one(LLVMValueRef v_length) {
    return LLVMIsAConstantInt(v_length) && LLVMConstIntGetZExtValue(v_length) == 1;
}

/* Where arrays are run through row by row: with as many dimensions as the others have. */
static View with_dimensions(const Items *r, View view) {
    Generator *g = r->g;
    int own = view.ndim > 0 ? view.ndim : 1, added = r->ndim - own;
    if (r->ndim == 1 || added == 0)
        return view;
    View all = view;
    all.ndim = r->ndim;
    all.v_shape = ARENA_ARRAY(g->arena, LLVMValueRef, r->ndim);
    all.v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, r->ndim);
    for (int axis = 0; axis < r->ndim; axis++) {
        bool is_new = axis < added, is_vector = view.ndim == 0;
        all.v_shape[axis] = is_new      ? l_int64(g, 1)
                            : is_vector ? view.v_count
                                        : view.v_shape[axis - added];
        all.v_strides[axis] = is_new      ? l_int64(g, 0)
                              : is_vector ? view.v_stride
                                          : view.v_strides[axis - added];
    }
    return all;
}

static void require_length(const Items *r, LLVMValueRef *v_fits, LLVMValueRef v_length,
                           LLVMValueRef v_wanted, bool may_repeat) {
    if (v_length != v_wanted && !(may_repeat && is_one(v_length)))
        items_require(r->g, v_fits,
                      LLVMBuildICmp(r->g->builder, LLVMIntEQ, v_length, v_wanted, "same"));
}

void items_require_shape(const Items *r, LLVMValueRef *v_fits, const View *view,
                         const Operands *operands) {
    for (int axis = 0; axis < view->ndim; axis++)
        require_length(r, v_fits, view->v_shape[axis], operands->v_shape[axis], r->ndim > 1);
    if (view->ndim == 0)
        require_length(r, v_fits, view->v_count, operands->v_count, false);
}

bool items_spread(const Items *r, LLVMValueRef *v_fits, Operands *operands, const View *to) {
    bool spreads = false;
    if (r->ndim == 1) {
        items_require_shape(r, v_fits, to, operands);
        return false;
    }
    for (int axis = 0; axis < r->ndim; axis++) {
        spreads = spreads || operands->v_shape[axis] != to->v_shape[axis];
        require_length(r, v_fits, operands->v_shape[axis], to->v_shape[axis], true);
    }
    operands->v_shape = to->v_shape;
    operands->v_count = to->v_count;
    return spreads;
}

/* The shape of what is computed of the arrays: the first one's, or, row by row, in each dimension
 * that of the first one that has more than an item there. */
static void find_shape(const Items *r, Operands *operands) {
    const View *first = NULL;
    for (int i = 0; i < r->count; i++) {
        const View *view = &operands->views[i];
        if (!view->v_items)
            continue;
        if (!first) {
            first = view;
            operands->v_count = view->v_count;
            operands->v_shape = view->v_shape;
            if (r->ndim == 1)
                return;
            operands->v_shape = ARENA_ARRAY(r->g->arena, LLVMValueRef, r->ndim);
            memcpy(operands->v_shape, view->v_shape, (size_t)r->ndim * sizeof *view->v_shape);
        }
        for (int axis = 0; axis < r->ndim; axis++)
            if (is_one(operands->v_shape[axis]))
                operands->v_shape[axis] = view->v_shape[axis];
    }
    operands->v_count = first ? l_int64(r->g, 1) : NULL;
    for (int axis = 0; first && axis < r->ndim; axis++)
        operands->v_count =
            LLVMBuildMul(r->g->builder, operands->v_count, operands->v_shape[axis], "count");
}

static bool is_narrow(Dtype dtype) {
    return dtype != DTYPE_FLOAT64 && dtype != DTYPE_INT64 && dtype != DTYPE_BOOL;
}

void items_require_any(const Items *r, LLVMValueRef *v_fits, LLVMValueRef v_count, Dtype dtype) {
    bool number = false, narrow = is_narrow(dtype);
    for (int i = 0; i < r->count; i++) {
        const Type *type = leaf_type(r, i);
        number |= type->kind == TYPE_I64 || type->kind == TYPE_FLOAT;
        narrow |= type->kind == TYPE_ARRAY && is_narrow(type->dtype);
    }
    if (number && narrow)
        items_require(r->g, v_fits,
                      LLVMBuildICmp(r->g->builder, LLVMIntSGT, v_count, l_int64(r->g, 0), "any"));
}

Operands items_read(const Items *r) {
    Generator *g = r->g;
    Operands operands = {.v_operands = ARENA_ARRAY(g->arena, LLVMValueRef, r->count),
                         .v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, r->count),
                         .views = ARENA_ARRAY(g->arena, View, r->count)};
    for (int i = 0; i < r->count; i++) {
        Leaf *leaf = &r->leaves[i];
        operands.v_operands[i] = l_operand(g, r->instruction, leaf->operand);
        operands.v_strides[i] = l_int64(g, 0);
        if (leaf_type(r, i)->kind != TYPE_ARRAY)
            continue;
        View view = operands.views[i] = with_dimensions(r, items_view(r, leaf->word));
        operands.v_operands[i] = view.v_items;
        operands.v_strides[i] = view.v_stride;
        leaf->repeats = r->ndim > 1 && is_one(view.v_shape[r->ndim - 1]);
        if (view.v_side_by_side && !leaf->repeats)
            items_require(g, &operands.v_side_by_side, view.v_side_by_side);
    }
    find_shape(r, &operands);
    for (int i = 0; i < r->count; i++)
        if (operands.views[i].v_items)
            items_require_shape(r, &operands.v_fits, &operands.views[i], &operands);
    if (operands.v_count)
        items_require_any(r, &operands.v_fits, operands.v_count, (Dtype)r->instruction->immediate);
    return operands;
}

/* ---- rows ---- */

LLVMValueRef *items_dense_strides(const Items *r, Dtype dtype, const LLVMValueRef *v_shape) {
    Generator *g = r->g;
    LLVMValueRef *v_strides = ARENA_ARRAY(g->arena, LLVMValueRef, r->ndim);
    LLVMValueRef v_stride = l_int64(g, dtype_infos[dtype].bytes);
    for (int axis = r->ndim - 1; axis >= 0 && r->ndim > 1; axis--) {
        v_strides[axis] = v_stride;
        v_stride = LLVMBuildMul(g->builder, v_stride, v_shape[axis], "stride");
    }
    return v_strides;
}

Rows items_begin_rows(const Items *r, const LLVMValueRef *v_shape) {
    Rows rows = {.depth = r->ndim - 1};
    LLVMValueRef v_held = LLVMConstInt(r->g->bool_type, 0, false);
    for (int k = 0; k < rows.depth; k++) {
        rows.loops[k] = items_begin_loop(r, l_int64(r->g, 0), v_shape[k], 1, &v_held, 1);
        v_held = rows.loops[k].v_carried[0];
    }
    return rows;
}

LLVMValueRef items_end_rows(const Items *r, const Rows *rows, LLVMValueRef v_holds) {
    int last = rows->depth - 1;
    if (last >= 0)
        v_holds = LLVMBuildOr(r->g->builder, rows->loops[last].v_carried[0], v_holds, "any");
    for (int k = last; k >= 0; k--) {
        items_end_loop(r, &rows->loops[k], &v_holds);
        v_holds = rows->loops[k].v_carried[0];
    }
    return v_holds;
}

LLVMValueRef items_row(const Items *r, const Rows *rows, LLVMValueRef v_items,
                       const LLVMValueRef *v_strides) {
    Generator *g = r->g;
    for (int k = 0; k < rows->depth; k++) {
        if (LLVMIsAConstantInt(v_strides[k]) && LLVMConstIntGetZExtValue(v_strides[k]) == 0)
            continue;
        LLVMValueRef v_offset =
            LLVMBuildMul(g->builder, rows->loops[k].v_index, v_strides[k], "offset");
        v_items = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context), v_items, &v_offset,
                                1, "row");
    }
    return v_items;
}

LLVMValueRef items_row_count(const Items *r, LLVMValueRef v_count, const LLVMValueRef *v_shape) {
    return r->ndim > 1 ? v_shape[r->ndim - 1] : v_count;
}

/* ---- the operation ---- */

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
