/* native.store: an operator in place on a vector, or what is assigned to a slice of one, as a loop.
 * What is stored is computed first, into memory that nobody else knows: NumPy, too, computes as if
 * the array were not where the result goes, and where an item is doubtful (lower_items.c) nothing
 * may have been stored that NumPy would not have stored.
 *
 * A single step is NumPy's one loop, which stores as it goes, and so are ints, of which none is
 * doubtful, and what is only copied: they are stored piece by piece, and NumPy does the rest from
 * the first piece on that has a doubtful item. Pieces are of so many items that its loops, which
 * take some items at once, meet each of them at the same place. Everything else is computed as a
 * whole.
 *
 * NumPy also does what raises or repeats items: arrays that do not fit, cannot be written to, or
 * whose items share memory. */
#include "lower_items.h"

#include <ir/elementwise.h>
#include <ir/escape.h>
#include <runtime/thunks.h>
#include <stddef.h>
#include <string.h>

enum { PIECE = 512 };

/* What the text says. */
typedef struct Store {
    const Instruction *instruction;
    const char *end; /* of the expression */
    char to[6];      /* the word of where it goes */
    bool is_step;    /* the expression is one step in place */
    bool is_plain;   /* it has no step */
} Store;

static Store read_store(const Instruction *instruction) {
    const char *text = instruction->text, *last = strrchr(text, ' ') + 1, *to = last - 2;
    Store store = {.instruction = instruction};
    while (to > text && to[-1] != ' ')
        to--;
    memcpy(store.to, to, (size_t)(last - 1 - to));
    store.end = to;
    int words = 0;
    for (const char *at = text; at < to; at++)
        words += *at == ' ';
    store.is_step = words <= 3 && strcmp(last, "update") == 0;
    store.is_plain = words == 1;
    return store;
}

/* ---- where it goes ---- */

/* Whether items that follow each other share no memory. */
static LLVMValueRef lies_apart(Generator *g, LLVMValueRef v_stride, int64_t bytes) {
    LLVMValueRef v_shifted = LLVMBuildAdd(g->builder, v_stride, l_int64(g, bytes - 1), "shifted");
    return LLVMBuildICmp(g->builder, LLVMIntUGT, v_shifted, l_int64(g, 2 * bytes - 2), "apart");
}

/* Whether what follows each other in a dimension is as far apart as the next dimension is wide. */
static LLVMValueRef rows_lie_apart(Generator *g, const View *to, int axis) {
    LLVMValueRef sizes[2];
    for (int i = 0; i < 2; i++) {
        LLVMValueRef parts[] = {to->v_strides[axis + i], LLVMConstInt(g->bool_type, 0, false)};
        sizes[i] = l_intrinsic(g, "llvm.abs", g->int64_type, parts, 2);
    }
    LLVMValueRef v_wide = LLVMBuildMul(g->builder, sizes[1], to->v_shape[axis + 1], "wide");
    return LLVMBuildICmp(g->builder, LLVMIntUGE, sizes[0], v_wide, "apart");
}

/* Whether the loop can do it; NULL: it can. */
static LLVMValueRef can_store(const Items *r, const Store *store, Operands *operands,
                              const View *to) {
    Generator *g = r->g;
    ValueId array = store->instruction->operands[store->to[1] - '0'];
    LLVMValueRef v_fits = operands->v_fits;
    if (operands->v_count && items_spread(r, &v_fits, operands, to)) /* NumPy computes it anyway */
        items_require(g, &v_fits,
                      LLVMBuildICmp(g->builder, LLVMIntSGT, to->v_count, l_int64(g, 0), "any"));
    items_require_any(r, &v_fits, to->v_count, (Dtype)store->instruction->immediate);
    if (!g->headers[array].v_items)
        items_require(g, &v_fits, view_is_writeable(g, array));
    if (to->v_side_by_side)
        items_require(
            g, &v_fits,
            lies_apart(g, to->v_stride, dtype_infos[store->instruction->immediate].bytes));
    for (int axis = 0; to->v_side_by_side && axis < r->ndim - 1; axis++)
        items_require(g, &v_fits, rows_lie_apart(g, to, axis));
    return v_fits;
}

