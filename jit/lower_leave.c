/* Leaving a unit for a continuation: the values that it takes over go into slots as a kernel's
 * arguments do, and npjit_jit_enter (jit.c) compiles it if need be and runs it. */
#include "lowering.h"

/* A view that registers hold is described: this function's frame outlives the continuation. */
static LLVMValueRef taken_over(Generator *g, ValueId value) {
    return is_held_view(g, value) ? view_described(g, value) : g->values[value];
}

LLVMBasicBlockRef l_leave(Generator *g, const Edge *edge) {
    Unit *unit = region_unit(g->kernel, edge->target);
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    LLVMBasicBlockRef b_leave = l_block(g, "leave");
    LLVMPositionBuilderAtEnd(g->builder, b_leave);
    int64_t count = edge->argument_count + unit->live_count;
    LLVMValueRef v_values = LLVMConstNull(g->pointer_type);
    if (count > 0)
        v_values = l_stack_slots(g, count, "taken_over");
    for (int i = 0; i < edge->argument_count; i++)
        l_store_slot(g, taken_over(g, edge->arguments[i]), v_values, i);
    for (int i = 0; i < unit->live_count; i++)
        if (!is_local(g, unit->live[i]))
            l_store_slot(g, taken_over(g, unit->live[i]), v_values, edge->argument_count + i);
    local_leave(g, edge, unit, v_values);
    replay_end(g);
    const char *name = arena_format(g->arena, "unit.%s", unit->name);
    LLVMValueRef arguments[] = {v_values, g->v_results, l_address(g, unit, name)};
    LLVMBuildRet(g->builder, l_call_runtime(g, "npjit_jit_enter", g->int32_type, arguments, 3));
    LLVMPositionBuilderAtEnd(g->builder, b_before);
    return b_leave;
}
