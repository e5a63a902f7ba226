/* check(): verifies what every pass relies on; check_owned.c has the balance of retain and release.
 *
 * Looks at form first (operations, operands, edges, terminators), then at definitions, then, in the
 * typed stage, at dominance. Stops at the first violation. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

int check_failed(const Checker *c, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char message[400];
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const Instruction *instruction = c->instruction;
    if (instruction)
        error_set(c->error, STAGE_IR, "in b%d, instruction %d, %s: %s", c->block->id, c->index,
                  (unsigned)instruction->op < OP_COUNT ? op_infos[instruction->op].name : "?",
                  message);
    else if (c->block)
        error_set(c->error, STAGE_IR, "in b%d: %s", c->block->id, message);
    else
        error_set(c->error, STAGE_IR, "%s", message);
    error_place(c->error, c->fn->file, instruction ? instruction->line : c->fn->line,
                instruction ? instruction->column : 0);
    return -1;
}

/* ---- form ---- */

static bool type_has_letter(const Type *type, char letter) {
    switch (letter) {
    case 'b': return type->kind == TYPE_BOOL;
    case 'i': return type->kind == TYPE_I64;
    case 'n': return type->kind == TYPE_INT;
    case 'd': return type->kind == TYPE_FLOAT;
    case 's': return type->kind == TYPE_SCALAR;
    case 'a': return type->kind == TYPE_ARRAY;
    case 'l': return type->kind == TYPE_LIST;
    case 'o': return type->kind == TYPE_OBJECT;
    case 't': return type->kind == TYPE_UNTYPED;
    default: return true; /* 'x' and '*': any leaf; that it is one is checked where it is defined */
    }
}

static int check_value(const Checker *c, ValueId value, const char *what, int number) {
    if (value <= 0 || value >= c->fn->values.count || !c->fn->values.items[value].type)
        return check_failed(c, "%s %d is no value (%%%d)", what, number, value);
    return 0;
}

static int check_values(const Checker *c, const ValueId *values, int count, const char *what) {
    for (int i = 0; i < count; i++)
        if (check_value(c, values[i], what, i + 1))
            return -1;
    return 0;
}

/* Operands and result against the signature "xyz*:r". */
static int check_signature(const Checker *c, const Instruction *instruction) {
    const char *letters = op_infos[instruction->op].signature;
    int position = 0;
    for (; *letters != ':' && *letters != '*'; letters++, position++) {
        if (position >= instruction->operand_count)
            return check_failed(c, "operand %d is missing", position + 1);
        const Type *type = fn_type(c->fn, instruction->operands[position]);
        if (!type_has_letter(type, *letters))
            return check_failed(c, "operand %d is of type %s, its signature says '%c'",
                                position + 1, type_name(c->fn->arena, type), *letters);
    }
    if (*letters == '*')
        letters++;
    else if (position < instruction->operand_count)
        return check_failed(c, "%d operands, but %d are due", instruction->operand_count, position);
    char letter = letters[1];
    if (!letter)
        return instruction->result ? check_failed(c, "it has no result") : 0;
    if (!instruction->result) /* an untyped expression statement may drop its value */
        return c->fn->typed ? check_failed(c, "its result is missing") : 0;
    if (check_value(c, instruction->result, "result", 1))
        return -1;
    const Type *type = fn_type(c->fn, instruction->result);
    if (!type_has_letter(type, letter))
        return check_failed(c, "its result is of type %s, its signature says '%c'",
                            type_name(c->fn->arena, type), letter);
    return 0;
}

