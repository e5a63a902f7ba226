/* Arrays that never leave the kernel (ir/escape.c): up to LOCAL_ITEMS items on the stack, where
 * LLVM may make registers of them, longer ones in the memory of an array of NumPy's that only
 * registers know. The value of such an array is that array, or NULL.
 *
 * Where something needs a real array after all (NumPy has to warn or raise, or what follows is a
 * continuation), it gets a copy of what is on the stack, so that the items themselves are never
 * seen from outside. */
#include "lowering.h"

#include <ir/escape.h>
#include <runtime/thunks.h>
#include <stddef.h>
#include <string.h>

bool is_local(const Generator *g, ValueId value) {
    return g->headers[value].v_stack;
}

bool local_wanted(const Generator *g, const Instruction *made) {
    bool is_stand_in =
        g->options->thunks >= JIT_THUNKS_CHECKED && g->kernel->borrowed[made->result];
    return g->kernel->is_local[made->result] && g->options->inline_thunks && !g->block->cold &&
           !is_stand_in;
}

/* ---- making ---- */

static LLVMValueRef stack_bytes(Generator *g, int64_t bytes, const char *name) {
    return l_stack_slots(g, (bytes + 7) / 8 > 1 ? (bytes + 7) / 8 : 2, name);
}

/* A constant length, or -1. */
static int64_t known_count(LLVMValueRef v_count) {
    return LLVMIsAConstantInt(v_count) ? LLVMConstIntGetSExtValue(v_count) : -1;
}

LLVMBasicBlockRef local_begin(Generator *g, const Instruction *made, LLVMValueRef v_count) {
    int64_t bytes = dtype_infos[fn_type(g->fn, made->result)->dtype].bytes;
    int64_t known = known_count(v_count);
    bool fits = known >= 0 && known <= LOCAL_ITEMS;
    int64_t size = bytes * (fits ? known : LOCAL_ITEMS);
    LLVMValueRef v_stack = stack_bytes(g, size, "local");
    g->headers[made->result] =
        (Header){.v_items = v_stack, .v_count = v_count, .v_stack = v_stack, .stack_bytes = size};
    l_define(g, made, LLVMConstNull(g->pointer_type));
    if (fits)
        return NULL;
    LLVMBasicBlockRef b_few = l_block(g, "few"), b_many = l_block(g, "many");
    LLVMValueRef v_few =
        LLVMBuildICmp(g->builder, LLVMIntULE, v_count, l_int64(g, LOCAL_ITEMS), "is_few");
    LLVMBuildCondBr(g->builder, v_few, b_few, b_many);
    LLVMPositionBuilderAtEnd(g->builder, b_few);
    return b_many;
}

/* Writing is where the few are done, and `b_many_end` is where the array `v_array` has been made.
 */
void local_merge(Generator *g, const Instruction *made, LLVMBasicBlockRef b_many_end,
                 LLVMValueRef v_array) {
    Header *header = &g->headers[made->result];
    LLVMBasicBlockRef from[] = {LLVMGetInsertBlock(g->builder), b_many_end};
    LLVMBasicBlockRef b_done = l_block(g, "local.made");
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_many_end);
    LLVMValueRef v_items = LLVMBuildLoad2(g->builder, g->pointer_type,
                                          l_field(g, v_array, NPJIT_ARRAY_ITEMS, "items"), "items");
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    LLVMValueRef owners[] = {LLVMConstNull(g->pointer_type), v_array};
    LLVMValueRef items[] = {header->v_items, v_items};
    LLVMValueRef v_owner = LLVMBuildPhi(g->builder, g->pointer_type, "owner");
    LLVMAddIncoming(v_owner, owners, from, 2);
    header->v_items = LLVMBuildPhi(g->builder, g->pointer_type, "items");
    LLVMAddIncoming(header->v_items, items, from, 2);
    l_define(g, made, v_owner);
}

/* items[k] = first + k, or all of them `first`, as NumPy's dtype stores them. */
static void fill(Generator *g, const Instruction *made, LLVMValueRef v_first, bool counts) {
    const Header *header = &g->headers[made->result];
    LLVMTypeRef type = LLVMTypeOf(v_first);
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    LLVMBasicBlockRef b_head = l_block(g, "fill.head"), b_body = l_block(g, "fill.body"),
                      b_done = l_block(g, "fill.done");
    LLVMBuildBr(g->builder, b_head);
    LLVMPositionBuilderAtEnd(g->builder, b_head);
    LLVMValueRef v_index = LLVMBuildPhi(g->builder, g->int64_type, "index");
    LLVMValueRef v_zero = l_int64(g, 0);
    LLVMAddIncoming(v_index, &v_zero, &b_before, 1);
    LLVMBuildCondBr(g->builder,
                    LLVMBuildICmp(g->builder, LLVMIntSLT, v_index, header->v_count, "more"), b_body,
                    b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_body);
    LLVMBuildStore(g->builder,
                   counts ? LLVMBuildAdd(g->builder, v_first, v_index, "item") : v_first,
                   LLVMBuildInBoundsGEP2(g->builder, type, header->v_items, &v_index, 1, "place"));
    LLVMValueRef v_next = LLVMBuildNSWAdd(g->builder, v_index, l_int64(g, 1), "next");
    LLVMAddIncoming(v_index, &v_next, &b_body, 1);
    LLVMBuildBr(g->builder, b_head);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
}

