/* Lists and arrays that only the kernel holds. Nothing else can change their length or move their
 * items, so both stay in registers, and reading, writing and appending are emitted here. What does
 * not go well (an index out of range, a list that has to grow) is left to the thunk.
 *
 * Lists: the header in memory is always up to date; only reading it is spared. */
#include "lowering.h"

#include <runtime/lists.h>
#include <stddef.h>
#include <string.h>

/* ---- what is kept ---- */

static LLVMValueRef load_field(Generator *g, LLVMValueRef v_base, int64_t offset, LLVMTypeRef type,
                               const char *name) {
    return LLVMBuildLoad2(g->builder, type, l_field(g, v_base, offset, name), name);
}

/* Reads the header of a list into the registers that stand for it. */
static void read_list(Generator *g, ValueId list) {
    Header *header = &g->headers[list];
    LLVMValueRef v_list = g->values[list];
    LLVMBuildStore(g->builder,
                   load_field(g, v_list, offsetof(NpjitList, items), g->pointer_type, "items"),
                   header->v_items);
    LLVMBuildStore(g->builder,
                   load_field(g, v_list, offsetof(NpjitList, count), g->int64_type, "count"),
                   header->v_count);
    LLVMBuildStore(g->builder,
                   load_field(g, v_list, offsetof(NpjitList, capacity), g->int64_type, "capacity"),
                   header->v_capacity);
}

static void keep_list(Generator *g, ValueId list) {
    g->headers[list] = (Header){
        .v_items = LLVMBuildAlloca(g->entry_builder, g->pointer_type, "items"),
        .v_count = l_stack_slots(g, 1, "count"),
        .v_capacity = l_stack_slots(g, 1, "capacity"),
    };
    read_list(g, list);
}

/* The length is what the array was made with, where that says so: then LLVM knows it. */
static LLVMValueRef array_length(Generator *g, const Instruction *made) {
    bool given = (made->op == OP_NP_ZEROS || made->op == OP_NP_ONES || made->op == OP_NP_EMPTY) &&
                 made->operand_count == 1;
    if (given)
        return l_operand(g, made, 0);
    if (made->op == OP_NP_ARRAY)
        return l_int64(g, made->operand_count);
    LLVMValueRef v_shape =
        load_field(g, g->values[made->result], NPJIT_ARRAY_SHAPE, g->pointer_type, "shape");
    return LLVMBuildLoad2(g->builder, g->int64_type, v_shape, "length");
}

void private_begin(Generator *g, const Instruction *made) {
    if (!g->kernel->is_private[made->result] || !g->options->inline_thunks ||
        g->headers[made->result].v_items)
        return;
    if (g->options->thunks >= JIT_THUNKS_CHECKED && g->kernel->borrowed[made->result])
        return; /* a stand-in has no items */
    if (made->op == OP_LIST_NEW) {
        keep_list(g, made->result);
        return;
    }
    LLVMValueRef v_items =
        load_field(g, g->values[made->result], NPJIT_ARRAY_ITEMS, g->pointer_type, "items");
    g->headers[made->result] = (Header){.v_items = v_items, .v_count = array_length(g, made)};
}

/* ---- the operations ---- */

/* Tells LLVM that no item of a list is part of a list's header: a loop that appends then keeps the
 * count in a register. */
static void tell_apart(Generator *g, LLVMValueRef v_access, const char *what) {
    LLVMMetadataRef root = LLVMMDStringInContext2(g->context, "npjit", strlen("npjit"));
    LLVMMetadataRef name = LLVMMDStringInContext2(g->context, what, strlen(what));
    LLVMMetadataRef offset = LLVMValueAsMetadata(l_int64(g, 0));
    root = LLVMMDNodeInContext2(g->context, &root, 1);
    LLVMMetadataRef type =
        LLVMMDNodeInContext2(g->context, (LLVMMetadataRef[]){name, root, offset}, 3);
    LLVMMetadataRef tag =
        LLVMMDNodeInContext2(g->context, (LLVMMetadataRef[]){type, type, offset}, 3);
    LLVMSetMetadata(v_access, LLVMGetMDKindIDInContext(g->context, "tbaa", strlen("tbaa")),
                    LLVMMetadataAsValue(g->context, tag));
}

LLVMBasicBlockRef l_begin_fast(Generator *g, LLVMValueRef v_fast) {
    LLVMBasicBlockRef b_fast = l_block(g, "fast"), b_slow = l_block(g, "slow");
    l_branch(g, v_fast, b_fast, b_slow, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_fast);
    return b_slow;
}

