/* choose_routes(): how each operation reaches NumPy. query.c tells what came of it. */
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

void choose_routes(Fn *fn, Route route) {
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            Instruction *instruction = block->instructions.items[k];
            if (!(op_infos[instruction->op].flags & OPF_ROUTED))
                continue;
            /* Everything has a form on the slowest route. */
            instruction->route = route;
            while (instruction->route > ROUTE_PYTHON &&
                   !has_form(instruction->op, instruction->route))
                instruction->route--;
        }
    }
}