/* The first byte and the one behind the last of that many items. */
static void find_bounds(Generator *g, LLVMValueRef v_items, LLVMValueRef v_stride,
                        LLVMValueRef v_count, int64_t bytes, LLVMValueRef bounds[2]) {
    LLVMValueRef v_first = LLVMBuildPtrToInt(g->builder, v_items, g->int64_type, "first");
    LLVMValueRef v_turns = LLVMBuildSub(g->builder, v_count, l_int64(g, 1), "turns");
    LLVMValueRef v_span = LLVMBuildMul(g->builder, v_turns, v_stride, "span");
    LLVMValueRef v_last = LLVMBuildAdd(g->builder, v_first, v_span, "last");
    LLVMValueRef both[] = {v_first, v_last};
    bounds[0] = l_intrinsic(g, "llvm.umin", g->int64_type, both, 2);
    bounds[1] = LLVMBuildAdd(g->builder, l_intrinsic(g, "llvm.umax", g->int64_type, both, 2),
                             l_int64(g, bytes), "behind");
}

/* Whether an array that is read either is just what is stored to, or shares no memory with it. */
static LLVMValueRef is_harmless(const Items *r, const Operands *operands, int leaf,
                                const View *to) {
    Generator *g = r->g;
    const Instruction *instruction = r->instruction;
    int64_t stored = dtype_infos[instruction->immediate].bytes;
    Dtype dtype = fn_type(g->fn, instruction->operands[r->leaves[leaf].operand])->dtype;
    LLVMValueRef a[2], b[2];
    find_bounds(g, operands->v_operands[leaf], operands->v_strides[leaf], operands->v_count,
                dtype_infos[dtype].bytes, a);
    find_bounds(g, to->v_items, to->v_stride, to->v_count, stored, b);
    LLVMValueRef v_apart =
        LLVMBuildOr(g->builder, LLVMBuildICmp(g->builder, LLVMIntULE, a[1], b[0], "below"),
                    LLVMBuildICmp(g->builder, LLVMIntULE, b[1], a[0], "above"), "apart");
    if (dtype != (Dtype)instruction->immediate)
        return v_apart;
    LLVMValueRef v_same = LLVMBuildAnd(
        g->builder,
        LLVMBuildICmp(g->builder, LLVMIntEQ, operands->v_operands[leaf], to->v_items, "same"),
        LLVMBuildICmp(g->builder, LLVMIntEQ, operands->v_strides[leaf], to->v_stride, "same"),
        "same");
    return LLVMBuildOr(g->builder, v_apart, v_same, "harmless");
}

/* The same for all of them; NULL: it is known. Arrays that only the kernel has are apart. */
static LLVMValueRef are_harmless(const Items *r, const Store *store, const Operands *operands,
                                 const View *to) {
    Generator *g = r->g;
    int stored_to = store->to[1] - '0';
    bool own = g->headers[store->instruction->operands[stored_to]].v_items;
    LLVMValueRef v_all = NULL;
    for (int i = 0; i < r->count; i++) {
        ValueId value = store->instruction->operands[r->leaves[i].operand];
        bool apart = r->leaves[i].operand != stored_to && (own || g->headers[value].v_items);
        if (fn_type(g->fn, value)->kind == TYPE_ARRAY && !apart &&
            strcmp(r->leaves[i].word, store->to) != 0)
            items_require(g, &v_all, is_harmless(r, operands, i, to));
    }
    return v_all;
}

/* ---- what is computed first ---- */

/* Memory for that many items until the next store: for a few on the stack. */
static LLVMValueRef scratch(Generator *g, const Instruction *instruction, LLVMValueRef v_count) {
    int64_t bytes = dtype_infos[instruction->immediate].bytes;
    bool known = LLVMIsAConstantInt(v_count);
    int64_t few = known ? LLVMConstIntGetSExtValue(v_count) : LOCAL_ITEMS;
    few = few > LOCAL_ITEMS ? LOCAL_ITEMS : few;
    LLVMValueRef v_stack = l_stack_slots(g, (few * bytes + 15) / 8, "scratch");
    if (known && LLVMConstIntGetSExtValue(v_count) <= LOCAL_ITEMS)
        return v_stack;
    LLVMBasicBlockRef b_many = l_block(g, "many"), b_done = l_block(g, "scratch");
    LLVMBasicBlockRef from[] = {LLVMGetInsertBlock(g->builder), NULL};
    LLVMValueRef v_few =
        LLVMBuildICmp(g->builder, LLVMIntULE, v_count, l_int64(g, LOCAL_ITEMS), "is_few");
    LLVMBuildCondBr(g->builder, v_few, b_done, b_many);
    LLVMPositionBuilderAtEnd(g->builder, b_many);
    LLVMValueRef v_bytes = LLVMBuildMul(g->builder, v_count, l_int64(g, bytes), "bytes");
    LLVMValueRef v_memory = l_call_runtime(g, "npjit_native_scratch", g->pointer_type, &v_bytes, 1);
    l_check_made(g, instruction, v_memory);
    from[1] = LLVMGetInsertBlock(g->builder);
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    LLVMValueRef v_scratch = LLVMBuildPhi(g->builder, g->pointer_type, "scratch");
    LLVMAddIncoming(v_scratch, (LLVMValueRef[]){v_stack, v_memory}, from, 2);
    return v_scratch;
}

