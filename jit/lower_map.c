/* native.map: a loop over arrays in memory that computes an expression of their items into a new
 * one: a local vector (lower_local.c), or NumPy's, from where route `ufunc` takes its small ones.
 * Where an item is doubtful (lower_steps.c), or arrays are not of one shape, NumPy does it all
 * again. */
#include "lower_items.h"

#include <runtime/thunks.h>
#include <string.h>

/* The function of (count, where to) that tells whether an item was doubtful. */
static LLVMValueRef make_map(Items *r, bool strided, Dtype dtype, LLVMTypeRef *type) {
    Generator *g = r->g;
    Interrupted interrupted;
    LLVMTypeRef leading[] = {g->int64_type, g->pointer_type};
    r->is_strided = strided;
    LLVMValueRef v_function = items_begin_function(r, "native.map", leading, 2, type, &interrupted);
    l_attribute(g, v_function, 2, "noalias", 0);
    LLVMValueRef initial[] = {items_no_doubt(r, 1)};
    Loop loop = items_begin_loop(r, l_int64(g, 0), LLVMGetParam(v_function, 0), 1, initial, 1);
    LLVMValueRef v_item = items_evaluate(r, loop.v_index, 1, dtype);
    LLVMTypeRef stored = LLVMIntTypeInContext(g->context, 8 * (unsigned)dtype_infos[dtype].bytes);
    if (dtype == DTYPE_BOOL)
        v_item = LLVMBuildZExt(g->builder, v_item, stored, "byte");
    LLVMValueRef v_place =
        LLVMBuildGEP2(g->builder, stored, LLVMGetParam(v_function, 1), &loop.v_index, 1, "place");
    LLVMBuildStore(g->builder, v_item, v_place);
    LLVMValueRef next[] = {items_carry_doubt(r, loop.v_carried[0])};
    items_end_loop(r, &loop, next);
    LLVMBuildRet(g->builder, loop.v_carried[0]);
    items_end_function(r, &interrupted);
    return v_function;
}

static LLVMValueRef load_pointer(Generator *g, LLVMValueRef v_array, int64_t offset,
                                 const char *name) {
    return LLVMBuildLoad2(g->builder, g->pointer_type, l_field(g, v_array, offset, name), name);
}

/* Of vectors the operands, else their rows'. */
static LLVMValueRef *row_operands(const Items *r, const Operands *operands, const Rows *rows) {
    LLVMValueRef *v_operands = ARENA_ARRAY(r->g->arena, LLVMValueRef, r->count);
    for (int i = 0; i < r->count; i++) {
        const View *view = &operands->views[i];
        v_operands[i] = view->v_strides
                            ? items_row(r, rows, operands->v_operands[i], view->v_strides)
                            : operands->v_operands[i];
    }
    return v_operands;
}

static void call_map(Items *r, const Operands *operands, bool strided, Dtype dtype,
                     LLVMValueRef v_to, LLVMBasicBlockRef b_doubtful, LLVMBasicBlockRef b_done) {
    Generator *g = r->g;
    LLVMTypeRef type;
    LLVMValueRef v_function = make_map(r, strided, dtype, &type);
    LLVMValueRef *v_dense = items_dense_strides(r, dtype, operands->v_shape);
    Rows rows = items_begin_rows(r, operands->v_shape);
    r->v_operands = row_operands(r, operands, &rows);
    r->v_strides = operands->v_strides;
    LLVMValueRef leading[] = {items_row_count(r, operands->v_count, operands->v_shape),
                              items_row(r, &rows, v_to, v_dense)};
    LLVMValueRef v_doubtful = items_end_rows(r, &rows, items_call(r, type, v_function, leading, 2));
    l_branch(g, v_doubtful, b_doubtful, b_done, WEIGHT_FIRST_UNLIKELY);
}

void items_map(Items *r, const Operands *operands, Dtype dtype, LLVMValueRef v_to,
               LLVMBasicBlockRef b_doubtful, LLVMBasicBlockRef b_done) {
    Generator *g = r->g;
    if (operands->v_side_by_side) {
        LLVMBasicBlockRef b_dense = l_block(g, "dense"), b_strided = l_block(g, "strided");
        l_branch(g, operands->v_side_by_side, b_dense, b_strided, WEIGHT_NONE);
        LLVMPositionBuilderAtEnd(g->builder, b_strided);
        call_map(r, operands, true, dtype, v_to, b_doubtful, b_done);
        LLVMPositionBuilderAtEnd(g->builder, b_dense);
    }
    call_map(r, operands, false, dtype, v_to, b_doubtful, b_done);
}