static LLVMValueRef one(const Generator *g, Dtype dtype) {
    if (dtype_infos[dtype].kind == 'f')
        return LLVMConstReal(dtype == DTYPE_FLOAT32 ? g->float_type : g->double_type, 1.0);
    return LLVMConstInt(LLVMIntTypeInContext(g->context, 8 * (unsigned)dtype_infos[dtype].bytes), 1,
                        false);
}

static void write_items(Generator *g, const Instruction *made) {
    const Header *header = &g->headers[made->result];
    Dtype dtype = (Dtype)made->immediate;
    switch (made->op) {
    case OP_NP_ZEROS:
        LLVMBuildMemSet(g->builder, header->v_items,
                        LLVMConstNull(LLVMInt8TypeInContext(g->context)),
                        LLVMBuildMul(g->builder, header->v_count,
                                     l_int64(g, dtype_infos[dtype].bytes), "bytes"),
                        8);
        break;
    case OP_NP_ONES: fill(g, made, one(g, dtype), false); break;
    case OP_NP_ARANGE: fill(g, made, l_operand(g, made, 0), true); break;
    case OP_NP_ARRAY: l_store_items(g, made, header->v_items); break;
    default: break; /* np.empty: LLVM may take any bits, as anybody else */
    }
}

static LLVMValueRef count_of(Generator *g, const Instruction *made) {
    if (made->op == OP_NP_ARRAY)
        return l_int64(g, made->operand_count);
    if (made->op != OP_NP_ARANGE)
        return l_operand(g, made, 0);
    /* Bounds so far apart that this wraps give more than a few. */
    LLVMValueRef v_start = l_operand(g, made, 0), v_stop = l_operand(g, made, 1);
    LLVMValueRef v_none = LLVMBuildICmp(g->builder, LLVMIntSLE, v_stop, v_start, "none");
    return LLVMBuildSelect(g->builder, v_none, l_int64(g, 0),
                           LLVMBuildSub(g->builder, v_stop, v_start, "count"), "count");
}

static void make(Generator *g, const Instruction *made, const char *thunk) {
    LLVMBasicBlockRef b_many = local_begin(g, made, count_of(g, made));
    write_items(g, made);
    if (!b_many)
        return;
    LLVMBasicBlockRef b_few_end = LLVMGetInsertBlock(g->builder);
    LLVMPositionBuilderAtEnd(g->builder, b_many);
    bool hot = g->hot;
    g->hot = false;
    l_call_by_signature(g, made, thunk);
    g->hot = hot;
    LLVMBasicBlockRef b_many_end = LLVMGetInsertBlock(g->builder);
    LLVMPositionBuilderAtEnd(g->builder, b_few_end);
    local_merge(g, made, b_many_end, g->values[made->result]);
}

bool local_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->op == OP_NP_LENGTH && is_local(g, instruction->operands[0])) {
        l_define(g, instruction, g->headers[instruction->operands[0]].v_count);
        return true;
    }
    if (instruction->route != ROUTE_NATIVE || !instruction->result ||
        fn_type(g->fn, instruction->result)->kind != TYPE_ARRAY || !local_wanted(g, instruction))
        return false;
    make(g, instruction, thunk);
    return true;
}

bool local_release(Generator *g, ValueId value) {
    if (!is_local(g, value))
        return false;
    LLVMValueRef v_owner = g->values[value];
    if (LLVMIsConstant(v_owner))
        return true;
    LLVMBasicBlockRef b_released = NULL;
    if (g->hot) {
        LLVMBasicBlockRef b_release = l_block(g, "release");
        b_released = l_block(g, "released");
        l_branch(g, LLVMBuildIsNull(g->builder, v_owner, "on_stack"), b_released, b_release,
                 WEIGHT_NONE);
        LLVMPositionBuilderAtEnd(g->builder, b_release);
    }
    l_call_runtime(g, "npjit_native_release_array", g->void_type, &v_owner, 1);
    if (b_released) {
        LLVMBuildBr(g->builder, b_released);
        LLVMPositionBuilderAtEnd(g->builder, b_released);
    }
    return true;
}