/* ---- storing ---- */

static void copy_strided(const Items *r, const View *to, LLVMValueRef v_from, int64_t bytes) {
    Generator *g = r->g;
    LLVMTypeRef type = LLVMIntTypeInContext(g->context, 8 * (unsigned)bytes);
    Loop loop = items_begin_loop(r, l_int64(g, 0), to->v_count, 1, NULL, 0);
    LLVMValueRef v_item =
        LLVMBuildLoad2(g->builder, type,
                       LLVMBuildGEP2(g->builder, type, v_from, &loop.v_index, 1, "place"), "item");
    LLVMValueRef v_offset = LLVMBuildMul(g->builder, loop.v_index, to->v_stride, "offset");
    LLVMValueRef v_place = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context), to->v_items,
                                         &v_offset, 1, "place");
    LLVMSetAlignment(LLVMBuildStore(g->builder, v_item, v_place), 1);
    items_end_loop(r, &loop, NULL);
}

static void copy_computed(const Items *r, const View *to, LLVMValueRef v_from, int64_t bytes) {
    Generator *g = r->g;
    LLVMBasicBlockRef b_done = NULL;
    if (to->v_side_by_side) {
        LLVMBasicBlockRef b_dense = l_block(g, "dense"), b_strided = l_block(g, "strided");
        b_done = l_block(g, "stored");
        LLVMBuildCondBr(g->builder, to->v_side_by_side, b_dense, b_strided);
        LLVMPositionBuilderAtEnd(g->builder, b_strided);
        copy_strided(r, to, v_from, bytes);
        LLVMBuildBr(g->builder, b_done);
        LLVMPositionBuilderAtEnd(g->builder, b_dense);
    }
    LLVMBuildMemCpy(g->builder, to->v_items, 1, v_from, 8,
                    LLVMBuildMul(g->builder, to->v_count, l_int64(g, bytes), "bytes"));
    if (b_done) {
        LLVMBuildBr(g->builder, b_done);
        LLVMPositionBuilderAtEnd(g->builder, b_done);
    }
}

/* The same of vectors, or row by row. */
static void copy_all(const Items *r, const View *to, LLVMValueRef v_from) {
    Dtype dtype = (Dtype)r->instruction->immediate;
    LLVMValueRef *v_dense = items_dense_strides(r, dtype, to->v_shape);
    Rows rows = items_begin_rows(r, to->v_shape);
    View row = *to;
    row.v_items = items_row(r, &rows, to->v_items, to->v_strides);
    row.v_count = items_row_count(r, to->v_count, to->v_shape);
    copy_computed(r, &row, items_row(r, &rows, v_from, v_dense), dtype_infos[dtype].bytes);
    items_end_rows(r, &rows, LLVMConstInt(r->g->bool_type, 0, false));
}

/* ---- piece by piece ---- */

/* Whether no item can be doubtful. */
static bool is_silent(const Items *r, const Store *store) {
    Dtype to = (Dtype)r->instruction->immediate;
    bool wide = to == DTYPE_INT64 || to == DTYPE_FLOAT64, any_number = false;
    for (int i = 0; i < r->count; i++) {
        const Type *type = fn_type(r->g->fn, r->instruction->operands[r->leaves[i].operand]);
        Item item = elementwise_item(type);
        if (dtype_infos[item.dtype].kind == 'f')
            return store->is_plain && item.dtype == to;
        wide = wide && item.dtype == DTYPE_INT64;
        any_number = any_number || item.is_weak;
    }
    return (wide || !any_number) && !items_may_warn(r);
}