/* Of the operands' shape. */
static LLVMValueRef new_array(Generator *g, const Instruction *instruction,
                              const Operands *operands) {
    int ndim = fn_type(g->fn, instruction->result)->ndim;
    if (ndim == 1)
        return l_new_vector(g, instruction, ROUTE_UFUNC, operands->v_count);
    LLVMValueRef v_shape = l_stack_slots(g, ndim, "shape");
    for (int axis = 0; axis < ndim; axis++)
        LLVMBuildStore(g->builder, operands->v_shape[axis],
                       l_field(g, v_shape, axis * (int64_t)sizeof(int64_t), "length"));
    LLVMValueRef arguments[] = {l_int64(g, instruction->immediate), l_int64(g, ndim), v_shape};
    return l_check_made(g, instruction,
                        l_call_runtime(g, "npjit_native_grid", g->pointer_type, arguments, 3));
}

/* Where the items go: an array of NumPy's, or a local one. Returns the former, or NULL. */
static LLVMValueRef begin_result(Generator *g, const Instruction *instruction, bool local,
                                 const Operands *operands, LLVMValueRef *v_items) {
    LLVMValueRef v_count = operands->v_count;
    if (!local) {
        LLVMValueRef v_array = new_array(g, instruction, operands);
        *v_items = load_pointer(g, v_array, NPJIT_ARRAY_ITEMS, "items");
        return v_array;
    }
    LLVMBasicBlockRef b_many = local_begin(g, instruction, v_count);
    if (b_many) {
        LLVMBasicBlockRef b_few = LLVMGetInsertBlock(g->builder);
        LLVMPositionBuilderAtEnd(g->builder, b_many);
        LLVMValueRef v_array = l_new_vector(g, instruction, ROUTE_UFUNC, v_count);
        b_many = LLVMGetInsertBlock(g->builder);
        LLVMPositionBuilderAtEnd(g->builder, b_few);
        local_merge(g, instruction, b_many, v_array);
    }
    *v_items = g->headers[instruction->result].v_items;
    return NULL;
}

/* NumPy's result is copied to where this one is, which is of its length. */
static void copy_numpys(Generator *g, const Instruction *instruction, LLVMValueRef v_items,
                        LLVMValueRef v_count, const char *thunk) {
    LLVMValueRef v_before = g->values[instruction->result];
    items_by_numpy(g, instruction, thunk);
    LLVMValueRef v_array = g->values[instruction->result];
    int64_t bytes = dtype_infos[instruction->immediate].bytes;
    LLVMBuildMemCpy(g->builder, v_items, 1, load_pointer(g, v_array, NPJIT_ARRAY_ITEMS, "items"), 1,
                    LLVMBuildMul(g->builder, v_count, l_int64(g, bytes), "bytes"));
    l_call_runtime(g, "npjit_native_release_array", g->void_type, &v_array, 1);
    g->values[instruction->result] = v_before;
}

/* Vectors that are not of one length: what NumPy makes of them becomes the result. */
static void adopt_numpys(Generator *g, const Instruction *instruction, LLVMBasicBlockRef b_numpy,
                         bool local, const char *thunk) {
    Header *header = &g->headers[instruction->result];
    LLVMValueRef v_before = g->values[instruction->result];
    LLVMBasicBlockRef b_done = l_block(g, "done");
    LLVMBasicBlockRef from[] = {LLVMGetInsertBlock(g->builder), NULL};
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_numpy);
    items_by_numpy(g, instruction, thunk);
    LLVMValueRef values[] = {v_before, g->values[instruction->result]};
    LLVMValueRef items[2] = {header->v_items, NULL}, counts[2] = {header->v_count, NULL};
    if (local) {
        items[1] = load_pointer(g, values[1], NPJIT_ARRAY_ITEMS, "items");
        LLVMValueRef v_shape = load_pointer(g, values[1], NPJIT_ARRAY_SHAPE, "shape");
        counts[1] = LLVMBuildLoad2(g->builder, g->int64_type, v_shape, "length");
    }
    from[1] = LLVMGetInsertBlock(g->builder);
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    LLVMValueRef v_value = LLVMBuildPhi(g->builder, g->pointer_type, "array");
    LLVMAddIncoming(v_value, values, from, 2);
    l_define(g, instruction, v_value);
    if (!local)
        return;
    header->v_items = LLVMBuildPhi(g->builder, g->pointer_type, "items");
    LLVMAddIncoming(header->v_items, items, from, 2);
    header->v_count = LLVMBuildPhi(g->builder, g->int64_type, "count");
    LLVMAddIncoming(header->v_count, counts, from, 2);
}

