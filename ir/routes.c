/* choose_routes(): how each operation reaches NumPy. query.c tells what came of it. */
#include <ir/escape.h>
#include <ir/passes.h>

/* Whether routes.def has an exact form of the operation on the route. */
static bool has_form(Op op, Route route) {
    switch (op) {
#define ROUTED(id, python, capi, ufunc, native)                                                    \
    case OP_##id: {                                                                                \
        static const char *const thunks[ROUTE_COUNT] = {NULL, python, capi, ufunc, native};        \
        return thunks[route] != NULL;                                                              \
    }
#include <ir/routes.def>
#undef ROUTED
    default: return false;
    }
}

void access_items_natively(Fn *fn) {
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            Instruction *instruction = block->instructions.items[k];
            if (instruction->op == OP_NP_GETITEM || instruction->op == OP_NP_SETITEM)
                instruction->route = ROUTE_NATIVE;
        }
    }
}

/* Arrays are made natively where nobody needs a real one. */
static bool needs_ndarray(const Fn *fn, const Instruction *made, const bool *is_local,
                          const ValueId *views) {
    return made->result && fn_type(fn, made->result)->kind == TYPE_ARRAY &&
           !is_local[made->result] && !views[made->result];
}

void choose_routes(Fn *fn, Route route) {
    const bool *is_local = local_arrays(fn->arena, fn);
    const ValueId *views = local_views(fn->arena, fn);
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            Instruction *instruction = block->instructions.items[k];
            if (!(op_infos[instruction->op].flags & OPF_ROUTED))
                continue;
            /* Everything has a form on the slowest route. */
            instruction->route = route;
            if (route == ROUTE_NATIVE && needs_ndarray(fn, instruction, is_local, views))
                instruction->route--;
            while (instruction->route > ROUTE_PYTHON &&
                   !has_form(instruction->op, instruction->route))
                instruction->route--;
        }
    }
}