static int check_edges(const Checker *c, const Instruction *instruction) {
    const Fn *fn = c->fn;
    int due = op_edge_count(instruction->op);
    if (instruction_raise_edge(instruction))
        due += op_infos[instruction->op].flags & OPF_TERMINATOR ? 1 : 2;
    if (instruction->edge_count != due)
        return check_failed(c, "%d edges, but %d are due", instruction->edge_count, due);
    for (int i = 0; i < instruction->edge_count; i++) {
        const Edge *edge = &instruction->edges[i];
        const Block *target = edge->target;
        if (target->id < 0 || target->id >= fn->blocks.count ||
            fn->blocks.items[target->id] != target)
            return check_failed(c, "edge %d leads to a block that is not in the function", i + 1);
        if (target->id == 0)
            return check_failed(c, "edge %d leads to the entry", i + 1);
        if (edge->argument_count != target->parameters.count)
            return check_failed(c, "edge %d has %d arguments, b%d has %d parameters", i + 1,
                                edge->argument_count, target->id, target->parameters.count);
        if (check_values(c, edge->arguments, edge->argument_count, "edge argument"))
            return -1;
        for (int k = 0; k < edge->argument_count; k++) {
            const Type *given = fn_type(fn, edge->arguments[k]);
            const Type *wanted = fn_type(fn, target->parameters.items[k]);
            if (given != wanted)
                return check_failed(c, "argument %d of edge %d is of type %s, the parameter of %s",
                                    k + 1, i + 1, type_name(fn->arena, given),
                                    type_name(fn->arena, wanted));
        }
    }
    return 0;
}

static int check_return(const Checker *c, const Instruction *instruction) {
    const Fn *fn = c->fn;
    int64_t index = instruction->immediate;
    if (index < 0 || index >= fn->results.count)
        return check_failed(c, "the function has no result type %lld", (long long)index);
    const Type *type = fn->results.items[index];
    int count = type_leaf_count(type);
    if (count != instruction->operand_count)
        return check_failed(c, "%d leaves, but %s has %d", instruction->operand_count,
                            type_name(fn->arena, type), count);
    const Type **leaves = ARENA_ARRAY(fn->arena, const Type *, count);
    type_leaves(type, leaves);
    for (int i = 0; i < count; i++)
        if (leaves[i] != fn_type(fn, instruction->operands[i]))
            return check_failed(c, "leaf %d is of type %s, not %s", i + 1,
                                type_name(fn->arena, fn_type(fn, instruction->operands[i])),
                                type_name(fn->arena, leaves[i]));
    return 0;
}

/* What is known of objects is known of the list alone. */
static bool is_item(const Type *list, const Type *item) {
    return list->element == item ||
           (list->element->kind == TYPE_OBJECT && item->kind == TYPE_OBJECT);
}

/* What the letters of a signature cannot say. */
static int check_agreement(const Checker *c, const Instruction *instruction) {
    const ValueId *operands = instruction->operands;
    const Type *result = instruction->result ? fn_type(c->fn, instruction->result) : NULL;
    switch (instruction->op) {
    case OP_RETURN: return check_return(c, instruction);
    case OP_SELECT:
        if (fn_type(c->fn, operands[1]) != result || fn_type(c->fn, operands[2]) != result)
            return check_failed(c, "it chooses between values of another type than its result's");
        return type_is_counted(result) ? check_failed(c, "its type is counted") : 0;
    case OP_SCALAR_ADD:
    case OP_SCALAR_SUB:
    case OP_SCALAR_MUL:
    case OP_SCALAR_DIV:
    case OP_SCALAR_COMPARE:
        return fn_type(c->fn, operands[0]) != fn_type(c->fn, operands[1])
                   ? check_failed(c, "its operands are of different dtypes")
                   : 0;
    case OP_LIST_APPEND:
    case OP_LIST_PUSH:
        return !is_item(fn_type(c->fn, operands[0]), fn_type(c->fn, operands[1]))
                   ? check_failed(c, "its operand is not of the list's element type")
                   : 0;
    case OP_LIST_SET:
        return !is_item(fn_type(c->fn, operands[0]), fn_type(c->fn, operands[2]))
                   ? check_failed(c, "its operand is not of the list's element type")
                   : 0;
    case OP_LIST_GET:
    case OP_LIST_ROW:
    case OP_LIST_POP:
        return !is_item(fn_type(c->fn, operands[0]), result)
                   ? check_failed(c, "its result is not of the list's element type")
                   : 0;
    case OP_RETAIN:
    case OP_RELEASE:
        return type_is_counted(fn_type(c->fn, operands[0]))
                   ? 0
                   : check_failed(c, "its operand is not counted");
    default: return 0;
    }
}