/* ---- real arrays after all ---- */

LLVMValueRef local_described(Generator *g, ValueId value) {
    Header *header = &g->headers[value];
    LLVMValueRef v_copy = stack_bytes(g, header->stack_bytes, "copy");
    header->v_copy = v_copy;
    LLVMValueRef v_vector = l_stack_slots(g, sizeof(NpjitVector) / 8, "vector");
    LLVMBuildMemCpy(g->builder, v_copy, 8, header->v_stack, 8, l_int64(g, header->stack_bytes));
    LLVMBuildStore(g->builder, v_copy, l_field(g, v_vector, offsetof(NpjitVector, items), "items"));
    LLVMBuildStore(g->builder, header->v_count,
                   l_field(g, v_vector, offsetof(NpjitVector, count), "count"));
    LLVMBuildStore(g->builder, l_int64(g, fn_type(g->fn, value)->dtype),
                   l_field(g, v_vector, offsetof(NpjitVector, dtype), "dtype"));
    LLVMValueRef v_owner = g->values[value];
    LLVMValueRef v_tagged = l_field(g, v_vector, 1, "tagged");
    return LLVMIsConstant(v_owner)
               ? v_tagged
               : LLVMBuildSelect(g->builder, LLVMBuildIsNull(g->builder, v_owner, "on_stack"),
                                 v_tagged, v_owner, "described");
}

void local_take_back(Generator *g, ValueId value) {
    const Header *header = &g->headers[value];
    if (is_local(g, value))
        LLVMBuildMemCpy(g->builder, header->v_stack, 8, header->v_copy, 8,
                        l_int64(g, header->stack_bytes));
}

/* Gives the continuation an array in slot `index`; `b_failed` is for when there is no memory. */
static void hand_over(Generator *g, ValueId value, LLVMValueRef v_values, int64_t index,
                      LLVMBasicBlockRef b_failed) {
    LLVMValueRef v_described = local_described(g, value);
    LLVMValueRef v_array =
        l_call_runtime(g, "npjit_native_array", g->pointer_type, &v_described, 1);
    LLVMBuildStore(g->builder, v_array,
                   l_field(g, v_values, index * (int64_t)sizeof(NpjitSlot), "slot"));
    LLVMBasicBlockRef b_given = l_block(g, "given");
    l_branch(g, LLVMBuildIsNull(g->builder, v_array, "none"), b_failed, b_given,
             WEIGHT_FIRST_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_given);
}

/* What was to be handed over is released here instead. */
static void fail_to_leave(Generator *g, const Edge *edge, const Unit *unit, LLVMValueRef v_values) {
    bool hot = g->hot;
    g->hot = false;
    for (int i = 0; i < unit->live_count; i++) {
        if (is_local(g, unit->live[i])) {
            LLVMValueRef v_array = LLVMBuildLoad2(
                g->builder, g->pointer_type,
                l_field(g, v_values, (edge->argument_count + i) * (int64_t)sizeof(NpjitSlot),
                        "slot"),
                "array");
            l_call_runtime(g, "npjit_native_release_array", g->void_type, &v_array, 1);
        }
        l_release(g, unit->live[i]);
    }
    for (int i = 0; i < edge->argument_count; i++)
        l_release(g, edge->arguments[i]);
    g->hot = hot;
    LLVMBuildStore(g->builder, l_int32(g, block_terminator(g->block)->line),
                   l_field(g, g->v_context, offsetof(NpjitContext, error_line), "error_line"));
    LLVMBuildRet(g->builder, l_int32(g, -1));
}

void local_leave(Generator *g, const Edge *edge, const Unit *unit, LLVMValueRef v_values) {
    int first = edge->argument_count, count = 0;
    for (int i = 0; i < unit->live_count; i++)
        if (is_local(g, unit->live[i])) {
            count++;
            LLVMBuildStore(g->builder, LLVMConstNull(g->pointer_type),
                           l_field(g, v_values, (first + i) * (int64_t)sizeof(NpjitSlot), "slot"));
        }
    if (count == 0)
        return;
    LLVMBasicBlockRef b_failed = l_block(g, "not.left");
    for (int i = 0; i < unit->live_count; i++)
        if (is_local(g, unit->live[i]))
            hand_over(g, unit->live[i], v_values, first + i, b_failed);
    LLVMBasicBlockRef b_given = LLVMGetInsertBlock(g->builder);
    LLVMPositionBuilderAtEnd(g->builder, b_failed);
    fail_to_leave(g, edge, unit, v_values);
    LLVMPositionBuilderAtEnd(g->builder, b_given);
    for (int i = 0; i < unit->live_count; i++)
        if (is_local(g, unit->live[i]))
            local_release(g, unit->live[i]);
}