/* Computes the items from `v_first` to `v_end` into `v_piece`. Returns whether one is doubtful. */
static LLVMValueRef compute_piece(Items *r, LLVMValueRef v_piece, LLVMValueRef v_first,
                                  LLVMValueRef v_end) {
    Generator *g = r->g;
    Dtype dtype = (Dtype)r->instruction->immediate;
    LLVMValueRef initial[] = {items_no_doubt(r, 1)};
    Loop loop = items_begin_loop(r, v_first, v_end, 1, initial, 1);
    LLVMValueRef v_item = items_evaluate(r, loop.v_index, 1, dtype);
    LLVMValueRef v_at = LLVMBuildSub(g->builder, loop.v_index, v_first, "at");
    LLVMBuildStore(g->builder, v_item,
                   LLVMBuildGEP2(g->builder, items_type(g, dtype), v_piece, &v_at, 1, "place"));
    LLVMValueRef next[] = {items_carry_doubt(r, loop.v_carried[0])};
    items_end_loop(r, &loop, next);
    return loop.v_carried[0];
}

/* The function of (count, where to, stride there) that tells how many items it stored. */
static LLVMValueRef make_pieces(Items *r, bool strided, LLVMTypeRef *type) {
    Generator *g = r->g;
    Interrupted interrupted;
    LLVMTypeRef leading[] = {g->int64_type, g->pointer_type, g->int64_type};
    int64_t bytes = dtype_infos[r->instruction->immediate].bytes;
    r->is_strided = strided;
    r->result_type = g->int64_type;
    LLVMValueRef v_function =
        items_begin_function(r, "native.store", leading, 3, type, &interrupted);
    LLVMValueRef v_count = LLVMGetParam(v_function, 0), v_stride = LLVMGetParam(v_function, 2);
    LLVMTypeRef item = items_type(g, (Dtype)r->instruction->immediate);
    LLVMValueRef v_piece = LLVMBuildAlloca(g->builder, LLVMArrayType2(item, PIECE), "piece");
    LLVMSetAlignment(v_piece, 64);
    Loop loop = items_begin_loop(r, l_int64(g, 0), v_count, PIECE, NULL, 0);
    LLVMValueRef counts[] = {LLVMBuildSub(g->builder, v_count, loop.v_index, "left"),
                             l_int64(g, PIECE)};
    LLVMValueRef v_now = l_intrinsic(g, "llvm.smin", g->int64_type, counts, 2);
    LLVMValueRef v_end = LLVMBuildNSWAdd(g->builder, loop.v_index, v_now, "end");
    LLVMValueRef v_doubtful = compute_piece(r, v_piece, loop.v_index, v_end);
    LLVMBasicBlockRef b_doubtful = l_block(g, "doubtful"), b_store = l_block(g, "store");
    l_branch(g, v_doubtful, b_doubtful, b_store, WEIGHT_FIRST_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_doubtful);
    LLVMBuildRet(g->builder, loop.v_index);
    LLVMPositionBuilderAtEnd(g->builder, b_store);
    LLVMValueRef v_offset = LLVMBuildMul(g->builder, loop.v_index, v_stride, "offset");
    View to = {.v_items = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context),
                                        LLVMGetParam(v_function, 1), &v_offset, 1, "to"),
               .v_stride = v_stride,
               .v_count = v_now};
    if (strided)
        copy_strided(r, &to, v_piece, bytes);
    else
        copy_computed(r, &to, v_piece, bytes);
    items_end_loop(r, &loop, NULL);
    LLVMBuildRet(g->builder, v_count);
    items_end_function(r, &interrupted);
    return v_function;
}

/* Calls the function; goes to one of the blocks. What is stored by then is left alone by the thunk.
 */
static void store_pieces(Items *r, const Operands *operands, const View *to, bool strided,
                         LLVMBasicBlockRef b_numpy, LLVMBasicBlockRef b_done) {
    Generator *g = r->g;
    LLVMTypeRef type;
    LLVMValueRef v_function = make_pieces(r, strided, &type);
    r->v_operands = operands->v_operands;
    r->v_strides = operands->v_strides;
    LLVMValueRef leading[] = {to->v_count, to->v_items,
                              strided ? to->v_stride
                                      : l_int64(g, dtype_infos[r->instruction->immediate].bytes)};
    LLVMValueRef v_stored = items_call(r, type, v_function, leading, 3);
    LLVMBasicBlockRef b_rest = l_block(g, "rest");
    l_branch(g, LLVMBuildICmp(g->builder, LLVMIntEQ, v_stored, to->v_count, "complete"), b_done,
             b_rest, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_rest);
    LLVMBuildStore(g->builder, v_stored,
                   l_field(g, g->v_context, offsetof(NpjitContext, stored), "stored"));
    LLVMBuildBr(g->builder, b_numpy);
}