static int check_instruction(const Checker *c, const Instruction *instruction) {
    if ((unsigned)instruction->op >= OP_COUNT)
        return check_failed(c, "unknown operation %d", (int)instruction->op);
    unsigned flags = op_infos[instruction->op].flags;
    bool last = c->index == c->block->instructions.count;
    if (!(flags & OPF_UNTYPED) != c->fn->typed)
        return check_failed(c, "it belongs to the other stage");
    if (last && !instruction_ends_block(instruction))
        return check_failed(c, "the block does not end in a terminator");
    if (!last && instruction_ends_block(instruction))
        return check_failed(c, "a terminator before the block's end");
    if (instruction->route != ROUTE_NONE && !(flags & OPF_ROUTED))
        return check_failed(c, "it has no routes");
    if (instruction->unwind_count && (!(flags & OPF_RAISES) || instruction_raise_edge(instruction)))
        return check_failed(c, "it has an unwind list but no way out of the function");
    if (flags & OPF_SYMBOL && !instruction->symbol)
        return check_failed(c, "its symbol is missing");
    if (check_values(c, instruction->operands, instruction->operand_count, "operand") ||
        check_values(c, instruction->unwind, instruction->unwind_count, "unwind value") ||
        check_signature(c, instruction) || check_edges(c, instruction))
        return -1;
    return c->fn->typed ? check_agreement(c, instruction) : 0;
}

/* The parameters of all blocks are values of the stage's types; the entry's are the arguments'
 * leaves. */
static int check_parameters(Checker *c) {
    const Fn *fn = c->fn;
    for (int i = 0; i < fn->blocks.count; i++) {
        c->block = fn->blocks.items[i];
        if (c->block->id != i)
            return check_failed(c, "it is block %d of the function", i);
        if (check_values(c, c->block->parameters.items, c->block->parameters.count, "parameter"))
            return -1;
        if (c->block->instructions.count == 0)
            return check_failed(c, "it is empty");
    }
    if (!fn->typed)
        return 0;
    c->block = fn->blocks.items[0];
    int position = 0;
    for (int i = 0; i < fn->arguments.count; i++) {
        int count = type_leaf_count(fn->arguments.items[i]);
        const Type **leaves = ARENA_ARRAY(fn->arena, const Type *, count);
        type_leaves(fn->arguments.items[i], leaves);
        for (int k = 0; k < count; k++, position++)
            if (position >= c->block->parameters.count ||
                fn_type(fn, c->block->parameters.items[position]) != leaves[k])
                return check_failed(c, "parameter %d is not leaf %d of argument %d", position + 1,
                                    k + 1, i + 1);
    }
    if (position != c->block->parameters.count)
        return check_failed(c, "%d parameters, but the arguments have %d leaves",
                            c->block->parameters.count, position);
    return 0;
}

static int check_form(Checker *c) {
    const Fn *fn = c->fn;
    if (fn->blocks.count == 0)
        return check_failed(c, "the function has no blocks");
    if (check_parameters(c))
        return -1;
    for (int i = 0; i < fn->blocks.count; i++) {
        c->block = fn->blocks.items[i];
        for (c->index = 1; c->index <= c->block->instructions.count; c->index++) {
            c->instruction = c->block->instructions.items[c->index - 1];
            if (check_instruction(c, c->instruction))
                return -1;
        }
        c->instruction = NULL;
    }
    return 0;
}

/* ---- definitions ---- */

static int check_definition(Checker *c, ValueId value) {
    const Value *slot = &c->fn->values.items[value];
    Definition *definition = &c->definitions[value];
    if (definition->block)
        return check_failed(c, "%%%d is defined again", value);
    definition->block = c->block;
    definition->index = c->instruction ? c->index : 0;
    definition->on_edge = c->instruction && instruction_ends_block(c->instruction);
    if (!type_is_leaf(slot->type))
        return check_failed(c, "%%%d is of type %s, which is no leaf", value,
                            type_name(c->fn->arena, slot->type));
    if (slot->definition != c->instruction || slot->block != c->block)
        return check_failed(c, "%%%d is recorded as defined elsewhere", value);
    return 0;
}

static int find_definitions(Checker *c) {
    const Fn *fn = c->fn;
    c->definitions = ARENA_ARRAY(fn->arena, Definition, fn->values.count);
    for (int i = 0; i < fn->blocks.count; i++) {
        c->block = fn->blocks.items[i];
        for (int k = 0; k < c->block->parameters.count; k++)
            if (check_definition(c, c->block->parameters.items[k]))
                return -1;
        for (c->index = 1; c->index <= c->block->instructions.count; c->index++) {
            c->instruction = c->block->instructions.items[c->index - 1];
            if (c->instruction->result && check_definition(c, c->instruction->result))
                return -1;
        }
        c->instruction = NULL;
    }
    return 0;
}