/* There is no array to ask; one like it raises the same. */
static void end_local(Generator *g, const Instruction *instruction, LLVMBasicBlockRef b_slow) {
    bool stores = instruction->op == OP_NP_SETITEM;
    LLVMBasicBlockRef b_fast = LLVMGetInsertBlock(g->builder);
    LLVMPositionBuilderAtEnd(g->builder, b_slow);
    LLVMValueRef arguments[] = {g->headers[instruction->operands[0]].v_count,
                                l_int64(g, fn_type(g->fn, instruction->operands[0])->dtype),
                                l_operand(g, instruction, stores ? 2 : 1), l_int64(g, stores)};
    l_call_runtime(g, "npjit_native_index_fails", g->int32_type, arguments, 4);
    l_raise(g, instruction);
    LLVMPositionBuilderAtEnd(g->builder, b_fast);
}

void l_end_fast(Generator *g, const Instruction *instruction, LLVMBasicBlockRef b_slow,
                LLVMValueRef v_result, const char *thunk) {
    if (is_local(g, instruction->operands[0])) {
        end_local(g, instruction, b_slow);
        if (v_result)
            l_define(g, instruction, v_result);
        return;
    }
    LLVMBasicBlockRef b_fast = LLVMGetInsertBlock(g->builder);
    LLVMPositionBuilderAtEnd(g->builder, b_slow);
    bool hot = g->hot;
    g->hot = false; /* as a call */
    l_call_by_signature(g, instruction, thunk);
    l_raise(g, instruction); /* it has raised: no index is within here that was not before */
    g->hot = hot;
    LLVMPositionBuilderAtEnd(g->builder, b_fast);
    if (v_result)
        l_define(g, instruction, v_result);
}

/* Makes room for so many more items, where there is less. */
static void make_room(Generator *g, const Instruction *instruction, LLVMValueRef v_more) {
    LLVMBuilderRef builder = g->builder;
    ValueId list = instruction->operands[0];
    const Header *header = &g->headers[list];
    LLVMBasicBlockRef b_grow = l_block(g, "grow"), b_room = l_block(g, "room");
    LLVMValueRef v_count = LLVMBuildLoad2(builder, g->int64_type, header->v_count, "count");
    LLVMValueRef v_capacity =
        LLVMBuildLoad2(builder, g->int64_type, header->v_capacity, "capacity");
    LLVMValueRef v_needed = LLVMBuildNSWAdd(builder, v_count, v_more, "needed");
    LLVMValueRef v_full = LLVMBuildICmp(builder, LLVMIntSGT, v_needed, v_capacity, "full");
    l_branch(g, v_full, b_grow, b_room, WEIGHT_FIRST_UNLIKELY);
    LLVMPositionBuilderAtEnd(builder, b_grow);
    LLVMValueRef arguments[] = {g->values[list], v_more};
    l_check(g, instruction, l_call_runtime(g, "npjit_list_grow", g->int32_type, arguments, 2));
    read_list(g, list);
    LLVMBuildBr(builder, b_room);
    LLVMPositionBuilderAtEnd(builder, b_room);
}

/* A strip has few turns, and a turn few appends, so that nothing overflows. */
static void reserve(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_first = l_operand(g, instruction, 1), v_end = l_operand(g, instruction, 2);
    LLVMValueRef v_any = LLVMBuildICmp(g->builder, LLVMIntSLT, v_first, v_end, "any");
    LLVMValueRef v_more =
        LLVMBuildMul(g->builder, LLVMBuildSub(g->builder, v_end, v_first, "turns"),
                     l_int64(g, instruction->immediate), "appended");
    make_room(g, instruction, LLVMBuildSelect(g->builder, v_any, v_more, l_int64(g, 0), "more"));
}

static void push(Generator *g, const Instruction *instruction) {
    LLVMBuilderRef builder = g->builder;
    ValueId list = instruction->operands[0];
    const Header *header = &g->headers[list];
    /* An item that is released next is given to the list instead. */
    bool moves = instruction->immediate && g->next && g->next->op == OP_RELEASE &&
                 g->next->operands[0] == instruction->operands[1];
    g->moved = moves ? instruction->operands[1] : 0;
    if (instruction->immediate && !moves)
        l_retain(g, instruction->operands[1]);
    LLVMValueRef v_items = LLVMBuildLoad2(builder, g->pointer_type, header->v_items, "items");
    LLVMValueRef v_count = LLVMBuildLoad2(builder, g->int64_type, header->v_count, "count");
    LLVMValueRef v_place =
        LLVMBuildInBoundsGEP2(builder, g->int64_type, v_items, &v_count, 1, "place");
    LLVMValueRef v_store =
        LLVMBuildStore(builder, l_to_bits(g, l_operand(g, instruction, 1)), v_place);
    tell_apart(g, v_store, "list items");
    v_count = LLVMBuildNSWAdd(builder, v_count, l_int64(g, 1), "count");
    LLVMBuildStore(builder, v_count, header->v_count);
    LLVMValueRef v_field = l_field(g, g->values[list], offsetof(NpjitList, count), "count.field");
    tell_apart(g, LLVMBuildStore(builder, v_count, v_field), "list header");
}

