/* Answers to a report's questions about a function. */
#include <ir/query.h>
#include <stdlib.h>
#include <string.h>

typedef struct Places {
    BoxedPlace *items;
    int count, capacity;
} Places;

static int compare_places(const void *a, const void *b) {
    const BoxedPlace *left = a, *right = b;
    return left->line != right->line ? (left->line > right->line) - (left->line < right->line)
                                     : (left->op > right->op) - (left->op < right->op);
}

int fn_boxed_places(const Fn *fn, BoxedPlace **out) {
    Places found = {0};
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; !block->cold && k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            if (op_infos[at->op].flags & OPF_BOXED && at->line)
                ARENA_PUSH(fn->arena, &found, ((BoxedPlace){at->line, at->op}));
        }
    }
    if (found.count)
        qsort(found.items, (size_t)found.count, sizeof *found.items, compare_places);
    int count = 0;
    for (int i = 0; i < found.count; i++)
        if (count == 0 || compare_places(&found.items[count - 1], &found.items[i]) != 0)
            found.items[count++] = found.items[i];
    *out = found.items;
    return count;
}

int fn_boxed_lines(const Fn *fn, int **lines) {
    BoxedPlace *places;
    int count = fn_boxed_places(fn, &places), used = 0;
    *lines = count ? ARENA_ARRAY(fn->arena, int, count) : NULL;
    for (int i = 0; i < count; i++)
        if (used == 0 || (*lines)[used - 1] != places[i].line)
            (*lines)[used++] = places[i].line;
    return used;
}

int fn_column(const Fn *fn, Op op, int line) {
    int column = 0;
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            if (at->op == op && at->line == line && (column == 0 || at->column < column))
                column = at->column;
        }
    }
    return column;
}

static int compare_routes(const void *a, const void *b) {
    const SlowerRoute *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return strcmp(left->name, right->name);
}

/* Access to one item is no call on any route but `python`. */
static bool is_slower(const Instruction *instruction, const OpInfo *info, Route wanted) {
    bool calls = info->flags & OPF_FFI || instruction->route == ROUTE_PYTHON;
    return info->flags & OPF_ROUTED && calls && instruction->route < wanted;
}

int fn_slower_routes(const Fn *fn, Route wanted, SlowerRoute **out) {
    struct {
        SlowerRoute *items;
        int count, capacity;
    } found = {0};
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; !block->cold && k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            const OpInfo *info = &op_infos[instruction->op];
            if (is_slower(instruction, info, wanted))
                ARENA_PUSH(fn->arena, &found,
                           ((SlowerRoute){info->name, instruction->line, instruction->route}));
        }
    }
    if (found.count)
        qsort(found.items, (size_t)found.count, sizeof *found.items, compare_routes);
    int count = 0;
    for (int i = 0; i < found.count; i++)
        if (count == 0 || compare_routes(&found.items[count - 1], &found.items[i]) != 0)
            found.items[count++] = found.items[i];
    *out = found.items;
    return count;
}

ValueId fn_row_of(const Fn *fn, ValueId value) {
    const Instruction *made = fn_definition(fn, value);
    return made && made->op == OP_LIST_ROW ? made->operands[0] : 0;
}