/* ---- dominance ---- */

/* The result of a terminator exists on its first edge: beyond it only where every way comes by that
 * edge, so that all other edges into its target come from where the target itself leads. */
static bool edge_result_reaches(const Checker *c, const Definition *definition) {
    const Graph *graph = c->graph;
    const Block *target = block_terminator(definition->block)->edges[0].target;
    for (int i = graph->first_predecessor[target->id]; i < graph->first_predecessor[target->id + 1];
         i++) {
        const Predecessor *from = &graph->predecessors[i];
        bool by_that_edge = from->block == definition->block && from->edge == 0;
        if (!by_that_edge && !graph_dominates(graph, target, from->block))
            return false;
    }
    return graph_dominates(graph, target, c->block);
}

/* A use by the current instruction. `edge` is the edge it is an argument of, or -1. */
static int check_use(const Checker *c, ValueId value, int edge) {
    const Definition *definition = &c->definitions[value];
    if (!definition->block)
        return check_failed(c, "%%%d is not defined", value);
    if (c->graph->position[definition->block->id] < 0)
        return check_failed(c, "%%%d is defined in unreachable b%d", value, definition->block->id);
    if (definition->block == c->block) {
        bool before = definition->index < c->index;
        bool on_own_edge = edge == 0 && definition->index == c->index;
        return before || on_own_edge ? 0
                                     : check_failed(c, "%%%d is used before it is defined", value);
    }
    if (!graph_dominates(c->graph, definition->block, c->block))
        return check_failed(c, "%%%d is defined in b%d, which does not dominate this", value,
                            definition->block->id);
    if (definition->on_edge && !edge_result_reaches(c, definition))
        return check_failed(c, "%%%d exists only on the first edge of b%d", value,
                            definition->block->id);
    return 0;
}

static int check_uses(const Checker *c, const ValueId *values, int count, int edge) {
    for (int i = 0; i < count; i++)
        if (check_use(c, values[i], edge))
            return -1;
    return 0;
}

static int check_dominance(Checker *c) {
    for (int i = 0; i < c->graph->order_count; i++) {
        c->block = c->graph->order[i];
        for (c->index = 1; c->index <= c->block->instructions.count; c->index++) {
            c->instruction = c->block->instructions.items[c->index - 1];
            if (check_uses(c, c->instruction->operands, c->instruction->operand_count, -1) ||
                check_uses(c, c->instruction->unwind, c->instruction->unwind_count, -1))
                return -1;
            for (int k = 0; k < c->instruction->edge_count; k++) {
                const Edge *edge = &c->instruction->edges[k];
                if (check_uses(c, edge->arguments, edge->argument_count, k))
                    return -1;
            }
        }
        c->instruction = NULL;
    }
    return 0;
}

static int check_unambiguous(const Checker *c, const Edge *first, const Edge *second) {
    if (first->target != second->target || same_edge(first, second))
        return 0;
    return check_failed(c, "its edges lead to b%d with different arguments", first->target->id);
}

/* After own() an edge is known by the block it comes from: no two from one block differ in
 * arguments. */
static int check_unambiguous_edges(Checker *c) {
    for (int i = 0; i < c->graph->order_count; i++) {
        c->block = c->graph->order[i];
        c->index = c->block->instructions.count;
        c->instruction = block_terminator(c->block);
        for (int second = 1; second < c->instruction->edge_count; second++)
            for (int first = 0; first < second; first++)
                if (check_unambiguous(c, &c->instruction->edges[first],
                                      &c->instruction->edges[second]))
                    return -1;
    }
    c->instruction = NULL;
    return 0;
}

int check(const Fn *fn, bool owned, Error *error) {
    Checker checker = {.fn = fn, .error = error};
    if (check_form(&checker))
        return -1;
    if (!fn->typed)
        return 0;
    if (find_definitions(&checker))
        return -1;
    checker.graph = graph_create(fn);
    graph_find_dominators(fn, checker.graph);
    if (check_dominance(&checker))
        return -1;
    if (!owned)
        return 0;
    return check_unambiguous_edges(&checker) || check_owned(&checker) ? -1 : 0;
}