LLVMValueRef l_wrap_index(Generator *g, ValueId index, LLVMValueRef v_length,
                          LLVMValueRef *v_within) {
    LLVMValueRef v_index = g->values[index];
    if (g->fn->values.items[index].is_natural) {
        *v_within = LLVMBuildICmp(g->builder, LLVMIntSLT, v_index, v_length, "within");
        return v_index;
    }
    LLVMValueRef v_negative =
        LLVMBuildICmp(g->builder, LLVMIntSLT, v_index, l_int64(g, 0), "negative");
    LLVMValueRef v_from_end = LLVMBuildAdd(g->builder, v_index, v_length, "from_end");
    v_index = LLVMBuildSelect(g->builder, v_negative, v_from_end, v_index, "index");
    /* Two comparisons, each of which LLVM knows the outcome of in a loop up to the length. */
    *v_within = LLVMBuildAnd(
        g->builder, LLVMBuildICmp(g->builder, LLVMIntSGE, v_index, l_int64(g, 0), "natural"),
        LLVMBuildICmp(g->builder, LLVMIntSLT, v_index, v_length, "below"), "within");
    return v_index;
}

LLVMValueRef l_widen_item(Generator *g, LLVMValueRef v_bits, const DtypeInfo *info) {
    if (info->bytes == 8)
        return v_bits;
    return info->kind == 'i' ? LLVMBuildSExt(g->builder, v_bits, g->int64_type, "bits")
                             : LLVMBuildZExt(g->builder, v_bits, g->int64_type, "bits");
}

static LLVMValueRef place_of(Generator *g, const Instruction *instruction, int index_operand,
                             LLVMTypeRef type, LLVMBasicBlockRef *b_slow) {
    const Header *header = &g->headers[instruction->operands[0]];
    LLVMValueRef v_within;
    LLVMValueRef v_index =
        l_wrap_index(g, instruction->operands[index_operand], header->v_count, &v_within);
    *b_slow = l_begin_fast(g, v_within);
    return LLVMBuildInBoundsGEP2(g->builder, type, header->v_items, &v_index, 1, "place");
}

static void get_item(Generator *g, const Instruction *instruction, const char *thunk) {
    const DtypeInfo *info = &dtype_infos[instruction->immediate];
    LLVMTypeRef type = LLVMIntTypeInContext(g->context, 8 * (unsigned)info->bytes);
    LLVMBasicBlockRef b_slow;
    LLVMValueRef v_place = place_of(g, instruction, 1, type, &b_slow);
    LLVMValueRef v_bits = LLVMBuildLoad2(g->builder, type, v_place, "bits");
    LLVMValueRef v_item =
        l_from_bits(g, l_widen_item(g, v_bits, info), fn_type(g->fn, instruction->result));
    l_end_fast(g, instruction, b_slow, v_item, thunk);
}

static void set_item(Generator *g, const Instruction *instruction, const char *thunk) {
    const DtypeInfo *info = &dtype_infos[instruction->immediate];
    LLVMTypeRef type = LLVMIntTypeInContext(g->context, 8 * (unsigned)info->bytes);
    LLVMBasicBlockRef b_slow;
    LLVMValueRef v_place = place_of(g, instruction, 2, type, &b_slow);
    LLVMValueRef v_bits = l_to_bits(g, l_operand(g, instruction, 1));
    if (info->bytes < 8)
        v_bits = LLVMBuildTrunc(g->builder, v_bits, type, "bits");
    LLVMBuildStore(g->builder, v_bits, v_place);
    l_end_fast(g, instruction, b_slow, NULL, thunk);
}

static bool adds_items(Op op) {
    return op == OP_LIST_APPEND || op == OP_LIST_PUSH || op == OP_LIST_RESERVE;
}

bool private_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->operand_count == 0 || !g->headers[instruction->operands[0]].v_items)
        return false;
    if (instruction->op == OP_NP_LENGTH) {
        l_define(g, instruction, g->headers[instruction->operands[0]].v_count);
        return true;
    }
    if (!g->hot && !is_local(g, instruction->operands[0])) {
        if (!adds_items(instruction->op))
            return false;
        l_call_by_signature(g, instruction, thunk);
        read_list(g, instruction->operands[0]);
        return true;
    }
    switch (instruction->op) {
    case OP_LIST_RESERVE: reserve(g, instruction); return true;
    case OP_LIST_APPEND:
        make_room(g, instruction, l_int64(g, 1));
        push(g, instruction);
        return true;
    case OP_LIST_PUSH: push(g, instruction); return true;
    case OP_LIST_LENGTH:
        l_define(g, instruction,
                 LLVMBuildLoad2(g->builder, g->int64_type,
                                g->headers[instruction->operands[0]].v_count, "length"));
        return true;
    case OP_NP_GETITEM:
        if (instruction->route == ROUTE_PYTHON)
            return false;
        get_item(g, instruction, thunk);
        return true;
    case OP_NP_SETITEM:
        if (instruction->route == ROUTE_PYTHON)
            return false;
        set_item(g, instruction, thunk);
        return true;
    default: return false;
    }
}
