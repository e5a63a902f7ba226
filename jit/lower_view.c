/* Items of arrays that others may hold, too: of any number of dimensions, strided, read-only. Where
 * an array is read or written in a loop, its address, shape and strides are read once, where the
 * array comes from, and stay in registers; what does not go well is left to the thunk.
 *
 * NumPy can change these in place (a.shape = ..., a.resize()), which only CPython can be asked to
 * do. So nothing is kept across an instruction that runs through its objects: see find_steady. What
 * runs unasked (a signal's handler, a hook of warnings) is taken not to reshape the kernel's arrays
 * under its hands; NumPy's own loops rely on that, too.
 *
 * Not here: arrays that only the kernel holds, lower_private.c. */
#include "lowering.h"

enum { DIMENSIONS_MOST = 4 };

/* What registers hold of an array. */
struct ArrayView {
    LLVMValueRef v_items, v_writeable;
    LLVMValueRef v_shape[DIMENSIONS_MOST], v_strides[DIMENSIONS_MOST];
};

/* ---- where nothing can have changed ---- */

static bool runs_python(const Block *block) {
    for (int i = 0; i < block->instructions.count; i++)
        if (op_infos[block->instructions.items[i]->op].flags & OPF_BOXED)
            return true;
    return false;
}

/* Marks the targets of `block`'s edges, in `marks`; returns whether one was new. */
static bool mark_targets(const Block *block, bool *marks) {
    const Instruction *terminator = block_terminator(block);
    bool changed = false;
    for (int i = 0; i < terminator->edge_count; i++) {
        bool *mark = &marks[terminator->edges[i].target->id];
        changed = changed || !*mark;
        *mark = true;
    }
    return changed;
}

static bool leads_to(const Block *block, const bool *marks) {
    const Instruction *terminator = block_terminator(block);
    for (int i = 0; i < terminator->edge_count; i++)
        if (marks[terminator->edges[i].target->id])
            return true;
    return false;
}

Steady find_steady(Arena *arena, const Fn *fn) {
    int count = fn->blocks.count;
    Steady steady = {.after = ARENA_ARRAY(arena, bool, count),
                     .before = ARENA_ARRAY(arena, bool, count)};
    bool any = false;
    for (int b = 0; b < count; b++) {
        bool runs = runs_python(fn->blocks.items[b]);
        steady.after[b] = steady.before[b] = runs;
        any = any || runs;
    }
    /* Blocks are numbered about in their order, so that a few walks settle it. */
    for (bool changed = any; changed;) {
        changed = false;
        for (int b = 0; b < count; b++)
            if (steady.after[b])
                changed = mark_targets(fn->blocks.items[b], steady.after) || changed;
        for (int b = count - 1; b >= 0; b--) {
            if (!steady.before[b] && leads_to(fn->blocks.items[b], steady.before))
                steady.before[b] = changed = true;
        }
    }
    return steady;
}

/* Whether what registers hold of the array since it came holds in the block being written. */
static bool is_steady(const Generator *g, ValueId array) {
    const Steady *steady = &g->kernel->steady;
    const Block *from = g->fn->values.items[array].block;
    return !steady->before[from->id] || !steady->after[g->block->id];
}

/* ---- reading it ---- */

/* Writing goes on right behind the value's definition; false when it has none in this unit. */
static bool go_behind(Generator *g, LLVMValueRef v_value) {
    if (!LLVMIsAInstruction(v_value))
        return false;
    LLVMValueRef v_next = LLVMGetNextInstruction(v_value);
    while (v_next && LLVMIsAPHINode(v_next))
        v_next = LLVMGetNextInstruction(v_next);
    LLVMBasicBlockRef block = LLVMGetInstructionParent(v_value);
    if (v_next)
        LLVMPositionBuilderBefore(g->builder, v_next);
    else
        LLVMPositionBuilderAtEnd(g->builder, block);
    return true;
}

static LLVMValueRef read_field(Generator *g, LLVMValueRef v_base, int64_t offset, LLVMTypeRef type,
                               const char *name) {
    return LLVMBuildLoad2(g->builder, type, l_field(g, v_base, offset, name), name);
}

static void read_view(Generator *g, LLVMValueRef v_array, int ndim, ArrayView *view) {
    view->v_items = read_field(g, v_array, NPJIT_ARRAY_ITEMS, g->pointer_type, "items");
    LLVMValueRef v_flags = read_field(g, v_array, NPJIT_ARRAY_FLAGS, g->int32_type, "flags");
    v_flags = LLVMBuildAnd(g->builder, v_flags, l_int32(g, NPJIT_ARRAY_WRITEABLE), "writeable");
    view->v_writeable =
        LLVMBuildICmp(g->builder, LLVMIntNE, v_flags, l_int32(g, 0), "is_writeable");
    LLVMValueRef v_shape = read_field(g, v_array, NPJIT_ARRAY_SHAPE, g->pointer_type, "shape");
    LLVMValueRef v_strides =
        read_field(g, v_array, NPJIT_ARRAY_STRIDES, g->pointer_type, "strides");
    for (int axis = 0; axis < ndim; axis++) {
        int64_t offset = axis * (int64_t)sizeof(int64_t);
        view->v_shape[axis] = read_field(g, v_shape, offset, g->int64_type, "length");
        view->v_strides[axis] = read_field(g, v_strides, offset, g->int64_type, "stride");
    }
}

