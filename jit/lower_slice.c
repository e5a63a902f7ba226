/* Slices: which items of a dimension `start:stop:step` names, as Python's slice.indices() has it.
 * Not here: what is done with them, lower_view.c and lower_items.c. */
#include "lowering.h"

static LLVMValueRef at_least(Generator *g, LLVMValueRef v_value, LLVMValueRef v_least) {
    LLVMValueRef both[] = {v_value, v_least};
    return l_intrinsic(g, "llvm.smax", g->int64_type, both, 2);
}

/* A bound, from the end when it is negative, within `least` and `most`. */
static LLVMValueRef bound(Generator *g, LLVMValueRef v_bound, LLVMValueRef v_length,
                          LLVMValueRef v_least, LLVMValueRef v_most) {
    LLVMValueRef v_negative =
        LLVMBuildICmp(g->builder, LLVMIntSLT, v_bound, l_int64(g, 0), "negative");
    LLVMValueRef v_from_end = LLVMBuildAdd(g->builder, v_bound, v_length, "from_end");
    v_bound = LLVMBuildSelect(g->builder, v_negative, v_from_end, v_bound, "bound");
    LLVMValueRef both[] = {at_least(g, v_bound, v_least), v_most};
    return l_intrinsic(g, "llvm.smin", g->int64_type, both, 2);
}

Slice l_slice(Generator *g, const LLVMValueRef bounds[3], LLVMValueRef v_length,
              LLVMValueRef v_stride) {
    LLVMBuilderRef builder = g->builder;
    int64_t step = bounds[2] ? LLVMConstIntGetSExtValue(bounds[2]) : 1;
    LLVMValueRef v_last = LLVMBuildSub(builder, v_length, l_int64(g, 1), "last");
    LLVMValueRef v_least = l_int64(g, step > 0 ? 0 : -1), v_most = step > 0 ? v_length : v_last;
    LLVMValueRef v_start = step > 0 ? v_least : v_most, v_stop = step > 0 ? v_most : v_least;
    if (bounds[0])
        v_start = bound(g, bounds[0], v_length, v_least, v_most);
    if (bounds[1])
        v_stop = bound(g, bounds[1], v_length, v_least, v_most);
    LLVMValueRef v_span = step > 0 ? LLVMBuildSub(builder, v_stop, v_start, "span")
                                   : LLVMBuildSub(builder, v_start, v_stop, "span");
    int64_t size = step > 0 ? step : -step;
    LLVMValueRef v_steps =
        LLVMBuildSDiv(builder, LLVMBuildAdd(builder, v_span, l_int64(g, size - 1), "span"),
                      l_int64(g, size), "steps");
    return (Slice){.v_offset = LLVMBuildMul(builder, v_start, v_stride, "offset"),
                   .v_length = at_least(g, v_steps, l_int64(g, 0)),
                   .v_stride = LLVMBuildMul(builder, v_stride, l_int64(g, step), "stride"),
                   .step = step};
}
