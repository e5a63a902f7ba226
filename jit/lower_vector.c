/* Vectors: small arrays of numbers that the kernel makes from their items, on routes `capi` and
 * `ufunc`. Their dtype and length are constants here, so making one takes its memory and the
 * stores. While nobody else can see it, reducing it takes NumPy's C function or NumPy's inner loop,
 * called without asking what array it is, and on route `ufunc` its memory is kept for the next one.
 * Whatever may have to be warned of is left to the thunk for any array. */
#include "lowering.h"
#include "thunks.h"

#include <math.h>

/* The instruction that made it where it is one, in code that is worth it; else NULL. */
static const Instruction *maker(const Generator *g, ValueId value) {
    const Instruction *made = fn_definition(g->fn, value);
    bool is_vector = g->hot && g->options->inline_thunks && made && made->op == OP_NP_ARRAY &&
                     (made->route == ROUTE_CAPI || made->route == ROUTE_UFUNC) &&
                     made->immediate != DTYPE_OBJECT && made->operand_count > 0 &&
                     made->operand_count < NPJIT_VECTOR_LENGTHS &&
                     thunk_has_body("npjit_ufunc_vector_new");
    return is_vector ? made : NULL;
}

/* The same while nobody else can see it. */
static const Instruction *private_maker(const Generator *g, ValueId value) {
    return g->headers[value].v_items ? maker(g, value) : NULL;
}

static LLVMValueRef item_place(Generator *g, const Instruction *made, LLVMValueRef v_items,
                               int index) {
    return l_field(g, v_items, (int64_t)index * dtype_infos[made->immediate].bytes, "item");
}

void l_store_items(Generator *g, const Instruction *made, LLVMValueRef v_items) {
    int bytes = dtype_infos[made->immediate].bytes;
    LLVMTypeRef type = LLVMIntTypeInContext(g->context, 8 * (unsigned)bytes);
    for (int i = 0; i < made->operand_count; i++) {
        LLVMValueRef v_bits = l_to_bits(g, l_operand(g, made, i));
        if (bytes < 8)
            v_bits = LLVMBuildTrunc(g->builder, v_bits, type, "bits");
        LLVMBuildStore(g->builder, v_bits, item_place(g, made, v_items, i));
    }
}

LLVMValueRef l_new_vector(Generator *g, const Instruction *instruction, Route route,
                          LLVMValueRef v_count) {
    LLVMValueRef kind[] = {l_int64(g, instruction->immediate), v_count};
    const char *thunk = route == ROUTE_UFUNC ? "npjit_ufunc_vector_new" : "npjit_capi_vector_new";
    return l_check_made(g, instruction, l_call_runtime(g, thunk, g->pointer_type, kind, 2));
}

static void make(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_array =
        l_new_vector(g, instruction, instruction->route, l_int64(g, instruction->operand_count));
    l_define(g, instruction, v_array);
    LLVMValueRef v_items = LLVMBuildLoad2(g->builder, g->pointer_type,
                                          l_field(g, v_array, NPJIT_ARRAY_ITEMS, "items"), "items");
    l_store_items(g, instruction, v_items);
    if (g->kernel->is_private[instruction->result])
        g->headers[instruction->result] =
            (Header){.v_items = v_items, .v_count = l_int64(g, instruction->operand_count)};
}

/* ---- numbers that need no warning ---- */

/* |value| compared with a bound. */
static LLVMValueRef magnitude(Generator *g, LLVMRealPredicate predicate, LLVMValueRef v_value,
                              double bound) {
    LLVMTypeRef type = LLVMTypeOf(v_value);
    LLVMValueRef v_magnitude = l_intrinsic(g, "llvm.fabs", type, &v_value, 1);
    return LLVMBuildFCmp(g->builder, predicate, v_magnitude, LLVMConstReal(type, bound), "usual");
}