/* NULL where nothing can be kept of it. */
static const ArrayView *view_of(Generator *g, ValueId array) {
    const Type *type = fn_type(g->fn, array);
    bool stand_in = g->options->thunks >= JIT_THUNKS_CHECKED && g->kernel->borrowed[array];
    if (stand_in || g->kernel->is_local[array] || type->kind != TYPE_ARRAY ||
        type->dtype == DTYPE_OBJECT || type->ndim == 0 || type->ndim > DIMENSIONS_MOST ||
        !is_steady(g, array))
        return NULL;
    if (!g->views[array]) {
        LLVMBasicBlockRef b_here = LLVMGetInsertBlock(g->builder);
        LLVMMetadataRef place = LLVMGetCurrentDebugLocation2(g->builder);
        if (!go_behind(g, g->values[array]))
            return NULL;
        g->views[array] = ARENA_NEW(g->arena, ArrayView);
        read_view(g, g->values[array], type->ndim, g->views[array]);
        LLVMPositionBuilderAtEnd(g->builder, b_here);
        LLVMSetCurrentDebugLocation2(g->builder, place);
    }
    return g->views[array];
}

/* ---- the operations ---- */

/* The item's address, and whether all indices are within their lengths. */
static LLVMValueRef address_of(Generator *g, const Instruction *instruction, int first_index,
                               const ArrayView *view, LLVMValueRef *v_within) {
    LLVMValueRef v_address = view->v_items;
    for (int axis = 0; first_index + axis < instruction->operand_count; axis++) {
        LLVMValueRef v_fits, v_index = l_operand(g, instruction, first_index + axis);
        v_index = l_wrap_index(g, v_index, view->v_shape[axis], &v_fits);
        *v_within = *v_within ? LLVMBuildAnd(g->builder, *v_within, v_fits, "within") : v_fits;
        LLVMValueRef v_offset = LLVMBuildMul(g->builder, v_index, view->v_strides[axis], "offset");
        v_address = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context), v_address,
                                  &v_offset, 1, "place");
    }
    return v_address;
}

static void get_item(Generator *g, const Instruction *instruction, const ArrayView *view,
                     const char *thunk) {
    const DtypeInfo *info = &dtype_infos[instruction->immediate];
    LLVMTypeRef type = LLVMIntTypeInContext(g->context, 8 * (unsigned)info->bytes);
    LLVMValueRef v_within = NULL;
    LLVMValueRef v_place = address_of(g, instruction, 1, view, &v_within);
    LLVMBasicBlockRef b_slow = l_begin_fast(g, v_within);
    LLVMValueRef v_bits = LLVMBuildLoad2(g->builder, type, v_place, "bits");
    LLVMSetAlignment(v_bits, 1);
    v_bits = l_widen_item(g, v_bits, info);
    l_end_fast(g, instruction, b_slow, l_from_bits(g, v_bits, fn_type(g->fn, instruction->result)),
               thunk);
}

static void set_item(Generator *g, const Instruction *instruction, const ArrayView *view,
                     const char *thunk) {
    const DtypeInfo *info = &dtype_infos[instruction->immediate];
    LLVMTypeRef type = LLVMIntTypeInContext(g->context, 8 * (unsigned)info->bytes);
    LLVMValueRef v_fine = view->v_writeable;
    LLVMValueRef v_place = address_of(g, instruction, 2, view, &v_fine);
    LLVMValueRef v_bits = l_to_bits(g, l_operand(g, instruction, 1));
    if (info->bytes < 8)
        v_bits = LLVMBuildTrunc(g->builder, v_bits, type, "bits");
    LLVMBasicBlockRef b_slow = l_begin_fast(g, v_fine);
    LLVMSetAlignment(LLVMBuildStore(g->builder, v_bits, v_place), 1);
    l_end_fast(g, instruction, b_slow, NULL, thunk);
}

bool view_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    bool reads = instruction->op == OP_NP_GETITEM;
    if ((!reads && instruction->op != OP_NP_SETITEM) || !g->hot || !g->options->inline_thunks ||
        instruction->route == ROUTE_PYTHON)
        return false;
    const ArrayView *view = view_of(g, instruction->operands[0]);
    if (!view)
        return false;
    if (reads)
        get_item(g, instruction, view, thunk);
    else
        set_item(g, instruction, view, thunk);
    return true;
}