/* ---- the operation ---- */

/* Goes to the block where both lie side by side; writing goes on there, and in `b_strided`. */
static LLVMBasicBlockRef begin_strided(Generator *g, const Operands *operands, const View *to) {
    LLVMValueRef v_dense = operands->v_side_by_side;
    if (to->v_side_by_side && to->v_side_by_side != v_dense)
        items_require(g, &v_dense, to->v_side_by_side);
    if (!v_dense)
        return NULL;
    LLVMBasicBlockRef b_dense = l_block(g, "dense"), b_strided = l_block(g, "strided");
    l_branch(g, v_dense, b_dense, b_strided, WEIGHT_NONE);
    LLVMPositionBuilderAtEnd(g->builder, b_dense);
    return b_strided;
}

static void store_by_pieces(Items *r, const Store *store, const Operands *operands, const View *to,
                            LLVMBasicBlockRef b_numpy, LLVMBasicBlockRef b_done) {
    Generator *g = r->g;
    LLVMValueRef v_harmless = are_harmless(r, store, operands, to);
    if (v_harmless) {
        LLVMBasicBlockRef b_harmless = l_block(g, "harmless");
        l_branch(g, v_harmless, b_harmless, b_numpy, WEIGHT_SECOND_UNLIKELY);
        LLVMPositionBuilderAtEnd(g->builder, b_harmless);
    }
    LLVMBasicBlockRef b_strided = begin_strided(g, operands, to);
    store_pieces(r, operands, to, false, b_numpy, b_done);
    if (b_strided) {
        LLVMPositionBuilderAtEnd(g->builder, b_strided);
        store_pieces(r, operands, to, true, b_numpy, b_done);
    }
}

static void store_as_a_whole(Items *r, const Operands *operands, const View *to,
                             LLVMBasicBlockRef b_numpy, LLVMBasicBlockRef b_done) {
    Generator *g = r->g;
    LLVMBasicBlockRef b_computed = l_block(g, "computed");
    LLVMValueRef v_scratch = scratch(g, r->instruction, to->v_count);
    items_map(r, operands, (Dtype)r->instruction->immediate, v_scratch, b_numpy, b_computed);
    LLVMPositionBuilderAtEnd(g->builder, b_computed);
    copy_all(r, to, v_scratch);
    LLVMBuildBr(g->builder, b_done);
}

static bool is_short(LLVMValueRef v_count) {
    return LLVMIsAConstantInt(v_count) && LLVMConstIntGetSExtValue(v_count) <= LOCAL_ITEMS;
}

void store_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    Store store = read_store(instruction);
    Items r = items_of(g, instruction, store.end, g->bool_type);
    Operands operands = items_read(&r);
    View to = items_view(&r, store.to);
    if (strcmp(store.to, r.leaves[0].word) == 0)
        to.v_count = operands.v_count; /* in place */
    if (!operands.v_count) {           /* a number for all of them */
        operands.v_count = to.v_count;
        operands.v_shape = to.v_shape;
    }
    LLVMBasicBlockRef b_numpy = l_block(g, "numpy"), b_done = l_block(g, "done");
    LLVMValueRef v_fits = can_store(&r, &store, &operands, &to);
    if (v_fits) {
        LLVMBasicBlockRef b_fits = l_block(g, "fits");
        l_branch(g, v_fits, b_fits, b_numpy, WEIGHT_SECOND_UNLIKELY);
        LLVMPositionBuilderAtEnd(g->builder, b_fits);
    }
    if (r.ndim == 1 && !is_short(to.v_count) && (store.is_step || is_silent(&r, &store)))
        store_by_pieces(&r, &store, &operands, &to, b_numpy, b_done);
    else
        store_as_a_whole(&r, &operands, &to, b_numpy, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_numpy);
    items_by_numpy(g, instruction, thunk);
    local_take_back(g, instruction->operands[store.to[1] - '0']);
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
}