static LLVMValueRef is_finite(Generator *g, LLVMValueRef v_value) {
    return magnitude(g, LLVMRealOLT, v_value, (double)INFINITY);
}

/* Whether dividing it by a length does not underflow. */
static LLVMValueRef divides_well(Generator *g, LLVMValueRef v_sum) {
    LLVMValueRef v_zero =
        LLVMBuildFCmp(g->builder, LLVMRealOEQ, v_sum, LLVMConstNull(g->double_type), "zero");
    LLVMValueRef v_large = magnitude(g, LLVMRealUGE, v_sum, 0x1p-1022 * NPJIT_VECTOR_LENGTHS);
    return LLVMBuildOr(g->builder, v_zero, v_large, "usual");
}

/* ---- reductions ---- */

/* NumPy's C function; whatever there is to warn of, it does. */
static LLVMValueRef reduce_array(Generator *g, const Instruction *instruction, NpjitLoop loop) {
    LLVMValueRef v_out = l_stack_slots(g, 1, "out");
    l_alive(g, v_out, 1);
    LLVMValueRef arguments[] = {l_operand(g, instruction, 0), l_int64(g, instruction->immediate),
                                l_int64(g, loop), v_out};
    l_check(g, instruction,
            l_call_runtime(g, "npjit_capi_vector_reduce", g->int32_type, arguments, 4));
    LLVMValueRef v_bits = LLVMBuildLoad2(g->builder, g->int64_type, v_out, "bits");
    l_dead(g, v_out, 1);
    return l_from_bits(g, v_bits, fn_type(g->fn, instruction->result));
}

/* NumPy's inner loop over items in memory, which reports nothing. */
static LLVMValueRef reduce_items(Generator *g, const Instruction *instruction, LLVMValueRef v_items,
                                 int64_t count, NpjitLoop loop) {
    LLVMValueRef arguments[] = {v_items, l_int64(g, count), l_int64(g, instruction->immediate),
                                l_int64(g, loop)};
    bool sums_floats = loop == LOOP_ADD && dtype_infos[instruction->immediate].kind == 'f';
    LLVMValueRef v_bits =
        sums_floats ? l_call_runtime(g, "npjit_ufunc_vector_sum", g->int64_type, arguments, 3)
                    : l_call_runtime(g, "npjit_ufunc_vector_reduce", g->int64_type, arguments, 4);
    return l_from_bits(g, v_bits, fn_type(g->fn, instruction->result));
}

static void reduce(Generator *g, const Instruction *instruction, const Instruction *made,
                   NpjitLoop loop, const char *thunk) {
    if (made->route == ROUTE_CAPI) {
        l_define(g, instruction, reduce_array(g, instruction, loop));
        return;
    }
    LLVMValueRef v_result =
        reduce_items(g, instruction, g->headers[made->result].v_items, made->operand_count, loop);
    if (dtype_infos[made->immediate].kind == 'f')
        l_define_or_call(g, instruction, is_finite(g, v_result), v_result, thunk);
    else
        l_define(g, instruction, v_result);
}

/* The sum of int64 items as floats, on the stack; whether it is exact, so that NumPy's order of
 * additions does not matter, goes to `v_usual`. */
static LLVMValueRef sum_as_floats(Generator *g, const Instruction *instruction,
                                  const Instruction *made, LLVMValueRef *v_usual) {
    int64_t count = made->operand_count, most = (INT64_C(1) << 53) / count;
    LLVMValueRef v_floats = l_stack_slots(g, count, "floats");
    *v_usual = LLVMConstInt(g->bool_type, true, false);
    l_alive(g, v_floats, count);
    for (int i = 0; i < count; i++) {
        LLVMValueRef v_place = item_place(g, made, g->headers[made->result].v_items, i);
        LLVMValueRef v_item = LLVMBuildLoad2(g->builder, g->int64_type, v_place, "item");
        LLVMValueRef v_above = LLVMBuildAdd(g->builder, v_item, l_int64(g, most), "above");
        *v_usual = LLVMBuildAnd(
            g->builder, *v_usual,
            LLVMBuildICmp(g->builder, LLVMIntULE, v_above, l_int64(g, 2 * most), "small"), "exact");
        LLVMBuildStore(g->builder, LLVMBuildSIToFP(g->builder, v_item, g->double_type, "float"),
                       l_field(g, v_floats, i * (int64_t)sizeof(NpjitSlot), "slot"));
    }
    LLVMValueRef v_sum = reduce_items(g, instruction, v_floats, count, LOOP_ADD);
    l_dead(g, v_floats, count);
    return v_sum;
}