/* An axis is inside of another where its steps are not longer: whether that holds of the two in all
 * operands that say; NULL: none says. `some`: whether it certainly holds in one of several; NULL
 * where there are not several. */
static LLVMValueRef axes_in_order(const Items *r, const Operands *operands, int outer, int inner,
                                  LLVMValueRef *some) {
    Generator *g = r->g;
    LLVMValueRef v_all = NULL;
    int said = 0;
    *some = NULL;
    for (int i = 0; i < r->count; i++) {
        LLVMValueRef *v_strides = operands->views[i].v_strides;
        if (!v_strides || LLVMIsAConstantInt(v_strides[outer]) ||
            LLVMIsAConstantInt(v_strides[inner]))
            continue;
        LLVMValueRef v_sizes[2];
        for (int k = 0; k < 2; k++) {
            LLVMValueRef parts[] = {v_strides[k == 0 ? outer : inner],
                                    LLVMConstInt(g->bool_type, 0, false)};
            v_sizes[k] = l_intrinsic(g, "llvm.abs", g->int64_type, parts, 2);
        }
        LLVMValueRef v_holds =
            LLVMBuildICmp(g->builder, LLVMIntUGE, v_sizes[0], v_sizes[1], "in_order");
        LLVMValueRef v_says =
            LLVMBuildICmp(g->builder, LLVMIntNE, v_sizes[1], l_int64(g, 0), "says");
        LLVMValueRef v_one = LLVMBuildAnd(g->builder, v_holds, v_says, "certain");
        *some = *some ? LLVMBuildOr(g->builder, *some, v_one, "some") : v_one;
        items_require(g, &v_all, v_holds);
        said++;
    }
    if (said < 2)
        *some = NULL;
    return v_all;
}

/* Whether a step is NumPy's copy or conversion, which goes by its operand alone. */
static bool copies(const Items *r) {
    const char *text = r->instruction->text;
    for (const char *at = text; *at != '\0'; at += strspn(at, " ")) {
        char word[16] = {0};
        size_t length = strcspn(at, " ");
        memcpy(word, at, length);
        at += length;
        if (elementwise_copies(word))
            return true;
    }
    return false;
}

/* Notes what has to hold so that NumPy's result is in C's order: no axis of an operand has longer
 * steps than one before it; of two axes it is enough that this is so of one operand, for where they
 * differ C's order wins. What has no items is left to NumPy, which strides it as it likes. */
static void require_order(const Items *r, Operands *operands) {
    Generator *g = r->g;
    if (r->ndim == 1)
        return;
    items_require(g, &operands->v_fits,
                  LLVMBuildICmp(g->builder, LLVMIntSGT, operands->v_count, l_int64(g, 0), "any"));
    bool one_is_enough = r->ndim == 2 && !copies(r);
    for (int outer = 0; outer < r->ndim; outer++)
        for (int inner = outer + 1; inner < r->ndim; inner++) {
            LLVMValueRef v_some, v_all = axes_in_order(r, operands, outer, inner, &v_some);
            if (v_all && v_some && one_is_enough)
                v_all = LLVMBuildOr(g->builder, v_all, v_some, "in_order");
            if (v_all)
                items_require(g, &operands->v_fits, v_all);
        }
}

void map_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    Items r = items_of(g, instruction, instruction->text + strlen(instruction->text), g->bool_type);
    bool local = local_wanted(g, instruction);
    Operands operands = items_read(&r);
    require_order(&r, &operands);
    LLVMBasicBlockRef b_numpy = NULL, b_doubtful = l_block(g, "doubtful"),
                      b_computed = l_block(g, "computed");
    if (operands.v_fits) {
        LLVMBasicBlockRef b_fits = l_block(g, "fits");
        b_numpy = l_block(g, "numpy");
        l_branch(g, operands.v_fits, b_fits, b_numpy, WEIGHT_SECOND_UNLIKELY);
        LLVMPositionBuilderAtEnd(g->builder, b_fits);
    }
    LLVMValueRef v_items;
    LLVMValueRef v_array = begin_result(g, instruction, local, &operands, &v_items);
    if (v_array)
        l_define(g, instruction, v_array);
    items_map(&r, &operands, (Dtype)instruction->immediate, v_items, b_doubtful, b_computed);
    LLVMPositionBuilderAtEnd(g->builder, b_doubtful);
    copy_numpys(g, instruction, v_items, operands.v_count, thunk);
    LLVMBuildBr(g->builder, b_computed);
    LLVMPositionBuilderAtEnd(g->builder, b_computed);
    if (b_numpy)
        adopt_numpys(g, instruction, b_numpy, local, thunk);
}
