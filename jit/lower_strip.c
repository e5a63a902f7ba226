/* Strips of turns that are tried without checks (ir/try_strips.c): what is asked before them, the
 * accesses within, and what is undone after them. */
#include "lowering.h"

#include <ir/escape.h>
#include <ir/passes.h>
#include <runtime/thunks.h>

_Static_assert((int)STRIP_STORES_MOST <= (int)NPJIT_STRIP_STORES, "there is room for every store");

typedef struct Access {
    LLVMValueRef v_items, v_writeable;
    LLVMValueRef v_shape[VIEW_DIMENSIONS], v_strides[VIEW_DIMENSIONS];
    int ndim;
    const DtypeInfo *info;
} Access;

/* What was read of an array where a strip begins. It holds for all of the strip, in which nothing
 * else runs. */
struct StripView {
    int strip;
    ValueId array;
    const ArrayView *view;
    StripView *before;
};

/* False where there is nothing to read of the array, or, without `view`, nobody else to hold it.
 * The last dimension's stride is NULL where its items are adjacent anyway. */
static bool read_access(const Generator *g, ValueId array, const ArrayView *view, Access *out) {
    const Header *header = &g->headers[array];
    *out = (Access){.ndim = fn_type(g->fn, array)->ndim,
                    .info = &dtype_infos[fn_type(g->fn, array)->dtype]};
    if (header->v_items) {
        out->v_items = header->v_items;
        out->v_shape[0] = header->v_count;
    } else if (view) {
        view_registers(view, &out->v_items, &out->v_writeable, out->v_shape, out->v_strides);
    }
    return out->v_items;
}

static const ArrayView *view_in_strip(const Generator *g, int strip, ValueId array) {
    for (const StripView *kept = g->strip_views; kept; kept = kept->before)
        if (kept->strip == strip && kept->array == array)
            return kept->view;
    return NULL;
}

/* The same in all of the strip, from where it is asked for first. */
static const ArrayView *keep_view(Generator *g, int strip, ValueId array) {
    if (g->headers[array].v_items)
        return NULL;
    const ArrayView *view = view_in_strip(g, strip, array);
    if (view)
        return view;
    StripView *kept = ARENA_NEW(g->arena, StripView);
    *kept = (StripView){strip, array, view_read(g, array), g->strip_views};
    g->strip_views = kept;
    return kept->view;
}

static LLVMTypeRef item_type(Generator *g, const Access *access) {
    return LLVMIntTypeInContext(g->context, 8 * (unsigned)access->info->bytes);
}

/* Where the item is whose indices are the operands from `index` on. */
static LLVMValueRef place_of(Generator *g, const Instruction *instruction, int index,
                             const Access *access) {
    LLVMValueRef v_place = access->v_items;
    int last = access->ndim - 1;
    for (int axis = 0; axis < last; axis++) {
        LLVMValueRef v_offset = LLVMBuildMul(g->builder, l_operand(g, instruction, index + axis),
                                             access->v_strides[axis], "offset");
        v_place = LLVMBuildInBoundsGEP2(g->builder, LLVMInt8TypeInContext(g->context), v_place,
                                        &v_offset, 1, "row");
    }
    LLVMValueRef v_index = l_operand(g, instruction, index + last);
    return LLVMBuildInBoundsGEP2(g->builder, item_type(g, access), v_place, &v_index, 1, "place");
}

static LLVMValueRef both(Generator *g, LLVMValueRef v_left, LLVMValueRef v_right) {
    return v_left ? LLVMBuildAnd(g->builder, v_left, v_right, "spans") : v_right;
}

static void emit_spans(Generator *g, const Instruction *instruction) {
    Access access;
    bool tried = g->hot && g->options->inline_thunks && g->options->thunks == JIT_THUNKS_CALLED;
    int strip = (int)(instruction->immediate / 2);
    ValueId array = instruction->operands[0];
    if (!tried || !read_access(g, array, keep_view(g, strip, array), &access)) {
        l_define(g, instruction, LLVMConstNull(g->bool_type));
        return;
    }
    LLVMValueRef v_spans = instruction->immediate % 2 ? access.v_writeable : NULL;
    for (int i = 1; i < instruction->operand_count; i++) {
        LLVMValueRef v_length = access.v_shape[(i - 1) % access.ndim];
        v_spans = both(g, v_spans,
                       LLVMBuildICmp(g->builder, LLVMIntULT, l_operand(g, instruction, i), v_length,
                                     "within"));
    }
    LLVMValueRef v_stride = access.v_strides[access.ndim - 1];
    if (v_stride)
        v_spans = both(g, v_spans,
                       LLVMBuildICmp(g->builder, LLVMIntEQ, v_stride,
                                     l_int64(g, access.info->bytes), "adjacent"));
    l_define(g, instruction, v_spans);
}

/* False where no strip is tried: the turns are never entered. */
static bool read_in_strip(const Generator *g, const Instruction *instruction, Access *out) {
    ValueId array = instruction->operands[0];
    return read_access(g, array, view_in_strip(g, (int)instruction->immediate, array), out);
}

static void emit_item(Generator *g, const Instruction *instruction) {
    Access access;
    const Type *type = fn_type(g->fn, instruction->result);
    if (!read_in_strip(g, instruction, &access)) {
        l_define(g, instruction, LLVMGetUndef(l_type(g, type)));
        return;
    }
    LLVMValueRef v_bits = LLVMBuildLoad2(g->builder, item_type(g, &access),
                                         place_of(g, instruction, 1, &access), "bits");
    LLVMSetAlignment(v_bits, 1);
    l_define(g, instruction, l_from_bits(g, l_widen_item(g, v_bits, access.info), type));
}

static void emit_put(Generator *g, const Instruction *instruction) {
    Access access;
    if (!read_in_strip(g, instruction, &access))
        return;
    LLVMValueRef v_bits = l_to_bits(g, l_operand(g, instruction, 1));
    if (access.info->bytes < 8)
        v_bits = LLVMBuildTrunc(g->builder, v_bits, item_type(g, &access), "bits");
    LLVMValueRef v_place = place_of(g, instruction, 2, &access);
    LLVMSetAlignment(LLVMBuildStore(g->builder, v_bits, v_place), 1);
}

static void copy_items(Generator *g, const Instruction *instruction, const char *function) {
    Access access;
    ValueId array = instruction->operands[0];
    if (!read_access(g, array, view_read(g, array), &access))
        return;
    LLVMValueRef arguments[] = {l_int64(g, instruction->immediate),
                                place_of(g, instruction, 2, &access),
                                place_of(g, instruction, 2 + access.ndim, &access),
                                l_operand(g, instruction, 1), l_int64(g, access.info->bytes)};
    l_call_runtime(g, function, g->void_type, arguments, 5);
}

static void emit_keep(Generator *g, const Instruction *instruction) {
    copy_items(g, instruction, "npjit_strip_keep");
}

static void emit_undo(Generator *g, const Instruction *instruction) {
    copy_items(g, instruction, "npjit_strip_undo");
}

const Emitter strip_emitters[OP_COUNT] = {
    [OP_NATIVE_SPANS] = emit_spans, [OP_NATIVE_ITEM] = emit_item, [OP_NATIVE_PUT] = emit_put,
    [OP_NATIVE_KEEP] = emit_keep,   [OP_NATIVE_UNDO] = emit_undo,
};