/* In float64; NumPy divides a sum, too. */
static void mean(Generator *g, const Instruction *instruction, const Instruction *made,
                 const char *thunk) {
    LLVMValueRef v_sum, v_usual = NULL;
    bool floats = made->immediate == DTYPE_FLOAT64;
    if (made->route == ROUTE_CAPI)
        v_sum = reduce_array(g, instruction, LOOP_ADD);
    else if (!floats)
        v_sum = sum_as_floats(g, instruction, made, &v_usual);
    else {
        v_sum = reduce_items(g, instruction, g->headers[made->result].v_items, made->operand_count,
                             LOOP_ADD);
        v_usual = is_finite(g, v_sum);
    }
    if (floats) {
        LLVMValueRef v_divides = divides_well(g, v_sum);
        v_usual = v_usual ? LLVMBuildAnd(g->builder, v_usual, v_divides, "usual") : v_divides;
    }
    LLVMValueRef v_mean =
        LLVMBuildFDiv(g->builder, v_sum, l_double(g, (double)made->operand_count), "mean");
    if (v_usual)
        l_define_or_call(g, instruction, v_usual, v_mean, thunk);
    else
        l_define(g, instruction, v_mean);
}

static bool reduction(Generator *g, const Instruction *instruction, const Instruction *made,
                      const char *thunk) {
    char kind = dtype_infos[made->immediate].kind;
    bool by_numpy = made->route == ROUTE_CAPI;
    bool has_loop = by_numpy || (made->immediate == instruction->immediate && kind != 'b');
    switch (instruction->op) {
    case OP_NP_SUM:
        if (has_loop)
            reduce(g, instruction, made, LOOP_ADD, thunk);
        return has_loop;
    case OP_NP_PROD:
        has_loop = by_numpy || (has_loop && kind != 'f');
        if (has_loop)
            reduce(g, instruction, made, LOOP_MULTIPLY, thunk);
        return has_loop;
    case OP_NP_MAX:
    case OP_NP_MIN:
        if (has_loop)
            reduce(g, instruction, made, instruction->op == OP_NP_MAX ? LOOP_MAXIMUM : LOOP_MINIMUM,
                   thunk);
        return has_loop;
    case OP_NP_MEAN:
        has_loop = made->immediate == DTYPE_FLOAT64 || made->immediate == DTYPE_INT64;
        if (has_loop)
            mean(g, instruction, made, thunk);
        return has_loop;
    default: return false;
    }
}

bool vector_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->op == OP_NP_ARRAY) {
        if (!maker(g, instruction->result))
            return false;
        make(g, instruction);
        return true;
    }
    if (instruction->operand_count == 0)
        return false;
    const Instruction *made = private_maker(g, instruction->operands[0]);
    return made && instruction->route == made->route && reduction(g, instruction, made, thunk);
}

bool vector_release(Generator *g, ValueId value) {
    const Instruction *made = private_maker(g, value);
    if (!made || made->route != ROUTE_UFUNC)
        return false;
    LLVMValueRef arguments[] = {g->values[value], l_int64(g, made->immediate),
                                l_int64(g, made->operand_count)};
    l_call_runtime(g, "npjit_ufunc_vector_release", g->void_type, arguments, 3);
    return true;
}
