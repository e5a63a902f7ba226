/* Items of arrays that others may hold, too: of any number of dimensions, strided, read-only. Where
 * an array is read or written in a loop, its address, shape and strides are read once, where the
 * array comes from, and stay in registers; what does not go well is left to the thunk.
 *
 * NumPy can change these in place (a.shape = ..., a.resize()), which only CPython can be asked to
 * do. So nothing is kept across an instruction that runs through its objects: see find_steady. What
 * runs unasked (a signal's handler, a hook of warnings) is taken not to reshape the kernel's arrays
 * under its hands; NumPy's own loops rely on that, too.
 *
 * A view that never leaves the kernel (ir/escape.c) is held in registers altogether: its address,
 * shape and strides are computed from those of its array, which lives as long (ir/own.c). Where
 * something needs it as an array after all, one is made for that.
 *
 * Not here: arrays that only the kernel holds, lower_private.c. */
#include "lowering.h"

#include <ir/escape.h>
#include <runtime/thunks.h>
#include <stddef.h>
#include <string.h>

enum { DIMENSIONS_MOST = VIEW_DIMENSIONS };
_Static_assert((int)VIEW_DIMENSIONS <= (int)NPJIT_VIEW_DIMENSIONS, "a thunk takes every view");

/* What registers hold of an array. */
struct ArrayView {
    LLVMValueRef v_base; /* of a view that only they hold: the array it is one of */
    int ndim;
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

static LLVMValueRef array_is_writeable(Generator *g, LLVMValueRef v_array) {
    LLVMValueRef v_flags = read_field(g, v_array, NPJIT_ARRAY_FLAGS, g->int32_type, "flags");
    int32_t asked = (int32_t)(NPJIT_ARRAY_WRITEABLE | NPJIT_ARRAY_WARNS_ON_WRITE);
    v_flags = LLVMBuildAnd(g->builder, v_flags, l_int32(g, asked), "writeable");
    return LLVMBuildICmp(g->builder, LLVMIntEQ, v_flags, l_int32(g, NPJIT_ARRAY_WRITEABLE),
                         "is_writeable");
}

static void read_view(Generator *g, LLVMValueRef v_array, int ndim, ArrayView *view) {
    view->ndim = ndim;
    view->v_items = read_field(g, v_array, NPJIT_ARRAY_ITEMS, g->pointer_type, "items");
    view->v_writeable = array_is_writeable(g, v_array);
    LLVMValueRef v_shape = read_field(g, v_array, NPJIT_ARRAY_SHAPE, g->pointer_type, "shape");
    LLVMValueRef v_strides =
        read_field(g, v_array, NPJIT_ARRAY_STRIDES, g->pointer_type, "strides");
    for (int axis = 0; axis < ndim; axis++) {
        int64_t offset = axis * (int64_t)sizeof(int64_t);
        view->v_shape[axis] = read_field(g, v_shape, offset, g->int64_type, "length");
        view->v_strides[axis] = read_field(g, v_strides, offset, g->int64_type, "stride");
    }
}

/* Whether there is an array to read it from. */
static bool may_be_read(const Generator *g, ValueId array) {
    const Type *type = fn_type(g->fn, array);
    bool stand_in = g->options->thunks >= JIT_THUNKS_CHECKED && g->kernel->borrowed[array];
    return !stand_in && !g->kernel->is_local[array] && type->kind == TYPE_ARRAY &&
           type->dtype != DTYPE_OBJECT && type->ndim > 0 && type->ndim <= DIMENSIONS_MOST;
}

/* NULL where nothing can be kept of it. */
static const ArrayView *view_of(Generator *g, ValueId array) {
    if (is_held_view(g, array))
        return g->views[array];
    if (!may_be_read(g, array) || !is_steady(g, array))
        return NULL;
    if (!g->views[array]) {
        LLVMBasicBlockRef b_here = LLVMGetInsertBlock(g->builder);
        LLVMMetadataRef place = LLVMGetCurrentDebugLocation2(g->builder);
        if (!go_behind(g, g->values[array]))
            return NULL;
        g->views[array] = ARENA_NEW(g->arena, ArrayView);
        read_view(g, g->values[array], fn_type(g->fn, array)->ndim, g->views[array]);
        LLVMPositionBuilderAtEnd(g->builder, b_here);
        LLVMSetCurrentDebugLocation2(g->builder, place);
    }
    return g->views[array];
}

const ArrayView *view_read(Generator *g, ValueId array) {
    const ArrayView *kept = view_of(g, array);
    if (kept || !may_be_read(g, array))
        return kept;
    ArrayView *view = ARENA_NEW(g->arena, ArrayView);
    read_view(g, g->values[array], fn_type(g->fn, array)->ndim, view);
    return view;
}

void view_registers(const ArrayView *view, LLVMValueRef *v_items, LLVMValueRef *v_writeable,
                    LLVMValueRef *v_shape, LLVMValueRef *v_strides) {
    *v_items = view->v_items;
    *v_writeable = view->v_writeable;
    for (int axis = 0; axis < view->ndim; axis++) {
        v_shape[axis] = view->v_shape[axis];
        v_strides[axis] = view->v_strides[axis];
    }
}

/* ---- the operations ---- */

/* The item's address, and whether all indices are within their lengths. */
static LLVMValueRef address_of(Generator *g, const Instruction *instruction, int first_index,
                               const ArrayView *view, LLVMValueRef *v_within) {
    LLVMValueRef v_address = view->v_items;
    for (int axis = 0; first_index + axis < instruction->operand_count; axis++) {
        LLVMValueRef v_fits;
        LLVMValueRef v_index = l_wrap_index(g, instruction->operands[first_index + axis],
                                            view->v_shape[axis], &v_fits);
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

/* ---- views that registers hold ---- */

const bool *held_views(Arena *arena, const Fn *fn, const JitOptions *options) {
    const ValueId *local = local_views(arena, fn);
    bool *held = ARENA_ARRAY(arena, bool, fn->values.count);
    bool any = false;
    for (ValueId value = 1; value < fn->values.count; value++) {
        const Instruction *made = fn_definition(fn, value);
        any = any || (local[value] && made && made->route == ROUTE_NATIVE);
        held[value] = local[value];
    }
    return any && options->inline_thunks ? held : ARENA_ARRAY(arena, bool, fn->values.count);
}

bool is_held_view(const Generator *g, ValueId value) {
    return g->kernel->held_views[value];
}

ArrayView *view_phis(Generator *g, int ndim) {
    ArrayView *view = ARENA_NEW(g->arena, ArrayView);
    view->ndim = ndim;
    view->v_base = LLVMBuildPhi(g->builder, g->pointer_type, "base");
    view->v_items = LLVMBuildPhi(g->builder, g->pointer_type, "items");
    view->v_writeable = LLVMBuildPhi(g->builder, g->bool_type, "is_writeable");
    for (int axis = 0; axis < ndim; axis++) {
        view->v_shape[axis] = LLVMBuildPhi(g->builder, g->int64_type, "length");
        view->v_strides[axis] = LLVMBuildPhi(g->builder, g->int64_type, "stride");
    }
    return view;
}

void view_add_incoming(const ArrayView *phis, const ArrayView *given, LLVMBasicBlockRef b_from) {
    LLVMValueRef v_base = given->v_base, v_items = given->v_items, v_flag = given->v_writeable;
    LLVMAddIncoming(phis->v_base, &v_base, &b_from, 1);
    LLVMAddIncoming(phis->v_items, &v_items, &b_from, 1);
    LLVMAddIncoming(phis->v_writeable, &v_flag, &b_from, 1);
    for (int axis = 0; axis < phis->ndim; axis++) {
        LLVMValueRef v_length = given->v_shape[axis], v_stride = given->v_strides[axis];
        LLVMAddIncoming(phis->v_shape[axis], &v_length, &b_from, 1);
        LLVMAddIncoming(phis->v_strides[axis], &v_stride, &b_from, 1);
    }
}

void view_grid(Generator *g, ValueId value, LLVMValueRef *v_items, LLVMValueRef *v_shape,
               LLVMValueRef *v_strides) {
    ArrayView read;
    const ArrayView *view = view_of(g, value);
    int ndim = fn_type(g->fn, value)->ndim;
    if (!view) {
        read_view(g, g->values[value], ndim, &read);
        view = &read;
    }
    *v_items = view->v_items;
    for (int axis = 0; axis < ndim; axis++) {
        v_shape[axis] = view->v_shape[axis];
        v_strides[axis] = view->v_strides[axis];
    }
}

LLVMValueRef view_is_writeable(Generator *g, ValueId value) {
    return is_held_view(g, value) ? g->views[value]->v_writeable
                                  : array_is_writeable(g, g->values[value]);
}

void view_vector(const Generator *g, ValueId value, LLVMValueRef *v_items, LLVMValueRef *v_count,
                 LLVMValueRef *v_stride) {
    const ArrayView *view = g->views[value];
    *v_items = view->v_items;
    *v_count = view->v_shape[0];
    *v_stride = view->v_strides[0];
}

static void store_field(Generator *g, LLVMValueRef v_value, LLVMValueRef v_base, size_t offset) {
    LLVMBuildStore(g->builder, v_value, l_field(g, v_base, (int64_t)offset, "field"));
}

LLVMValueRef view_described(Generator *g, ValueId value) {
    const ArrayView *view = g->views[value];
    LLVMValueRef v_view = l_stack_slots(g, sizeof(NpjitView) / sizeof(NpjitSlot), "view");
    store_field(g, view->v_base, v_view, offsetof(NpjitView, base));
    store_field(g, view->v_items, v_view, offsetof(NpjitView, items));
    store_field(g, l_int64(g, view->ndim), v_view, offsetof(NpjitView, ndim));
    store_field(g, LLVMBuildZExt(g->builder, view->v_writeable, g->int64_type, "writeable"), v_view,
                offsetof(NpjitView, is_writeable));
    for (size_t axis = 0; axis < (size_t)view->ndim; axis++) {
        size_t offset = axis * sizeof(int64_t);
        store_field(g, view->v_shape[axis], v_view, offsetof(NpjitView, shape) + offset);
        store_field(g, view->v_strides[axis], v_view, offsetof(NpjitView, strides) + offset);
    }
    return l_field(g, v_view, 2, "described");
}

ArrayView *view_taken_over(Generator *g, LLVMValueRef v_described, int ndim) {
    LLVMValueRef v_view = l_field(g, v_described, -2, "view");
    ArrayView *view = ARENA_NEW(g->arena, ArrayView);
    view->ndim = ndim;
    view->v_base = read_field(g, v_view, offsetof(NpjitView, base), g->pointer_type, "base");
    view->v_items = read_field(g, v_view, offsetof(NpjitView, items), g->pointer_type, "items");
    LLVMValueRef v_flag =
        read_field(g, v_view, offsetof(NpjitView, is_writeable), g->int64_type, "writeable");
    view->v_writeable = LLVMBuildICmp(g->builder, LLVMIntNE, v_flag, l_int64(g, 0), "is_writeable");
    for (int axis = 0; axis < ndim; axis++) {
        int64_t offset = axis * (int64_t)sizeof(int64_t);
        view->v_shape[axis] = read_field(g, v_view, (int64_t)offsetof(NpjitView, shape) + offset,
                                         g->int64_type, "length");
        view->v_strides[axis] = read_field(
            g, v_view, (int64_t)offsetof(NpjitView, strides) + offset, g->int64_type, "stride");
    }
    return view;
}

static void add_dimension(ArrayView *view, LLVMValueRef v_length, LLVMValueRef v_stride) {
    view->v_shape[view->ndim] = v_length;
    view->v_strides[view->ndim++] = v_stride;
}

/* Adds the dimension that the slice leaves. Returns how many bytes its first item is away. */
static LLVMValueRef add_slice(Generator *g, const Instruction *made, int *operand, int absent,
                              LLVMValueRef v_length, LLVMValueRef v_stride, ArrayView *view) {
    LLVMValueRef bounds[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3; i++)
        if (!(absent & 1 << i))
            bounds[i] = l_operand(g, made, (*operand)++);
    Slice slice = l_slice(g, bounds, v_length, v_stride);
    add_dimension(view, slice.v_length, slice.v_stride);
    return slice.v_offset;
}

/* As it is here, where it may have been changed since it came. */
static const ArrayView *header_of(Generator *g, ValueId array) {
    const ArrayView *kept = view_of(g, array);
    if (kept)
        return kept;
    ArrayView *view = ARENA_NEW(g->arena, ArrayView);
    read_view(g, g->values[array], fn_type(g->fn, array)->ndim, view);
    return view;
}

/* Adds the dimensions that the parts say, and what is left of the array's. Returns whether all ints
 * are within their lengths; NULL: there are none. */
static LLVMValueRef add_parts(Generator *g, const Instruction *made, const ArrayView *all,
                              ArrayView *view) {
    LLVMValueRef v_within = NULL;
    int operand = 1, axis = 0;
    for (const char *part = made->text; *part != '\0'; part++) {
        if (*part == 'n') {
            add_dimension(view, l_int64(g, 1), l_int64(g, 0));
            continue;
        }
        LLVMValueRef v_offset;
        if (*part == 'i') {
            LLVMValueRef v_fits;
            LLVMValueRef v_index =
                l_wrap_index(g, made->operands[operand++], all->v_shape[axis], &v_fits);
            v_within = v_within ? LLVMBuildAnd(g->builder, v_within, v_fits, "within") : v_fits;
            v_offset = LLVMBuildMul(g->builder, v_index, all->v_strides[axis], "offset");
        } else {
            v_offset = add_slice(g, made, &operand, *part - '0', all->v_shape[axis],
                                 all->v_strides[axis], view);
        }
        axis++;
        view->v_items = LLVMBuildGEP2(g->builder, LLVMInt8TypeInContext(g->context), view->v_items,
                                      &v_offset, 1, "first");
    }
    for (; axis < all->ndim; axis++)
        add_dimension(view, all->v_shape[axis], all->v_strides[axis]);
    return v_within;
}

static void hold_view(Generator *g, const Instruction *made, const char *thunk) {
    const ArrayView *all = header_of(g, made->operands[0]);
    ArrayView *view = ARENA_NEW(g->arena, ArrayView);
    view->v_base = is_held_view(g, made->operands[0]) ? all->v_base : g->values[made->operands[0]];
    view->v_items = all->v_items;
    view->v_writeable = all->v_writeable;
    LLVMValueRef v_within = NULL;
    if (strcmp(made->text, VIEW_TRANSPOSED) != 0)
        v_within = add_parts(g, made, all, view);
    else
        for (int axis = all->ndim - 1; axis >= 0; axis--)
            add_dimension(view, all->v_shape[axis], all->v_strides[axis]);
    if (v_within)
        l_end_fast(g, made, l_begin_fast(g, v_within), NULL, thunk);
    g->views[made->result] = view;
    l_define(g, made, LLVMConstNull(g->pointer_type));
}

/* Whether the instruction reads or writes an item, or says a length: in a loop, or of what only
 * registers hold. A length of any array, too: LLVM then knows that an index below it is within. */
static bool is_access(const Generator *g, const Instruction *instruction) {
    bool is_item = instruction->op == OP_NP_GETITEM || instruction->op == OP_NP_SETITEM;
    if (!is_item)
        return instruction->op == OP_NP_LENGTH;
    return instruction->route != ROUTE_PYTHON &&
           (g->hot || is_held_view(g, instruction->operands[0]));
}

bool view_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->op == OP_NP_VIEW && is_held_view(g, instruction->result)) {
        hold_view(g, instruction, thunk);
        return true;
    }
    if (!g->options->inline_thunks || !is_access(g, instruction))
        return false;
    const ArrayView *view = view_of(g, instruction->operands[0]);
    if (!view)
        return false;
    switch (instruction->op) {
    case OP_NP_LENGTH: l_define(g, instruction, view->v_shape[instruction->immediate]); break;
    case OP_NP_GETITEM: get_item(g, instruction, view, thunk); break;
    default: set_item(g, instruction, view, thunk);
    }
    return true;
}
